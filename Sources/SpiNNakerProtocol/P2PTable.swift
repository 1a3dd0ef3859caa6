/// The point-to-point routing table of a chip: how it reaches every other.
///
/// Columns of the machine lie 128 bytes apart; each byte column holds words of eight 3-bit entries, eight to a word
/// of 32 bits with the entry of the lowest row in the low bits.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10; SpiNNMan 7.4.1, `model/p2p_table.py`.
package enum P2PTable {
    /// Where the table lies in a chip's memory.
    package static let address: UInt32 = 0xe101_0000

    /// The distance between columns in bytes.
    package static let columnStride: UInt32 = 128

    /// The entry of a chip that does not exist.
    package static let noRoute: UInt8 = 6

    /// Where a column lies, and how many bytes of it cover a machine of that height.
    package static func column(_ x: Int, height: Int) -> (address: UInt32, byteCount: Int) {
        (address + columnStride * UInt32(x), 4 * ((height + 7) / 8))
    }

    /// Decodes one column into its entries, by row: 0 to 5 a link, 6 none, 7 the chip itself.
    ///
    /// - Throws: `WireError.truncated` when the bytes hold fewer than `height` entries.
    package static func decodeColumn(_ bytes: [UInt8], height: Int) throws(WireError) -> [UInt8] {
        var reader = ByteReader(bytes, as: "P2P table column")
        var entries: [UInt8] = []
        while entries.count < height {
            let word = try reader.readUInt32()
            for index in 0..<8 where entries.count < height {
                entries.append(UInt8(word >> (3 * UInt32(index)) & 7))
            }
        }
        return entries
    }
}
