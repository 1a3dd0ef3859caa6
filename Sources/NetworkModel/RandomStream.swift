/// A named, repeatable stream of random numbers.
///
/// A stream is named by the network's seed, what the numbers are for, and the indices of the things they are for
/// (projection and row, population and cell). The same name gives the same numbers on every machine, whatever
/// the order in which streams are opened and however the network is cut into cores.
///
/// The generator is xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021);
/// the name is mixed into its state by SplitMix64 (Steele, Lea and Flood, 2014).
public struct RandomStream: RandomNumberGenerator, Sendable {
    /// What a stream's numbers are for.
    package enum Purpose: UInt64, Sendable {
        case parameter = 1
        case initialValue = 2
        case connectivity = 3
        case weight = 4
        case delay = 5
        case poisson = 6
        case sample = 7
        case user = 8
        case count = 9
        case position = 10
        case current = 11
    }

    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// Opens the stream of that name.
    ///
    /// - Parameters:
    ///   - seed: The network's seed, or the one given to a distribution or connector.
    ///   - purpose: What the numbers are for.
    ///   - indices: The things they are for, outermost first.
    package init(seed: UInt64, purpose: Purpose, _ indices: UInt64...) {
        var state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        state = Self.mix(state ^ (purpose.rawValue &* 0xD6E8_FEB8_6659_FD93))
        for index in indices { state = Self.mix(state &+ 0x9E37_79B9_7F4A_7C15 ^ (index &* 0xA076_1D64_78BD_642F)) }
        self.init(state: state)
    }

    /// Opens a stream for a script's own use: `RandomStream(seed: 42)` always gives the same numbers.
    public init(seed: UInt64) {
        self.init(seed: seed, purpose: .user)
    }

    /// Opens the generator in a given state, as its published test vectors do.
    package init(state: (UInt64, UInt64, UInt64, UInt64)) {
        (s0, s1, s2, s3) = state
    }

    private init(state: UInt64) {
        var counter = state
        func draw() -> UInt64 {
            counter &+= 0x9E37_79B9_7F4A_7C15
            return Self.mix(counter)
        }
        s0 = draw()
        s1 = draw()
        s2 = draw()
        s3 = draw()
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let sum = s0 &+ s3
        let result = (sum << 23 | sum >> 41) &+ s0
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = s3 << 45 | s3 >> 19
        return result
    }

    /// A stable 64-bit name for a string, to be used as an index of a stream (FNV-1a).
    package static func index(of name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
