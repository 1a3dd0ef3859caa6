/// An echo request in an IPv4 packet ("ping"), and its reply.
///
/// - SeeAlso: RFC 792.
enum EchoMessage {
    private static let request: UInt8 = 8
    private static let icmp: UInt8 = 1

    /// The content of the frame that answers an echo request; `nil` for anything else.
    static func reply(to packet: [UInt8]) -> [UInt8]? {
        guard packet.count >= 28, packet[0] == 0x45, packet[9] == icmp, packet[20] == request else { return nil }
        let total = Int(packet.bigEndian(at: 2, count: 2))
        guard (28...packet.count).contains(total) else { return nil }
        var reply = Array(packet[..<total])
        reply.replaceSubrange(12..<20, with: Array(packet[16..<20] + packet[12..<16]))
        reply[20] = 0
        seal(&reply, at: 10, 0..<20)
        seal(&reply, at: 22, 20..<total)
        return reply
    }

    private static func seal(_ packet: inout [UInt8], at place: Int, _ range: Range<Int>) {
        packet[place] = 0
        packet[place + 1] = 0
        let check = ~InternetChecksum.sum(packet[range]) & 0xffff
        packet[place] = UInt8(check >> 8)
        packet[place + 1] = UInt8(truncatingIfNeeded: check)
    }
}
