package import RandomNumbers

extension LawTables {
    /// The tables' words, the same on every machine.
    package static let words: [UInt32] = {
        var words: [UInt32] = []
        for halving in 0..<32 {
            for part in 0..<32 {
                words.append(word(quantile(tail: Double(64 - part) / 32 * 0.25 / Double(UInt64(1) << UInt64(halving)))))
            }
        }
        words.append(word(quantile(tail: 0.25 / Double(UInt64(1) << 31))))
        for part in 0...128 { words.append(word(Elementary.log(1 + Double(part) / 128))) }
        return words
    }()

    private static func word(_ value: Double) -> UInt32 { UInt32((value * 0x1p26).rounded()) }

    /// The number that a standard normal one exceeds with a probability of at most ½.
    private static func quantile(tail: Double) -> Double {
        if tail >= 0.5 { return 0 }
        // Newton's method on a convex function of falling slope: it comes from one side and cannot leave.
        var z = 0.0
        for _ in 0..<60 {
            let (excess, density) = upperTail(z)
            let step = excess > 0 && density > 0 ? Elementary.log(excess / tail) * excess / density : 0
            z += step
            if abs(step) < 1e-14 { break }
        }
        return z
    }

    /// The probability that a standard normal number exceeds z ≥ 0, and its density there.
    private static func upperTail(_ z: Double) -> (probability: Double, density: Double) {
        let density = Elementary.exp(-z * z / 2) / 2.5066282746310002
        if z < 3 {
            // Φ(z) − ½ = φ(z) · (z + z³/3 + z⁵/(3·5) + …).
            var term = z
            var sum = z
            var odd = 3.0
            while term > sum * 1e-18 {
                term *= z * z / odd
                sum += term
                odd += 2
            }
            return (0.5 - density * sum, density)
        }
        // Laplace's continued fraction of Mills' ratio.
        var fraction = z
        for k in stride(from: 120.0, to: 0, by: -1) { fraction = z + k / fraction }
        return (density / fraction, density)
    }
}
