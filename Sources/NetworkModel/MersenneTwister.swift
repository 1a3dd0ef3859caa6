/// The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded as in its authors' revision of 2002.
struct MersenneTwister {
    private var state: [UInt32]
    private var position = 624

    /// Makes a generator of that seed.
    init(seed: UInt32) {
        state = [seed]
        for index in 1..<624 {
            let last = state[index - 1]
            state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
        }
    }

    /// The next 32 random bits.
    mutating func word() -> UInt32 {
        if position == 624 { twist() }
        var y = state[position]
        position += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C_5680
        y ^= y << 15 & 0xEFC6_0000
        return y ^ y >> 18
    }

    private mutating func twist() {
        for index in 0..<624 {
            let joined = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
            state[index] = state[(index + 397) % 624] ^ joined >> 1 ^ (joined & 1) &* 0x9908_B0DF
        }
        position = 0
    }
}
