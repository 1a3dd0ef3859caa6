/// A hypergraph cut in two, bettered by moving one cell at a time: Fiduccia and Mattheyses' algorithm.
///
/// - SeeAlso: C. M. Fiduccia and R. M. Mattheyses, "A linear-time heuristic for improving network partitions", 1982.
struct Bisection: ~Copyable {
    /// The side of each cell: 0 or 1.
    let sides: Numbers<UInt8>
    /// The cores on the first side.
    private(set) var firstWeight = 0
    /// The weight of the nets that have cells on both sides.
    private(set) var cut = 0

    private let graph: Hypergraph
    /// How many cells, and pulls, each net has on side 0 and on side 1.
    private let counts: Numbers<Int32>
    /// By how much the cut shrinks when a cell changes sides.
    private let gains: Numbers<Int32>
    private let isLocked: Numbers<Bool>
    private var queue: GainQueue
    private var moves: [Int32] = []

    /// Creates a cut.
    init(_ graph: Hypergraph, sides: consuming Numbers<UInt8>) {
        self.graph = graph
        self.sides = sides
        counts = Numbers(0, count: 2 * graph.netCount)
        gains = Numbers(0, count: graph.cellCount)
        isLocked = Numbers(false, count: graph.cellCount)
        var largest: Int32 = 1
        for cell in 0..<graph.cellCount {
            var sum: Int32 = 0
            for place in graph.netRange(cell) { sum += graph.netWeights[Int(graph.netsOfCells[place])] }
            largest = max(largest, sum)
            if self.sides[cell] == 0 { firstWeight += Int(graph.weights[cell]) }
        }
        queue = GainQueue(cells: graph.cellCount, largest: Int(largest))
        for net in 0..<graph.netCount {
            let pull = graph.pulls[net]
            if pull.contains(.first) { counts[2 * net] += 1 }
            if pull.contains(.second) { counts[2 * net + 1] += 1 }
            for pin in graph.pinRange(net) { counts[2 * net + Int(self.sides[Int(graph.pins[pin])])] += 1 }
            if counts[2 * net] > 0, counts[2 * net + 1] > 0 { cut += Int(graph.netWeights[net]) }
        }
    }

    /// Gives the sides away.
    consuming func finish() -> Numbers<UInt8> { sides }

    /// How far the first side's weight is from the middle of a range, doubled.
    private func imbalance(_ weight: Int, _ range: ClosedRange<Int>) -> Int {
        abs(2 * weight - range.lowerBound - range.upperBound)
    }

    /// How far outside of a range the first side's weight is.
    func excess(over range: ClosedRange<Int>) -> Int {
        max(0, range.lowerBound - firstWeight, firstWeight - range.upperBound)
    }

    /// Betters the cut.
    ///
    /// - Parameters:
    ///   - range: What the first side may weigh; where it does not, it is brought there if cells allow.
    ///   - passes: How often all cells are gone through, at most.
    mutating func improve(within range: ClosedRange<Int>, passes: Int) {
        for _ in 0..<passes {
            let before = (excess(over: range), cut)
            runPass(range)
            if (excess(over: range), cut) >= before { return }
        }
    }

    private mutating func runPass(_ range: ClosedRange<Int>) {
        queue.clear()
        moves.removeAll(keepingCapacity: true)
        for cell in 0..<graph.cellCount {
            isLocked[cell] = false
            gains[cell] = gain(of: cell)
            queue.insert(cell, side: Int(sides[cell]), gain: gains[cell])
        }
        var best = (excess: excess(over: range), cut: cut, imbalance: imbalance(firstWeight, range))
        var bestCount = 0
        let patience = max(12, graph.cellCount / 32)
        while let cell = choose(range) {
            move(cell)
            moves.append(Int32(cell))
            let now = (excess: excess(over: range), cut: cut, imbalance: imbalance(firstWeight, range))
            if now < best {
                best = now
                bestCount = moves.count
            } else if moves.count - bestCount > patience, best.excess == 0 {
                break
            }
        }
        while moves.count > bestCount, let cell = moves.popLast() { moveBack(Int(cell)) }
        cut = best.cut
    }

    private func gain(of cell: Int) -> Int32 {
        let side = Int(sides[cell])
        var gain: Int32 = 0
        for place in graph.netRange(cell) {
            let net = Int(graph.netsOfCells[place])
            if counts[2 * net + 1 - side] == 0 {
                gain -= graph.netWeights[net]
            } else if counts[2 * net + side] == 1 {
                gain += graph.netWeights[net]
            }
        }
        return gain
    }

