/// Where cells lie if each lies amid its kin: the four smoothest ways to number cells along a line, one for each axis.
///
/// These are the eigenvectors of the kinship's Laplacian that come after the constant one. They are found on a coarse form of the
/// network first and smoothed in each finer one. Of a sheet the first two are its length and width, or nearly so. Of a strip the
/// second is how far a cell is from its middle, as the strip bends, and its width comes later.
///
/// - SeeAlso: K. M. Hall, "An r-dimensional quadratic placement algorithm", 1970.
struct Embedding: ~Copyable {
    /// The coordinates of each cell, the smoothest first.
    let places: Numbers<SIMD4<Float>>

    /// Lays cells out.
    init(_ kinship: borrowing Kinship, _ random: inout SeededRandom) {
        let count = kinship.count
        places = Numbers(SIMD4(), count: count)
        let total = (0..<count).reduce(0) { $0 + Int(kinship.weights[$1]) }
        if count > 50, let coarse = kinship.coarsened(heaviest: Int32(clamping: max(4, total / 12)), &random) {
            let above = Embedding(coarse.kinship, &random)
            for cell in 0..<count { places[cell] = above.places[Int(coarse.places[cell])] }
            smooth(kinship, steps: 8)
        } else {
            for cell in 0..<count {
                for axis in 0..<4 { places[cell][axis] = Float(random.next(below: 2_001)) / 1_000 - 1 }
            }
            smooth(kinship, steps: 200)
        }
    }

    /// Moves each cell towards the middle of its kin, and all apart again.
    private func smooth(_ kinship: borrowing Kinship, steps: Int) {
        let count = kinship.count
        let degrees = Numbers<Float>(0, count: count)
        for cell in 0..<count { for place in kinship.range(cell) { degrees[cell] += kinship.scores[place] } }
        let next = Numbers<SIMD4<Float>>(SIMD4(), count: count)
        for _ in 0..<steps {
            for cell in 0..<count where degrees[cell] > 0 {
                var sum = SIMD4<Float>()
                for place in kinship.range(cell) {
                    sum += kinship.scores[place] * places[Int(kinship.kin[place])]
                }
                next[cell] = (places[cell] + sum / degrees[cell]) / 2
            }
            spread(next, degrees)
        }
    }

    /// Makes coordinates independent of each other and of a constant, and their squares 1 on the average.
    private func spread(_ next: borrowing Numbers<SIMD4<Float>>, _ degrees: borrowing Numbers<Float>) {
        var (all, sum) = (0.0, SIMD4<Double>())
        for cell in 0..<next.count {
            all += Double(degrees[cell])
            sum += SIMD4<Double>(degrees[cell] * next[cell])
        }
        guard all > 0 else { return }
        let middle = SIMD4<Float>(sum / all)
        // The products of coordinates with each other.
        var products = Array(repeating: SIMD4<Double>(), count: 4)
        for cell in 0..<next.count {
            let place = next[cell] - middle
            places[cell] = place
            let weighted = degrees[cell] * place
            for axis in 0..<4 { products[axis] += SIMD4<Double>(weighted * place[axis]) }
        }
        // Each axis less what it has of those before, by Gram and Schmidt: rows of coefficients.
        var rows: [SIMD4<Double>] = []
        func product(_ one: SIMD4<Double>, _ other: SIMD4<Double>) -> Double {
            (0..<4).reduce(0) { $0 + one[$1] * (products[$1] * other).sum() }
        }
        for axis in 0..<4 {
            var row = SIMD4<Double>()
            row[axis] = 1
            for before in rows { row -= product(row, before) / all * before }
            let square = product(row, row)
            rows.append(row * (all / max(square, 1e-30)).squareRoot())
        }
        let coefficients = rows.map { SIMD4<Float>($0) }
        for cell in 0..<next.count {
            let place = places[cell]
            for axis in 0..<4 { places[cell][axis] = (coefficients[axis] * place).sum() }
        }
    }

    /// Whether cells fill the plane of the first two axes evenly, as those of a sheet do.
    ///
    /// On *n* cells spread evenly over a square, kin that lie side by side are √(12/*n*) apart, if the mean square of a coordinate is
    /// 1. The kin of chains lie closer, as cells crowd along a curve; those of a network without dimensions farther. A strip
    /// bends: its second coordinate grows with the square of the first.
    func fillsPlane(of kinship: borrowing Kinship) -> Bool {
        var (squares, all, bend, fourth) = (SIMD4<Double>(), 0.0, 0.0, 0.0)
        for cell in 0..<kinship.count {
            let own = places[cell]
            var degree: Float = 0
            for place in kinship.range(cell) {
                let difference = own - places[Int(kinship.kin[place])]
                squares += SIMD4<Double>(kinship.scores[place] * difference * difference)
                degree += kinship.scores[place]
            }
            all += Double(degree)
            let square = own.x * own.x - 1
            bend += Double(degree * square * own.y)
            fourth += Double(degree * square * square)
        }
        guard all > 0, bend * bend < fourth * all / 4, squares.x < 5 * squares.y, squares.y < 5 * squares.x
        else { return false }
        return (5...25).contains(Double(kinship.count) * (squares.x * squares.y).squareRoot() / all)
    }

    // MARK: - Turning

    /// Turns the plane so that straight lines across it cut little: axes may come out mixed where both are as smooth.
    ///
    /// - Parameters:
    ///   - width: How many columns the first axis is for; as many lines are cut across it.
    ///   - height: How many rows the second axis is for.
    func turn(_ kinship: borrowing Kinship, width: Int, height: Int) {
        let count = kinship.count
        let values = Numbers<Float>(0, count: count)
        /// What a line cuts that has half of all on each side.
        func cut(_ turn: (cosine: Float, sine: Float)) -> Float {
            for cell in 0..<count { values[cell] = turn.cosine * places[cell].x + turn.sine * places[cell].y }
            var sorted = (0..<count).map { values[$0] }
            sorted.sort()
            let middle = sorted[count / 2]
            var sum: Float = 0
            for cell in 0..<count where values[cell] < middle {
                for place in kinship.range(cell) where values[Int(kinship.kin[place])] >= middle {
                    sum += kinship.scores[place]
                }
            }
            return sum
        }
        guard count > 1 else { return }
        let turns = Self.turns
        let cuts = turns.map(cut)
        let quarter = turns.count / 2
        let best = turns.indices.min {
            func lines(_ turn: Int) -> Float {
                cuts[turn] * Float(width) + cuts[(turn + quarter) % turns.count] * Float(height)
            }
            return lines($0) < lines($1)
        }
        let (cosine, sine) = turns[best ?? 0]
        for cell in 0..<count {
            let (x, y) = (places[cell].x, places[cell].y)
            (places[cell].x, places[cell].y) = (cosine * x + sine * y, cosine * y - sine * x)
        }
    }

    /// Cosines and sines of twelve turns over half a circle.
    private static let turns: [(cosine: Float, sine: Float)] = {
        let first: (cosine: Float, sine: Float) = (0.965_925_8, 0.258_819_05)
        var turns: [(cosine: Float, sine: Float)] = [(1, 0)]
        while turns.count < 12 {
            let last = turns[turns.count - 1]
            turns.append(
                (
                    last.cosine * first.cosine - last.sine * first.sine,
                    last.sine * first.cosine + last.cosine * first.sine
                )
            )
        }
        return turns
    }()
}
