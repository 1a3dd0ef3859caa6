package import SpiNNakerMachine

/// Places what talks together side by side: the machine is cut in two, the network is cut so that few of its trees of
/// packets cross that line, and each half is cut again, down to single chips.
///
/// Cells, some parts each, are what is cut: all parts of a vertex that fit one chip, if they send to the same targets. A net
/// that reaches out of a region pulls its cells towards where it goes. In the end ``PlacementImprover`` goes over all cells.
///
/// - SeeAlso: A. E. Dunlop and B. W. Kernighan, "A procedure for placement of standard-cell VLSI circuits", 1985.
package struct MinCutPlacer: Placer {
    private let seed: UInt64

    /// Creates a placer.
    ///
    /// - Parameter seed: Where the algorithm's random choices begin; the same placements for the same seed.
    package init(seed: UInt64 = 1) { self.seed = seed }

    /// Finds a core for every part.
    ///
    /// - Throws: `MappingError.boundChipUnusable` or `.noRoom`.
    package func place(_ graph: MachineGraph, on machine: Machine) throws(MappingError) -> Placements {
        var rooms = Rooms(graph, on: machine)
        try rooms.takeBound(in: Array(graph.vertices.indices))
        let region = Region(rooms, on: machine, for: graph)
        var layout = Layout(graph, rooms, region, machine, seed: seed)
        layout.spread()
        try layout.settle(in: &rooms, on: machine)
        // Some 20,000 trials take little time; large networks get two for each part all the same.
        let rounds = max(2, min(50, 20_000 / max(1, graph.vertices.count)))
        let improver = PlacementImprover(rounds: rounds, threshold: rounds > 10 ? 3 : 0, seed: seed)
        return improver.improve(rooms.placements, of: graph, on: machine)
    }
}

/// The chips that a network is placed on.
struct Region {
    /// The chips; the nearest to the boot chip come first.
    var chips: [ChipID] = []
    /// How many free cores each has.
    var capacities: [Int] = []

    /// The chips nearest to the boot chip that have room for all parts that are not bound, and some more.
    init(_ rooms: Rooms, on machine: Machine, for graph: MachineGraph) {
        let unbound = graph.vertices.indices.filter { graph.whole(of: $0).boundChip == nil }
        let needed = unbound.count * 5 / 4 + 1
        let sdram = unbound.reduce(0) { $0 + graph.vertices[$1].cost.sdram }
        var (cores, memory) = (0, 0)
        for chip in machine.chipsOutward(from: [.boot] + machine.chipIDs.prefix(1)) {
            guard let room = rooms.free[chip], !room.cores.isEmpty else { continue }
            chips.append(chip)
            capacities.append(room.cores.count)
            cores += room.cores.count
            memory += room.sdram
            if cores >= needed, memory >= sdram + sdram / 8 { break }
        }
    }
}

/// Cells on their way to chips.
private struct Layout {
    private let graph: MachineGraph
    private let region: Region
    private let width: Float
    private let height: Float
    private let wraps: (x: Bool, y: Bool)
    /// The parts of each cell.
    private let parts: [Range<Int>]
    private let hypergraph: Hypergraph
    private var random: SeededRandom
    /// Where the cells are so far: the middle of the region that they are in.
    private var x: [Float]
    private var y: [Float]
    /// The number of each cell's chip in the region; nil for those that are bound, and where there is no chip.
    private var chips: [Int?]

    init(_ graph: MachineGraph, _ rooms: Rooms, _ region: Region, _ machine: Machine, seed: UInt64) {
        self.graph = graph
        self.region = region
        random = SeededRandom(seed: seed)
        (width, height) = (Float(machine.width), Float(machine.height))
        wraps = machine.wraps
        parts = Self.cells(graph, rooms, region)
        hypergraph = .nets(of: graph, cells: parts, weights: Self.weights(graph, parts, rooms, region))
        chips = Array(repeating: nil, count: parts.count)
        x = Array(repeating: width / 2, count: parts.count)
        y = Array(repeating: height / 2, count: parts.count)
        for (cell, own) in parts.enumerated() where graph.whole(of: own.lowerBound).boundChip != nil {
            let chip = rooms.placements[own.lowerBound].chip
            (x[cell], y[cell]) = (Float(chip.x), Float(chip.y))
        }
    }

    /// The parts of each cell: those of one vertex that send to the same targets, as many as most chips have room for.
    private static func cells(_ graph: MachineGraph, _ rooms: Rooms, _ region: Region) -> [Range<Int>] {
        let cores = region.capacities.sorted().dropFirst(region.capacities.count / 8).first ?? 1
        let sdram = region.chips.compactMap { rooms.free[$0]?.sdram }.min() ?? 0
        var cells: [Range<Int>] = []
        for own in graph.parts where !own.isEmpty {
            let dearest = own.map { graph.vertices[$0].cost.sdram }.max() ?? 0
            let isFree = graph.whole(of: own.lowerBound).boundChip == nil
            let most = isFree && graph.sendAlike(own) ? max(1, min(cores, sdram / max(1, dearest))) : 1
            for first in stride(from: own.lowerBound, to: own.upperBound, by: most) {
                cells.append(first..<min(first + most, own.upperBound))
            }
        }
        return cells
    }

