import ARM968
import Testing

/// Cores that share decoded code: each does what it would do alone, whoever writes its instruction memory when.
@Suite struct SharedCodeTests {
    /// MOV r0, #n; ADD r1, r1, r0; B to the start: from 0x100 on.
    private static func loop(adding number: UInt32) -> [UInt32] { [0xe3a0_0000 | number, 0xe081_1000, 0xeaff_fffc] }

    private static func core(_ bus: RigBus, _ pool: CodePool?, adding number: UInt32 = 1) -> ARM968Core {
        let core = ARM968Core(bus: bus, sharedMemory: nil, pool: pool)
        core.control = 0
        core.cpsr = 0xdf
        core[15] = 0x100
        put(loop(adding: number), at: 0x100, core)
        return core
    }

    private static func put(_ words: [UInt32], at address: Int, _ core: borrowing ARM968Core) {
        for (index, word) in words.enumerated() {
            core.itcm.storeBytes(of: word, toByteOffset: address + 4 * index, as: UInt32.self)
        }
        core.instructionsChanged(address..<address + 4 * words.count)
    }

    /// Runs two cores in turns, longer than it takes them to come together.
    private static func runLong(_ first: borrowing ARM968Core, _ second: borrowing ARM968Core) {
        for _ in 0..<100 {
            _ = first.run(cycles: 1_000)
            _ = second.run(cycles: 1_000)
        }
    }

    @Test func equalContentsAreDecodedOnce() {
        let bus = RigBus()
        let pool = CodePool()
        let first = Self.core(bus, pool)
        let second = Self.core(bus, pool)
        #expect(first.decodedCode != second.decodedCode)
        Self.runLong(first, second)
        #expect(first.decodedCode == second.decodedCode)
        #expect(first[1] == second[1])
        #expect(first[1] > 10_000)
    }

    @Test func otherContentsAreKeptApart() {
        let bus = RigBus()
        let pool = CodePool()
        let first = Self.core(bus, pool)
        let second = Self.core(bus, pool, adding: 2)
        Self.runLong(first, second)
        #expect(first.decodedCode != second.decodedCode)
        #expect(second[1] == 2 * first[1])
    }

    @Test func whoIsWrittenGoesItsOwnWay() {
        let bus = RigBus()
        let pool = CodePool()
        let first = Self.core(bus, pool)
        let second = Self.core(bus, pool)
        Self.runLong(first, second)
        // As DMA or a debugger does it: from outside.
        Self.put(Self.loop(adding: 3), at: 0x100, second)
        #expect(first.decodedCode != second.decodedCode)
        let before = (first[1], second[1])
        for _ in 0..<10 {
            _ = first.run(cycles: 500)
            _ = second.run(cycles: 500)
        }
        #expect(second[1] &- before.1 >= 3 * (first[1] &- before.0) - 6)
        #expect(second[1] &- before.1 <= 3 * (first[1] &- before.0) + 6)
        // With the same contents again they come together again.
        Self.put(Self.loop(adding: 3), at: 0x100, first)
        Self.runLong(first, second)
        #expect(first.decodedCode == second.decodedCode)
    }

    /// One of two cores writes the instruction just ahead; the other, with the same code, must not see it.
    @Test func writingOnesOwnCodeIsNobodyElsesBusiness() {
        // While r3 is 0: r4 is counted up by 1. STR r5 to the ADD makes that 8.
        // 0x100 CMP r3, #0; STRNE r5, [r6]; ADD r4, r4, #1; B 0x100
        let program: [UInt32] = [0xe353_0000, 0x1586_5000, 0xe284_4001, 0xeaff_fffb]
        let bus = RigBus()
        let pool = CodePool()
        let writer = Self.core(bus, pool)
        let other = Self.core(bus, pool)
        Self.put(program, at: 0x100, writer)
        Self.put(program, at: 0x100, other)
        writer[5] = 0xe284_4008
        writer[6] = 0x108
        Self.runLong(writer, other)
        #expect(writer.decodedCode == other.decodedCode)
        #expect(writer[4] == other[4])
        writer[3] = 1
        let before = (writer[4], other[4])
        _ = writer.run(cycles: 6_000)
        _ = other.run(cycles: 6_000)
        // Six cycles a turn: CMP, STR, ADD and a branch of three.
        #expect((7_990...8_010).contains(writer[4] &- before.0))
        #expect((995...1_005).contains(other[4] &- before.1))
        #expect(writer.decodedCode != other.decodedCode)
    }

    /// Writing what is there already changes nothing.
    @Test func writingTheSameAgainPartsNobody() {
        let program: [UInt32] = [0xe353_0000, 0x1586_5000, 0xe284_4001, 0xeaff_fffb]
        let bus = RigBus()
        let pool = CodePool()
        let writer = Self.core(bus, pool)
        let other = Self.core(bus, pool)
        Self.put(program, at: 0x100, writer)
        Self.put(program, at: 0x100, other)
        writer[5] = 0xe284_4001
        writer[6] = 0x108
        writer[3] = 1
        Self.runLong(writer, other)
        #expect(writer.decodedCode == other.decodedCode)
    }

    /// A core that always writes its code stays alone, and right.
    @Test func whoNeverKeepsStillStaysAlone() {
        // 0x100 ADD r7, r7, #1; AND r7, r7, #255; ORR r5, r8, r7; STR r5, [r6]; ADD r4, r4, #1 (r6 points here); B 0x100
        let program: [UInt32] = [0xe287_7001, 0xe207_70ff, 0xe188_5007, 0xe586_5000, 0xe284_4001, 0xeaff_fff9]
        let (shared, single) = (RigBus(), RigBus())
        let pool = CodePool()
        let first = Self.core(shared, pool)
        let second = Self.core(shared, pool)
        let alone = Self.core(single, nil)
        func begin(_ core: borrowing ARM968Core) {
            Self.put(program, at: 0x100, core)
            core[6] = 0x110
            core[8] = 0xe284_4000
        }
        begin(first)
        begin(second)
        begin(alone)
        for _ in 0..<200 {
            _ = first.run(cycles: 1_000)
            _ = second.run(cycles: 1_000)
            _ = alone.run(cycles: 1_000)
        }
        #expect(first[4] == alone[4])
        #expect(second[4] == alone[4])
        #expect(alone[4] > 0)
    }
}
