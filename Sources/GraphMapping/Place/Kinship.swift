/// Cells and those that each shares most with.
struct Kinship: ~Copyable {
    /// How many cores each cell takes.
    let weights: Numbers<Int32>
    /// The kin of cell c are those from `starts[c]` to before `starts[c + 1]`.
    let starts: Numbers<Int32>
    let kin: Numbers<Int32>
    /// How much they share: the more, the more and the smaller nets they are both in.
    let scores: Numbers<Float>

    /// The most kin that a cell has.
    private static let most = 12

    var count: Int { weights.count }

    func range(_ cell: Int) -> Range<Int> { Int(starts[cell])..<Int(starts[cell + 1]) }

    /// Finds who is kin in a hypergraph.
    init(_ graph: Hypergraph) {
        var builder = Builder(weights: (0..<graph.cellCount).map { graph.weights[$0] })
        for cell in 0..<graph.cellCount {
            for place in graph.netRange(cell) {
                let net = Int(graph.netsOfCells[place])
                let pins = graph.pinRange(net)
                // Large nets tell little of who belongs together, and would take long.
                guard pins.count <= 64 else { continue }
                let share = Float(graph.netWeights[net]) / Float(max(1, pins.count - 1))
                for pin in pins { builder.add(graph.pins[pin], share) }
            }
            builder.endCell()
        }
        self.init(builder)
    }

    private init(_ builder: borrowing Builder) {
        weights = Numbers(builder.weights)
        starts = Numbers(builder.starts)
        kin = Numbers(builder.kin)
        scores = Numbers(builder.scores)
    }

    /// Kin, cell by cell.
    private struct Builder: ~Copyable {
        let weights: [Int32]
        var starts: [Int32] = [0]
        var kin: [Int32] = []
        var scores: [Float] = []
        /// What the cell under way shares with others, and with whom.
        private let sums: Numbers<Float>
        private var met: [Int32] = []
        private var sorted: [Float] = []

        init(weights: [Int32]) {
            self.weights = weights
            sums = Numbers(0, count: weights.count)
        }

        /// Adds to what the cell under way shares with another.
        mutating func add(_ cell: Int32, _ score: Float) {
            if sums[Int(cell)] == 0 { met.append(cell) }
            sums[Int(cell)] += score
        }

        /// Ends the cell under way; those that it shares most with are its kin.
        mutating func endCell() {
            let cell = Int32(starts.count - 1)
            sums[Int(cell)] = 0
            var least: Float = 0
            if met.count > Kinship.most + 1 {
                sorted.removeAll(keepingCapacity: true)
                for other in met { sorted.append(sums[Int(other)]) }
                sorted.sort()
                least = sorted[sorted.count - Kinship.most]
            }
            var left = Kinship.most
            for other in met {
                let sum = sums[Int(other)]
                sums[Int(other)] = 0
                guard other != cell, sum >= least, left > 0 else { continue }
                kin.append(other)
                scores.append(sum)
                left -= 1
            }
            met.removeAll(keepingCapacity: true)
            starts.append(Int32(kin.count))
        }
    }

    // MARK: - Coarsening

    /// Fewer cells, and which of them each cell of the finer form became.
    struct Coarse: ~Copyable {
        let kinship: Kinship
        let places: Numbers<Int32>
    }

    /// The kinship of cells merged in pairs of those that share most; nil where few can be merged.
    ///
    /// - Parameter heaviest: The most cores of a merged cell.
    func coarsened(heaviest: Int32, _ random: inout SeededRandom) -> Coarse? {
        let places = Numbers<Int32>(-1, count: count)
        let partners = Numbers<Int32>(-1, count: count)
        var merged: [Int32] = []
        var firsts: [Int32] = []
        var order = Array(0..<Int32(count))
        random.shuffle(&order)
        for cell in order.lazy.map(Int.init) where places[cell] < 0 {
            var partner: Int?
            var best: Float = 0
            for place in range(cell) {
                let other = Int(kin[place])
                guard places[other] < 0, weights[other] + weights[cell] <= heaviest else { continue }
                // Light cells first, so that weights stay alike.
                let score = scores[place] / Float(weights[other])
                if score > best { (partner, best) = (other, score) }
            }
            places[cell] = Int32(merged.count)
            firsts.append(Int32(cell))
            merged.append(weights[cell])
            if let partner {
                places[partner] = places[cell]
                partners[cell] = Int32(partner)
                merged[merged.count - 1] += weights[partner]
            }
        }
        guard merged.count * 10 <= count * 9 else { return nil }
        var builder = Builder(weights: merged)
        for first in firsts {
            for cell in [first, partners[Int(first)]] where cell >= 0 {
                for place in range(Int(cell)) { builder.add(places[Int(kin[place])], scores[place]) }
            }
            builder.endCell()
        }
        return Coarse(kinship: Kinship(builder), places: places)
    }
}
