import SpiNNakerProtocol

/// Knows at which UDP ports a board listens whose monitor keeps its table of tags to itself.
///
/// It reads along what hosts ask for: a port is opened when a reverse tag is set to it, whether or not the monitor
/// grants that, and closed when the tag is cleared or set to something else.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c` (`cmd_iptag`).
struct ReverseTagWatcher: Codable {
    private enum Operation {
        static let set: UInt32 = 1
        static let clear: UInt32 = 3
    }

    private static let fixedTags: UInt32 = 8

    /// The port of each fixed tag; 0 for none.
    private var portsByTag = [UInt16](repeating: 0, count: Int(fixedTags))

    /// The ports to listen at.
    var ports: Set<UInt16> { Set(portsByTag).subtracting([0]) }

    /// Whether a stored value can be one.
    var isSound: Bool { portsByTag.count == Int(Self.fixedTags) }

    /// Reads a datagram that a host has sent to the port of SDP messages.
    mutating func read(_ datagram: [UInt8]) {
        // Two bytes of padding, the SDP header; command, sequence, three arguments.
        guard datagram.count >= 26, half(datagram, 10) == SCPCommand.ipTag.rawValue else { return }
        let first = word(datagram, 14)
        let tag = first & 0xff
        guard tag < Self.fixedTags else { return }
        switch first >> 16 & 0xff {
        case Operation.set:
            let flags = IPTagEntry.Flags(rawValue: UInt16(first >> 20 & 0xf00))
            portsByTag[Int(tag)] = flags.contains(.reverse) ? half(datagram, 18) : 0
        case Operation.clear:
            portsByTag[Int(tag)] = 0
        default: break
        }
    }

    private func half(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
        UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        UInt32(half(bytes, offset)) | UInt32(half(bytes, offset + 2)) << 16
    }
}
