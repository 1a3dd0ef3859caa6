/// The record of a packet that outputs refused, which software reads to send it again.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.11, r6 to r10.
struct DroppedPackets: Codable {
    private var header: UInt32 = 0x0700_0000
    private var key: UInt32 = 0
    private var payload: UInt32 = 0
    private var outputs: UInt32 = 0
    private var status: UInt32 = 0

    /// Whether a packet has been dropped since software has looked.
    var hasAny: Bool { status >> 31 != 0 }

    /// Records a packet; of those after the first only the outputs are kept, until software has looked.
    mutating func record(_ packet: Packet, link: Int, outputs: UInt32, phase: UInt32) {
        let outputs = outputs & 0xff_ffff
        if hasAny {
            status |= 1 << 30
        } else {
            header = UInt32(link) << 24 | UInt32(packet.control) << 16 | phase
            key = packet.key
            payload = packet.payload ?? 0
            self.outputs = outputs
        }
        status |= 1 << 31 | outputs
    }

    mutating func load(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x18: return header
        case 0x1c: return key
        case 0x20: return payload
        case 0x24: return outputs
        default:
            defer { status = 0 }
            return status
        }
    }
}

/// The record of a packet that had outlived its time.
///
/// Wires and packets of this emulator have no other faults: no packet comes with wrong parity or length.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.11, r2 to r5.
struct FailedPackets: Codable {
    private static let timeStamp: UInt32 = 1 << 27

    private var header: UInt32 = 0x0700_0000
    private var key: UInt32 = 0
    private var payload: UInt32 = 0
    private var flags: UInt32 = 0
    private var count: UInt32 = 0

    /// Whether a packet has failed since software has looked.
    var hasAny: Bool { flags >> 31 != 0 }

    mutating func record(_ packet: Packet, link: Int, phase: UInt32, isCounted: Bool) {
        if hasAny {
            flags |= 1 << 30
        } else {
            header = Self.timeStamp | UInt32(link) << 24 | UInt32(packet.control) << 16 | phase
            key = packet.key
            payload = packet.payload ?? 0
        }
        flags |= 1 << 31 | Self.timeStamp
        if isCounted { count = min(count &+ 1, 0xffff) }
    }

    mutating func load(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x08: return header
        case 0x0c: return key
        case 0x10: return payload
        default:
            defer { (flags, count) = (0, 0) }
            return flags | count
        }
    }
}
