/// The check unit of a DMA controller: 32 rows say which bits of the last check and the next word make each new bit.
///
/// The check starts with ones and ends inverted, and bits enter least significant first: with the rows of Ethernet's
/// polynomial it is the check that SC&MP puts behind each block of its boot image.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §7.4, r96 to r127; "SpiNNaker Programmable CRC", 2010; spinnaker_tools 4.0.0,
///   `scamp-boot.c`.
struct ProgrammableCheck: Codable {
    private var rows = SIMD32<UInt32>()

    /// A row as software writes it: its most significant bit stands for bit 0 of the word.
    subscript(row: Int) -> UInt32 {
        get { rows[row & 31] }
        set { rows[row & 31] = newValue }
    }

    /// The check of whole words.
    func word(of data: UnsafeRawBufferPointer) -> UInt32 {
        var check = UInt32.max
        for offset in stride(from: 0, to: data.count & ~3, by: 4) {
            let bits = (check ^ data.loadUnaligned(fromByteOffset: offset, as: UInt32.self)).bitSwapped
            check = 0
            for row in 0..<32 where (rows[row] & bits).nonzeroBitCount & 1 != 0 { check |= 1 << UInt32(row) }
        }
        return ~check
    }
}

extension UInt32 {
    /// The bits in opposite order.
    fileprivate var bitSwapped: UInt32 {
        var value = byteSwapped
        value = (value & 0x0f0f_0f0f) << 4 | value >> 4 & 0x0f0f_0f0f
        value = (value & 0x3333_3333) << 2 | value >> 2 & 0x3333_3333
        return (value & 0x5555_5555) << 1 | value >> 1 & 0x5555_5555
    }
}
