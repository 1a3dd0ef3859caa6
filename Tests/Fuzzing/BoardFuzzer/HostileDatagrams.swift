/// Datagrams that a board should survive: nonsense, half-sense, and messages that are well-formed but unkind.
struct HostileDatagrams {
    /// The UDP ports of the board that are talked to: SCP and SDP, booting, and those of reverse tags.
    static let scpPort: UInt16 = 17893
    static let bootPort: UInt16 = 54321
    static let reversePorts: [UInt16] = [50_000, 50_001]

    private var random: SplitMix64
    private var sequence: UInt16 = 0
    private var recent: [(port: UInt16, bytes: [UInt8])] = []

    /// Starts a sequence that depends on the seed only.
    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// The next datagram and the board's port it is for.
    mutating func next() -> (port: UInt16, bytes: [UInt8]) {
        while true {
            let datagram = any()
            if !Self.lengthensTags(datagram.bytes) { return datagram }
        }
    }

    /// Whether this is the request that says how long a transient tag lives.
    ///
    /// Every request that gets no reply holds one of eight such tags. With lives of minutes a board is rightly silent.
    private static func lengthensTags(_ bytes: [UInt8]) -> Bool {
        bytes.count > 16 && bytes[10] == 26 && bytes[11] == 0 && bytes[16] == 4
    }

    /// Whether this asks a board-management processor to switch boards off or to reset them; boards are then rightly
    /// silent.
    static func switchesPower(_ bytes: [UInt8]) -> Bool {
        bytes.count > 11 && bytes[11] == 0 && (bytes[10] == 57 || bytes[10] == 55)
    }

    /// A datagram for a board-management processor: one of its commands, with arguments of all kinds.
    mutating func nextForManager() -> [UInt8] {
        sequence &+= 1
        let command = UInt16([0, 17, 18, 25, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59][random.below(16)])
        let board = random.below(4) == 0 ? UInt8(random.below(256)) : UInt8(random.below(4))
        let words = (0..<3).flatMap { _ in argument().bytes }
        return [0, 0, 0x87, 0xff, board, 0xff, 0, 0, 0, 0] + command.bytes + sequence.bytes + words
            + noise(random.below(2) == 0 ? 0 : random.below(257))
    }

    private mutating func any() -> (port: UInt16, bytes: [UInt8]) {
        let datagram: (port: UInt16, bytes: [UInt8])
        switch random.below(20) {
        case 0: datagram = (anyPort(), noise(random.below(1473)))
        case 1: datagram = (Self.bootPort, bootMessage())
        case 2, 3: datagram = (Self.reversePorts[random.below(Self.reversePorts.count)], eieioMessage())
        case 4: datagram = (Self.scpPort, sdpMessage(payload: noise(random.below(300))))
        case 5: datagram = (Self.scpPort, sdpMessage(payload: eieioMessage()))
        case 6, 7, 8: datagram = mutated()
        default: datagram = (Self.scpPort, sdpMessage(payload: scpRequest()))
        }
        if recent.count < 64 { recent.append(datagram) } else { recent[random.below(64)] = datagram }
        return datagram
    }

    // MARK: - Kinds

    private mutating func anyPort() -> UInt16 {
        ([Self.scpPort, Self.bootPort] + Self.reversePorts)[random.below(2 + Self.reversePorts.count)]
    }

    /// One of the last datagrams with some bits turned, bytes missing or bytes added.
    private mutating func mutated() -> (port: UInt16, bytes: [UInt8]) {
        guard !recent.isEmpty else { return (Self.scpPort, noise(24)) }
        var datagram = recent[random.below(recent.count)]
        for _ in 0..<random.below(6) where !datagram.bytes.isEmpty {
            datagram.bytes[random.below(datagram.bytes.count)] ^= 1 << UInt8(random.below(8))
        }
        switch random.below(4) {
        case 0: datagram.bytes.removeLast(random.below(datagram.bytes.count + 1))
        case 1: datagram.bytes += noise(random.below(400))
        default: break
        }
        return datagram
    }

    private mutating func sdpMessage(payload: [UInt8]) -> [UInt8] {
        let flags: UInt8 = random.below(8) == 0 ? UInt8(random.below(256)) : [0x87, 0x07, 0x27, 0xa7][random.below(4)]
        let core = random.below(4) == 0 ? UInt8(random.below(256)) : UInt8(random.below(18))
        let place: [UInt8] =
            random.below(3) == 0 ? [255, 255] : [UInt8(random.below(9)), UInt8(random.below(9))]
        let tag = random.below(2) == 0 ? 0xff : UInt8(random.below(256))
        let source: [UInt8] = random.below(8) == 0 ? noise(3) : [0xff, 0, 0]
        return [0, 0, flags, tag, core, source[0], place[0], place[1], source[1], source[2]] + payload
    }

    private mutating func scpRequest() -> [UInt8] {
        sequence &+= 1
        let command =
            random.below(6) == 0
            ? UInt16(truncatingIfNeeded: random.next())
            : [0, 1, 2, 3, 4, 5, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 64][
                random.below(25)
            ]
        let words = (0..<3).flatMap { _ in argument().bytes }
        return command.bytes + sequence.bytes + words + noise(random.below(2) == 0 ? 0 : random.below(257))
    }

    /// A number that means something to somebody, or nothing.
    private mutating func argument() -> UInt32 {
        let word = UInt32(truncatingIfNeeded: random.next())
        switch random.below(6) {
        case 0: return word
        case 1: return word & 0xff
        case 2: return [0, 1, 2, 4, 256, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fffc][random.below(10)]
        case 3: return word & 0xff0f_1f1f
        default:
            let bases: [UInt32] = [
                0, 0x0040_0000, 0x1000_0000, 0x1100_0000, 0x1f00_0000, 0x3000_0000, 0x6000_0000, 0x6780_0000,
                0x67ff_ff00, 0xe000_0000, 0xe100_0000, 0xe100_4000, 0xe101_0000, 0xe200_0000, 0xe300_0000, 0xe400_0000,
                0xe500_0000, 0xe500_7000, 0xf500_7f00, 0xff00_0000, 0xffff_f000,
            ]
            return bases[random.below(bases.count)] &+ (word >> UInt32(16 + random.below(16)))
        }
    }

    private mutating func eieioMessage() -> [UInt8] {
        // Commands have bits 15 and 14 of the header as 01; data messages have a type, a count and flags.
        let header = UInt16(truncatingIfNeeded: random.next()) & (random.below(4) == 0 ? 0x40ff : 0xffff)
        return header.bytes + noise(random.below(280))
    }

    private mutating func bootMessage() -> [UInt8] {
        let version = random.below(8) == 0 ? UInt16(truncatingIfNeeded: random.next()) : 1
        let operation = random.below(4) == 0 ? UInt32(truncatingIfNeeded: random.next()) : [1, 3, 5][random.below(3)]
        let words = [operation] + (0..<3).map { _ in argument() }
        let bigEndian = [UInt8(version >> 8), UInt8(version & 0xff)] + words.flatMap { $0.bytes.reversed() }
        return bigEndian + noise(random.below(3) == 0 ? random.below(1100) : 1024)
    }

    private mutating func noise(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}

/// A small generator of 64-bit numbers, the same on every machine.
///
/// - SeeAlso: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A number from 0 to below the limit, which is at least 1.
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
