package import SpiNNakerMachine

/// The memory that a part of a vertex takes, in bytes.
package struct CoreCost: Hashable, Sendable {
    /// Bytes of the chip's shared SDRAM.
    package var sdram: Int

    /// Bytes of the core's own data memory.
    package var dtcm: Int

    /// Creates a cost from bytes of SDRAM and of DTCM.
    package init(sdram: Int, dtcm: Int) {
        self.sdram = sdram
        self.dtcm = dtcm
    }

    /// Whether this cost exceeds `limit` in neither memory.
    package func fits(in limit: Self) -> Bool { sdram <= limit.sdram && dtcm <= limit.dtcm }
}

/// Something to be cut into parts that each run on one core: for the mapper a count of atoms with a cost.
package struct ApplicationVertex: Sendable {
    /// The name used in errors and reports.
    package let label: String

    /// The number of atoms, 1 or more.
    package let atoms: Int

    /// The largest number of atoms that may share a core.
    package let maximumAtomsPerCore: Int

    /// The chip that every part must be placed on, if any.
    package let boundChip: ChipID?

    /// The core of that chip that the only part must be placed on, if any.
    package let boundCore: UInt8?

    /// What the part made of these atoms costs; must not shrink when the range grows.
    package let cost: @Sendable (Range<Int>) -> CoreCost

    /// Creates a vertex.
    package init(
        label: String,
        atoms: Int,
        maximumAtomsPerCore: Int,
        boundChip: ChipID? = nil,
        boundCore: UInt8? = nil,
        cost: @escaping @Sendable (Range<Int>) -> CoreCost
    ) {
        self.label = label
        self.atoms = atoms
        self.maximumAtomsPerCore = maximumAtomsPerCore
        self.boundChip = boundChip
        self.boundCore = boundCore
        self.cost = cost
    }
}

/// All that goes out from a vertex under one range of keys: every packet goes to all targets.
///
/// A vertex may have several, or none if it sends nothing.
package struct OutgoingPartition: Sendable {
    /// Whether a part of a target wants packets of a part of the source: asked once for each part of the target, the
    /// answer is asked for each part of the source.
    package typealias Filter = @Sendable (_ target: Range<Int>) -> (_ source: Range<Int>) -> Bool

    /// The index of the vertex that sends.
    package let source: Int

    /// The low bits of a key that one atom owns: each atom sends 2 to this power different keys.
    package let keyBitsPerAtom: Int

    /// The keys that all packets must have, if they are not to be chosen: its parts' keys follow each other in them.
    package let fixedKeys: KeyMask?

    /// The indices of the vertices that receive.
    package private(set) var targets: [Int32] = []

    /// Which parts of a target want which packets; a target without a filter wants all.
    package private(set) var filters: [Int32: [Filter]] = [:]

    /// Creates a partition.
    package init(source: Int, keyBitsPerAtom: Int, fixedKeys: KeyMask? = nil, targets: [Int32] = []) {
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
}

/// A network as the mapper sees it.
package struct ApplicationGraph: Sendable {
    /// The vertices; partitions name them by index.
    package var vertices: [ApplicationVertex]

    /// What the vertices send.
    package var partitions: [OutgoingPartition]

    /// Creates a graph.
    package init(vertices: [ApplicationVertex] = [], partitions: [OutgoingPartition] = []) {
        self.vertices = vertices
        self.partitions = partitions
    }
}
