extension RandomNumberGenerator {
    /// The number of successes in `trials` independent trials.
    ///
    /// - Complexity: O(√variance): the draw is looked for from the most likely number outwards.
    package mutating func binomial(trials: Int, probability: Double) -> Int {
        if probability <= 0 || trials <= 0 { return 0 }
        if probability >= 1 { return trials }
        let n = Double(trials)
        let mode = min(((n + 1) * probability).rounded(.down), n)
        let odds = probability / (1 - probability)
        let likelihood = Elementary.exp(
            Elementary.logFactorial(n) - Elementary.logFactorial(mode) - Elementary.logFactorial(n - mode)
                + mode * Elementary.log(probability) + (n - mode) * Elementary.log(1 - probability)
        )
        return outwards(from: Int(mode), in: 0...trials, likelihood) { k in
            (n - Double(k)) / (Double(k) + 1) * odds
        }
    }

    /// How many of `draws` different things are among the first `marked` of `total`.
    ///
    /// - Complexity: O(√variance).
    package mutating func hypergeometric(draws: Int, marked: Int, total: Int) -> Int {
        let range = max(0, draws - (total - marked))...max(0, min(draws, marked))
        if range.count <= 1 { return range.lowerBound }
        let (d, m, t) = (Double(draws), Double(marked), Double(total))
        let mode = min(
            max(((d + 1) * (m + 1) / (t + 2)).rounded(.down), Double(range.lowerBound)),
            Double(range.upperBound)
        )
        func choose(_ n: Double, _ k: Double) -> Double {
            Elementary.logFactorial(n) - Elementary.logFactorial(k) - Elementary.logFactorial(n - k)
        }
        let likelihood = Elementary.exp(choose(m, mode) + choose(t - m, d - mode) - choose(t, d))
        return outwards(from: Int(mode), in: range, likelihood) { k in
            let k = Double(k)
            return (m - k) / (k + 1) * (d - k) / (t - m - d + k + 1)
        }
    }

    /// Draws a number by taking away likelihoods from a uniform one, from the most likely number outwards.
    ///
    /// - Parameters:
    ///   - mode: The most likely number.
    ///   - likelihood: Its probability.
    ///   - ratio: The probability of k + 1 over that of k.
    private mutating func outwards(
        from mode: Int,
        in range: ClosedRange<Int>,
        _ likelihood: Double,
        _ ratio: (Int) -> Double
    ) -> Int {
        while true {
            var left = nextUnit() - likelihood
            if left < 0 { return mode }
            var (below, belowLikelihood) = (mode, likelihood)
            var (above, aboveLikelihood) = (mode, likelihood)
            while below > range.lowerBound || above < range.upperBound {
                if above < range.upperBound {
                    aboveLikelihood *= ratio(above)
                    above += 1
                    left -= aboveLikelihood
                    if left < 0 { return above }
                }
                if below > range.lowerBound {
                    below -= 1
                    belowLikelihood /= ratio(below)
                    left -= belowLikelihood
                    if left < 0 { return below }
                }
                // What is left of both tails is less than rounding has cost.
                let isAboveDone = above == range.upperBound || aboveLikelihood < 1e-17
                let isBelowDone = below == range.lowerBound || belowLikelihood < 1e-17
                if isAboveDone && isBelowDone { break }
            }
        }
    }
}

extension Elementary {
    /// The natural logarithm of n!, for a whole number n that is not negative.
    static func logFactorial(_ n: Double) -> Double {
        if n < 16 {
            var product = 1.0
            var k = 2.0
            while k <= n {
                product *= k
                k += 1
            }
            return log(product)
        }
        // Stirling's series; the next term is below 10⁻¹³ here.
        let inverse = 1 / n
        let square = inverse * inverse
        let series = inverse / 12 * (1 - square / 30 * (1 - square * 2 / 7 * (1 - square * 3 / 4)))
        return n * log(n) - n + 0.5 * log(twoPi * n) + series
    }
}
