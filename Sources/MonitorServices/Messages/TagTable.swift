import BoardEmulator

/// The IP tags of a chip with Ethernet: 8 fixed ones and a pool of 8 that are made for single replies.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/spinn_net.c` (`iptag_t`).
struct TagTable: Codable {
    static let fixedCount = 8
    static let count = 16

    /// One tag, with the fields of `iptag_t`.
    struct Tag: Codable {
        static let valid: UInt16 = 0x8000
        static let transient: UInt16 = 0x4000
        static let useSender: UInt16 = 0x0400
        static let reverse: UInt16 = 0x0200
        static let strip: UInt16 = 0x0100

        var address: UInt32 = 0
        var port: UInt16 = 0
        var ticksLeft: UInt16 = 0
        var flags: UInt16 = 0
        var messageCount: UInt32 = 0
        var listeningPort: UInt16 = 0
        var destinationAddress: UInt16 = 0
        var destinationPort: UInt8 = 0

        var isValid: Bool { flags & Self.valid != 0 }

        /// The record of 32 bytes that hosts read.
        var bytes: [UInt8] {
            var bytes = Array(word: address) + [0, 0, 0, 0, 0, 0]
            for half in [port, ticksLeft, flags] { bytes += Array(word: UInt32(half)).prefix(2) }
            bytes += Array(word: messageCount)
            for half in [listeningPort, destinationAddress] { bytes += Array(word: UInt32(half)).prefix(2) }
            return bytes + [destinationPort] + Array(repeating: 0, count: 7)
        }
    }

    private(set) var tags = Array(repeating: Tag(), count: count)

    /// The code of the time that a tag of the pool waits for its reply; code t is 10 ms times 2 to the t − 1.
    var transientTimeout: UInt8 = 9

    /// Whether a tag is waiting for a reply, so that time must pass for it to end.
    var isWaiting: Bool { tags.contains { $0.isValid && $0.ticksLeft != 0 } }

    /// The ports at which the fixed reverse tags listen.
    var listeningPorts: Set<UInt16> {
        Set(tags.filter { $0.isValid && $0.flags & Tag.reverse != 0 }.map(\.listeningPort))
    }

    /// Whether a stored value can be one.
    var isSound: Bool { tags.count == Self.count && transientTimeout < 16 }

    subscript(index: Int) -> Tag {
        get { tags[index] }
        set { tags[index] = newValue }
    }

    /// The first unused tag of the pool.
    var freePoolTag: Int? { (Self.fixedCount..<Self.count).first { !tags[$0].isValid } }

    /// The number of 10 ms ticks that a timeout code stands for; 0 is for ever.
    static func ticks(timeout code: UInt8) -> UInt16 { code & 15 == 0 ? 0 : 1 << UInt16((code & 15) - 1) }

    /// Makes a tag for the reply to a message from a host; `nil` when the pool is empty.
    mutating func makeTransient(address: UInt32, port: UInt16) -> UInt8? {
        guard let index = freePoolTag else { return nil }
        tags[index] = Tag(
            address: address,
            port: port,
            ticksLeft: Self.ticks(timeout: transientTimeout),
            flags: Tag.valid | Tag.transient | UInt16(transientTimeout)
        )
        return UInt8(index)
    }

    /// Clears a tag.
    mutating func clear(_ index: Int) { tags[index] = Tag() }

    /// The fixed reverse tag that listens at a port.
    func reverseTag(port: UInt16) -> Int? {
        (0..<Self.fixedCount).first {
            tags[$0].isValid && tags[$0].flags & Tag.reverse != 0 && tags[$0].listeningPort == port
        }
    }

    /// Lets 10 ms pass: tags whose time is over end.
    mutating func tick() {
        for index in tags.indices where tags[index].ticksLeft != 0 {
            tags[index].ticksLeft -= 1
            if tags[index].ticksLeft == 0 { clear(index) }
        }
    }
}
