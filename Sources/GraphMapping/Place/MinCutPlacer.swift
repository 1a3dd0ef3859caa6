import SpiNNakerMachine

/// Places what talks together side by side: the machine is cut in two, the network is cut so that few of its trees of
/// packets cross that line, and each half is cut again, down to single chips.
///
/// Cells, some parts each, are what is cut: all parts of a vertex that fit one chip, if they send to the same targets. First an
/// ``Embedding`` lays them out. Where they fill a plane, all cuts are straight lines across it and go together; else each piece is
/// cut across whichever axis is best for it. Then each cut is bettered cell by cell. A net that reaches out of a region
/// pulls its cells towards where it goes. In the end ``PlacementImprover`` goes over all cells.
///
/// - SeeAlso: A. E. Dunlop and B. W. Kernighan, "A procedure for placement of standard-cell VLSI circuits", 1985.
package struct MinCutPlacer: Placer {
    /// Up to so many cells are placed twice.
    private static let fewCells = 64

    private let seed: UInt64
    private let improver: PlacementImprover

    /// Creates a placer.
    ///
    /// - Parameters:
    ///   - seed: Where the algorithm's random choices begin; the same placements for the same seed.
    ///   - improver: What betters the placements; nil for the usual one with the same seed.
    package init(seed: UInt64 = 1, improver: PlacementImprover? = nil) {
        self.seed = seed
        self.improver = improver ?? PlacementImprover(seed: seed)
    }

    /// Finds a core for every part.
    ///
    /// - Throws: `MappingError.boundChipUnusable` or `.noRoom`.
    package func place(_ graph: MachineGraph, on chips: ChipTable) throws(MappingError) -> Placements {
        do throws(MappingError) {
            let first = improver.improved(try cut(graph, on: chips, seed: seed), of: graph, on: chips)
            // Few cells may all end up in bad places by chance, and a second try costs little.
            guard (1...Self.fewCells).contains(first.cellCount),
                let other = try? cut(graph, on: chips, seed: ~seed)
            else { return first.placements }
            let second = improver.improved(other, of: graph, on: chips)
            return second.links < first.links ? second.placements : first.placements
        } catch {
            // Where memory is tight, who needs most must come first.
            guard case .noRoom = error else { throw error }
            return improver.improve(try OrderedPlacer(.largestFirst).place(graph, on: chips), of: graph, on: chips)
        }
    }

    /// Placements before they are improved.
    private func cut(_ graph: MachineGraph, on chips: ChipTable, seed: UInt64) throws(MappingError) -> Placements {
        var rooms = Rooms(graph, on: chips)
        try rooms.takeBound(in: Array(graph.vertices.indices))
        let region = Region(rooms, on: chips, for: graph)
        var layout = Layout(graph, rooms, region, chips, seed: seed)
        layout.spread()
        try layout.settle(in: &rooms)
        return rooms.placements
    }
}

/// The chips that a network is placed on.
struct Region {
    /// The chips; the nearest to the boot chip come first.
    var chips: [Int32] = []
    /// How many free cores each has.
    var capacities: [Int] = []

    /// The chips nearest to the boot chip that have room for all parts that are not bound, and some more.
    init(_ rooms: Rooms, on table: ChipTable, for graph: MachineGraph) {
        var (parts, sdram) = (0, 0)
        for part in graph.vertices.indices where graph.boundChip(of: part) == nil {
            parts += 1
            sdram += graph.sdram[part]
            sdram += graph.sharedMemory(of: part).reduce(0) { $0 + graph.bytes(of: $1) }
        }
        let needed = parts * 5 / 4 + 1
        var (cores, memory) = (0, 0)
        table.visitOutward(from: 0..<Int32(table.count)) { chip in
            let capacity = rooms.freeCores(of: chip)
            guard capacity > 0 else { return true }
            chips.append(chip)
            capacities.append(capacity)
            cores += capacity
            memory += rooms.freeSDRAM(of: chip)
            return cores < needed || memory < sdram + sdram / 8
        }
    }

