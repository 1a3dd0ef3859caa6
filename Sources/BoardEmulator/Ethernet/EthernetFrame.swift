/// An Ethernet frame without its check sequence: two hardware addresses, a type, and what it carries.
///
/// - SeeAlso: IEEE 802.3; RFC 894.
struct EthernetFrame: Hashable, Sendable {
    /// The type numbers of what a board's network carries.
    enum Content {
        static let ipv4: UInt16 = 0x0800
        static let arp: UInt16 = 0x0806
    }

    /// The hardware address of everybody.
    static let broadcast: UInt64 = 0xffff_ffff_ffff

    /// The bytes before the content.
    static let headerBytes = 14

    /// The length of the shortest frame; shorter contents are padded.
    static let minimumBytes = 60

    /// The length of the longest frame.
    static let maximumBytes = 1514

    /// Whether bytes have the length of a frame.
    static func isSound(_ bytes: [UInt8]) -> Bool { (headerBytes...maximumBytes).contains(bytes.count) }

    var destination: UInt64
    var source: UInt64
    var type: UInt16
    var content: [UInt8]

    init(destination: UInt64, source: UInt64, type: UInt16, content: [UInt8]) {
        self.destination = destination
        self.source = source
        self.type = type
        self.content = content
    }

    /// Decodes a frame; `nil` where it is too short to be one.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count >= Self.headerBytes else { return nil }
        destination = bytes.bigEndian(at: 0, count: 6)
        source = bytes.bigEndian(at: 6, count: 6)
        type = UInt16(bytes.bigEndian(at: 12, count: 2))
        content = Array(bytes[Self.headerBytes...])
    }

    /// The bytes in the order of the wire, padded.
    func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(destination, count: 6)
        bytes.append(source, count: 6)
        bytes.append(UInt64(type), count: 2)
        bytes += content
        return bytes + Array(repeating: 0, count: max(Self.minimumBytes - bytes.count, 0))
    }
}

extension [UInt8] {
    /// A number with its highest byte first; the bytes must be there.
    func bigEndian(at offset: Int, count: Int) -> UInt64 {
        self[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Appends a number with its highest byte first.
    mutating func append(_ number: UInt64, count: Int) {
        for index in (0..<count).reversed() { append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
    }
}
