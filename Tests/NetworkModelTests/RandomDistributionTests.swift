import Foundation
import NetworkModel
import Testing

@Suite struct RandomDistributionTests {
    /// A distribution with the mean and variance that its textbook definition gives.
    struct Case: Sendable, CustomTestStringConvertible {
        let distribution: RandomDistribution
        let mean: Double
        let variance: Double
        var testDescription: String { distribution.description }
    }

    static let cases: [Case] = [
        Case(distribution: .uniform(low: -65, high: -50), mean: -57.5, variance: 225.0 / 12),
        Case(distribution: .uniformInt(low: 3, high: 9), mean: 5.5, variance: 35.0 / 12),
        Case(distribution: .normal(mu: 2, sigma: 3), mean: 2, variance: 9),
        // A half normal distribution.
        Case(
            distribution: .normalClipped(mu: 0, sigma: 1, low: 0),
            mean: (2 / Double.pi).squareRoot(),
            variance: 1 - 2 / Double.pi
        ),
        Case(
            distribution: .normalClippedToBoundary(mu: 0, sigma: 1, low: 0),
            mean: 1 / (2 * Double.pi).squareRoot(),
            variance: 0.5 - 1 / (2 * Double.pi)
        ),
        Case(distribution: .exponential(beta: 4), mean: 4, variance: 16),
        Case(
            distribution: .exponentialClipped(beta: 4, low: 0, high: 4),
            // 4 − 4/(e − 1), and 16 − 16 e/(e − 1)².
            mean: 1.672_093_17,
            variance: 1.269_222_49
        ),
        Case(distribution: .lognormal(mu: 0, sigma: 0.5), mean: exp(0.125), variance: (exp(0.25) - 1) * exp(0.25)),
        Case(distribution: .gamma(k: 0.5, theta: 2), mean: 1, variance: 2),
        Case(distribution: .gamma(k: 9, theta: 0.5), mean: 4.5, variance: 2.25),
        Case(distribution: .poisson(lambda: 3.5), mean: 3.5, variance: 3.5),
        Case(distribution: .poisson(lambda: 200), mean: 200, variance: 200),
        Case(distribution: .binomial(n: 20, p: 0.7), mean: 14, variance: 4.2),
        Case(distribution: .binomial(n: 1000, p: 0.01), mean: 10, variance: 9.9),
        // Ratio of modified Bessel functions: I1(2)/I0(2) is the mean cosine, tested below.
    ]

    @Test(arguments: cases) func momentsAreThoseOfTheDefinition(_ item: Case) {
        var stream = RandomStream(seed: 20_261_121)
        let count = 200_000
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<count {
            let deviation = item.distribution.draw(from: &stream) - item.mean
            sum += deviation
            squares += deviation * deviation
        }
        let n = Double(count)
        // Five standard errors of the mean; the variance within 4 %, beyond five errors of every case here.
        #expect(abs(sum / n) < 5 * (item.variance / n).squareRoot())
        #expect(abs(squares / n / item.variance - 1) < 0.04)
    }

    @Test func vonMisesHasTheMeanCosineOfBesselFunctions() {
        var stream = RandomStream(seed: 7)
        let distribution = RandomDistribution.vonmises(mu: 1, kappa: 2)
        var sum = 0.0
        for _ in 0..<100_000 {
            let angle = distribution.draw(from: &stream)
            #expect(abs(angle) <= Double.pi + 1e-12)
            sum += cos(angle - 1)
        }
        // I1(2)/I0(2), Abramowitz and Stegun table 9.8.
        #expect(abs(sum / 100_000 - 0.697774) < 0.01)
    }

    @Test func clippedDrawsStayInsideEvenWhenTheBoundsAreHopeless() {
        var stream = RandomStream(seed: 1)
        let far = RandomDistribution.normalClipped(mu: 0, sigma: 1, low: 50, high: 51)
        for _ in 0..<10 { #expect((50...51).contains(far.draw(from: &stream))) }
    }

    @Test func sameNameGivesSameNumbersAndOtherNamesOthers() {
        func numbers(_ seed: UInt64, _ purpose: RandomStream.Purpose, _ a: UInt64, _ b: UInt64) -> [UInt64] {
            var stream = RandomStream(seed: seed, purpose: purpose, a, b)
            return (0..<4).map { _ in stream.next() }
        }
        #expect(numbers(1, .weight, 2, 3) == numbers(1, .weight, 2, 3))
        let others = [
            numbers(2, .weight, 2, 3), numbers(1, .delay, 2, 3), numbers(1, .weight, 3, 3), numbers(1, .weight, 3, 2),
            numbers(1, .weight, 2, 4),
        ]
        #expect(Set(others + [numbers(1, .weight, 2, 3)]).count == 6)
    }

    /// The first outputs of the authors' reference implementation from the state 1, 2, 3, 4.
    @Test func theGeneratorIsXoshiro256PlusPlus() {
        var stream = RandomStream(state: (1, 2, 3, 4))
        #expect(
            (0..<5).map { _ in stream.next() }
                == [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205]
        )
    }

