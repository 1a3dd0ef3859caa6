import ARM968
import Foundation
import Synchronization
import Testing

/// Handlers of the threaded engine have to jump to each other, not to call: a call at every instruction would need
/// megabytes of stack at once.
@Suite struct SmallStackTests {
    private static let always: UInt32 = 0xe000_0000

    /// ARM programs of one loop each that together come to every handler, by ARM's encodings (DDI 0100I, A3 and A5).
    /// The loops start with `prologue`, so that each of them finds r8 in data memory.
    private static var groups: [[UInt32]] {
        var groups: [[UInt32]] = []
        for operation in 0..<16 as Range<UInt32> {
            var group: [UInt32] = []
            for sets in [0, 1] as [UInt32] where sets == 1 || !(8..<12).contains(operation) {
                let word = always | operation << 21 | sets << 20 | 1 << 16 | 4 << 12
                // Immediate; register; LSL, LSR, ASR and ROR by an amount; then by a register.
                group += [word | 0x0200_0035, word | 2]
                for shift in 0..<4 as Range<UInt32> {
                    group += [word | 3 << 7 | shift << 5 | 2, word | 3 << 8 | shift << 5 | 0x12]
                }
            }
            groups.append(group)
        }
        // Comparisons and their like, each with a branch to where it stands before.
        for word in [
            0xe351_0005, 0xe151_0002, 0xe251_1001, 0xe311_0001, 0xe111_0002, 0xe291_1001, 0xe1b0_4002,
            0xe371_0005, 0xe1b0_4182,
        ] as [UInt32] {
            groups.append((0..<14).flatMap { [word, $0 << 28 | 0x0aff_ffff] })
        }
        groups.append((0..<14).flatMap { [$0 << 28 | 0x03a0_4001, $0 << 28 | 0x0aff_ffff] } + [0xeaff_ffff])
        // LDRB, LDR, STRB, STR: offset, scaled, pre, post, any.
        for kind in [0x0050_0000, 0x0010_0000, 0x0040_0000, 0] as [UInt32] {
            let word = always | kind | 8 << 16 | 4 << 12
            groups.append([
                word | 0x0580_0004, word | 0x0780_0003, word | 0x05a0_0004, word | 0x0480_0004, word | 0x0700_0003,
            ])
        }
        // LDRH, LDRSB, LDRSH, STRH, LDRD, STRD.
        for kind in [0x0010_00b0, 0x0010_00d0, 0x0010_00f0, 0x0000_00b0, 0x0000_00d0, 0x0000_00f0] as [UInt32] {
            let word = always | kind | 8 << 16 | 4 << 12
            var group = [word | 0x01c0_0004, word | 0x01e0_0004, word | 0x00c0_0004]
            if kind & 0x10_0000 != 0 || kind == 0xb0 { group += [word | 0x0180_0003, word | 0x0100_0003] }
            groups.append(group)
        }
        // MUL to SMLALS, then SMULBB, SMLABB, SMULWB, SMLAWB, CLZ.
        groups.append((0..<16).filter { !(4..<8).contains($0) }.map { always | $0 << 20 | 0x0005_4392 })
        groups.append([0xe165_0382, 0xe105_4382, 0xe125_03a2, 0xe125_4382, 0xe16f_4f12])
        // MRS, and MSR of the control byte.
        groups.append([0xe10f_4000, 0xe121_f004])
        // LDM and STM with a base that moves; a literal; BL to the next instruction.
        groups.append([0xe8a8_0030, 0xe938_0030, 0xe51f_4008, 0xebff_ffff])
        // STM and LDM of one to ten registers; then with the address behind as the last, and LDM with the program counter.
        let others = [0, 1, 2, 3, 4, 5, 7, 9, 10] as [UInt32]
        for count in 0...others.count {
            let list: UInt32 = others.prefix(count).reduce(0) { $0 | 1 << $1 }
            groups.append([
                0xe888_4000 | list, 0xe898_4000 | list, 0xe28f_e004, 0xe888_4000 | list, 0xe898_8000 | list,
            ])
        }
        // With r6 the address behind the branch: BX, BLX, MOV PC; ADD PC and SUB PC, where 0 leads over one instruction.
        groups.append([
            0xe28f_6000, 0xe12f_ff16, 0xe28f_6000, 0xe12f_ff36, 0xe28f_6000, 0xe1a0_f006, 0xe3a0_6000, 0xe08f_f006,
            0, 0xe04f_f006, 0,
        ])
        // With r6 stored first, LDR PC in every mode (r7 is 0).
        for load in [0xe598_f000, 0xe798_f007, 0xe5b8_f000, 0xe498_f000, 0xe718_f007] as [UInt32] {
            groups.append([0xe3a0_7000, 0xe28f_6004, 0xe588_6000, load])
        }
        // LDR PC from the next word, which names the one behind it, and by way of the bus, which names the same.
        groups.append([0xe51f_f004, 0x120])
        groups.append([0xe51f_fff0, 0])
        // In IRQ mode, whose saved status is that of the loop: SUBS PC, and LDM with the program counter and ^.
        groups.append([
            0xe3a0_40d2, 0xe121_f004, 0xe28f_e004, 0xe25e_f004, 0xe3a0_40d2, 0xe121_f004, 0xe28f_6004, 0xe888_0050,
            0xe8d8_8010,
        ])
        return groups
    }

