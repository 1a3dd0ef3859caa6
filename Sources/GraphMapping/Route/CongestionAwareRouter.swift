import SpiNNakerMachine

/// Leads trees of another router around the links that carry most.
///
/// The load of a link is the number of sources whose packets cross it; where only some trees are wanted, others do not count. Trees
/// over the most loaded links are laid anew, one after the other, by the cheapest ways, where a link is the dearer the more it
/// carries; a new tree is kept if its most loaded link carries less than the old one's did, and it is not much longer. This goes
/// on until it no longer helps.
///
/// - SeeAlso: L. McMurchie and C. Ebeling, "PathFinder: a negotiation-based performance-driven router for FPGAs", 1995.
package struct CongestionAwareRouter<Base: Router>: Router {
    private let base: Base
    private let rounds: Int
    private let detour: Double

    /// Creates a router.
    ///
    /// - Parameters:
    ///   - base: Finds the trees to begin with.
    ///   - rounds: How often the trees over the most loaded links are laid anew, at most.
    ///   - detour: How many times as long a tree may become.
    package init(_ base: Base = NeighbourExploringRouter(), rounds: Int = 20, detour: Double = 1.5) {
        self.base = base
        self.rounds = rounds
        self.detour = detour
    }

    package var sharesTrunks: Bool { base.sharesTrunks }

    package func lay(_ tree: inout TreeBuilder) -> Int32? { base.lay(&tree) }

    package func trees(
        of nets: Nets,
        on table: ChipTable,
        workers: Workers,
        wanted: [Bool]?
    ) throws(MappingError) -> Ragged<TreeNode> {
        let trees = try base.trees(of: nets, on: table, workers: workers, wanted: wanted)
        var loads = [Int32](repeating: 0, count: 6 * table.count)
        for net in trees.indices { add(Int32(nets.sources[net].count), to: &loads, along: trees[net]) }
        var builder = TreeBuilder(table)
        var others: [Int: [TreeNode]] = [:]
        for _ in 0..<rounds {
            guard let most = loads.max(), most > 1 else { break }
            let hot = most - max(1, most / 8)
            var isBetter = false
            for net in trees.indices where wanted?[net] ?? true {
                let weight = Int32(nets.sources[net].count)
                let old = others[net] ?? Array(trees[net])
                let before = largest(loads, along: old)
                guard before > hot, old.count > 1 else { continue }
                add(-weight, to: &loads, along: old)
                let stops = nets.stops.elements.span.extracting(nets.stops.range(Int(nets.lists[net])))
                builder.begin(at: nets.chips[net], stops: stops)
                // Half as loaded is a quarter as dear: detours spread over links that carry a little.
                func cost(_ link: Int) -> Int { 8 + 64 * Int(loads[link]) * Int(loads[link]) / Int(most) / Int(most) }
                let isReached = builder.wanted.allSatisfy { builder.contains($0) || builder.joinByCost($0, cost) }
                let new = isReached ? builder.end(adding: stops) : old
                let after = largest(loads, along: new) + weight
                if isReached, after < before, Double(new.count) <= detour * Double(old.count) + 2 {
                    others[net] = new
                    isBetter = true
                    add(weight, to: &loads, along: new)
                } else {
                    add(weight, to: &loads, along: old)
                }
            }
            if !isBetter { break }
        }
        return others.isEmpty ? trees : trees.replacing(others)
    }

    private func add(_ weight: Int32, to loads: inout [Int32], along tree: some Sequence<TreeNode>) {
        for node in tree {
            for link in 0..<6 where node.route.rawValue & 1 << UInt32(link) != 0 {
                loads[6 * Int(node.chip) + link] += weight
            }
        }
    }

    private func largest(_ loads: [Int32], along tree: some Sequence<TreeNode>) -> Int32 {
        var most: Int32 = 0
        for node in tree {
            for link in 0..<6 where node.route.rawValue & 1 << UInt32(link) != 0 {
                most = max(most, loads[6 * Int(node.chip) + link])
            }
        }
        return most
    }
}
