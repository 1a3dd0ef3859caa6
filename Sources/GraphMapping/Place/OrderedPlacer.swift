/// Places parts chip by chip: parts in one order fill chips in another.
///
/// Parts bound to a core go first, then those bound to a chip. Where not all find room in their order, those that need most go
/// first.
package struct OrderedPlacer: Placer {
    /// An order of parts and of chips.
    package enum Order: Hashable, Sendable {
        /// Parts as they come; chips outward from the boot chip.
        case radial

        /// Parts that take most cores, with those that must share their chip, and of equal ones most memory first; chips outward from the boot chip.
        case largestFirst

        /// Parts in breadth-first order over who sends to whom; chips outward from the boot chip.
        case breadthFirst

        /// Parts in breadth-first order over who sends to whom; chips along Hilbert's curve.
        case hilbert

        /// Parts by Cuthill and McKee's order, which keeps neighbours near in one dimension, in reverse; chips outward from the
        /// boot chip.
        ///
        /// - SeeAlso: E. Cuthill and J. McKee, "Reducing the bandwidth of sparse symmetric matrices", 1969.
        case reverseCuthillMcKee

        /// Both at random, from a seed.
        case random(seed: UInt64)
    }

    private let order: Order

    /// Creates a placer.
    package init(_ order: Order) { self.order = order }

    /// Finds a core for every part.
    ///
    /// - Throws: `MappingError.boundChipUnusable` or `.noRoom`.
    /// - Complexity: O(*p* · *c*) for *p* parts on *c* chips in the worst case.
    package func place(_ graph: MachineGraph, on chips: ChipTable) throws(MappingError) -> Placements {
        let parts = partOrder(graph)
        do throws(MappingError) {
            return try place(parts, of: graph, on: chips)
        } catch {
            // Where room is tight, who needs most must come first; the sort is stable.
            guard case .noRoom = error else { throw error }
            return try place(parts.sorted { graph.need(of: $0) > graph.need(of: $1) }, of: graph, on: chips)
        }
    }

    private func place(
        _ parts: [Int],
        of graph: MachineGraph,
        on chips: ChipTable
    ) throws(MappingError) -> Placements {
        var rooms = Rooms(graph, on: chips)
        try rooms.takeBound(in: parts)
        var left = chipOrder(chips)[...]
        for part in parts where graph.boundChip(of: part) == nil && graph.bundles.leads(part) {
            left = left.drop { rooms.freeCores(of: $0) == 0 }
            guard left.contains(where: { rooms.take(part, on: $0) }) else { throw rooms.noRoom(for: part) }
        }
        return rooms.placements
    }

    private func partOrder(_ graph: MachineGraph) -> [Int] {
        let parts = Array(0..<Int32(graph.vertices.count))
        switch order {
        case .radial: return Array(graph.vertices.indices)
        case .largestFirst:
            // The sort is stable.
            return graph.vertices.indices.sorted { graph.need(of: $0) > graph.need(of: $1) }
        case .breadthFirst, .hilbert: return Neighbours(graph).breadthFirst(from: parts) { _ in }.map(Int.init)
        case .reverseCuthillMcKee:
            let neighbours = Neighbours(graph)
            let byDegree = parts.sorted { (neighbours.degree($0), $0) < (neighbours.degree($1), $1) }
            let order = neighbours.breadthFirst(from: byDegree) { found in
                found.sort { (neighbours.degree($0), $0) < (neighbours.degree($1), $1) }
            }
            return order.reversed().map(Int.init)
        case .random(let seed):
            var random = SeededRandom(seed: seed)
            var shuffled = parts
            random.shuffle(&shuffled)
            return shuffled.map(Int.init)
        }
    }

    private func chipOrder(_ chips: ChipTable) -> [Int32] {
        let all = Array(0..<Int32(chips.count))
        switch order {
        // On a grid the order of Cuthill and McKee is that of distance. It is not turned round for chips: the farthest of a
        // machine that wraps are far from each other too.
        case .radial, .largestFirst, .breadthFirst, .reverseCuthillMcKee: return chips.outward(from: all)
        case .hilbert: return all.sorted { chips.ranks[Int($0)] < chips.ranks[Int($1)] }
        case .random(let seed):
            var random = SeededRandom(seed: ~seed)
            var shuffled = all
            random.shuffle(&shuffled)
            return shuffled
        }
    }
}

/// Who sends to whom, in either direction, by way of the lists of targets.
private struct Neighbours {
    private let graph: MachineGraph
    /// The parts that send to each list.
    private let senders: Ragged<Int32>
    /// The lists that each part is in.
    private let memberships: Ragged<Int32>

    init(_ graph: MachineGraph) {
        self.graph = graph
        senders = Ragged(grouping: graph.sources.map { Int($0.targets) }, groups: graph.targetLists.count)
        var lists: [(list: Int32, part: Int)] = []
        for list in graph.targetLists.indices {
            for range in graph.targetLists[list] { lists += range.map { (Int32(list), Int($0)) } }
        }
        let order = Ragged(grouping: lists.map(\.part), groups: graph.vertices.count)
        memberships = Ragged(
            lengths: order.indices.map { order[$0].count },
            elements: order.elements.map { lists[Int($0)].list }
        )
    }

    /// In how many trees of packets a part is.
    func degree(_ part: Int32) -> Int {
        graph.sourcesOfParts[Int(part)].count + memberships[Int(part)].count
    }

    /// The parts in breadth-first order.
    ///
    /// - Parameters:
    ///   - roots: Where to begin, and to begin again for what is not reached.
    ///   - sort: Sorts those that are found from one part.
    func breadthFirst(from roots: [Int32], sort: (inout [Int32]) -> Void) -> [Int32] {
        var order: [Int32] = []
        var isSeen = [Bool](repeating: false, count: graph.vertices.count)
        var isListSeen = [Bool](repeating: false, count: graph.targetLists.count)
        var found: [Int32] = []
        func meet(_ part: Int32) {
            guard !isSeen[Int(part)] else { return }
            isSeen[Int(part)] = true
            found.append(part)
        }
        func meetAll(of list: Int32) {
            guard !isListSeen[Int(list)] else { return }
            isListSeen[Int(list)] = true
            for range in graph.targetLists[Int(list)] { for part in range { meet(part) } }
            for source in senders[Int(list)] { meet(graph.sources[Int(source)].part) }
        }
        for root in roots where !isSeen[Int(root)] {
            isSeen[Int(root)] = true
            var next = order.count
            order.append(root)
            while next < order.count {
                let part = Int(order[next])
                next += 1
                found.removeAll(keepingCapacity: true)
                for source in graph.sourcesOfParts[part] { meetAll(of: graph.sources[Int(source)].targets) }
                for list in memberships[part] { meetAll(of: list) }
                sort(&found)
                order += found
            }
        }
        return order
    }
}
