import SpiNNakerMachine

/// Betters placements: cells move to other chips or change places with cells there, one after the other, where that makes
/// the trees of packets shorter, or not much longer for a while: threshold accepting.
///
/// A cell is what must share a chip, or what one chip has of a vertex whose parts all send to the same targets, else a single
/// part. Memory that parts have in common counts for each of them here. A tree counts as
/// long as the shortest tree over its chips that branches on them alone. The boot chip, which hosts reach soonest, keeps a
/// cell if it has any.
///
/// - SeeAlso: G. Dueck and T. Scheuer, "Threshold accepting: a general purpose optimization algorithm appearing superior to
///   simulated annealing", 1990.
package struct PlacementImprover: Sendable {
    private let effort: (base: Int, perCell: Int)
    private let rounds: ClosedRange<Int>
    private let threshold: Double
    private let seed: UInt64

    /// Creates an improver.
    ///
    /// - Parameters:
    ///   - effort: How much work may be done, and how much more for each cell, in steps of some 6 ns: always as many trials,
    ///     whatever the processor.
    ///   - rounds: How often each cell is tried, on the average: as often as the effort allows within this range.
    ///   - threshold: By how many links a move may make trees longer at first; it falls to 0 in the end.
    ///   - seed: Where its random choices begin; the same placements for the same seed.
    package init(
        effort: (base: Int, perCell: Int) = (300_000, 550),
        rounds: ClosedRange<Int> = 1...50,
        threshold: Double = 3,
        seed: UInt64 = 1
    ) {
        self.effort = effort
        self.rounds = rounds
        self.threshold = threshold
        self.seed = seed
    }

    /// Betters placements; parts that are bound stay.
    ///
    /// - Complexity: O(*r* · *c* · *n*) for *r* rounds, *c* cells and *n* nets of a cell.
    package func improve(_ placements: Placements, of graph: MachineGraph, on chips: ChipTable) -> Placements {
        improved(placements, of: graph, on: chips).placements
    }

    /// Better placements, how many cells could move, and how many links all trees come to then, as far as these count them.
    func improved(
        _ placements: Placements,
        of graph: MachineGraph,
        on chips: ChipTable
    ) -> (placements: Placements, cellCount: Int, links: Int) {
        guard !placements.isEmpty, chips.count > 1 else { return (placements, 0, 0) }
        var exchange = Exchange(placements, graph, chips, seed: seed)
        let (least, most) = (rounds.lowerBound * exchange.movableCount, rounds.upperBound * exchange.movableCount)
        let effort = max(1, effort.base + effort.perCell * exchange.movableCount)
        var trials = 0
        while trials < least && exchange.work < 16 * effort || trials < most && exchange.work < effort {
            let done = Double(trials) / Double(least < most ? most : least)
            let share = 1 - max(done, Double(exchange.work) / Double(effort))
            exchange.tryMove(threshold: max(0, threshold * share))
            trials += 1
        }
        return (exchange.placements(), exchange.movableCount, exchange.links)
    }
}

/// Cells that change places.
private struct Exchange: ~Copyable {
    /// Trees over more chips than this count as long as they have links at least: the exact length takes too long.
    private static let mostStops = 40

    private let graph: MachineGraph
    private let table: ChipTable
    private let former: Placements
    /// The parts of each cell.
    private let parts: Ragged<Int32>
    private let memory: [Int]
    private let nets: Hypergraph
    /// The chip of each cell.
    private let chips: Numbers<Int32>
    private let freeCores: Numbers<Int32>
    private let freeMemory: Numbers<Int>
    /// The cells on each chip that may move.
    private var cells: [[Int32]]
    /// The cells that may move.
    private let movable: [Int32]
    /// The chips of each net and how many of its cells they have: those from `stopStarts[net]` on, `stopCounts[net]` of them.
    private let stopStarts: Numbers<Int32>
    private let stopCounts: Numbers<Int32>
    private let stops: Numbers<Int32>
    private let cellsAtStops: Numbers<Int32>
    private let lengths: Numbers<Int32>
    /// Room for the chips of a tree and how far they are from it.
    private let open = Numbers<Int32>(0, count: Exchange.mostStops + 2)
    private let distances = Numbers<Int32>(0, count: Exchange.mostStops + 2)
    private let isShared: Numbers<Int32>
    /// The chips that nets lose and gain in a trial.
    private struct Change {
        let net: Int
        let without: Int?
        let with: Int?
    }
    private var changes: [Change] = []
    private var trial: Int32 = 0
    private var random: SeededRandom
    /// What was done so far, in steps through the chips of trees.
    private(set) var work = 0

