/// A generator of random numbers as NumPy's `RandomState` is one, for numbers that a script draws itself: PyNN's `NumpyRNG`.
///
///     let rng = NumpyRNG(seed: 42)
///     try rng.next(3)                                      // 0.3745…, 0.9507…, 0.7319…, as NumPy draws them
///     try rng.next(10, .normal(mu: 0, sigma: 1))
///
/// Uniform numbers in [0, 1) are NumPy's to the bit; other distributions take theirs from the same words in a way of their
/// own. What a network draws is not drawn from here but from its streams, so that it does not hang on an order.
///
/// The generator is the Mersenne Twister MT19937, seeded as in its authors' revision of 2002.
public final class NumpyRNG: RandomNumberGenerator {
    /// The seed.
    public let seed: UInt32
    private var twister: MersenneTwister

    /// Makes a generator.
    ///
    /// - Parameter seed: The seed; nil for another one each time.
    public init(seed: UInt32? = nil) {
        var system = SystemRandomNumberGenerator()
        self.seed = seed ?? UInt32(truncatingIfNeeded: system.next())
        twister = MersenneTwister(seed: self.seed)
    }

    /// The next 64 random bits: 27 and 26 bits of two words, whose first 53 make a uniform number as NumPy makes it.
    public func next() -> UInt64 {
        let (first, second) = (UInt64(twister.word()), UInt64(twister.word()))
        return (first >> 5) << 37 | (second >> 6) << 11 | (first & 31) << 6 | second & 63
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
        var own = self
        return try distribution.next(count, mask: mask, using: &own)
    }

    /// The generator in words.
    public func describe() -> String { "NumpyRNG with seed \(seed)" }
}
