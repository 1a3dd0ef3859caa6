/// Cuts every vertex into equal parts, as few as its own limit and the memories of a core allow.
package struct Partitioner: Sendable {
    /// What one core may take at most.
    package let limit: CoreCost

    /// Creates a partitioner for cores with this much memory.
    package init(limit: CoreCost) {
        self.limit = limit
    }

    /// Cuts a graph.
    ///
    /// Parts of a vertex differ by one atom at most, the larger ones first: no core has much more to do than another.
    ///
    /// - Throws: `MappingError.atomTooLarge` when a single atom exceeds the limit.
    /// - Complexity: O(log *a*) trial cuts for each vertex of up to *a* atoms a core.
    package func partition(_ graph: ApplicationGraph) throws(MappingError) -> MachineGraph {
        var parts: [MachineVertex] = []
        for index in graph.vertices.indices {
            parts += try cut(graph.vertices[index], index: index)
        }
        return MachineGraph(application: graph, vertices: parts)
    }

    /// The cut of one vertex into the fewest parts that fit.
    private func cut(_ vertex: ApplicationVertex, index: Int) throws(MappingError) -> [MachineVertex] {
        func trial(count: Int) -> [MachineVertex]? {
            var parts: [MachineVertex] = []
            parts.reserveCapacity(count)
            let (size, larger) = vertex.atoms.quotientAndRemainder(dividingBy: count)
            var start = 0
            for number in 0..<count {
                let atoms = start..<(start + size + (number < larger ? 1 : 0))
                let cost = vertex.cost(atoms)
                guard cost.fits(in: limit) else { return nil }
                parts.append(MachineVertex(application: index, atoms: atoms, cost: cost))
                start = atoms.upperBound
            }
            return parts
        }

        guard vertex.atoms > 0 else { return [] }
        func trial(size: Int) -> [MachineVertex]? { trial(count: (vertex.atoms + size - 1) / size) }
        let largest = max(1, min(vertex.maximumAtomsPerCore, vertex.atoms))
        if let parts = trial(size: largest) { return parts }
        // Costs grow with the range, so the sizes that fit lie below those that do not.
        var best: [MachineVertex]?
        var fits = 0
        var fails = largest
        while fails - fits > 1 {
            let size = (fits + fails) / 2
            if let parts = trial(size: size) {
                best = parts
                fits = size
            } else {
                fails = size
            }
        }
        if let best { return best }
        let atom = (0..<vertex.atoms).first { !vertex.cost($0..<($0 + 1)).fits(in: limit) } ?? 0
        throw .atomTooLarge(vertex: vertex.label, needed: vertex.cost(atom..<(atom + 1)), available: limit)
    }
}