    init(_ placements: Placements, _ graph: MachineGraph, _ table: ChipTable, seed: UInt64) {
        self.graph = graph
        self.table = table
        former = placements
        random = SeededRandom(seed: seed)
        let numbers = placements.map { table.number(of: $0.chip) ?? 0 }
        let parts = Self.cells(graph, numbers)
        self.parts = parts
        memory = parts.indices.map { cell in
            parts[cell].lazy.map(Int.init).reduce(0) { sum, part in
                graph.sharedMemory(of: part).reduce(sum + graph.sdram[part]) { $0 + graph.bytes(of: $1) }
            }
        }
        nets = .nets(of: graph, cells: parts, weights: parts.indices.map { Int32(parts[$0].count) })

        chips = Numbers(parts.indices.map { numbers[Int(parts.elements[parts.starts[$0]])] })
        freeCores = Numbers(table.cores.map { Int32($0.nonzeroBitCount) })
        freeMemory = Numbers(table.freeSDRAM)
        cells = Array(repeating: [], count: table.count)
        var movable: [Int32] = []
        for cell in parts.indices {
            let chip = Int(chips[cell])
            freeCores[chip] -= Int32(parts[cell].count)
            freeMemory[chip] -= memory[cell]
            guard graph.boundChip(of: Int(parts.elements[parts.starts[cell]])) == nil else { continue }
            cells[chip].append(Int32(cell))
            movable.append(Int32(cell))
        }
        self.movable = movable

        stopStarts = Numbers(0, count: nets.netCount + 1)
        for net in 0..<nets.netCount {
            stopStarts[net + 1] = stopStarts[net] + Int32(min(nets.pinRange(net).count, table.count))
        }
        stopCounts = Numbers(0, count: nets.netCount)
        stops = Numbers(0, count: Int(stopStarts[nets.netCount]))
        cellsAtStops = Numbers(0, count: Int(stopStarts[nets.netCount]))
        lengths = Numbers(0, count: nets.netCount)
        isShared = Numbers(0, count: nets.netCount)
        for net in 0..<nets.netCount {
            for pin in nets.pinRange(net) { add(chips[Int(nets.pins[pin])], to: net) }
            lengths[net] = length(of: net)
        }
    }

    /// The parts of each cell.
    private static func cells(_ graph: MachineGraph, _ chips: [Int32]) -> Ragged<Int32> {
        var cells = Ragged<Int32>()
        for own in graph.parts {
            if own.contains(where: { graph.bundles.mates(of: $0) != nil }) {
                for part in own where graph.bundles.leads(part) {
                    cells.addRow(graph.bundles.mates(of: part) ?? [Int32(part)])
                }
            } else if own.allSatisfy({ graph.sendAlike(own.lowerBound, $0) }) {
                var last: Int32?
                for part in own.sorted(by: { (chips[$0], $0) < (chips[$1], $1) }) {
                    if let last, last != chips[part] { cells.endRow() }
                    cells.add(Int32(part))
                    last = chips[part]
                }
                if last != nil { cells.endRow() }
            } else {
                for part in own { cells.addRow(CollectionOfOne(Int32(part))) }
            }
        }
        return cells
    }

    /// How many links all trees have.
    var links: Int { (0..<nets.netCount).reduce(0) { $0 + Int(lengths[$1]) } }