    /// How far the outermost of some of the chips are apart in one of their coordinates.
    func extent(_ numbers: [Int], _ coordinates: [Int32]) -> Int {
        var (least, most) = (Int32.max, Int32.min)
        for number in numbers {
            let coordinate = coordinates[Int(chips[number])]
            (least, most) = (min(least, coordinate), max(most, coordinate))
        }
        return numbers.isEmpty ? 0 : Int(most - least)
    }

    /// The middle of some of the chips.
    func middle(_ numbers: [Int], on table: ChipTable) -> (x: Float, y: Float) {
        var (x, y): (Int32, Int32) = (0, 0)
        for number in numbers {
            x += table.x[Int(chips[number])]
            y += table.y[Int(chips[number])]
        }
        let count = Float(max(1, numbers.count))
        return (Float(x) / count, Float(y) / count)
    }
}

/// Cells on their way to chips.
private struct Layout {
    private let graph: MachineGraph
    private let region: Region
    private let table: ChipTable
    /// The parts of each cell.
    private let parts: Ragged<Int32>
    private let hypergraph: Hypergraph
    /// Where the cells lie; the first two axes are the machine's.
    private let places: [SIMD4<Float>]
    /// Whether straight lines across the plane of the first two axes cut well.
    private let isFlat: Bool
    /// Where the cells are so far: the middle of the region that they are in.
    private var x: [Float]
    private var y: [Float]
    /// The number of each cell's chip in the region; nil for those that are bound, and where there is no chip.
    private var chips: [Int?]

    init(_ graph: MachineGraph, _ rooms: Rooms, _ region: Region, _ table: ChipTable, seed: UInt64) {
        self.graph = graph
        self.region = region
        self.table = table
        parts = Self.cells(graph, rooms, region)
        hypergraph = .nets(of: graph, cells: parts, weights: Self.weights(graph, parts, rooms, region))
        let kinship = Kinship(hypergraph)
        var random = SeededRandom(seed: seed)
        let embedding = Embedding(kinship, &random)
        let all = Array(region.chips.indices)
        isFlat = embedding.fillsPlane(of: kinship)
        embedding.turn(kinship, width: 1 + region.extent(all, table.x), height: 1 + region.extent(all, table.y))
        places = parts.indices.map { embedding.places[$0] }
        chips = Array(repeating: nil, count: parts.count)
        let middle = region.middle(all, on: table)
        x = Array(repeating: middle.x, count: parts.count)
        y = Array(repeating: middle.y, count: parts.count)
        for cell in parts.indices where isBound(cell) {
            let chip = rooms.placements[first(cell)].chip
            (x[cell], y[cell]) = (Float(chip.x), Float(chip.y))
        }
    }

    private func first(_ cell: Int) -> Int { Int(parts.elements[parts.starts[cell]]) }

    private func isBound(_ cell: Int) -> Bool { graph.boundChip(of: first(cell)) != nil }

    /// The parts of each cell: those that must share a chip, or those of one vertex that send to the same targets, as many as
    /// most chips have room for.
    private static func cells(_ graph: MachineGraph, _ rooms: Rooms, _ region: Region) -> Ragged<Int32> {
        let cores = region.capacities.sorted().dropFirst(region.capacities.count / 8).first ?? 1
        let sdram = region.chips.map { rooms.freeSDRAM(of: $0) }.min() ?? 0
        var result = Ragged<Int32>()
        for own in graph.parts where !own.isEmpty {
            if own.contains(where: { graph.bundles.mates(of: $0) != nil }) {
                for part in own where graph.bundles.leads(part) {
                    result.addRow(graph.bundles.mates(of: part) ?? [Int32(part)])
                }
                continue
            }
            let dearest = own.reduce(0) { max($0, graph.sdram[$1]) }
            let isFree = graph.boundChip(of: own.lowerBound) == nil
            let canShare = isFree && own.allSatisfy { graph.sendAlike(own.lowerBound, $0) }
            let most = canShare ? max(1, min(cores, sdram / max(1, dearest))) : 1
            for first in stride(from: own.lowerBound, to: own.upperBound, by: most) {
                result.addRow((first..<min(first + most, own.upperBound)).lazy.map(Int32.init))
            }
        }
        return result
    }
    /// How many cores each cell takes; memory counts as cores where a part takes more than a core's share.
    private static func weights(
        _ graph: MachineGraph,
        _ parts: Ragged<Int32>,
        _ rooms: Rooms,
        _ region: Region
    ) -> [Int32] {
        let memory = region.chips.reduce(0) { $0 + rooms.freeSDRAM(of: $1) }
        let share = max(1, memory / max(1, region.capacities.reduce(0, +)))
        let most = region.capacities.max() ?? 1
        return parts.indices.map { cell in
            let needed = parts[cell].reduce(0) { $0 + graph.sdram[Int($1)] }
            return Int32(max(parts[cell].count, min(most, (needed + share - 1) / share)))
        }
    }

