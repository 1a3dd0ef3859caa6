package import SpiNNakerMachine

/// Memory through which each part of one vertex hands data to the part of another that has the same number: both are on the
/// chip that the memory is on.
package struct SDRAMEdge: Sendable {
    /// The index of the vertex whose parts write.
    package let source: Int

    /// The index of the vertex whose parts read.
    package let target: Int

    /// The bytes of SDRAM between two parts, by the atoms of the one that writes.
    package let bytes: @Sendable (Slice) -> Int

    /// Creates an edge.
    package init(source: Int, target: Int, bytes: @escaping @Sendable (Slice) -> Int) {
        self.source = source
        self.target = target
        self.bytes = bytes
    }
}

/// A network as the mapper sees it.
package struct ApplicationGraph: Sendable {
    /// The vertices; all else names them by index.
    package var vertices: [ApplicationVertex]

    /// What the vertices send.
    package var partitions: [OutgoingPartition]

    /// Vertices that keep company: they are cut into equally many parts, and those of the same number share a chip. A vertex
    /// with fewer atoms than that has fewer parts.
    package var companies: [[Int]] = []

    /// Memory between vertices, which keep company.
    package var sdramEdges: [SDRAMEdge] = []

    /// The number of time steps that memory is to hold at least.
    package var steps = 0

    /// Creates a graph.
    package init(vertices: [ApplicationVertex] = [], partitions: [OutgoingPartition] = []) {
        self.vertices = vertices
        self.partitions = partitions
    }

    /// Adds a vertex of one core on each of some chips, be it all of a machine or those with an Ethernet: what has to be there
    /// beside the network, such as monitors and gatherers. They get their cores before all that is not bound.
    ///
    /// - Parameter cost: What each takes of its core and chip.
    /// - Returns: The indices of the vertices, in the order of the chips.
    @discardableResult
    package mutating func add(system label: String, on chips: [ChipID], cost: CoreCost) -> Range<Int> {
        let first = vertices.count
        for chip in chips {
            vertices.append(
                ApplicationVertex(label: "\(label) on \(chip)", atoms: 1, maximumAtomsPerCore: 1, place: .chip(chip)) {
                    _ in cost
                }
            )
        }
        return first..<vertices.count
    }

    /// The sets of vertices that keep company, by themselves or for others' sake.
    var allCompanies: [[Int]] {
        var sets = DisjointSets()
        for company in companies { for (one, other) in zip(company, company.dropFirst()) { sets.join(one, other) } }
        for edge in sdramEdges { sets.join(edge.source, edge.target) }
        return sets.sets()
    }
}
