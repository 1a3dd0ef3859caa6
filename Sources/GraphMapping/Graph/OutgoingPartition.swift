package import SpiNNakerMachine

/// All that goes out from a vertex under one range of keys: every packet goes to all targets.
///
/// A vertex may have several, or none if it sends nothing.
package struct OutgoingPartition: Sendable {
    /// Whether a part of a target wants packets of a part of the source: asked once for each part of the target, the
    /// answer is asked for each part of the source.
    package typealias Filter = @Sendable (_ target: Slice) -> (_ source: Slice) -> Bool

    /// Keys that are not to be chosen.
    package enum FixedKeys: Sendable {
        /// The keys of all packets: those of the parts follow each other in them.
        case all(KeyMask)

        /// The keys of each part, which may be any that have some bits in common; nil where any will do.
        case each(@Sendable (Slice) -> KeyMask?)
    }

    /// The index of the vertex that sends.
    package let source: Int

    /// The low bits of a key that one atom owns: each atom sends 2 to this power different keys.
    package let keyBitsPerAtom: Int

    /// The keys that packets must have; nil if any will do.
    package let fixedKeys: FixedKeys?

    /// The indices of the vertices that receive.
    package private(set) var targets: [Int32] = []

    /// Which parts of a target want which packets; a target without a filter wants all.
    package private(set) var filters: [Int32: [Filter]] = [:]

    /// The keys that all packets must have, if they are not to be chosen.
    var commonKeys: KeyMask? { if case .all(let keys) = fixedKeys { keys } else { nil } }

    /// Vertices of which each part of the source sends to the one on its own board.
    package private(set) var gatherers: [Int32] = []

    /// Creates a partition.
    package init(source: Int, keyBitsPerAtom: Int, fixedKeys: FixedKeys? = nil, targets: [Int32] = []) {
        self.source = source
        self.keyBitsPerAtom = keyBitsPerAtom
        self.fixedKeys = fixedKeys
        self.targets = targets
    }

    /// Adds a target, all of whose parts receive every packet.
    package mutating func add(target: Int) { targets.append(Int32(target)) }

    /// Adds a target, whose parts receive the packets that they want; a part that two filters speak of receives what either
    /// lets through.
    package mutating func add(target: Int, filter: @escaping Filter) {
        filters[Int32(target), default: []].append(filter)
    }

    /// Adds vertices of one core each, on different boards: each part of the source sends to that on its own board, or to the
    /// nearest one if its board has none.
    package mutating func add(gatherers: some Sequence<Int>) { self.gatherers += gatherers.lazy.map(Int32.init) }
}
