import ChipInterface

/// Words on their way to a board's memory, little-endian.
struct WordBuffer {
    /// The words.
    private(set) var words: [UInt32] = []

    /// The length in bytes.
    var byteCount: Int { words.count * 4 }

    /// Appends a word.
    mutating func append(_ word: UInt32) { words.append(word) }

    /// Appends words.
    mutating func append(contentsOf more: some Sequence<UInt32>) { words.append(contentsOf: more) }

    /// Appends `count` zero words.
    mutating func appendZeros(_ count: Int) { words.append(contentsOf: repeatElement(0, count: count)) }

    /// Appends the bytes of a structure of 32-bit fields.
    mutating func append<Layout>(layout: Layout) {
        withUnsafeBytes(of: layout) { bytes in
            words.append(contentsOf: bytes.bindMemory(to: UInt32.self))
        }
    }

    /// Appends an array of structures of 32-bit fields.
    mutating func append<Layout>(layouts: [Layout]) {
        layouts.withUnsafeBytes { bytes in
            words.append(contentsOf: bytes.bindMemory(to: UInt32.self))
        }
    }

    /// The bytes in the order in which they lie in memory.
    static func bytes(of words: some Sequence<UInt32>) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in words { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }
}

extension RegionChecksum {
    /// The checksum of words.
    static func of(_ words: [UInt32]) -> UInt32 {
        var checksum = RegionChecksum()
        for word in words { checksum.add(word) }
        return checksum.value
    }
}
