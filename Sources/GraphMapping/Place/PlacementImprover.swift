package import SpiNNakerMachine

/// Betters placements: cells move to other chips or change places with cells there, one after the other, where that makes
/// the trees of packets shorter, or not much longer for a while: threshold accepting.
///
/// A cell is what one chip has of a vertex whose parts all send to the same targets, else a single part. A tree counts as
/// long as the shortest tree over its chips that branches on them alone. The boot chip, which hosts reach soonest, keeps a
/// cell if it has any.
///
/// - SeeAlso: G. Dueck and T. Scheuer, "Threshold accepting: a general purpose optimization algorithm appearing superior to
///   simulated annealing", 1990.
package struct PlacementImprover: Sendable {
    private let rounds: Int
    private let threshold: Double
    private let seed: UInt64

    /// Creates an improver.
    ///
    /// - Parameters:
    ///   - rounds: How often each cell is tried, on the average.
    ///   - threshold: By how many links a move may make trees longer at first; it falls to 0 in the last round.
    ///   - seed: Where its random choices begin; the same placements for the same seed.
    package init(rounds: Int = 8, threshold: Double = 0, seed: UInt64 = 1) {
        self.rounds = rounds
        self.threshold = threshold
        self.seed = seed
    }

    /// Betters placements; parts that are bound stay.
    ///
    /// - Complexity: O(*r* · *c* · *n*) for *r* rounds, *c* cells and *n* nets of a cell.
    package func improve(_ placements: Placements, of graph: MachineGraph, on machine: Machine) -> Placements {
        guard !placements.isEmpty, machine.chips.count > 1 else { return placements }
        var exchange = Exchange(placements, graph, machine, seed: seed)
        for round in 0..<rounds {
            exchange.runRound(threshold: threshold * (1 - Double(round + 1) / Double(rounds)))
        }
        return exchange.placements(machine)
    }
}

/// Cells that change places.
private struct Exchange: ~Copyable {
    /// Trees over more chips than this count as long as they have links at least: the exact length takes too long.
    private static let mostStops = 40

    private let graph: MachineGraph
    private let places: [ChipID]
    private let former: Placements
    private let x: Numbers<Int32>
    private let y: Numbers<Int32>
    private let width: Int32
    private let height: Int32
    /// The parts of each cell.
    private let parts: [[Int]]
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
    private var trial: Int32 = 0
    private var random: SeededRandom