    /// How many cells may move.
    var movableCount: Int { movable.count }

    /// Tries to bring a cell to a chip of one of its nets, and does if trees get shorter, or longer by less than a threshold.
    mutating func tryMove(threshold: Double) {
        let cell = Int(movable[random.next(below: movable.count)])
        let range = nets.netRange(cell)
        guard !range.isEmpty else { return }
        let net = Int(nets.netsOfCells[range.lowerBound + random.next(below: range.count)])
        let stop = Int(stopStarts[net]) + random.next(below: Int(stopCounts[net]))
        let (old, new) = (Int(chips[cell]), Int(stops[stop]))
        guard old != new else { return }
        // Trees seldom get shorter if they come to more chips than this.
        let limit = Int32(threshold) + 4
        let size = Int32(parts[cell].count)
        if freeCores[new] >= size, freeMemory[new] >= memory[cell], cells[old].count > 1 || table.ids[old] != .boot {
            if Double(change(of: cell, to: new, and: nil, limit: limit)) < threshold { move(cell, to: new) }
            return
        }
        guard !cells[new].isEmpty else { return }
        let other = Int(cells[new][random.next(below: cells[new].count)])
        let (more, moreMemory) = (size - Int32(parts[other].count), memory[cell] - memory[other])
        guard freeCores[new] >= more, freeCores[old] >= -more, freeMemory[new] >= moreMemory,
            freeMemory[old] >= -moreMemory
        else { return }
        if Double(change(of: cell, to: new, and: other, limit: limit)) < threshold {
            move(cell, to: new)
            move(other, to: old)
        }
    }

    /// By how much trees get longer when a cell goes to another chip, and another cell from there to where that was.
    ///
    /// - Returns: A large number as soon as the trees come to more chips than a limit allows: each takes a link at least.
    private mutating func change(of cell: Int, to new: Int, and other: Int?, limit: Int32) -> Int32 {
        let old = Int(chips[cell])
        trial += 1
        changes.removeAll(keepingCapacity: true)
        if let other {
            // Nets of both cells stay as they are.
            for place in nets.netRange(other) { isShared[Int(nets.netsOfCells[place])] = trial }
        }
        var more: Int32 = 0
        for place in nets.netRange(cell) {
            let net = Int(nets.netsOfCells[place])
            if isShared[net] == trial {
                isShared[net] = -trial
            } else {
                more += stopChange(of: net, from: old, to: new)
            }
        }
        if let other {
            for place in nets.netRange(other) where isShared[Int(nets.netsOfCells[place])] == trial {
                more += stopChange(of: Int(nets.netsOfCells[place]), from: new, to: old)
            }
        }
        // Cells that share all nets need not change places.
        guard more <= limit, other == nil || !changes.isEmpty else { return .max }
        var sum: Int32 = 0
        for change in changes {
            let stops = Int(stopCounts[change.net])
            work += stops > Self.mostStops ? 1 : stops * stops
            sum += length(of: change.net, without: change.without, with: change.with) - lengths[change.net]
        }
        return sum
    }

    /// By how many chips a net's trees grow when one of its cells goes from chip to chip.
    private mutating func stopChange(of net: Int, from old: Int, to new: Int) -> Int32 {
        let first = Int(stopStarts[net])
        let end = first + Int(stopCounts[net])
        work += end - first
        var (isLast, isNew, isFound) = (false, true, false)
        for stop in first..<end {
            let chip = Int(stops[stop])
            guard chip == old || chip == new else { continue }
            if chip == old { isLast = cellsAtStops[stop] == 1 } else { isNew = false }
            // Those are both.
            if isFound { break }
            isFound = true
        }
        guard isLast || isNew else { return 0 }
        changes.append(Change(net: net, without: isLast ? old : nil, with: isNew ? new : nil))
        return (isNew ? nets.netWeights[net] : 0) - (isLast ? nets.netWeights[net] : 0)
    }