    /// How many cores each cell takes; memory counts as cores where a part takes more than a core's share.
    private static func weights(
        _ graph: MachineGraph,
        _ parts: [Range<Int>],
        _ rooms: Rooms,
        _ region: Region
    ) -> [Int32] {
        let share = region.chips.compactMap { rooms.free[$0] }.map { $0.sdram / $0.cores.count }.min() ?? 1
        return parts.map { own in
            let memory = own.reduce(0) { $0 + graph.vertices[$1].cost.sdram }
            return Int32(max(own.count, (memory + share - 1) / max(1, share)))
        }
    }

    // MARK: - Cutting

    /// A part of the region and the cells in it.
    private struct Piece {
        var cells: [Int32]
        /// Numbers of chips in the region.
        var chips: [Int]
    }

    /// Gives each cell that is not bound a chip.
    mutating func spread() {
        let free = parts.indices.filter { graph.whole(of: parts[$0].lowerBound).boundChip == nil }
        var pieces = [Piece(cells: free.map(Int32.init), chips: Array(region.chips.indices))]
        // All pieces of a size before the next smaller ones, so that all know as well where the others are.
        while !pieces.isEmpty {
            var smaller: [Piece] = []
            for piece in pieces where !piece.cells.isEmpty {
                if piece.chips.count == 1 {
                    for cell in piece.cells { chips[Int(cell)] = piece.chips[0] }
                } else if piece.chips.count > 1 {
                    smaller += cut(piece)
                }
            }
            pieces = smaller
        }
    }

    private mutating func cut(_ piece: Piece) -> [Piece] {
        let halves = halves(of: piece.chips)
        let middles = halves.map { half in
            (
                x: half.reduce(0) { $0 + Float(region.chips[$1].x) } / Float(half.count),
                y: half.reduce(0) { $0 + Float(region.chips[$1].y) } / Float(half.count)
            )
        }
        let capacities = halves.map { $0.reduce(0) { $0 + region.capacities[$1] } }
        let part = part(of: piece.cells, middles)
        let total = (0..<part.cellCount).reduce(0) { $0 + Int(part.weights[$1]) }
        let heaviest = (0..<part.cellCount).reduce(0) { max($0, Int(part.weights[$1])) }
        let range = Self.range(total: total, heaviest: heaviest, capacities: capacities)
        let sides = bisect(part, range)
        var result = halves.map { Piece(cells: [], chips: $0) }
        for (index, cell) in piece.cells.enumerated() {
            let side = Int(sides[index])
            result[side].cells.append(cell)
            (x[Int(cell)], y[Int(cell)]) = middles[side]
        }
        return result
    }

    /// Chips cut across the longer side of the box that they fill.
    private func halves(of numbers: [Int]) -> [[Int]] {
        let places = numbers.map { region.chips[$0] }
        func extent(_ values: [UInt8]) -> Int { Int(values.max() ?? 0) - Int(values.min() ?? 0) }
        let isWide = extent(places.map(\.x)) >= extent(places.map(\.y))
        func along(_ number: Int) -> UInt8 { isWide ? region.chips[number].x : region.chips[number].y }
        func across(_ number: Int) -> UInt8 { isWide ? region.chips[number].y : region.chips[number].x }
        let sorted = numbers.sorted { (along($0), across($0)) < (along($1), across($1)) }
        // Between two columns if possible, that the line be straight.
        let middle = sorted.count / 2
        let edges = sorted.indices.dropFirst().filter { along(sorted[$0]) != along(sorted[$0 - 1]) }
        let nearest = edges.min { abs($0 - middle) < abs($1 - middle) } ?? middle
        let cut = abs(nearest - middle) * 4 <= sorted.count ? nearest : middle
        return [Array(sorted[..<cut]), Array(sorted[cut...])]
    }

    /// What the first half may weigh: its share of all, give or take most of what stays free.
    private static func range(total: Int, heaviest: Int, capacities: [Int]) -> ClosedRange<Int> {
        let capacity = capacities[0] + capacities[1]
        let share = total * capacities[0] / max(1, capacity)
        let slack = max(0, capacity - total) * 7 / 10
        let more = max(slack * capacities[0] / max(1, capacity), heaviest / 2)
        let less = max(slack * capacities[1] / max(1, capacity), heaviest / 2)
        let upper = min(capacities[0], share + more)
        let lower = max(total - capacities[1], share - less)
        return min(lower, share)...max(upper, share)
    }

