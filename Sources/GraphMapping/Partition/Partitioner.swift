/// Cuts every vertex into as few parts as its own limit and what a core has allow, each with as much to do as the others.
package struct Partitioner: Sendable {
    /// What one core may take at most.
    package let limit: CoreCost

    /// Creates a partitioner for cores that have this much.
    package init(limit: CoreCost) {
        self.limit = limit
    }

    /// Cuts a graph.
    ///
    /// The parts of a vertex take equally many cycles of a step, as far as its own limit of atoms allows; where they do anyway,
    /// and in vertices of several dimensions, they have equally many atoms, give or take one in each dimension. Vertices that
    /// keep company are cut into equally many parts, at the same atoms if they have the same shape.
    ///
    /// - Throws: `MappingError.atomTooLarge` when a single atom exceeds the limit; `.unlikeCompany`; `.unlikeMemory`.
    /// - Complexity: O(log *p*) trial cuts for each vertex of up to *p* parts.
    package func partition(_ graph: ApplicationGraph) throws(MappingError) -> MachineGraph {
        var memories: [String: SharedMemory] = [:]
        for memory in graph.vertices.lazy.flatMap(\.shared) {
            let known = memories.updateValue(memory, forKey: memory.name) ?? memory
            if known != memory { throw .unlikeMemory(name: memory.name) }
        }
        var cuts = [Cut](repeating: Cut(), count: graph.vertices.count)
        var isCut = [Bool](repeating: false, count: graph.vertices.count)
        for company in graph.allCompanies {
            let members = Members(company, of: graph, limit: limit)
            for (vertex, cut) in zip(company, try members.cut()) {
                cuts[vertex] = cut
                isCut[vertex] = true
            }
        }
        for vertex in graph.vertices.indices where !isCut[vertex] {
            cuts[vertex] = try Members([vertex], of: graph, limit: limit).cut()[0]
        }
        var blocks: [Int: Blocks] = [:]
        for (vertex, cut) in cuts.enumerated() { blocks[vertex] = cut.blocks }
        return MachineGraph(application: graph, vertices: cuts.flatMap(\.parts), blocks: blocks)
    }
}

/// The parts of a vertex.
private struct Cut {
    var parts: [MachineVertex] = []
    /// What they are if it has several dimensions.
    var blocks: Blocks?
}

/// Vertices that are cut together: those of a company, or a single one.
private struct Members {
    private let indices: [Int]
    private let vertices: [ApplicationVertex]
    private let steps: Int
    private let limit: CoreCost

    init(_ indices: [Int], of graph: ApplicationGraph, limit: CoreCost) {
        self.indices = indices
        vertices = indices.map { graph.vertices[$0] }
        steps = graph.steps
        self.limit = limit
    }

    /// The fewest parts of each vertex that fit.
    func cut() throws(MappingError) -> [Cut] {
        let shape = vertices[0].shape
        let areAlike = vertices.allSatisfy { $0.shape == shape }
        guard areAlike || vertices.allSatisfy({ $0.shape.count == 1 }) else {
            throw .unlikeCompany(vertices: vertices.map(\.label))
        }
        let most = vertices.reduce(0) { max($0, $1.atoms) }
        guard most > 0 else { return vertices.map { _ in Cut() } }
        let cuts: [Cut]?
        if shape.count > 1 {
            // Blocks are bounded by a side, which shrinks.
            let sides = shape.indices.map { side in
                vertices.reduce(shape[side]) { max(1, min($0, $1.maximumShapePerCore[side])) }
            }
            let longest = sides.reduce(1, max)
            cuts = first(in: 0...(longest - 1)) { less in blocks(shape, sides: sides.map { min($0, longest - less) }) }
        } else {
            let least = vertices.reduce(1) { least, vertex in
                let size = max(1, min(vertex.maximumShapePerCore[0], vertex.atoms))
                return max(least, (vertex.atoms + size - 1) / size)
            }
            let range = least...max(least, most)
            if areAlike, let even = first(in: range, { evenly($0, cycles: false) }) {
                cuts = balanced(even)
            } else {
                cuts = first(in: range) { evenly($0, cycles: true) }
            }
        }
        if let cuts { return cuts }
        throw tooLarge()
    }

    /// What the least number in a range gives that gives anything, if all after it do.
    private func first(in range: ClosedRange<Int>, _ trial: (Int) -> [Cut]?) -> [Cut]? {
        if let cuts = trial(range.lowerBound) { return cuts }
        var (fails, step) = (range.lowerBound, 1)
        var best: [Cut]?
        var fits = range.upperBound + 1
        while best == nil {
            guard fails < range.upperBound else { return nil }
            let number = min(range.upperBound, fails + step)
            best = trial(number)
            if best == nil { fails = number } else { fits = number }
            step *= 2
        }
        while fits - fails > 1 {
            let number = (fits + fails) / 2
            if let cuts = trial(number) { (best, fits) = (cuts, number) } else { fails = number }
        }
        return best
    }

