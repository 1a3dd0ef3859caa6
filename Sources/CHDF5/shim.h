// libhdf5 for Swift: one inline function for each macro that Swift cannot import.
//
// Macros that call H5open or cast are invisible to Swift, and the globals behind the predefined types are valid only
// after H5open and count as shared mutable state in Swift 6.

#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H

#include <hdf5.h>
#include <stdio.h>
#include <string.h>

// H5F_ACC_TRUNC: create a file, replacing one of that name. The macro calls H5open.
static inline unsigned chdf5_access_truncate(void) { return H5F_ACC_TRUNC; }

// H5F_ACC_RDONLY: open a file for reading. The macro calls H5open.
static inline unsigned chdf5_access_read_only(void) { return H5F_ACC_RDONLY; }

// H5P_FILE_CREATE: the class of file creation properties. A global behind H5open.
static inline hid_t chdf5_class_file_create(void) { return H5P_FILE_CREATE; }

// H5P_FILE_ACCESS: the class of file access properties. A global behind H5open.
static inline hid_t chdf5_class_file_access(void) { return H5P_FILE_ACCESS; }

// H5P_GROUP_CREATE: the class of group creation properties. A global behind H5open.
static inline hid_t chdf5_class_group_create(void) { return H5P_GROUP_CREATE; }

// H5P_DATASET_CREATE: the class of dataset creation properties. A global behind H5open.
static inline hid_t chdf5_class_dataset_create(void) { return H5P_DATASET_CREATE; }

// H5P_DATASET_XFER: the class of data transfer properties. A global behind H5open.
static inline hid_t chdf5_class_transfer(void) { return H5P_DATASET_XFER; }

// H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED: links remember in which order they were made. Macros over shifts.
static inline unsigned chdf5_creation_order_tracked_and_indexed(void) {
    return H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
}

// H5P_DEFAULT: default properties. Without the macro's type Swift takes it for a 32-bit number.
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }

// H5S_ALL: the whole of a dataset. Without the macro's type Swift takes it for a 32-bit number.
static inline hid_t chdf5_all(void) { return H5S_ALL; }

// H5F_OBJ_ALL: every kind of object of a file. The macro combines others.
static inline unsigned chdf5_every_object(void) { return H5F_OBJ_ALL; }

// H5T_NATIVE_DOUBLE: Swift's Double in memory. A global behind H5open.
static inline hid_t chdf5_memory_double(void) { return H5T_NATIVE_DOUBLE; }

// H5T_NATIVE_FLOAT: Swift's Float in memory. A global behind H5open.
static inline hid_t chdf5_memory_float(void) { return H5T_NATIVE_FLOAT; }

// H5T_NATIVE_INT64: Swift's Int64 in memory. A global behind H5open.
static inline hid_t chdf5_memory_int64(void) { return H5T_NATIVE_INT64; }

// H5T_NATIVE_INT32: Swift's Int32 in memory. A global behind H5open.
static inline hid_t chdf5_memory_int32(void) { return H5T_NATIVE_INT32; }

// H5T_IEEE_F64LE: 64-bit numbers in the file. A global behind H5open.
static inline hid_t chdf5_file_float64(void) { return H5T_IEEE_F64LE; }

// H5T_IEEE_F32LE: 32-bit numbers in the file. A global behind H5open.
static inline hid_t chdf5_file_float32(void) { return H5T_IEEE_F32LE; }

// H5T_STD_I64LE: 64-bit whole numbers in the file. A global behind H5open.
static inline hid_t chdf5_file_int64(void) { return H5T_STD_I64LE; }

// H5T_STD_I32LE: 32-bit whole numbers in the file. A global behind H5open.
static inline hid_t chdf5_file_int32(void) { return H5T_STD_I32LE; }

// H5T_STD_I8LE: 8-bit whole numbers in the file, the base of truth values. A global behind H5open.
static inline hid_t chdf5_file_int8(void) { return H5T_STD_I8LE; }

// H5T_NATIVE_UINT64: Swift's UInt64 in memory. A global behind H5open.
static inline hid_t chdf5_memory_uint64(void) { return H5T_NATIVE_UINT64; }

// H5T_NATIVE_UINT32: Swift's UInt32 in memory. A global behind H5open.
static inline hid_t chdf5_memory_uint32(void) { return H5T_NATIVE_UINT32; }

// H5T_STD_U64LE: 64-bit natural numbers in the file. A global behind H5open.
static inline hid_t chdf5_file_uint64(void) { return H5T_STD_U64LE; }

// H5T_STD_U32LE: 32-bit natural numbers in the file. A global behind H5open.
static inline hid_t chdf5_file_uint32(void) { return H5T_STD_U32LE; }

// H5T_STD_U8LE: 8-bit natural numbers in the file, and in memory. A global behind H5open.
static inline hid_t chdf5_file_uint8(void) { return H5T_STD_U8LE; }

// H5T_STD_REF_OBJ: references to objects. A global behind H5open.
static inline hid_t chdf5_reference(void) { return H5T_STD_REF_OBJ; }

// H5T_C_S1: the type that all string types are copied from. A global behind H5open.
static inline hid_t chdf5_string_base(void) { return H5T_C_S1; }

// H5T_VARIABLE: the length of variable-length strings. The macro casts.
static inline size_t chdf5_variable_length(void) { return H5T_VARIABLE; }

// H5Eset_auto2 with no function: errors are read from the stack, not printed. Swift cannot pass the null function
// where the header says so for some versions of the library.
static inline void chdf5_silence_errors(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

// A visitor for H5Ewalk2 that appends each entry to a text; here, since its record has fields of C strings that are
// valid only within the call.
static inline herr_t chdf5_append_error(unsigned number, const H5E_error2_t *entry, void *text) {
    char *const end = (char *)text + strlen((char *)text);
    const size_t room = 1024 - (size_t)(end - (char *)text);
    snprintf(end, room, "%s%s: %s", number == 0 ? "" : "; ", entry->func_name ? entry->func_name : "",
             entry->desc ? entry->desc : "");
    return 0;
}

// The error stack as text, innermost call first, into 1,024 bytes; then clears the stack. H5E_DEFAULT casts.
static inline void chdf5_take_errors(char *text) {
    text[0] = 0;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, chdf5_append_error, text);
    H5Eclear2(H5E_DEFAULT);
}

#endif