    // MARK: - Cutting

    /// A part of the region and the cells in it.
    private struct Piece {
        var cells: [Int32]
        /// Numbers of chips in the region.
        var chips: [Int]
        /// The axes of the last cuts between columns and between rows.
        var lastAxes: (x: Int?, y: Int?)
    }

    /// Gives each cell that is not bound a chip.
    mutating func spread() {
        let free = parts.indices.filter { !isBound($0) }
        var pieces = [Piece(cells: free.map(Int32.init), chips: Array(region.chips.indices), lastAxes: (nil, nil))]
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
        let (isWide, halves) = halves(of: piece.chips)
        let middles = halves.map { region.middle($0, on: table) }
        let capacities = halves.map { $0.reduce(0) { $0 + region.capacities[$1] } }
        let part = part(of: piece.cells, middles)
        let total = (0..<part.cellCount).reduce(0) { $0 + Int(part.weights[$1]) }
        let heaviest = (0..<part.cellCount).reduce(0) { max($0, Int(part.weights[$1])) }
        let share = total * capacities[0] / max(1, capacities[0] + capacities[1])
        let (axis, order) = line(through: piece, part, share, isWide: isWide)
        var bisection = Bisection(part, sides: Self.sides(of: order, part, share))
        bisection.improve(within: Self.range(total: total, heaviest: heaviest, capacities: capacities), passes: 1)
        let better = bisection.finish()
        var lastAxes = piece.lastAxes
        if isWide { lastAxes.x = axis } else { lastAxes.y = axis }
        var result: [Piece] = []
        for half in halves { result.append(Piece(cells: [], chips: half, lastAxes: lastAxes)) }
        for (index, cell) in piece.cells.enumerated() {
            let side = Int(better[index])
            result[side].cells.append(cell)
            (x[Int(cell)], y[Int(cell)]) = middles[side]
        }
        return result
    }

    /// Along which axis a piece is cut, and the indices of its cells in their order there.
    private func line(
        through piece: Piece,
        _ part: Hypergraph,
        _ share: Int,
        isWide: Bool
    ) -> (axis: Int, order: [Int32]) {
        let usual = isWide ? 0 : 1
        if isFlat { return (usual, order(of: piece.cells, along: usual)) }
        var best = (axis: usual, order: [Int32]())
        var least = Float.infinity
        let across = isWide ? piece.lastAxes.y : piece.lastAxes.x
        // The usual one first: of equal ones it is taken.
        for axis in [usual, 1 - usual, 2, 3] {
            // Cells that were cut along much the same axis the other way would come to lie on a line, where a plane has room.
            let isLine = across.map { abs(correlation(axis, $0, piece.cells)) > 0.7 } ?? false
            let forward = order(of: piece.cells, along: axis)
            for order in [forward, forward.reversed()] {
                let half = Bisection(part, sides: Self.sides(of: order, part, share))
                let price = Float(half.cut) * (isLine ? 1.7 : 1)
                if price < least { (best, least) = ((axis, order), price) }
            }
        }
        return best
    }

