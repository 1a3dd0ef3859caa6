/// The cyclic redundancy check of Ethernet, as the boot ROM's blocks and Ethernet frames carry it.
///
/// - SeeAlso: IEEE 802.3: polynomial 0x04c11db7, reflected, started and ended with ones.
enum CRC32 {
    /// The check of some bytes.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 != 0 ? 0xedb8_8320 : 0) }
        }
        return ~crc
    }
}
