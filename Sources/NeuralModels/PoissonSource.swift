package import RandomNumbers

/// A source of spikes at independent random times: in each step it fires a Poisson-distributed number of times.
///
/// The number is drawn by multiplying uniform numbers until the product falls to exp(−λ) or below (Knuth, The Art of
/// Computer Programming, vol. 2, §3.4.1): one random number and one comparison in a step without a spike, no
/// division. A mean above 8 is drawn as the sum of several smaller ones.
package struct PoissonSource: BitwiseCopyable, Hashable, Sendable {
    /// The source's own random numbers.
    package var stream: WordStream
    /// exp(−λ) in units of 2⁻³², less one unit: a uniform word of at most this means no spike. All ones: never fires.
    package var silence: UInt32
    /// How many draws make up a step, λ being the mean of one of them.
    package var draws: UInt32
    /// The first step in which it may fire.
    package var start: UInt32
    /// The first step after that in which it may not.
    package var end: UInt32

    /// Creates a source.
    package init(stream: WordStream, silence: UInt32, draws: UInt32, start: UInt32, end: UInt32) {
        self.stream = stream
        self.silence = silence
        self.draws = draws
        self.start = start
        self.end = end
    }

    /// How many times the source fires in step `now`.
    ///
    /// Numbers are drawn only in steps from `start` to `end`, so what a source does there depends on nothing before.
    @inline(__always)
    package mutating func step(_ now: UInt32) -> UInt32 {
        guard now >= start, now < end else { return 0 }
        var spikes: UInt32 = 0
        var left = draws
        while left != 0 {
            var product = stream.next()
            while product > silence {
                spikes &+= 1
                product = product.multipliedFullWidth(by: stream.next()).high
            }
            left &-= 1
        }
        return spikes
    }
}
