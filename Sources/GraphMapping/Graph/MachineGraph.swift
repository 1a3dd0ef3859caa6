/// The part of an application vertex that runs on one core.
package struct MachineVertex: Hashable, Sendable {
    /// The index of the application vertex in its graph.
    package let application: Int

    /// The atoms of this part.
    package let atoms: Range<Int>

    /// What the part costs.
    package let cost: CoreCost

    /// Creates a part of an application vertex.
    package init(application: Int, atoms: Range<Int>, cost: CoreCost) {
        self.application = application
        self.atoms = atoms
        self.cost = cost
    }
}

/// A network cut into parts of one core each.
package struct MachineGraph: Sendable {
    /// The graph that was cut.
    package let application: ApplicationGraph

    /// The parts, those of one application vertex side by side and in the order of their atoms.
    package let vertices: [MachineVertex]

    /// For each part, the indices of the parts that receive its packets, ascending.
    package let targets: [[Int]]

    /// The indices of the parts of each application vertex.
    package let parts: [Range<Int>]

    /// Cuts a graph into the given parts and derives who sends to whom.
    package init(application: ApplicationGraph, vertices: [MachineVertex]) {
        var parts: [Range<Int>] = []
        var start = 0
        for index in application.vertices.indices {
            var end = start
            while end < vertices.count, vertices[end].application == index { end += 1 }
            parts.append(start..<end)
            start = end
        }
        var targets = Array(repeating: Set<Int>(), count: vertices.count)
        for edge in application.edges {
            for target in parts[edge.target] {
                let isWanted = edge.connects(vertices[target].atoms)
                for source in parts[edge.source] where isWanted(vertices[source].atoms) {
                    targets[source].insert(target)
                }
            }
        }
        self.application = application
        self.vertices = vertices
        self.targets = targets.map { $0.sorted() }
        self.parts = parts
    }

    /// The vertex that a part is of.
    package func whole(of vertex: Int) -> ApplicationVertex { application.vertices[vertices[vertex].application] }

    /// Whether some parts all send to the same targets.
    func sendAlike(_ parts: Range<Int>) -> Bool {
        parts.dropFirst().allSatisfy { targets[$0] == targets[parts.lowerBound] }
    }

    /// The name of a part, as `label[first...last]`.
    package func label(of vertex: Int) -> String {
        let part = vertices[vertex]
        let label = application.vertices[part.application].label
        return "\(label)[\(part.atoms.lowerBound)...\(part.atoms.upperBound - 1)]"
    }
}