    /// A part of a vertex, by its place among these.
    private func part(_ member: Int, _ slice: Slice) -> MachineVertex {
        MachineVertex(application: indices[member], atoms: slice.atoms, cost: vertices[member].cost(slice))
    }

    private func fits(_ part: MachineVertex, cycles: Bool) -> Bool {
        var cost = part.cost
        if !cycles { cost.cycles = 0 }
        return cost.fits(in: limit, steps: steps)
    }

    /// Vertices of several dimensions in blocks whose sides are no longer than these; nil if a block does not fit.
    private func blocks(_ shape: [Int], sides: [Int]) -> [Cut]? {
        let blocks = Blocks(shape: shape, counts: zip(shape, sides).map { ($0 + $1 - 1) / $1 })
        var cuts: [Cut] = []
        for member in vertices.indices {
            var cut = Cut(blocks: blocks)
            for number in 0..<blocks.count {
                let part = part(member, blocks.slice(number))
                guard fits(part, cycles: true) else { return nil }
                cut.parts.append(part)
            }
            cuts.append(cut)
        }
        return cuts
    }

    /// Vertices of one dimension, each in as many equal parts; nil if one does not fit.
    private func evenly(_ count: Int, cycles: Bool) -> [Cut]? {
        var cuts: [Cut] = []
        for member in vertices.indices {
            let atoms = vertices[member].atoms
            let bounds = Blocks.evenBounds(atoms, count: min(count, atoms))
            var cut = Cut()
            for (first, last) in zip(bounds, bounds.dropFirst()) {
                let part = part(member, Slice(first..<last))
                guard fits(part, cycles: cycles) else { return nil }
                cut.parts.append(part)
            }
            cuts.append(cut)
        }
        return cuts
    }

    // MARK: - Balance

    /// Vertices of as many atoms, cut at the same ones so that the dearest part costs as little as it can, in no more parts than
    /// the time of a step asks for; nil if an atom takes longer.
    ///
    /// - Parameter even: The fewest equal parts that memory allows.
    private func balanced(_ even: [Cut]) -> [Cut]? {
        let most = vertices.reduce(Int.max) { min($0, max(1, $1.maximumShapePerCore[0])) }
        var cuts = even
        var best: [Cut]?
        var (least, dearestOfBest, lastCount) = (even[0].parts.count, Int.max, 0)
        var load = CycleProfile(atoms: vertices[0].atoms)
        for round in 0... {
            let parts = cuts[0].parts.map(\.atoms)
            let cycles = parts.indices.map { part in cuts.reduce(0) { max($0, $1.parts[part].cost.cycles) } }
            let dearest = cycles.reduce(0, max)
            if dearest == 0 { return cuts }
            if round == 0, parts.count > 1 {
                let pair = Slice(parts[0].lowerBound..<parts[1].upperBound)
                let cost = vertices.reduce(0) { max($0, $1.cost(pair).cycles) }
                load.overhead = max(0, min(cycles[0] + cycles[1] - cost, cycles[0], cycles[1]))
            }
            load.learn(parts, cycles)
            let isGood = cuts.allSatisfy { $0.parts.allSatisfy { fits($0, cycles: true) } }
            if isGood, (parts.count, dearest) < (best?[0].parts.count ?? .max, dearestOfBest) {
                (best, dearestOfBest) = (cuts, dearest)
            }
            if zip(parts, cycles).contains(where: { $0.count == 1 && $1 > limit.cycles }) { return nil }
            if round % 12 == 11 {
                // As many parts do not fit, or not any better.
                if let best { return best }
                if least == vertices[0].atoms { return nil }
                least = min(vertices[0].atoms, max(least, lastCount) + max(1, lastCount / 16))
            }
            let (bounds, dearestWanted) = load.cut(atLeast: least, within: limit.cycles, atoms: most)
            lastCount = bounds.count - 1
            if let best, best[0].parts.count <= lastCount, Double(dearestOfBest) <= 1.01 * Double(dearestWanted) {
                return best
            }
            cuts = vertices.indices.map { member in
                Cut(parts: zip(bounds, bounds.dropFirst()).map { part(member, Slice($0..<$1)) })
            }
        }
        return nil
    }

    private func tooLarge() -> MappingError {
        for vertex in vertices {
            for atom in 0..<vertex.atoms {
                let slice = Blocks(shape: vertex.shape, counts: vertex.shape).slice(atom)
                let cost = vertex.cost(slice)
                if !cost.fits(in: limit, steps: steps) {
                    return .atomTooLarge(vertex: vertex.label, needed: cost, available: limit, steps: steps)
                }
            }
        }
        let cost = vertices[0].cost(Slice(0..<1))
        return .atomTooLarge(vertex: vertices[0].label, needed: cost, available: limit, steps: steps)
    }
}