    /// The hypergraph of some cells, whose nets are pulled to the half that their other cells are nearer to.
    private func part(of cells: [Int32], _ middles: [(x: Float, y: Float)]) -> Hypergraph {
        let local = Numbers<Int32>(-1, count: parts.count)
        for (index, cell) in cells.enumerated() { local[Int(cell)] = Int32(index) }
        let isDone = Numbers(false, count: hypergraph.netCount)
        var builder = Hypergraph.Builder(weights: cells.map { hypergraph.weights[Int($0)] })
        for cell in cells {
            for place in hypergraph.netRange(Int(cell)) {
                let net = Int(hypergraph.netsOfCells[place])
                guard !isDone[net] else { continue }
                isDone[net] = true
                var pull: Hypergraph.Pull = []
                for pin in hypergraph.pinRange(net) {
                    let other = Int(hypergraph.pins[pin])
                    if local[other] >= 0 {
                        builder.add(pin: local[other])
                    } else {
                        let difference = distance(other, middles[0]) - distance(other, middles[1])
                        if difference < -0.01 { pull.insert(.first) }
                        if difference > 0.01 { pull.insert(.second) }
                    }
                }
                builder.endNet(weight: hypergraph.netWeights[net], pull: pull)
            }
        }
        return builder.build()
    }

    private func distance(_ cell: Int, _ place: (x: Float, y: Float)) -> Float {
        var (dx, dy) = (abs(x[cell] - place.x), abs(y[cell] - place.y))
        if wraps.x { dx = min(dx, width - dx) }
        if wraps.y { dy = min(dy, height - dy) }
        return dx + dy
    }

    /// Cuts a hypergraph: its coarsest form first, from several beginnings, and then each finer one.
    private mutating func bisect(_ graph: Hypergraph, _ range: ClosedRange<Int>) -> Numbers<UInt8> {
        let heaviest = Int32(max(4, (range.lowerBound + range.upperBound) / 12))
        if graph.cellCount > 80, let coarse = graph.coarsened(heaviest: heaviest, &random) {
            let above = bisect(coarse.graph, range)
            let sides = Numbers<UInt8>(0, count: graph.cellCount)
            for cell in 0..<graph.cellCount { sides[cell] = above[Int(coarse.places[cell])] }
            var bisection = Bisection(graph, sides: sides)
            bisection.improve(within: range, passes: 3)
            return bisection.finish()
        }
        var best = improved(graph, range)
        for _ in 1..<(graph.cellCount > 20 ? 6 : 3) {
            let other = improved(graph, range)
            if (other.excess(over: range), other.cut) < (best.excess(over: range), best.cut) { best = other }
        }
        return best.finish()
    }

    /// A cut that begins with the cells around one of them, outward until their weight is enough.
    private mutating func improved(_ graph: Hypergraph, _ range: ClosedRange<Int>) -> Bisection {
        let goal = (range.lowerBound + range.upperBound) / 2
        let sides = Numbers<UInt8>(1, count: graph.cellCount)
        var weight = 0
        var order: [Int] = []
        var seen = [Bool](repeating: false, count: graph.cellCount)
        var next = 0
        var root = random.next(below: max(1, graph.cellCount))
        while weight < goal {
            if next == order.count {
                guard let unseen = seen[root] ? seen.firstIndex(of: false) : root else { break }
                root = unseen
                seen[root] = true
                order.append(root)
            }
            let cell = order[next]
            next += 1
            guard weight + Int(graph.weights[cell]) <= range.upperBound else { continue }
            sides[cell] = 0
            weight += Int(graph.weights[cell])
            for place in graph.netRange(cell) {
                for pin in graph.pinRange(Int(graph.netsOfCells[place])) where !seen[Int(graph.pins[pin])] {
                    seen[Int(graph.pins[pin])] = true
                    order.append(Int(graph.pins[pin]))
                }
            }
        }
        var bisection = Bisection(graph, sides: sides)
        bisection.improve(within: range, passes: 4)
        return bisection
    }

    // MARK: - Cores

    /// Gives each part a core of its cell's chip, or of the nearest chip that has room.
    func settle(in rooms: inout Rooms, on machine: Machine) throws(MappingError) {
        var homeless: [(part: Int, chip: ChipID)] = []
        for (cell, own) in parts.enumerated() {
            guard graph.whole(of: own.lowerBound).boundChip == nil else { continue }
            let chip = chips[cell].map { region.chips[$0] } ?? .boot
            for part in own where !rooms.take(part, on: chip) { homeless.append((part, chip)) }
        }
        // The dearest first: they find room in fewer places.
        homeless.sort { graph.vertices[$0.part].cost.sdram > graph.vertices[$1.part].cost.sdram }
        for (part, chip) in homeless {
            let outward = machine.chipsOutward(from: [chip] + machine.chipIDs)
            guard outward.contains(where: { rooms.take(part, on: $0) }) else { throw rooms.noRoom(for: part) }
        }
    }
}

extension Machine {
    /// Whether links lead from the last column to the first, and from the last row to the first.
    var wraps: (x: Bool, y: Bool) {
        func leads(_ along: (ChipID) -> Int, _ last: Int) -> Bool {
            chips.values.contains { chip in
                along(chip.id) == last && chip.neighbours.values.contains { along($0) == 0 && last > 1 }
            }
        }
        return (leads({ Int($0.x) }, width - 1), leads({ Int($0.y) }, height - 1))
    }
}
