/// A stream of uniform 32-bit words with two words of state.
///
/// xoroshiro64** 1.0 (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021):
/// period 2⁶⁴ − 1, about a dozen ARM instructions a number. Streams are named: the state is a hash of seed, population
/// and neuron, so that a neuron draws the same numbers wherever it is placed.
package struct WordStream: BitwiseCopyable, Hashable, Sendable {
    /// The first word of the state.
    package var first: UInt32
    /// The second word of the state; not both are 0.
    package var second: UInt32

    /// Creates a stream from its state; the forbidden state of two zeros is replaced.
    package init(first: UInt32, second: UInt32) {
        self.first = first
        self.second = first | second == 0 ? 1 : second
    }

    /// Creates the stream of a neuron, `purpose` telling apart several streams of one neuron.
    package init(seed: UInt64, population: UInt64, neuron: UInt64, purpose: UInt64 = 0) {
        var hash = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
        hash = Self.mixed(hash ^ population &+ 0xBF58_476D_1CE4_E5B9)
        hash = Self.mixed(hash ^ neuron &+ 0x94D0_49BB_1331_11EB)
        hash = Self.mixed(hash ^ purpose &+ 0xD6E8_FEB8_6659_FD93)
        self.init(first: UInt32(truncatingIfNeeded: hash), second: UInt32(truncatingIfNeeded: hash >> 32))
    }

    /// Creates the stream of one thing among many of a kind.
    ///
    /// - Parameters:
    ///   - base: The name of the kind, from ``base(seed:_:_:)``.
    ///   - index: The number of the thing.
    @inline(__always)
    package init(base: UInt64, index: UInt32) {
        let hash = Self.mixed(base ^ (UInt64(index) &+ 1) &* 0x94D0_49BB_1331_11EB)
        self.init(first: UInt32(truncatingIfNeeded: hash), second: UInt32(truncatingIfNeeded: hash >> 32))
    }

    /// A name for the streams of many things of a kind: two seeds, purposes or owners give unlike names.
    package static func base(seed: UInt64, purpose: UInt64, owner: UInt64) -> UInt64 {
        var hash = mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
        hash = mixed(hash ^ purpose &+ 0xD6E8_FEB8_6659_FD93)
        return mixed(hash ^ owner &+ 0xBF58_476D_1CE4_E5B9)
    }

    /// A bijection of 64-bit words in which every input bit changes half of the output's (SplitMix64's finaliser,
    /// Stafford's variant 13).
    private static func mixed(_ word: UInt64) -> UInt64 {
        var bits = word
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    /// The next word.
    @inline(__always)
    package mutating func next() -> UInt32 {
        let product = first &* 0x9E37_79BB
        let word = (product &<< 5 | product &>> 27) &* 5
        let other = first ^ second
        first = (first &<< 26 | first &>> 6) ^ other ^ other &<< 9
        second = other &<< 13 | other &>> 19
        return word
    }

    /// A number below `bound`, each equally likely to within `bound` · 2⁻³².
    @inline(__always)
    package mutating func next(below bound: UInt32) -> UInt32 {
        next().multipliedFullWidth(by: bound).high
    }
}
