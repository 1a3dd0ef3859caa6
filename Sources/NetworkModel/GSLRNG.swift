/// A generator of random numbers as the GNU Scientific Library has it, for numbers that a script draws itself: PyNN's
/// `GSLRNG`.
///
///     let rng = try GSLRNG(seed: 42, type: "mt19937")
///     try rng.next(3)                                      // as gsl_rng_uniform draws them
///     try rng.next(10, .normal(mu: 0, sigma: 1))
///
/// Uniform numbers in [0, 1) are GSL's to the bit: one word of the generator each, divided by 2³². Other distributions take
/// theirs from the same words in a way of their own. The only type is GSL's standard one, `mt19937`.
public final class GSLRNG: RandomNumberGenerator {
    /// The seed as it was given. 0 stands for GSL's standard seed, 4357.
    public let seed: UInt32
    /// GSL's name of the generator.
    public let type: String
    private var twister: MersenneTwister

    /// Makes a generator.
    ///
    /// - Parameters:
    ///   - seed: The seed, 0 for GSL's standard one, 4357; nil for another one each time.
    ///   - type: GSL's name of the generator, `"mt19937"`.
    /// - Throws: ``NetworkError`` for another type.
    public init(seed: UInt32? = nil, type: String = "mt19937") throws(NetworkError) {
        try NetworkError.require(
            type == "mt19937",
            .unsupported,
            what: "GSL's generator",
            location: "GSLRNG",
            given: "'\(type)'",
            allowed: "'mt19937'"
        )
        var system = SystemRandomNumberGenerator()
        self.seed = seed ?? UInt32(truncatingIfNeeded: system.next())
        self.type = type
        twister = MersenneTwister(seed: self.seed == 0 ? 4357 : self.seed)
    }

    /// The next 32 random bits, GSL's `gsl_rng_get`.
    public func nextWord() -> UInt32 { twister.word() }

    /// The next 64 random bits: two words, the first in the upper half.
    public func next() -> UInt64 {
        let first = UInt64(nextWord())
        return first << 32 | UInt64(nextWord())
    }

    /// Draws numbers.
    ///
    /// - Parameters:
    ///   - count: How many, at least 0.
    ///   - distribution: What they are drawn from; without it they are equally likely in [0, 1).
    ///   - mask: Which of them are kept; all are drawn. Nil keeps all.
    /// - Throws: ``NetworkError`` for a count below 0, a mask of another length or parameters that are not allowed.
    public func next(
        _ count: Int,
        _ distribution: RandomDistribution = .uniform(low: 0, high: 1),
        mask: [Bool]? = nil
    ) throws(NetworkError) -> [Double] {
        var words = Words(generator: self)
        return try distribution.next(count, mask: mask, using: &words)
    }

    /// The generator in words.
    public func describe() -> String { "GSLRNG \(type) with seed \(seed)" }

    /// One word for each number, as GSL takes them: 32 bits and zeros.
    private struct Words: RandomNumberGenerator {
        let generator: GSLRNG

        mutating func next() -> UInt64 { UInt64(generator.nextWord()) << 32 }
    }
}
