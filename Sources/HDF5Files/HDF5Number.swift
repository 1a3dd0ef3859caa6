internal import CHDF5

/// A number as it stands in memory and, little-endian and as wide, in a file.
package protocol HDF5Number: BitwiseCopyable, Sendable {
    /// The library's type for the number in a file.
    static var fileType: HDF5ID { get }
    /// The library's type for the number in memory.
    static var memoryType: HDF5ID { get }
}

extension Double: HDF5Number {
    /// 64 bits.
    package static var fileType: HDF5ID { chdf5_file_float64() }
    /// 64 bits.
    package static var memoryType: HDF5ID { chdf5_memory_double() }
}

extension Float: HDF5Number {
    /// 32 bits.
    package static var fileType: HDF5ID { chdf5_file_float32() }
    /// 32 bits.
    package static var memoryType: HDF5ID { chdf5_memory_float() }
}

extension Int: HDF5Number {
    /// 64 bits, signed.
    package static var fileType: HDF5ID { chdf5_file_int64() }
    /// 64 bits, signed.
    package static var memoryType: HDF5ID { chdf5_memory_int64() }
}

extension Int32: HDF5Number {
    /// 32 bits, signed.
    package static var fileType: HDF5ID { chdf5_file_int32() }
    /// 32 bits, signed.
    package static var memoryType: HDF5ID { chdf5_memory_int32() }
}

extension UInt64: HDF5Number {
    /// 64 bits, unsigned.
    package static var fileType: HDF5ID { chdf5_file_uint64() }
    /// 64 bits, unsigned.
    package static var memoryType: HDF5ID { chdf5_memory_uint64() }
}

extension UInt32: HDF5Number {
    /// 32 bits, unsigned.
    package static var fileType: HDF5ID { chdf5_file_uint32() }
    /// 32 bits, unsigned.
    package static var memoryType: HDF5ID { chdf5_memory_uint32() }
}

extension UInt8: HDF5Number {
    /// 8 bits, unsigned.
    package static var fileType: HDF5ID { chdf5_file_uint8() }
    /// 8 bits, unsigned.
    package static var memoryType: HDF5ID { chdf5_file_uint8() }
}
