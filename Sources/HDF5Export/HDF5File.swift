internal import CHDF5

/// A new HDF5 file that is being written, with the types and property lists its objects share.
///
/// All groups remember the order of their links. Not thread-safe: use within `HDF5Library.withExclusiveAccess`.
struct HDF5File: ~Copyable {
    private let file: HDF5Handle
    private let groupProperties: HDF5Handle
    private let numberProperties: HDF5Handle
    private let textTransfer: HDF5Handle
    private let scalar: HDF5Handle
    private let text: HDF5Handle
    private let boolean: HDF5Handle

    /// Makes a file, replacing one of that name.
    init(creatingAt path: String) throws(HDF5ExportError) {
        let order = chdf5_creation_order_tracked_and_indexed()
        let fileProperties = try HDF5Handle(H5Pcreate(chdf5_class_file_create()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_link_creation_order(fileProperties.id, order), "track the order of links")
        // The name is nobody else's, and a child process started meanwhile would inherit the lock and keep it: then
        // nobody could open the finished file.
        let access = try HDF5Handle(H5Pcreate(chdf5_class_file_access()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_file_locking(access.id, false, true), "do without a lock")
        // Read by HDF5 1.8 and later; files are a seventh smaller than in the format of 1.6.
        try HDF5Library.check(
            H5Pset_libver_bounds(access.id, H5F_LIBVER_V18, H5F_LIBVER_V18),
            "set the format's version"
        )
        let groupProperties = try HDF5Handle(H5Pcreate(chdf5_class_group_create()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_link_creation_order(groupProperties.id, order), "track the order of links")
        // Data are written as a whole, so filling them before would be in vain.
        let numberProperties = try HDF5Handle(
            H5Pcreate(chdf5_class_dataset_create()),
            .propertyList,
            "make properties"
        )
        try HDF5Library.check(H5Pset_fill_time(numberProperties.id, H5D_FILL_TIME_NEVER), "set the fill time")
        // Texts are converted in a buffer that is cleared for each dataset: a mebibyte, if nobody says how large.
        let textTransfer = try HDF5Handle(H5Pcreate(chdf5_class_transfer()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_buffer(textTransfer.id, 8192, nil, nil), "set the size of a buffer")
        let scalar = try HDF5Handle(H5Screate(H5S_SCALAR), .dataspace, "make a scalar space")
        let text = try Self.textType(length: chdf5_variable_length())
        let boolean = try Self.booleanType()
        let file = try HDF5Handle(
            H5Fcreate(path, chdf5_access_truncate(), fileProperties.id, access.id),
            .file,
            "create '\(path)'"
        )
        // Only now: a noncopyable value cannot be half made when an error leaves.
        self.groupProperties = groupProperties
        self.numberProperties = numberProperties
        self.textTransfer = textTransfer
        self.scalar = scalar
        self.text = text
        self.boolean = boolean
        self.file = file
    }

    /// The id of the file, which stands for its root group where a group is wanted.
    var root: hid_t { file.id }

    /// Writes what is in memory and closes the file.
    consuming func close() throws(HDF5ExportError) {
        try HDF5Library.check(H5Fflush(file.id, H5F_SCOPE_GLOBAL), "flush the file")
        // The file itself counts as one.
        let open = H5Fget_obj_count(file.id, chdf5_every_object())
        precondition(open <= 1, "\(open - 1) objects of the file are still open")
        try file.close("close the file")
    }

    // MARK: - Groups and links

    /// Makes a group.
    func makeGroup(_ name: String, in parent: hid_t) throws(HDF5ExportError) -> HDF5Handle {
        try HDF5Handle(
            H5Gcreate2(parent, name, chdf5_default(), groupProperties.id, chdf5_default()),
            .group,
            "make the group '\(name)'"
        )
    }

    /// Gives an object one more name: a hard link.
    func link(_ object: borrowing HDF5Handle, as name: String, in parent: hid_t) throws(HDF5ExportError) {
        try HDF5Library.check(
            H5Olink(object.id, parent, name, chdf5_default(), chdf5_default()),
            "link an object as '\(name)'"
        )
    }

    // MARK: - Attributes

    /// Sets a text of free length.
    func setLongText(_ name: String, _ value: String, of object: hid_t) throws(HDF5ExportError) {
        let attribute = try makeAttribute(name, of: object, type: text.id, space: scalar.id)
        let result = value.withCString { start in
            withUnsafePointer(to: start) { H5Awrite(attribute.id, text.id, $0) }
        }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a short text. It is stored at its own length: smaller and faster than one of free length.
    func setText(_ name: String, _ value: String, of object: hid_t) throws(HDF5ExportError) {
        let length = value.utf8.count
        guard length > 0, length < 1_024 else { return try setLongText(name, value, of: object) }
        let type = try Self.textType(length: length)
        let attribute = try makeAttribute(name, of: object, type: type.id, space: scalar.id)
        let result = value.withCString { H5Awrite(attribute.id, type.id, $0) }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a number.
    func setNumber(_ name: String, _ value: Double, of object: hid_t) throws(HDF5ExportError) {
        let attribute = try makeAttribute(name, of: object, type: chdf5_file_float64(), space: scalar.id)
        let result = withUnsafePointer(to: value) { H5Awrite(attribute.id, chdf5_memory_double(), $0) }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a list of whole numbers.
    func setIntegers(_ name: String, _ values: [Int32], of object: hid_t) throws(HDF5ExportError) {
        let space = try Self.space(values.count)
        let attribute = try makeAttribute(name, of: object, type: chdf5_file_int32(), space: space.id)
        let result = values.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { H5Awrite(attribute.id, chdf5_memory_int32(), $0) } ?? 0
        }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    private func makeAttribute(
        _ name: String,
        of object: hid_t,
        type: hid_t,
        space: hid_t
    ) throws(HDF5ExportError) -> HDF5Handle {
        try HDF5Handle(
            H5Acreate2(object, name, type, space, chdf5_default(), chdf5_default()),
            .attribute,
            "make the attribute '\(name)'"
        )
    }

    // MARK: - Datasets of one axis

    /// Writes 64-bit numbers.
    func write(_ name: String, _ values: [Double], in group: hid_t) throws(HDF5ExportError) -> HDF5Handle {
        try write(name, values, in: group, fileType: chdf5_file_float64(), memoryType: chdf5_memory_double())
    }

    /// Writes 32-bit numbers.
    func write(_ name: String, _ values: [Float], in group: hid_t) throws(HDF5ExportError) -> HDF5Handle {
        try write(name, values, in: group, fileType: chdf5_file_float32(), memoryType: chdf5_memory_float())
    }

    /// Writes 64-bit whole numbers.
    func write(_ name: String, _ values: [Int], in group: hid_t) throws(HDF5ExportError) -> HDF5Handle {
        let words = values.map(Int64.init)
        return try write(name, words, in: group, fileType: chdf5_file_int64(), memoryType: chdf5_memory_int64())
    }

    /// Writes truth values, in the form of h5py: an enumeration of FALSE and TRUE over a byte.
    func write(_ name: String, _ values: [Bool], in group: hid_t) throws(HDF5ExportError) -> HDF5Handle {
        let bytes = values.map { $0 ? Int8(1) : 0 }
        return try write(name, bytes, in: group, fileType: boolean.id, memoryType: boolean.id)
    }

    /// Writes texts of free length.
    func write(_ name: String, _ values: [String], in group: hid_t) throws(HDF5ExportError) -> HDF5Handle {
        let space = try Self.space(values.count)
        let dataset = try HDF5Handle(
            H5Dcreate2(group, name, text.id, space.id, chdf5_default(), chdf5_default(), chdf5_default()),
            .dataset,
            "make the dataset '\(name)'"
        )
        guard !values.isEmpty else { return dataset }
        // All texts one after the other in one buffer, and an array of where each begins.
        var bytes: [CChar] = []
        let starts = values.map { value in
            defer {
                bytes.append(contentsOf: value.utf8.lazy.map(CChar.init(bitPattern:)))
                bytes.append(0)
            }
            return bytes.count
        }
        let result = bytes.withUnsafeBufferPointer { buffer in
            let pointers = starts.map { buffer.baseAddress?.advanced(by: $0) }
            return pointers.withUnsafeBufferPointer { list in
                list.baseAddress.map { H5Dwrite(dataset.id, text.id, chdf5_all(), chdf5_all(), textTransfer.id, $0) }
                    ?? 0
            }
        }
        try HDF5Library.check(result, "write the dataset '\(name)'")
        return dataset
    }

    private func write<Element: BitwiseCopyable>(
        _ name: String,
        _ values: [Element],
        in group: hid_t,
        fileType: hid_t,
        memoryType: hid_t
    ) throws(HDF5ExportError) -> HDF5Handle {
        let space = try Self.space(values.count)
        let dataset = try HDF5Handle(
            H5Dcreate2(group, name, fileType, space.id, chdf5_default(), numberProperties.id, chdf5_default()),
            .dataset,
            "make the dataset '\(name)'"
        )
        let result = values.withUnsafeBufferPointer { buffer -> herr_t in
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return 0 }
            return H5Dwrite(dataset.id, memoryType, chdf5_all(), chdf5_all(), chdf5_default(), start)
        }
        try HDF5Library.check(result, "write \(values.count) values of the dataset '\(name)'")
        return dataset
    }

    // MARK: - Types and spaces

    private static func space(_ count: Int) throws(HDF5ExportError) -> HDF5Handle {
        var length = hsize_t(count)
        return try HDF5Handle(H5Screate_simple(1, &length, nil), .dataspace, "make a space of \(count)")
    }

    private static func textType(length: Int) throws(HDF5ExportError) -> HDF5Handle {
        let type = try HDF5Handle(H5Tcopy(chdf5_string_base()), .datatype, "make a text type")
        try HDF5Library.check(H5Tset_size(type.id, length), "set the length of a text type")
        try HDF5Library.check(H5Tset_cset(type.id, H5T_CSET_UTF8), "set the coding of a text type")
        return type
    }

    private static func booleanType() throws(HDF5ExportError) -> HDF5Handle {
        let type = try HDF5Handle(H5Tenum_create(chdf5_file_int8()), .datatype, "make a truth type")
        for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
            let result = withUnsafePointer(to: value) { H5Tenum_insert(type.id, name, $0) }
            try HDF5Library.check(result, "name the truth value \(name)")
        }
        return type
    }
}
