/// A packet as the routers pass it on.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §8.2: control byte, 32-bit word, optional payload.
package struct Packet: Hashable, Sendable, Codable {
    /// The four types, as they stand in bits 7 and 6 of the control byte.
    package enum Kind: UInt8, Sendable {
        case multicast, pointToPoint, nearestNeighbour, fixedRoute
    }

    /// The control byte: type 7:6, type-specific 5:2, payload 1, parity 0.
    package var control: UInt8

    /// The key of a multicast packet; source (31:16) and destination (15:0) of a P2P packet; otherwise the word.
    package var key: UInt32

    /// The payload, if the packet has one.
    package var payload: UInt32?

    /// Creates a packet; the payload bit of the control byte is set to what `payload` says, the parity bit to odd parity.
    package init(control: UInt8, key: UInt32, payload: UInt32? = nil) {
        self.key = key
        self.payload = payload
        let marked = control & 0xfc | (payload == nil ? 0 : 2)
        let ones = marked.nonzeroBitCount + key.nonzeroBitCount + (payload ?? 0).nonzeroBitCount
        self.control = marked | (ones & 1 == 0 ? 1 : 0)
    }

    /// Creates a multicast packet.
    package static func multicast(key: UInt32, payload: UInt32? = nil) -> Self {
        Self(control: 0, key: key, payload: payload)
    }

    /// How a router has led a packet around a blocked link, as it stands in bits 5 and 4 of the control byte.
    enum Detour: UInt8 {
        /// It has not.
        case none
        /// The first leg, together with a copy that has its way there anyhow.
        case shared
        /// The first leg alone.
        case alone
        /// The second leg, back to the router behind the blocked link.
        case reverting
    }

    /// The detour that the packet is on; other types than multicast and fixed route know none.
    var detour: Detour {
        kind == .multicast || kind == .fixedRoute ? Detour(rawValue: control >> 4 & 3) ?? .none : .none
    }

    /// The packet with another detour in its control byte; P2P packets have no place for one.
    func marked(_ detour: Detour) -> Self {
        guard kind == .multicast || kind == .fixedRoute, self.detour != detour else { return self }
        return Self(control: control & ~0x30 | detour.rawValue << 4, key: key, payload: payload)
    }

    /// The time phase in which the packet was sent; `nil` for nearest-neighbour packets, which have none.
    var phase: UInt8? { kind == .nearestNeighbour ? nil : control >> 2 & 3 }

    /// The packet with a time phase in its control byte.
    func stamped(_ phase: UInt8) -> Self {
        guard let present = self.phase, present != phase else { return self }
        return Self(control: control & ~0x0c | phase << 2, key: key, payload: payload)
    }

    /// The type.
    package var kind: Kind { Kind(rawValue: control >> 6) ?? .multicast }
}