    /// The cell of the largest gain that may move: not out of the range, nor farther from it.
    private mutating func choose(_ range: ClosedRange<Int>) -> Int? {
        queue.lowerTops()
        var chosen: (cell: Int, gain: Int32, imbalance: Int)?
        for side in 0...1 {
            var tried = 0
            queue.forEach(side: side) { cell in
                tried += 1
                let weight = firstWeight + (side == 0 ? -1 : 1) * Int(graph.weights[cell])
                let isAllowed =
                    range.contains(weight)
                    || (side == 0 ? firstWeight > range.upperBound : firstWeight < range.lowerBound)
                guard isAllowed else { return tried < 8 }
                let imbalance = imbalance(weight, range)
                if let best = chosen, (-best.gain, best.imbalance) <= (-gains[cell], imbalance) { return false }
                chosen = (cell, gains[cell], imbalance)
                return false
            }
        }
        return chosen?.cell
    }

    private mutating func move(_ cell: Int) {
        let side = Int(sides[cell])
        queue.remove(cell, side: side, gain: gains[cell])
        isLocked[cell] = true
        cut -= Int(gains[cell])
        for place in graph.netRange(cell) {
            let net = Int(graph.netsOfCells[place])
            let weight = graph.netWeights[net]
            let (from, to) = (2 * net + side, 2 * net + 1 - side)
            // Only nets that have no cell or one cell on a side change the gains of their cells.
            if counts[to] == 0 {
                for pin in graph.pinRange(net) { change(Int(graph.pins[pin]), by: weight) }
            } else if counts[to] == 1 {
                changeLone(of: net, on: 1 - side, by: -weight)
            }
            counts[from] -= 1
            counts[to] += 1
            if counts[from] == 0 {
                for pin in graph.pinRange(net) { change(Int(graph.pins[pin]), by: -weight) }
            } else if counts[from] == 1 {
                changeLone(of: net, on: side, by: weight, but: cell)
            }
        }
        flip(cell)
    }

    private mutating func moveBack(_ cell: Int) {
        let side = Int(sides[cell])
        for place in graph.netRange(cell) {
            let net = Int(graph.netsOfCells[place])
            counts[2 * net + side] -= 1
            counts[2 * net + 1 - side] += 1
        }
        flip(cell)
    }

    private mutating func flip(_ cell: Int) {
        firstWeight += (sides[cell] == 0 ? -1 : 1) * Int(graph.weights[cell])
        sides[cell] = 1 - sides[cell]
    }

    private mutating func change(_ cell: Int, by difference: Int32) {
        guard !isLocked[cell] else { return }
        let side = Int(sides[cell])
        queue.remove(cell, side: side, gain: gains[cell])
        gains[cell] += difference
        queue.insert(cell, side: side, gain: gains[cell])
    }

    /// Changes the gain of the only cell that a net has on a side.
    private mutating func changeLone(of net: Int, on side: Int, by difference: Int32, but moving: Int? = nil) {
        for pin in graph.pinRange(net) {
            let cell = Int(graph.pins[pin])
            if Int(sides[cell]) == side, cell != moving { return change(cell, by: difference) }
        }
    }
}

/// Cells of two sides by their gains, the largest first: a list for each gain.
struct GainQueue: ~Copyable {
    private let span: Int
    private let largest: Int
    private let heads: Numbers<Int32>
    private let next: Numbers<Int32>
    private let previous: Numbers<Int32>
    /// No list above has cells, on each side.
    private var tops = (0, 0)

    /// Creates an empty queue for gains from −`largest` to `largest`.
    init(cells: Int, largest: Int) {
        span = 2 * largest + 1
        self.largest = largest
        heads = Numbers(-1, count: 2 * span)
        next = Numbers(-1, count: cells)
        previous = Numbers(-1, count: cells)
    }

    mutating func clear() {
        heads.fill(-1)
        tops = (0, 0)
    }

    mutating func insert(_ cell: Int, side: Int, gain: Int32) {
        let level = Int(gain) + largest
        let list = side * span + level
        next[cell] = heads[list]
        previous[cell] = -1
        if heads[list] >= 0 { previous[Int(heads[list])] = Int32(cell) }
        heads[list] = Int32(cell)
        if side == 0 { tops.0 = max(tops.0, level) } else { tops.1 = max(tops.1, level) }
    }

    mutating func remove(_ cell: Int, side: Int, gain: Int32) {
        if previous[cell] >= 0 {
            next[Int(previous[cell])] = next[cell]
        } else {
            heads[side * span + Int(gain) + largest] = next[cell]
        }
        if next[cell] >= 0 { previous[Int(next[cell])] = previous[cell] }
    }

    /// Finds where the lists with cells begin.
    mutating func lowerTops() {
        while tops.0 > 0, heads[tops.0] < 0 { tops.0 -= 1 }
        while tops.1 > 0, heads[span + tops.1] < 0 { tops.1 -= 1 }
    }

    /// Goes through the cells of a side, the largest gain first, until `body` returns false.
    func forEach(side: Int, _ body: (Int) -> Bool) {
        var level = side == 0 ? tops.0 : tops.1
        while level >= 0 {
            var cell = heads[side * span + level]
            while cell >= 0 {
                guard body(Int(cell)) else { return }
                cell = next[Int(cell)]
            }
            level -= 1
        }
    }
}
