/// A generator of random numbers as NumPy's `RandomState` is one, for numbers that a script draws itself: PyNN's `NumpyRNG`.
///
///     let rng = NumpyRNG(seed: 42)
///     try rng.next(3)                                      // 0.3745…, 0.9507…, 0.7319…, as NumPy draws them
///     try rng.next(10, .normal(mu: 0, sigma: 1))
///
/// Uniform numbers in [0, 1) are NumPy's to the bit; other distributions take theirs from the same words in a way of their
/// own. What a network draws is not drawn from here but from its streams, so that it does not hang on an order.
///
/// The generator is the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded as in its authors' revision of
/// 2002.
public final class NumpyRNG: RandomNumberGenerator {
    /// The seed.
    public let seed: UInt32
    private var state: [UInt32]
    private var position = 624

    /// Makes a generator.
    ///
    /// - Parameter seed: The seed; nil for another one each time.
    public init(seed: UInt32? = nil) {
        var system = SystemRandomNumberGenerator()
        self.seed = seed ?? UInt32(truncatingIfNeeded: system.next())
        state = [self.seed]
        for index in 1..<624 {
            let last = state[index - 1]
            state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
        }
    }

    /// The next 64 random bits: 27 and 26 bits of two words, whose first 53 make a uniform number as NumPy makes it.
    public func next() -> UInt64 {
        let (first, second) = (UInt64(word()), UInt64(word()))
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

    private func word() -> UInt32 {
        if position == 624 { twist() }
        var y = state[position]
        position += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C_5680
        y ^= y << 15 & 0xEFC6_0000
        return y ^ y >> 18
    }

    private func twist() {
        for index in 0..<624 {
            let joined = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
            state[index] = state[(index + 397) % 624] ^ joined >> 1 ^ (joined & 1) &* 0x9908_B0DF
        }
        position = 0
    }
}
