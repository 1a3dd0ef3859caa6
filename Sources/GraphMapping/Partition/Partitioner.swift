/// Cuts every vertex into equal parts, as large as its own limit and the memories of a core allow.
package struct Partitioner: Sendable {
    /// What one core may take at most.
    package let limit: CoreCost

    /// Creates a partitioner for cores with this much memory.
    package init(limit: CoreCost) {
        self.limit = limit
    }

    /// Cuts a graph.
    ///
    /// All parts of a vertex have the same number of atoms but the last, which may be smaller.
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
        func trial(size: Int) -> [MachineVertex]? {
            var parts: [MachineVertex] = []
            for start in stride(from: 0, to: vertex.atoms, by: size) {
                let atoms = start..<min(start + size, vertex.atoms)
                let cost = vertex.cost(atoms)
                guard cost.fits(in: limit) else { return nil }
                parts.append(MachineVertex(application: index, atoms: atoms, cost: cost))
            }
            return parts
        }

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
