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

    /// The low bits of a key that one atom owns: each atom sends 2 to this power different keys.
    package let keyBitsPerAtom: Int

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
        keyBitsPerAtom: Int,
        boundChip: ChipID? = nil,
        boundCore: UInt8? = nil,
        cost: @escaping @Sendable (Range<Int>) -> CoreCost
    ) {
        self.label = label
        self.atoms = atoms
        self.maximumAtomsPerCore = maximumAtomsPerCore
        self.keyBitsPerAtom = keyBitsPerAtom
        self.boundChip = boundChip
        self.boundCore = boundCore
        self.cost = cost
    }
}

/// Packets that go from every part of one vertex to those parts of another that want them.
package struct ApplicationEdge: Sendable {
    /// The index of the vertex that sends.
    package let source: Int

    /// The index of the vertex that receives.
    package let target: Int

    /// Whether a part of the target wants packets of a part of the source: asked once for each part of the target, the
    /// answer is asked for each part of the source.
    package let connects: @Sendable (_ target: Range<Int>) -> (_ source: Range<Int>) -> Bool

    /// Creates an edge; without a filter every part of the target receives every packet.
    package init(
        source: Int,
        target: Int,
        connects: @escaping @Sendable (_ target: Range<Int>) -> (_ source: Range<Int>) -> Bool = { _ in { _ in true } }
    ) {
        self.source = source
        self.target = target
        self.connects = connects
    }
}

/// A network as the mapper sees it.
package struct ApplicationGraph: Sendable {
    /// The vertices; edges name them by index.
    package var vertices: [ApplicationVertex]

    /// The edges.
    package var edges: [ApplicationEdge]

    /// Creates a graph.
    package init(vertices: [ApplicationVertex] = [], edges: [ApplicationEdge] = []) {
        self.vertices = vertices
        self.edges = edges
    }
}