    init(_ placements: Placements, _ graph: MachineGraph, _ machine: Machine, seed: UInt64) {
        self.graph = graph
        former = placements
        random = SeededRandom(seed: seed)
        places = machine.chipIDs
        let numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($0.element, Int32($0.offset)) })
        x = Numbers(places.map { Int32($0.x) })
        y = Numbers(places.map { Int32($0.y) })
        let wraps = machine.wraps
        // A machine that does not wrap is as good as one that is too wide for it.
        (width, height) = (wraps.x ? Int32(machine.width) : 1 << 12, wraps.y ? Int32(machine.height) : 1 << 12)

        var parts: [[Int]] = []
        for own in graph.parts {
            if graph.sendAlike(own) {
                let groups = Dictionary(grouping: own) { placements[$0].chip }
                parts += groups.sorted { $0.key < $1.key }.map(\.value)
            } else {
                parts += own.map { [$0] }
            }
        }
        self.parts = parts
        memory = parts.map { $0.reduce(0) { $0 + graph.vertices[$1].cost.sdram } }
        nets = .nets(of: graph, cells: parts, weights: parts.map { Int32($0.count) })

        chips = Numbers(parts.map { numbers[placements[$0[0]].chip] ?? 0 })
        freeCores = Numbers(places.map { Int32(machine.chips[$0]?.applicationCores.count ?? 0) })
        freeMemory = Numbers(places.map { machine.chips[$0]?.freeSDRAM ?? 0 })
        cells = Array(repeating: [], count: places.count)
        var movable: [Int32] = []
        for cell in parts.indices {
            let chip = Int(chips[cell])
            freeCores[chip] -= Int32(parts[cell].count)
            freeMemory[chip] -= memory[cell]
            guard graph.whole(of: parts[cell][0]).boundChip == nil else { continue }
            cells[chip].append(Int32(cell))
            movable.append(Int32(cell))
        }
        self.movable = movable

        stopStarts = Numbers(0, count: nets.netCount + 1)
        for net in 0..<nets.netCount {
            stopStarts[net + 1] = stopStarts[net] + Int32(min(nets.pinRange(net).count, places.count))
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

    /// Tries as many moves as there are cells, and makes those that make trees shorter, or longer by less than a threshold.
    mutating func runRound(threshold: Double) {
        for _ in movable { tryMove(Int(movable[random.next(below: movable.count)]), threshold) }
    }

    /// Tries to bring a cell to a chip of one of its nets.
    private mutating func tryMove(_ cell: Int, _ threshold: Double) {
        let range = nets.netRange(cell)
        guard !range.isEmpty else { return }
        let net = Int(nets.netsOfCells[range.lowerBound + random.next(below: range.count)])
        let stop = Int(stopStarts[net]) + random.next(below: Int(stopCounts[net]))
        let (old, new) = (Int(chips[cell]), Int(stops[stop]))
        guard old != new else { return }
        let size = Int32(parts[cell].count)
        if freeCores[new] >= size, freeMemory[new] >= memory[cell], cells[old].count > 1 || places[old] != .boot {
            if Double(change(of: cell, to: new, and: nil)) < threshold { move(cell, to: new) }
            return
        }
        guard !cells[new].isEmpty else { return }
        let other = Int(cells[new][random.next(below: cells[new].count)])
        let (more, moreMemory) = (size - Int32(parts[other].count), memory[cell] - memory[other])
        guard freeCores[new] >= more, freeCores[old] >= -more, freeMemory[new] >= moreMemory,
            freeMemory[old] >= -moreMemory
        else { return }
        if Double(change(of: cell, to: new, and: other)) < threshold {
            move(cell, to: new)
            move(other, to: old)
        }
    }

    /// By how much trees get longer when a cell goes to another chip, and another cell from there to where that was.
    private mutating func change(of cell: Int, to new: Int, and other: Int?) -> Int32 {
        let old = Int(chips[cell])
        trial += 1
        if let other {
            // Nets of both cells stay as they are.
            for place in nets.netRange(other) { isShared[Int(nets.netsOfCells[place])] = trial }
        }
        var sum: Int32 = 0
        for place in nets.netRange(cell) {
            let net = Int(nets.netsOfCells[place])
            if isShared[net] == trial { isShared[net] = -trial } else { sum += change(of: net, from: old, to: new) }
        }
        guard let other else { return sum }
        for place in nets.netRange(other) where isShared[Int(nets.netsOfCells[place])] == trial {
            sum += change(of: Int(nets.netsOfCells[place]), from: new, to: old)
        }
        return sum
    }

    /// By how much a net's trees get longer when one of its cells goes from chip to chip.
    private func change(of net: Int, from old: Int, to new: Int) -> Int32 {
        let isLast = cellsAtStops[stop(old, of: net) ?? 0] == 1
        let isNew = stop(new, of: net) == nil
        guard isLast || isNew else { return 0 }
        return length(of: net, without: isLast ? old : nil, with: isNew ? new : nil) - lengths[net]
    }

    private mutating func move(_ cell: Int, to new: Int) {
        let old = Int(chips[cell])
        for place in nets.netRange(cell) {
            let net = Int(nets.netsOfCells[place])
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
    private func distance(_ first: Int, _ second: Int) -> Int32 {
        var (dx, dy) = (x[second] - x[first], y[second] - y[first])
        if 2 * abs(dx) > width { dx += dx > 0 ? -width : width }
        if 2 * abs(dy) > height { dy += dy > 0 ? -height : height }
        return (dx >= 0) == (dy >= 0) ? max(abs(dx), abs(dy)) : abs(dx) + abs(dy)
    }

    // MARK: - Cores

    /// A core for each part on its cell's chip; parts that are bound keep theirs.
    func placements(_ machine: Machine) -> Placements {
        var result = former
        var free = machine.chips.mapValues(\.applicationCores)
        for own in parts where graph.whole(of: own[0]).boundChip != nil {
            for part in own { free[former[part].chip]?.removeAll { $0 == former[part].core } }
        }
        for cell in movable.sorted() {
            let chip = places[Int(chips[Int(cell)])]
            for part in parts[Int(cell)] {
                guard let core = free[chip]?.first else { continue }
                free[chip]?.removeFirst()
                result[part] = CoreID(chip: chip, core: core)
            }
        }
        return result
    }
}
