package import SpiNNakerMachine

/// Places parts chip by chip: parts in breadth-first order of the network, chips outward from the boot chip.
///
/// Neighbours in the network so tend to share a chip or a link. Parts bound to a core go first, then those bound to a chip.
package struct BreadthFirstPlacer: Placer {
    /// Creates a placer.
    package init() {}

    /// Finds a core for every part.
    ///
    /// - Throws: `MappingError.boundChipUnusable` or `.noRoom`.
    /// - Complexity: O(*p* · *c*) for *p* parts on *c* chips in the worst case.
    package func place(_ graph: MachineGraph, on machine: Machine) throws(MappingError) -> Placements {
        var rooms = Rooms(graph, on: machine)
        let order = visitingOrder(of: graph)
        try rooms.takeBound(in: order)
        var chips = machine.chipsOutward(from: [.boot] + machine.chipIDs)
        for vertex in order where graph.whole(of: vertex).boundChip == nil {
            guard chips.contains(where: { rooms.take(vertex, on: $0) }) else { throw rooms.noRoom(for: vertex) }
            chips.removeAll { rooms.free[$0]?.cores.isEmpty ?? true }
        }
        return rooms.placements
    }

    /// The parts in breadth-first order over who sends to whom, in either direction.
    private func visitingOrder(of graph: MachineGraph) -> [Int] {
        var neighbours = graph.targets
        for (source, targets) in graph.targets.enumerated() {
            for target in targets where target != source { neighbours[target].append(source) }
        }
        var order: [Int] = []
        var seen = Array(repeating: false, count: graph.vertices.count)
        for root in graph.vertices.indices where !seen[root] {
            seen[root] = true
            var next = order.count
            order.append(root)
            while next < order.count {
                for neighbour in neighbours[order[next]] where !seen[neighbour] {
                    seen[neighbour] = true
                    order.append(neighbour)
                }
                next += 1
            }
        }
        return order
    }
}
