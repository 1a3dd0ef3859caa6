import Foundation
import NetworkModel
import Testing

/// Numbers of successes against their distributions, by chi-squared tests; the judge is the sum of the textbook's
/// probabilities with the system library's gamma function.
@Suite struct CountTests {
    private func logChoose(_ n: Double, _ k: Double) -> Double { lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) }

    /// The chi-squared statistic of draws, and its degrees of freedom, over classes of at least 20 expected draws.
    private func chiSquared(
        _ draws: [Int],
        _ range: ClosedRange<Int>,
        _ probability: (Double) -> Double
    ) -> (statistic: Double, freedom: Double) {
        var counts: [Int: Double] = [:]
        for draw in draws { counts[draw, default: 0] += 1 }
        var (statistic, classes) = (0.0, 0.0)
        var (observed, expected) = (0.0, 0.0)
        var rest = Double(draws.count)
        for k in range {
            observed += counts[k] ?? 0
            expected += probability(Double(k)) * Double(draws.count)
            let isLast = k == range.upperBound
            guard expected >= 20 && rest - expected >= 20 || isLast else { continue }
            rest -= expected
            if expected > 0 { statistic += (observed - expected) * (observed - expected) / expected }
            classes += 1
            (observed, expected) = (0, 0)
        }
        return (statistic, classes - 1)
    }

    /// Beyond this once in a thousand times, by Wilson and Hilferty's approximation.
    private func limit(_ freedom: Double) -> Double {
        let term = 1 - 2 / (9 * freedom) + 3.0902 * (2 / (9 * freedom)).squareRoot()
        return freedom * term * term * term
    }

    @Test(arguments: [(1, 0.3), (20, 0.5), (100, 0.02), (1_000, 0.1), (100_000, 0.01), (50, 0.97)])
    func binomialDrawsFollowTheDistribution(_ trials: Int, _ p: Double) {
        var stream = RandomStream(seed: 11)
        let draws = (0..<50_000).map { _ in stream.binomial(trials: trials, probability: p) }
        let n = Double(trials)
        let result = chiSquared(draws, 0...trials) { k in
            exp(logChoose(n, k) + k * log(p) + (n - k) * log(1 - p))
        }
        #expect(draws.allSatisfy { (0...trials).contains($0) })
        #expect(result.freedom >= 1 && result.statistic < limit(result.freedom))
    }

    @Test(arguments: [(5, 3, 10), (50, 20, 100), (900, 500, 1_000), (1_000, 70, 1_000_000), (20_000, 300, 40_000)])
    func hypergeometricDrawsFollowTheDistribution(_ draws: Int, _ marked: Int, _ total: Int) {
        var stream = RandomStream(seed: 12)
        let numbers = (0..<50_000).map { _ in stream.hypergeometric(draws: draws, marked: marked, total: total) }
        let range = max(0, draws - (total - marked))...min(draws, marked)
        let result = chiSquared(numbers, range) { k in
            exp(
                logChoose(Double(marked), k) + logChoose(Double(total - marked), Double(draws) - k)
                    - logChoose(Double(total), Double(draws))
            )
        }
        #expect(numbers.allSatisfy(range.contains))
        #expect(result.freedom >= 1 && result.statistic < limit(result.freedom))
    }

    @Test func certainNumbersAreCertain() {
        var stream = RandomStream(seed: 13)
        #expect(stream.binomial(trials: 7, probability: 0) == 0)
        #expect(stream.binomial(trials: 7, probability: 1) == 7)
        #expect(stream.binomial(trials: 0, probability: 0.5) == 0)
        #expect(stream.hypergeometric(draws: 10, marked: 4, total: 10) == 4)
        #expect(stream.hypergeometric(draws: 0, marked: 4, total: 10) == 0)
        #expect(stream.hypergeometric(draws: 3, marked: 0, total: 10) == 0)
    }
}
