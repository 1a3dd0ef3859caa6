/// A question for the hardware address behind an IPv4 address, or its answer.
///
/// - SeeAlso: RFC 826.
struct ARPMessage: Hashable, Sendable {
    static let byteCount = 28

    var isReply: Bool
    var senderHardware: UInt64
    var sender: UInt32
    var targetHardware: UInt64
    var target: UInt32

    init(isReply: Bool, senderHardware: UInt64, sender: UInt32, targetHardware: UInt64, target: UInt32) {
        self.isReply = isReply
        self.senderHardware = senderHardware
        self.sender = sender
        self.targetHardware = targetHardware
        self.target = target
    }

    /// Decodes the content of a frame; `nil` for other than Ethernet and IPv4, and other than question or answer.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count >= Self.byteCount, bytes.bigEndian(at: 0, count: 6) == 0x0001_0800_0604 else { return nil }
        switch bytes.bigEndian(at: 6, count: 2) {
        case 1: isReply = false
        case 2: isReply = true
        default: return nil
        }
        senderHardware = bytes.bigEndian(at: 8, count: 6)
        sender = UInt32(bytes.bigEndian(at: 14, count: 4))
        targetHardware = bytes.bigEndian(at: 18, count: 6)
        target = UInt32(bytes.bigEndian(at: 24, count: 4))
    }

    func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(0x0001_0800_0604, count: 6)
        bytes.append(isReply ? 2 : 1, count: 2)
        bytes.append(senderHardware, count: 6)
        bytes.append(UInt64(sender), count: 4)
        bytes.append(targetHardware, count: 6)
        bytes.append(UInt64(target), count: 4)
        return bytes
    }
}