    /// The indices of cells in the order of their places along an axis.
    private func order(of cells: [Int32], along axis: Int) -> [Int32] {
        var keyed = cells.enumerated().map { (place: places[Int($1)][axis], index: Int32($0)) }
        // The sort is stable.
        keyed.sort { $0.place < $1.place }
        return keyed.map(\.index)
    }

    /// The sides of cells, the first of an order on side 0 up to a weight.
    private static func sides(of order: [Int32], _ part: Hypergraph, _ share: Int) -> Numbers<UInt8> {
        let sides = Numbers<UInt8>(1, count: part.cellCount)
        var left = share
        for cell in order {
            left -= Int(part.weights[Int(cell)])
            if left < 0 { break }
            sides[Int(cell)] = 0
        }
        return sides
    }

    /// How far two coordinates of some cells depend on each other, from −1 to 1.
    private func correlation(_ one: Int, _ other: Int, _ cells: [Int32]) -> Float {
        guard one != other else { return 1 }
        let sum = cells.reduce(SIMD4<Float>()) { $0 + places[Int($1)] }
        let middle = sum / Float(max(1, cells.count))
        var (first, both, second): (Float, Float, Float) = (0, 0, 0)
        for cell in cells {
            let place = places[Int(cell)] - middle
            first += place[one] * place[one]
            both += place[one] * place[other]
            second += place[other] * place[other]
        }
        return both / max((first * second).squareRoot(), 1e-20)
    }

    /// Chips cut across the longer side of the box that they fill, and whether that is its width.
    private func halves(of numbers: [Int]) -> (isWide: Bool, halves: [[Int]]) {
        let isWide = region.extent(numbers, table.x) >= region.extent(numbers, table.y)
        let (main, other) = isWide ? (table.x, table.y) : (table.y, table.x)
        func along(_ number: Int) -> Int32 { main[Int(region.chips[number])] }
        func across(_ number: Int) -> Int32 { other[Int(region.chips[number])] }
        let sorted = numbers.sorted { (along($0), across($0)) < (along($1), across($1)) }
        // Between two columns if possible, that the line be straight.
        let middle = sorted.count / 2
        let edges = sorted.indices.dropFirst().filter { along(sorted[$0]) != along(sorted[$0 - 1]) }
        let nearest = edges.min { abs($0 - middle) < abs($1 - middle) } ?? middle
        let cut = abs(nearest - middle) * 4 <= sorted.count ? nearest : middle
        return (isWide, [Array(sorted[..<cut]), Array(sorted[cut...])])
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
                        // Pulled to both sides, a net is cut whatever is done.
                        if pull == [.first, .second] { break }
                    }
                }
                builder.endNet(weight: hypergraph.netWeights[net], pull: pull)
            }
        }
        return builder.build()
    }

    private func distance(_ cell: Int, _ place: (x: Float, y: Float)) -> Float {
        var (dx, dy) = (abs(x[cell] - place.x), abs(y[cell] - place.y))
        (dx, dy) = (min(dx, abs(Float(table.width) - dx)), min(dy, abs(Float(table.height) - dy)))
        return dx + dy
    }

    // MARK: - Cores

    /// Gives each part a core of its cell's chip, or of the nearest chip that has room.
    func settle(in rooms: inout Rooms) throws(MappingError) {
        var homeless: [(part: Int, chip: Int32)] = []
        for cell in parts.indices where !isBound(cell) {
            guard let chip = chips[cell].map({ region.chips[$0] }) ?? region.chips.first else {
                throw rooms.noRoom(for: first(cell))
            }
            for part in parts[cell].lazy.map(Int.init) where graph.bundles.leads(part) && !rooms.take(part, on: chip) {
                homeless.append((part, chip))
            }
        }
        // The dearest first: they find room in fewer places.
        homeless.sort { graph.need(of: $0.part) > graph.need(of: $1.part) }
        for (part, chip) in homeless { try rooms.take(part, near: chip) }
    }
}
