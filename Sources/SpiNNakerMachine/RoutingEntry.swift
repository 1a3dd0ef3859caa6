/// The keys that one router entry matches: those equal to `key` in the bits that `mask` sets.
public struct KeyMask: Hashable, Sendable {
    /// The key; 0 wherever `mask` is 0.
    public let key: UInt32

    /// The bits compared.
    public let mask: UInt32

    /// Creates the set of keys equal to `key` in the bits of `mask`; other bits of `key` are cleared.
    public init(key: UInt32, mask: UInt32) {
        self.key = key & mask
        self.mask = mask
    }

    /// Whether a packet with this key matches.
    public func matches(_ packetKey: UInt32) -> Bool { packetKey & mask == key }

    /// Whether some key matches both.
    public func intersects(_ other: Self) -> Bool { (key ^ other.key) & mask & other.mask == 0 }
}

/// One entry of a chip's multicast routing table; tables are lists searched from the first entry on.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10; hosts may use 1,023 of the 1,024 entries.
public struct RoutingEntry: Hashable, Sendable {
    /// The keys matched.
    public let keyMask: KeyMask

    /// Where a matching packet goes; cores are virtual.
    public let route: MulticastRoute

    /// Creates an entry.
    public init(keyMask: KeyMask, route: MulticastRoute) {
        self.keyMask = keyMask
        self.route = route
    }
}
