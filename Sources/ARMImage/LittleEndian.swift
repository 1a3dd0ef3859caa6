/// Little-endian numbers out of bytes, with the bounds checked.
struct LittleEndian {
    let bytes: [UInt8]

    func word(_ offset: Int, _ what: String) throws(ImageError) -> UInt32 {
        try check(offset, 4, what)
        return (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    func half(_ offset: Int, _ what: String) throws(ImageError) -> UInt16 {
        try check(offset, 2, what)
        return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    func slice(_ offset: Int, _ count: Int, _ what: String) throws(ImageError) -> [UInt8] {
        try check(offset, count, what)
        return Array(bytes[offset..<offset + count])
    }

    /// The NUL-terminated text at an offset; other than ASCII shows as replacement characters.
    func text(_ offset: Int, _ what: String) throws(ImageError) -> String {
        try check(offset, 1, what)
        let rest = bytes[offset...]
        guard let end = rest.firstIndex(of: 0) else {
            throw .truncated(what: "end of \(what)", offset: bytes.count, bytes: bytes.count)
        }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private func check(_ offset: Int, _ count: Int, _ what: String) throws(ImageError) {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            throw .truncated(what: what, offset: offset, bytes: bytes.count)
        }
    }

    static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
