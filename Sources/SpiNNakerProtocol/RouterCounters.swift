/// The packets that a chip's router has counted since its counters were last cleared.
///
/// The sixteen diagnostic counters mean what their filters say; these are the filters that SC&MP sets.
///
/// - SeeAlso: SpiNNaker data sheet, section 10; spinnaker_tools 4.0.0, `sark/sark_hw.c`.
package struct RouterCounters: Hashable, Sendable {
    /// Packets of one kind.
    package struct Count: Hashable, Sendable {
        /// Packets that the chip's own cores sent.
        package var local: UInt32
        /// Packets that came over a link.
        package var external: UInt32
        /// Packets that could not go on and were dropped.
        package var dropped: UInt32
    }

    /// Where the counters lie in each chip.
    package static let address: UInt32 = 0xe100_0300

    /// The bytes of the twelve counters that have a filter.
    package static let byteCount = 48

    /// Multicast packets.
    package var multicast: Count
    /// Point-to-point packets.
    package var pointToPoint: Count
    /// Nearest-neighbour packets.
    package var nearestNeighbour: Count
    /// Fixed-route packets.
    package var fixedRoute: Count

    /// Decodes the counters as they lie in memory.
    ///
    /// - Throws: `WireError.truncated` when fewer than 48 bytes are there.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes, as: "router counters")
        try reader.require(Self.byteCount)
        var words: [UInt32] = []
        for _ in 0..<(Self.byteCount / 4) { words.append(try reader.readUInt32()) }
        func count(_ kind: Int) -> Count {
            Count(local: words[2 * kind], external: words[2 * kind + 1], dropped: words[8 + kind])
        }
        multicast = count(0)
        pointToPoint = count(1)
        nearestNeighbour = count(2)
        fixedRoute = count(3)
    }

    /// The packets that were sent or came in, of all kinds.
    package var routed: Int { all.reduce(0) { $0 + Int($1.local) + Int($1.external) } }

    /// The packets that were dropped, of all kinds.
    package var dropped: Int { all.reduce(0) { $0 + Int($1.dropped) } }

    private var all: [Count] { [multicast, pointToPoint, nearestNeighbour, fixedRoute] }
}
