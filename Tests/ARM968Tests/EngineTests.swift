import ARM968
import Testing

/// The threaded engine against the interpreter: after every `run` both have to be in the same state, to the cycle.
@Suite struct EngineTests {
    /// A generator of numbers whose every run is the same.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var x = state
            x ^= x >> 33
            x = x &* 0xff51_afd7_ed55_8ccd
            return x ^ x >> 29
        }
    }

    /// Two cores that start alike.
    final class Pair {
        let buses = (RigBus(), RigBus())
        let memories = [0, 1].map { _ in UnsafeMutableRawPointer.allocate(byteCount: 0x0800_0000, alignment: 4096) }
        let threaded: ARM968Core
        let interpreted: ARM968Core

        init() {
            threaded = ARM968Core(bus: buses.0, sharedMemory: memories[0], engine: .threaded)
            interpreted = ARM968Core(bus: buses.1, sharedMemory: memories[1], engine: .interpreter)
            for memory in memories { memory.initializeMemory(as: UInt8.self, repeating: 0, count: 0x4000) }
            // Addresses that LDR PC finds there, of ARM and of Thumb code.
            for index in 0..<1024 as Range<UInt32> {
                let word = index &* 0x9e37_79b1 >> 17
                (buses.0.words[0xffff_f000 + 4 * index], buses.1.words[0xffff_f000 + 4 * index]) = (word, word)
            }
        }

        /// Lets the buses do from now on what devices do during an access: take longer, raise and take back
        /// interrupts, ask for a yield, write instruction memory.
        func disturb() {
            var counts = (0, 0)
            let events = (
                { [unowned self] in
                    counts.0 += 1
                    Self.event(counts.0, threaded)
                },
                { [unowned self] in
                    counts.1 += 1
                    Self.event(counts.1, interpreted)
                }
            )
            (buses.0.onLoad, buses.0.onStore) = (events.0, events.0)
            (buses.1.onLoad, buses.1.onStore) = (events.1, events.1)
        }

        private static func event(_ count: Int, _ core: borrowing ARM968Core) {
            if count % 3 == 0 { core.addCycles(count % 8) }
            if count % 5 == 0 { core.irq = count % 2 == 0 }
            if count % 7 == 0 { core.requestYield() }
            if count % 11 == 0 {
                let place = count * 52 % 0x8000 & ~3
                core.itcm.storeBytes(of: UInt32(0xe280_0001), toByteOffset: place, as: UInt32.self)
                core.instructionsChanged(place..<place + 4)
            }
        }

        deinit { for memory in memories { memory.deallocate() } }

        func both(_ body: (borrowing ARM968Core) -> Void) {
            body(threaded)
            body(interpreted)
        }

        /// What differs between the two, or `nil`.
        func difference() -> String? {
            for register in 0..<16 where threaded[register] != interpreted[register] {
                return "r\(register) \(hex(threaded[register])) for \(hex(interpreted[register]))"
            }
            if threaded.cpsr != interpreted.cpsr { return "cpsr \(hex(threaded.cpsr)) for \(hex(interpreted.cpsr))" }
            if threaded.spsr != interpreted.spsr { return "spsr" }
            if threaded.cycles != interpreted.cycles { return "cycles \(threaded.cycles) for \(interpreted.cycles)" }
            if threaded.elapsed != interpreted.elapsed { return "elapsed" }
            if threaded.instructions != interpreted.instructions {
                return "instructions \(threaded.instructions) for \(interpreted.instructions)"
            }
            if threaded.isWaiting != interpreted.isWaiting { return "waiting" }
            return nil
        }

        /// What differs in memories, or `nil`.
        func memoryDifference() -> String? {
            for offset in stride(from: 0, to: ARM968Core.itcmBytes, by: 4)
            where threaded.itcm.load(fromByteOffset: offset, as: UInt32.self)
                != interpreted.itcm.load(fromByteOffset: offset, as: UInt32.self)
            {
                return "instruction memory at \(offset)"
            }
            for offset in stride(from: 0, to: ARM968Core.dtcmBytes, by: 4)
            where threaded.dtcm.load(fromByteOffset: offset, as: UInt32.self)
                != interpreted.dtcm.load(fromByteOffset: offset, as: UInt32.self)
            {
                return "data memory at \(offset)"
            }
            for offset in stride(from: 0, to: 0x4000, by: 4)
            where memories[0].load(fromByteOffset: offset, as: UInt32.self)
                != memories[1].load(fromByteOffset: offset, as: UInt32.self)
            {
                return "SDRAM at \(offset)"
            }
            if buses.0.stores != buses.1.stores { return "stores on the bus" }
            return nil
        }
    }

    static func hex(_ value: UInt32) -> String { String(value, radix: 16) }

    /// An ARM instruction, of every kind, most of them with operands that make sense.
    static func armInstruction(_ n: inout Numbers) -> UInt32 {
        let condition: UInt32 = Bool.random(using: &n) ? 0xe000_0000 : UInt32.random(in: 0...14, using: &n) << 28
        let word = UInt32.random(in: 0...0x0fff_ffff, using: &n)
        switch Int.random(in: 0..<28, using: &n) {
        case 0..<8: return condition | word & 0x03ff_ffff  // data processing, and what hides among it
        case 8..<12:
            // Transfers of words and bytes from a base that points into some memory.
            return condition | 0x0400_0000 | word & 0x03f0_f0ff | UInt32.random(in: 8...12, using: &n) << 16
        case 12, 13:
            return condition | 0x0000_0090 | word & 0x01f0_ff6f | UInt32.random(in: 8...12, using: &n) << 16
        case 14, 15:
            return condition | 0x0800_0000 | word & 0x01b0_ffff | UInt32.random(in: 8...12, using: &n) << 16
        case 16: return condition | 0x0000_0090 | word & 0x00ff_ff0f  // multiplications
        case 17: return condition | 0x0a00_0000 | (word & 0x0100_003f)  // a branch ahead
        case 20..<23: return UInt32.random(in: 0...13, using: &n) << 28 | 0x0a00_0000 | word & 0x1f
        // Comparisons and their like, which are taken together with a branch behind them.
        case 23: return 0xe350_0000 | word & 0x000f_00ff
        case 24: return 0xe150_0000 | word & 0x000f_000f
        case 25: return 0xe210_0000 | word & 0x01ef_70ff
        case 18: return condition | 0x012f_ff10 | word & 0x2f  // BX, BLX
        // MRS, and MSR of the present status with other masks, or of another mode: r7 and r6 have them.
        case 19: return [0xe10f_7000, 0xe121_f007, 0xe121_f006][Int.random(in: 0..<3, using: &n)]
        // LDR PC from near by, or from the end of the addresses; the returns from exceptions: SUBS PC, LDM with ^.
        case 26: return condition | 0x051f_f000 | word & 0x0080_0ffc
        case 27 where word & 1 == 0: return condition | 0x0250_f000 | word & 0x000f_000f
        case 27: return condition | 0x0850_8000 | word & 0x01a0_7fff | UInt32.random(in: 8...12, using: &n) << 16
        default: return word | UInt32.random(in: 0...15, using: &n) << 28  // anything
        }
    }

    static let places: [UInt32] = [
        0x0040_0000, 0x0040_c000, 0x6000_0000, 0x7000_0000, 0x0040_ffe0, 0, 0xe500_0000,
    ]

    /// An address in or near some memory.
    static func base(_ n: inout Numbers) -> UInt32 {
        let offset = UInt32.random(in: 0..<0x3000, using: &n) & (Bool.random(using: &n) ? ~3 : ~0)
        let place = places[Int.random(in: 0..<places.count, using: &n)]
        return place &+ (Int.random(in: 0..<3, using: &n) == 0 ? offset : offset & 0x1ffc)
    }

    /// The control byte of a status: mostly a mode that there is, and any masks and state.
    static func control(_ n: inout Numbers) -> UInt32 {
        let byte = UInt32.random(in: 0...0xff, using: &n)
        let modes: [UInt32] = [0x10, 0x11, 0x12, 0x13, 0x17, 0x1b, 0x1f, byte & 0x1f]
        return byte & 0xe0 | modes[Int.random(in: 0..<8, using: &n)]
    }

    static func register(_ index: Int, _ n: inout Numbers) -> UInt32 {
        guard index < 8 || Int.random(in: 0..<8, using: &n) == 0 else { return base(&n) }
        return Bool.random(using: &n)
            ? UInt32.random(in: 0...40, using: &n) : UInt32.random(in: 0...UInt32.max, using: &n)
    }

    /// Random programs: every word of instruction memory is one, and whatever they do, exceptions and writes to
    /// themselves included, both engines do.
    @Test(arguments: 0..<48)
    func randomPrograms(_ seed: Int) {
        var n = Numbers(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15)
        let pair = Pair()
        if seed % 2 == 0 { pair.disturb() }
        for round in 0..<40 {
            let isThumb = (seed + round) % 3 == 0
            for offset in stride(from: 0, to: 0x8000, by: 4) {
                let word = isThumb ? UInt32.random(in: 0...UInt32.max, using: &n) : Self.armInstruction(&n)
                pair.both { $0.itcm.storeBytes(of: word, toByteOffset: offset, as: UInt32.self) }
            }
            pair.both { $0.instructionsChanged(0..<0x8000) }
            for _ in 0..<40 {
                let registers = (0..<15).map { index in
                    Self.register(isThumb && Bool.random(using: &n) ? 8 : index, &n)
                }
                let flags = UInt32.random(in: 0...31, using: &n) << 27
                let mode = [0x10, 0x11, 0x12, 0x13, 0x1f][Int.random(in: 0..<5, using: &n)] as UInt32
                let status = flags | mode | (isThumb ? 0x20 : 0) | (Bool.random(using: &n) ? 0xc0 : 0)
                let start = UInt32.random(in: 0..<0x8000, using: &n) & ~3
                let control: UInt32 = Bool.random(using: &n) ? 0 : 2
                let irq = Int.random(in: 0..<8, using: &n) == 0
                let saved = (0..<5).map { _ in UInt32.random(in: 0...0xff, using: &n) << 24 | Self.control(&n) }
                let another = Self.control(&n)
                pair.both {
                    for (mode, value) in zip([0x11, 0x12, 0x13, 0x17, 0x1b] as [UInt32], saved) {
                        $0.cpsr = mode
                        $0.spsr = value
                    }
                    $0.cpsr = status
                    $0.control = control
                    for (index, value) in registers.enumerated() { $0[index] = value }
                    $0[15] = start
                    $0.irq = irq
                }
                pair.both {
                    $0[7] = status ^ (irq ? 0x80 : 0xc0)
                    $0[6] = another
                }
                for _ in 0..<12 {
                    let budget = [1, 1, 2, 3, 7, 40, 300][Int.random(in: 0..<7, using: &n)]
                    let before = pair.interpreted[15]
                    let reason = pair.threaded.run(cycles: budget)
                    #expect(reason == pair.interpreted.run(cycles: budget))
                    if let difference = pair.difference() {
                        let word = pair.interpreted.itcm.load(
                            fromByteOffset: Int(before & 0x7ffc),
                            as: UInt32.self
                        )
                        Issue.record(
                            """
                            seed \(seed), \(budget) cycles from \(Self.hex(before)) (\(Self.hex(word))): \(difference)
                            """
                        )
                        return
                    }
                    if reason == .waitForInterrupt { pair.both { $0.irq = true } }
                }
            }
            if let difference = pair.memoryDifference() {
                Issue.record("seed \(seed), round \(round): \(difference)")
                return
            }
        }
        #expect(pair.interpreted.instructions > 10_000)
        #expect(pair.buses.0.stores.count > 100)
    }
}