    @Test func unknownNamesAndParametersAreRefused() throws {
        #expect(throws: NetworkError.self) { try RandomDistribution("unifrom", ["low": 0, "high": 1]) }
        #expect(throws: NetworkError.self) { try RandomDistribution("uniform", ["low": 0, "hi": 1]) }
        #expect(throws: NetworkError.self) { try RandomDistribution("uniform", ["low": 1, "high": 1]) }
        #expect(throws: NetworkError.self) { try RandomDistribution("normal", ["mu": 0, "sigma": -1]) }
        #expect(throws: NetworkError.self) { try RandomDistribution("normal", ["mu": .nan, "sigma": 1]) }
        #expect(throws: NetworkError.self) { try RandomDistribution("binomial", ["n": 2.5, "p": 0.5]) }
        #expect(throws: Never.self) { try RandomDistribution("gamma", ["k": 1, "theta": 1]) }
        #expect(throws: NetworkError.self) { try RandomDistribution("gamma", [1]) }
        #expect(throws: NetworkError.self) { try RandomDistribution("gamme", [1, 2]) }
        #expect(try RandomDistribution("gamma", [1, 2]) == .gamma(k: 1, theta: 2))
    }

    @Test func numbersAreDrawnFromAnyGenerator() throws {
        /// A generator of one's own.
        struct Counter: RandomNumberGenerator {
            var count: UInt64 = 0
            mutating func next() -> UInt64 {
                count += 1
                return count << 60
            }
        }
        var counter = Counter()
        let quarters = try RandomDistribution.uniform(low: 0, high: 16).next(3, using: &counter)
        #expect(quarters == [1, 2, 3] && counter.count == 3)
        var stream = RandomStream(seed: 5)
        let seeded = RandomDistribution.normal(mu: 1, sigma: 2, seed: 5)
        let first = try seeded.next(4, using: &stream)
        #expect(try seeded.next(4) == first && seeded.next(4, using: &stream) != first)
        #expect(try seeded.next(4, mask: [true, false, false, true]) == [first[0], first[3]] && seeded.next(0) == [])
        #expect(throws: NetworkError.self) { try seeded.next(-1) }
        #expect(throws: NetworkError.self) { try seeded.next(3, mask: [true]) }
    }

    @Test func numpysUniformNumbersComeOutTheSame() throws {
        // numpy.random.RandomState(42).random_sample(3), and the thousand-and-first of RandomState(7); NumPy 2.
        let rng = NumpyRNG(seed: 42)
        #expect(try rng.next(3) == [0.3745401188473625, 0.9507143064099162, 0.7319939418114051])
        let other = NumpyRNG(seed: 7)
        #expect(try other.next(1001).last == 0.08378587007198324)
        let sum = try rng.next(20_000, .normal(mu: 3, sigma: 1)).reduce(0, +)
        #expect(abs(sum / 20_000 - 3) < 0.04)
        #expect(try NumpyRNG(seed: 1).next(4, mask: [false, true, false, false]).count == 1)
        #expect(NumpyRNG(seed: 9).describe() == "NumpyRNG with seed 9" && NumpyRNG().seed != NumpyRNG().seed)
    }

    @Test func gslsNumbersComeOutTheSame() throws {
        // The first word of seed 0 is in GSL's manual; the thousandth of 4357 is GSL's own test and NumPy's RandomState.
        let rng = try GSLRNG(seed: 0)
        #expect(rng.nextWord() == 4_293_858_116)
        let same = try GSLRNG(seed: 4357, type: "mt19937")
        #expect(try same.next(1) == [4_293_858_116 * 0x1p-32])
        #expect(try same.next(999).last == 1_186_927_261 * 0x1p-32)
        var full = try GSLRNG(seed: 4357)
        #expect(full.next() >> 32 == 4_293_858_116)
        let bits = (0..<64).map { _ in Int.random(in: 0...1, using: &full) }
        #expect(Set(bits) == [0, 1])
        let sum = try RandomDistribution.normal(mu: 3, sigma: 1).next(20_000, using: &full).reduce(0, +)
        #expect(abs(sum / 20_000 - 3) < 0.04)
        let other = try rng.next(20_000, .normal(mu: 3, sigma: 1)).reduce(0, +)
        #expect(abs(other / 20_000 - 3) < 0.04)
        #expect(try GSLRNG(seed: 9).describe() == "GSLRNG mt19937 with seed 9" && GSLRNG().seed != GSLRNG().seed)
        let error = #expect(throws: NetworkError.self) { try GSLRNG(seed: 1, type: "ranlxd2") }
        #expect(error?.description == "GSLRNG: GSL's generator, got 'ranlxd2'; allowed: 'mt19937'")
    }
}

@Suite struct ElementaryTests {
    @Test func functionsAgreeWithTheSystemsLibrary() {
        var stream = RandomStream(seed: 3)
        for _ in 0..<20_000 {
            let x = Elementary.exp(stream.nextUnit() * 1_400 - 700)
            #expect(abs(Elementary.log(x) - log(x)) <= 4e-16 * max(1, abs(log(x))))
            let y = stream.nextUnit() * 1_400 - 700
            #expect(abs(Elementary.exp(y) / exp(y) - 1) < 1e-15)
            let turns = stream.nextUnit() * 4 - 2
            #expect(abs(Elementary.cosine(turns: turns) - cos(turns * 2 * Double.pi)) < 2e-15)
            let c = stream.nextUnit() * 2 - 1
            #expect(abs(Elementary.arcCosine(c) - acos(c)) < 2e-15)
        }
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.exp(-1_000) == 0)
        #expect(Elementary.arcCosine(-1) == Double.pi)
    }
}