    /// Thumb loop: BL, its halves apart, a conditional branch behind a comparison, a push and a pop; entered at 0x100.
    private static let thumbLoop: [UInt16] = [
        0xf000, 0xf800, 0xf000, 0x1c00, 0x467e, 0x1d36, 0x46b6, 0xf800, 0x2801, 0xd0ff, 0x1c00, 0xe7f3,
    ]

    private static func core(_ bus: RigBus) -> ARM968Core {
        let core = ARM968Core(bus: bus, sharedMemory: nil)
        core.control = 0
        core.cpsr = 0xd2
        core.spsr = 0xdf
        core.cpsr = 0xdf
        core[15] = 0x100
        return core
    }

    /// The instructions run, the handlers never come to, and the programs that left their loop.
    private static func runAll(millions: UInt64) -> (count: UInt64, missing: [String], lost: [Int]) {
        let bus = RigBus()
        bus.words[0xffff_f130] = 0x120
        var missing = ARM968Core.everyHandler
        var total: UInt64 = 0
        var lost: [Int] = []
        let groups = groups
        for (number, group) in groups.enumerated() {
            let core = core(bus)
            // The registers of the loop: r1 to r5 some numbers, r3 small, r8 in the midst of data memory.
            let prologue: [UInt32] = [0xe3a0_1011, 0xe3a0_2f7b, 0xe3a0_3004, 0xe3a0_5a0f, 0xe3a0_8501, 0xe288_8b02]
            var program = prologue + group
            let back = UInt32(bitPattern: Int32(-program.count - 2)) & 0xff_ffff
            program.append(0xea00_0000 | back | always)
            for (index, word) in program.enumerated() {
                core.itcm.storeBytes(of: word, toByteOffset: 0x100 + 4 * index, as: UInt32.self)
            }
            while core.instructions < millions * 1_000_000 / UInt64(groups.count) { _ = core.run(cycles: 2_000_000) }
            if !(0x100..<0x100 + 4 * UInt32(program.count)).contains(core[15]) { lost.append(number) }
            total += core.instructions
            for handler in core.decodedHandlers { missing[handler] = nil }
        }
        let core = core(bus)
        core.cpsr = 0xff
        for (index, half) in thumbLoop.enumerated() {
            core.itcm.storeBytes(of: half, toByteOffset: 0x100 + 2 * index, as: UInt16.self)
        }
        while core.instructions < 1_000_000 { _ = core.run(cycles: 2_000_000) }
        if !(0x100..<0x118).contains(core[15]) { lost.append(-1) }
        for handler in core.decodedHandlers { missing[handler] = nil }
        return (total + core.instructions, missing.values.sorted(), lost)
    }

    #if DEBUG
        private static let jumps = false
    #else
        private static let jumps = true
    #endif

    @Test(.enabled(if: jumps, "Without optimisation handlers call; the engine then cuts quanta into pieces."))
    func everyHandlerOnASmallStack() throws {
        let result = Mutex<(count: UInt64, missing: [String], lost: [Int])>((0, [], []))
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let outcome = Self.runAll(millions: 100)
            result.withLock { $0 = outcome }
            done.signal()
        }
        thread.stackSize = 256 << 10
        thread.start()
        try #require(done.wait(timeout: .now() + 300) == .success)
        let (count, missing, lost) = result.withLock { $0 }
        #expect(count >= 100_000_000)
        #expect(missing.isEmpty, "never run: \(missing)")
        #expect(lost == [], "programs that went astray")
    }
}