    private mutating func move(_ cell: Int, to new: Int) {
        let old = Int(chips[cell])
        for place in nets.netRange(cell) {
            let net = Int(nets.netsOfCells[place])
            work += 2 * Int(stopCounts[net])
            remove(Int32(old), from: net)
            add(Int32(new), to: net)
            lengths[net] = length(of: net)
        }
        chips[cell] = Int32(new)
        let size = Int32(parts[cell].count)
        freeCores[old] += size
        freeCores[new] -= size
        freeMemory[old] += memory[cell]
        freeMemory[new] -= memory[cell]
        if let place = cells[old].firstIndex(of: Int32(cell)) { cells[old].remove(at: place) }
        cells[new].append(Int32(cell))
    }

    // MARK: - Stops

    private func stop(_ chip: Int, of net: Int) -> Int? {
        let first = Int(stopStarts[net])
        for stop in first..<(first + Int(stopCounts[net])) where stops[stop] == Int32(chip) { return stop }
        return nil
    }

    private func add(_ chip: Int32, to net: Int) {
        if let stop = stop(Int(chip), of: net) {
            cellsAtStops[stop] += 1
        } else {
            let stop = Int(stopStarts[net] + stopCounts[net])
            stops[stop] = chip
            cellsAtStops[stop] = 1
            stopCounts[net] += 1
        }
    }

    private func remove(_ chip: Int32, from net: Int) {
        guard let stop = stop(Int(chip), of: net) else { return }
        cellsAtStops[stop] -= 1
        guard cellsAtStops[stop] == 0 else { return }
        stopCounts[net] -= 1
        let last = Int(stopStarts[net] + stopCounts[net])
        stops[stop] = stops[last]
        cellsAtStops[stop] = cellsAtStops[last]
    }

    // MARK: - Lengths

    /// The links of a net's trees: of the shortest tree over its chips, by Prim's algorithm, times the net's weight.
    private func length(of net: Int, without absent: Int? = nil, with present: Int? = nil) -> Int32 {
        let first = Int(stopStarts[net])
        let all = Int(stopCounts[net]) + (present == nil ? 0 : 1) - (absent == nil ? 0 : 1)
        guard all > 1 else { return 0 }
        guard all <= Self.mostStops else { return Int32(all - 1) * nets.netWeights[net] }
        var count = 0
        for stop in first..<(first + Int(stopCounts[net])) where Int(stops[stop]) != absent {
            open[count] = stops[stop]
            count += 1
        }
        if let present {
            open[count] = Int32(present)
            count += 1
        }
        count -= 1
        var newest = Int(open[count])
        for index in 0..<count { distances[index] = .max }
        var sum: Int32 = 0
        while count > 0 {
            var nearest = 0
            for index in 0..<count {
                distances[index] = min(distances[index], distance(newest, Int(open[index])))
                if distances[index] < distances[nearest] { nearest = index }
            }
            sum += distances[nearest]
            newest = Int(open[nearest])
            count -= 1
            open[nearest] = open[count]
            distances[nearest] = distances[count]
        }
        return sum * nets.netWeights[net]
    }

    /// The links between two chips, were all there.
    private func distance(_ first: Int, _ second: Int) -> Int32 { table.distance(Int32(first), Int32(second)) }

    // MARK: - Cores

    /// A core for each part on its cell's chip; parts that are bound keep theirs.
    func placements() -> Placements {
        var result = former
        var free = table.cores
        for (part, core) in former.enumerated() where graph.boundChip(of: part) != nil {
            free[Int(table.number(of: core.chip) ?? 0)] &= ~(1 << UInt32(core.core))
        }
        for cell in movable.sorted() {
            let chip = Int(chips[Int(cell)])
            for part in parts[Int(cell)].lazy.map(Int.init) {
                let core = UInt8(free[chip].trailingZeroBitCount)
                free[chip] &= free[chip] - 1
                result[part] = CoreID(chip: table.ids[chip], core: core)
            }
        }
        return result
    }
}
