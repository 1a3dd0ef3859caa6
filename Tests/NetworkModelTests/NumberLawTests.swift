import Foundation
import NetworkModel
import RandomNumbers
import Testing

/// Laws in whole numbers against the distributions that they stand for, by Kolmogorov and Smirnov's test: the judge is
/// the cumulative distribution function of a textbook.
@Suite struct NumberLawTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let distribution: RandomDistribution
        let unit: Double
        let cumulative: @Sendable (Double) -> Double
        var testDescription: String { "\(distribution) in units of \(unit)" }
    }

    private static func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    static let cases = [
        Case(distribution: .uniform(low: -0.3, high: 1.7), unit: 1) { ($0 + 0.3) / 2 },
        Case(distribution: .uniform(low: 1, high: 14), unit: 0.1) { ($0 - 1) / 13 },
        Case(distribution: .normal(mu: 1e-4, sigma: 2e-5), unit: 1) { normal(($0 - 1e-4) / 2e-5) },
        Case(distribution: .normal(mu: -40, sigma: 0.5), unit: 1) { normal(($0 + 40) / 0.5) },
        Case(distribution: .normalClipped(mu: 1, sigma: 2, low: 0.5, high: 3), unit: 1) {
            let (low, high) = (normal(-0.25), normal(1))
            return (normal(($0 - 1) / 2) - low) / (high - low)
        },
        Case(distribution: .normalClipped(mu: 0, sigma: 1, low: 3), unit: 1) {
            (normal($0) - normal(3)) / (1 - normal(3))
        },
        Case(distribution: .exponential(beta: 0.02), unit: 1) { 1 - exp(-$0 / 0.02) },
        Case(distribution: .exponentialClipped(beta: 2, low: 1, high: 5), unit: 0.5) {
            (exp(-0.5) - exp(-$0 / 2)) / (exp(-0.5) - exp(-2.5))
        },
    ]

    private static func draws(_ distribution: RandomDistribution, _ unit: Double, _ count: Int) throws -> [Double] {
        let scaled = try #require(distribution.law(unit: unit))
        var stream = WordStream(base: 20_261_121, index: 7)
        return LawTables.words.withUnsafeBufferPointer { tables in
            guard let tables = tables.baseAddress else { return [] }
            return (0..<count).map { _ in scaled.value(of: scaled.law.draw(&stream, tables)) * unit }
        }
    }

    @Test(arguments: cases) func drawsFollowTheDistribution(_ item: Case) throws {
        let count = 400_000
        let draws = try Self.draws(item.distribution, item.unit, count).sorted()
        var distance = 0.0
        for (index, draw) in draws.enumerated() {
            let expected = item.cumulative(draw)
            distance = max(distance, abs(expected - Double(index) / Double(count)))
            distance = max(distance, abs(expected - Double(index + 1) / Double(count)))
        }
        // 1.95/√n is exceeded by one of a thousand true samples.
        #expect(distance < 1.95 / Double(count).squareRoot())
    }

    @Test func boundariesTakeWhatLiesBeyondThem() throws {
        let draws = try Self.draws(.normalClippedToBoundary(mu: 0, sigma: 1, low: -1, high: 0.5), 1, 100_000)
        #expect(draws.allSatisfy { $0 >= -1 && $0 <= 0.5 })
        let (low, high) = (draws.count { $0 == -1 }, draws.count { $0 == 0.5 })
        #expect(abs(Double(low) / 1e5 - Self.normal(-1)) < 0.006)
        #expect(abs(Double(high) / 1e5 - Self.normal(-0.5)) < 0.008)
    }

    @Test func wholeNumbersAreWhole() throws {
        let draws = try Self.draws(.uniformInt(low: -3, high: 5), 1, 80_000)
        var counts: [Double: Double] = [:]
        for draw in draws { counts[draw, default: 0] += 1 }
        #expect(Set(counts.keys) == Set((-3..<5).map(Double.init)))
        // Chi-squared with 7 degrees of freedom: beyond 24.3 once in a thousand times.
        #expect(counts.values.reduce(0) { $0 + ($1 - 10_000) * ($1 - 10_000) / 10_000 } < 24.3)
    }

    /// What the table holds against the complementary error function of the system's library.
    @Test func theTablesAreQuantilesAndLogarithms() {
        for (index, word) in LawTables.words.prefix(1025).enumerated() {
            let tail = Double(64 - index % 32) / 64 * 0.5 * pow(0.5, Double(index / 32))
            let z = Double(word) * 0x1p-26
            #expect(abs(0.5 * erfc(z / 2.0.squareRoot()) / tail - 1) < 2e-6)
        }
        for (index, word) in LawTables.words.dropFirst(1025).enumerated() {
            #expect(abs(Double(word) * 0x1p-26 - log(1 + Double(index) / 128)) < 0x1p-26)
        }
    }

    @Test func hopelessBoundsEndInTheNearerOne() throws {
        let draws = try Self.draws(.normalClipped(mu: 0, sigma: 1, low: 50, high: 51), 1, 3)
        #expect(draws == [50, 50, 50])
    }

    @Test func kindsWithoutWholeNumbersAreLeftToTheHost() {
        for distribution in [
            RandomDistribution.lognormal(mu: 0, sigma: 1), .gamma(k: 2, theta: 1), .poisson(lambda: 3),
            .binomial(n: 5, p: 0.5), .vonmises(mu: 0, kappa: 1),
        ] {
            #expect(distribution.law(unit: 1) == nil)
        }
    }
}
