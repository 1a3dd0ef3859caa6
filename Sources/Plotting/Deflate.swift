/// Compresses bytes: matches with what came before, in the format's fixed code.
///
/// A plot is long runs of the same bytes, for which the fixed code is nearly as good as one made to measure.
///
/// - SeeAlso: RFC 1950 (zlib), RFC 1951 (deflate).
struct Deflate {
    /// The bytes as a zlib stream: header, one deflate block, Adler-32.
    static func zlibStream(_ bytes: [UInt8]) -> [UInt8] {
        var deflate = Deflate()
        // Deflate with a window of 32 KiB; the second byte makes the pair a multiple of 31.
        deflate.output = [0x78, 0x9C]
        bytes.withUnsafeBufferPointer { deflate.compress($0) }
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        let check = b << 16 | a
        return deflate.output + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: check >> $0) }
    }

    private static let window = 32_768
    private static let longest = 258
    private static let shortest = 3
    /// How many earlier places are tried for a match.
    private static let tries = 16

    private var output: [UInt8] = []
    private var bits: UInt64 = 0
    private var bitCount: UInt64 = 0

    private mutating func compress(_ bytes: UnsafeBufferPointer<UInt8>) {
        // The last block, in the fixed code.
        put(0b011, 3)
        var newest = [Int32](repeating: -1, count: 1 << 15)
        var previous = [Int32](repeating: -1, count: Self.window)
        var position = 0
        func hash(_ place: Int) -> Int {
            let three = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
            return Int((three &* 2_654_435_761) >> 17)
        }
        while position < bytes.count {
            var (length, distance) = (0, 0)
            let limit = min(Self.longest, bytes.count - position)
            if limit >= Self.shortest {
                var candidate = Int(newest[hash(position)])
                var tries = Self.tries
                while candidate >= 0, position - candidate < Self.window, tries > 0, length < limit {
                    var same = 0
                    while same < limit, bytes[candidate + same] == bytes[position + same] { same += 1 }
                    if same > length { (length, distance) = (same, position - candidate) }
                    let older = Int(previous[candidate % Self.window])
                    // A place that was overwritten since leads forwards.
                    candidate = older < candidate ? older : -1
                    tries -= 1
                }
            }
            let advance: Int
            if length >= Self.shortest {
                putLength(length)
                putDistance(distance)
                advance = length
            } else {
                putSymbol(Int(bytes[position]))
                advance = 1
            }
            // In a long run it is enough to know some of its places.
            let step = advance > 32 ? 8 : 1
            for place in stride(from: position, to: position + advance, by: step) where place + 2 < bytes.count {
                let slot = hash(place)
                previous[place % Self.window] = newest[slot]
                newest[slot] = Int32(truncatingIfNeeded: place)
            }
            position += advance
        }
        putSymbol(256)
        put(0, (8 - bitCount % 8) % 8)
    }

    /// A symbol of the fixed code for literals and lengths (RFC 1951, section 3.2.6).
    private mutating func putSymbol(_ symbol: Int) {
        switch symbol {
        case ..<144: putReversed(0x30 + symbol, 8)
        case ..<256: putReversed(0x190 + symbol - 144, 9)
        case ..<280: putReversed(symbol - 256, 7)
        default: putReversed(0xC0 + symbol - 280, 8)
        }
    }

    /// Symbol and extra bits of a length (section 3.2.5): four symbols to each number of extra bits.
    private mutating func putLength(_ length: Int) {
        if length == Self.longest { return putSymbol(285) }
        let value = length - 3
        guard value >= 8 else { return putSymbol(257 + value) }
        let extra = Int.bitWidth - value.leadingZeroBitCount - 3
        putSymbol(257 + 4 * extra + (value >> extra))
        put(UInt64(value & (1 << extra - 1)), UInt64(extra))
    }

    /// Symbol and extra bits of a distance: two symbols to each number of extra bits.
    private mutating func putDistance(_ distance: Int) {
        let value = distance - 1
        guard value >= 4 else { return putReversed(value, 5) }
        let extra = Int.bitWidth - value.leadingZeroBitCount - 2
        putReversed(2 * extra + (value >> extra), 5)
        put(UInt64(value & (1 << extra - 1)), UInt64(extra))
    }

    /// Huffman codes go out with their first bit first.
    private mutating func putReversed(_ code: Int, _ count: UInt64) {
        var reversed: UInt64 = 0
        for bit in 0..<count { reversed |= UInt64(code >> Int(count - 1 - bit) & 1) << bit }
        put(reversed, count)
    }

    /// Bits fill bytes from the low end.
    private mutating func put(_ value: UInt64, _ count: UInt64) {
        bits |= value << (bitCount % 8)
        var held = bitCount % 8 + count
        bitCount += count
        while held >= 8 {
            output.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            held -= 8
        }
    }
}
