/// Where cells lie in a plane if each lies amid its kin: the two smoothest ways to number cells along a line, one for each axis.
///
/// These are the eigenvectors of the kinship's Laplacian that come after the constant one. They are found on a coarse form of the
/// network first and smoothed in each finer one.
///
/// - SeeAlso: K. M. Hall, "An r-dimensional quadratic placement algorithm", 1970.
struct Embedding: ~Copyable {
    /// The first coordinate of each cell, the smoother one.
    let u: Numbers<Float>
    /// The second coordinate.
    let v: Numbers<Float>

    /// Lays cells out.
    init(_ kinship: borrowing Kinship, _ random: inout SeededRandom) {
        let count = kinship.count
        u = Numbers(0, count: count)
        v = Numbers(0, count: count)
        let total = (0..<count).reduce(0) { $0 + Int(kinship.weights[$1]) }
        if count > 50, let coarse = kinship.coarsened(heaviest: Int32(clamping: max(4, total / 12)), &random) {
            let above = Embedding(coarse.kinship, &random)
            for cell in 0..<count {
                u[cell] = above.u[Int(coarse.places[cell])]
                v[cell] = above.v[Int(coarse.places[cell])]
            }
            smooth(kinship, steps: 8)
        } else {
            for cell in 0..<count {
                u[cell] = Float(random.next(below: 2_001)) / 1_000 - 1
                v[cell] = Float(random.next(below: 2_001)) / 1_000 - 1
            }
            smooth(kinship, steps: 200)
        }
    }

    /// Moves each cell towards the middle of its kin, and all apart again.
    private func smooth(_ kinship: borrowing Kinship, steps: Int) {
        let count = kinship.count
        let degrees = Numbers<Float>(0, count: count)
        for cell in 0..<count { for place in kinship.range(cell) { degrees[cell] += kinship.scores[place] } }
        let nextU = Numbers<Float>(0, count: count)
        let nextV = Numbers<Float>(0, count: count)
        for _ in 0..<steps {
            for cell in 0..<count where degrees[cell] > 0 {
                var (sumU, sumV): (Float, Float) = (0, 0)
                for place in kinship.range(cell) {
                    let other = Int(kinship.kin[place])
                    sumU += kinship.scores[place] * u[other]
                    sumV += kinship.scores[place] * v[other]
                }
                nextU[cell] = (u[cell] + sumU / degrees[cell]) / 2
                nextV[cell] = (v[cell] + sumV / degrees[cell]) / 2
            }
            spread(nextU, nextV, degrees)
        }
    }

    /// Makes coordinates independent of each other and of a constant, and their squares 1 on the average.
    private func spread(
        _ nextU: borrowing Numbers<Float>,
        _ nextV: borrowing Numbers<Float>,
        _ degrees: borrowing Numbers<Float>
    ) {
        var (all, sumU, sumV): (Double, Double, Double) = (0, 0, 0)
        for cell in 0..<u.count {
            all += Double(degrees[cell])
            sumU += Double(degrees[cell] * nextU[cell])
            sumV += Double(degrees[cell] * nextV[cell])
        }
        guard all > 0 else { return }
        let (middleU, middleV) = (Float(sumU / all), Float(sumV / all))
        var (squares, products): (Double, Double) = (0, 0)
        for cell in 0..<u.count {
            u[cell] = nextU[cell] - middleU
            v[cell] = nextV[cell] - middleV
            squares += Double(degrees[cell] * u[cell] * u[cell])
            products += Double(degrees[cell] * u[cell] * v[cell])
        }
        let common = squares > 0 ? Float(products / squares) : 0
        var others: Double = 0
        for cell in 0..<u.count {
            v[cell] -= common * u[cell]
            others += Double(degrees[cell] * v[cell] * v[cell])
        }
        let scaleU = Float((all / max(squares, 1e-30)).squareRoot())
        let scaleV = Float((all / max(others, 1e-30)).squareRoot())
        for cell in 0..<u.count {
            u[cell] *= scaleU
            v[cell] *= scaleV
        }
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
            for cell in 0..<count { values[cell] = turn.cosine * u[cell] + turn.sine * v[cell] }
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
            (u[cell], v[cell]) = (cosine * u[cell] + sine * v[cell], cosine * v[cell] - sine * u[cell])
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
