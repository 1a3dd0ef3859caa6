/// Reads little-endian numbers one after another, never beyond the end.
struct ByteReader {
    /// The name of the message being read, for errors.
    let message: String

    private let bytes: [UInt8]
    private var position: Int

    /// Starts reading at an offset.
    init(_ bytes: [UInt8], from offset: Int = 0, as message: String) {
        self.bytes = bytes
        self.message = message
        position = min(max(offset, 0), bytes.count)
    }

    /// The offset of the next byte.
    var offset: Int { position }

    /// The number of bytes left.
    var remaining: Int { bytes.count - position }

    /// Throws unless so many bytes are left.
    func require(_ count: Int) throws(WireError) {
        guard count >= 0, remaining >= count else {
            throw .truncated(message: message, needed: position + max(count, 0), found: bytes.count)
        }
    }

    mutating func readUInt8() throws(WireError) -> UInt8 {
        try require(1)
        defer { position += 1 }
        return bytes[position]
    }

    mutating func readUInt16() throws(WireError) -> UInt16 {
        try require(2)
        defer { position += 2 }
        return UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
    }

    mutating func readUInt32() throws(WireError) -> UInt32 {
        try require(4)
        defer { position += 4 }
        return UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8
            | UInt32(bytes[position + 2]) << 16 | UInt32(bytes[position + 3]) << 24
    }

    mutating func readBytes(_ count: Int) throws(WireError) -> [UInt8] {
        try require(count)
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    /// Everything that is left.
    mutating func readRest() -> [UInt8] {
        defer { position = bytes.count }
        return Array(bytes[position...])
    }
}

extension [UInt8] {
    /// Appends a number, lowest byte first.
    mutating func append(littleEndian value: UInt16) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    /// Appends a number, lowest byte first.
    mutating func append(littleEndian value: UInt32) {
        append(littleEndian: UInt16(truncatingIfNeeded: value))
        append(littleEndian: UInt16(truncatingIfNeeded: value >> 16))
    }

    /// Appends a number, highest byte first.
    mutating func append(bigEndian value: UInt16) { append(littleEndian: value.byteSwapped) }

    /// Appends a number, highest byte first.
    mutating func append(bigEndian value: UInt32) { append(littleEndian: value.byteSwapped) }
}

/// The text up to the first zero byte; bytes that are not UTF-8 are replaced.
func text(upToZero bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes.prefix { $0 != 0 }), as: UTF8.self)
}
