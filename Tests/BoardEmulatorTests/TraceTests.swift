import BoardEmulator
import SpiNNakerMachine
import Testing

/// Lines about cores and routers.
@Suite
struct TraceTests {
    private static let span: UInt64 = 60_000

    private func board() throws -> BoardEmulator {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << 0 | 1 << 8)
        try board.chip(1, 0).router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << 9)
        try chip.run(GuestProgram.receive, on: 2)
        try chip.run(GuestProgram.timer, on: 6)
        let sender = try chip.run(GuestProgram.send, on: 8, argument: 0x142)
        sender.write(address: 0x0040_0000, [5, 0, 0, 0])
        return board
    }

    private func lines(_ trace: Trace) -> [String] {
        String(decoding: trace.takeText(), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test
    func tracingChangesNothing() throws {
        let free = try board()
        free.run(until: Self.span)
        let followed = try board()
        let traces = [
            Trace(.instructions(CoreID(chip: .boot, core: 2)), lines: 1_000),
            Trace(.accesses(CoreID(chip: .boot, core: 6)), lines: Trace.mostLines),
            Trace(.packets(.boot), lines: 3),
            Trace(.accesses(CoreID(chip: .boot, core: 8)), lines: Trace.mostLines),
        ]
        for trace in traces { #expect(followed.begin(trace)) }
        followed.run(until: Self.span / 2)
        // What is over half-way leaves the threaded engine in a sound state.
        followed.end(traces[3])
        followed.run(until: Self.span)
        #expect(followed.stateHash == free.stateHash)
        #expect(followed.now == free.now)
        #expect(traces.map { lines($0).count }.prefix(3).last == 3)
        #expect(traces[0].isComplete && traces[2].isComplete && !traces[1].isComplete)
    }

    /// The program is in `GuestProgram`, with its addresses and mnemonics.
    @Test
    func instructionsAreWhatTheProgramSays() throws {
        let board = try board()
        let trace = Trace(.instructions(CoreID(chip: .boot, core: 6)), lines: 100_000)
        #expect(board.begin(trace))
        board.run(until: Self.span)
        let all = lines(trace).map { $0.split(separator: " ").map(String.init) }
        #expect(all[0].contains("cpsr=000000d3") && all[0].contains("pc=00000000"))
        // b 0x4c; msr; mov sp, #0x410000; msr; mov r0, #0x1f000000; mov r1, #32
        #expect(all[1].dropFirst() == ["00000000", "ea000011"])
        #expect(all[2].dropFirst() == ["0000004c", "e321f0d2", "cpsr=000000d2"])
        #expect(all[3].dropFirst() == ["00000050", "e3a0d841", "r13=00410000"])
        #expect(all[5].dropFirst() == ["00000058", "e3a0041f", "r0=1f000000"])
        // The interrupt leads to the vector, which leads to the handler.
        let interrupt = try #require(all.firstIndex { $0.contains("irq") })
        #expect(all[interrupt + 1].dropFirst().prefix(2) == ["00000018", "e51ffff0"])
        #expect(all[interrupt + 2][1] == "00000020")
        // Time never goes back, and an interrupt comes every 20,480 cycles.
        let cycles = all.compactMap { UInt64($0[0]) }
        #expect(cycles.count == all.count && cycles == cycles.sorted())
        let interrupts = all.filter { $0.contains("irq") }.compactMap { UInt64($0[0]) }
        try #require(interrupts.count == 2)
        #expect((20_477...20_483).contains(interrupts[1] - interrupts[0]))
    }

    @Test
    func accessesAreWhatTheProgramDoes() throws {
        let board = try board()
        let trace = Trace(.accesses(CoreID(chip: .boot, core: 6)), lines: 100_000)
        #expect(board.begin(trace))
        board.run(until: Self.span)
        let all = lines(trace).map { $0.split(separator: " ").dropFirst().map(String.init) }
        // str r1, [r0, #0x100]: the vector's address, 0x20.
        #expect(all.contains(["00000060", "w", "4", "1f000100", "00000020"]))
        // In the handler: the count is read, increased and written, the registers pushed before.
        #expect(all.contains(["00000030", "r", "4", "00400000", "00000000"]))
        #expect(all.contains(["00000038", "w", "4", "00400000", "00000001"]))
        #expect(all.contains(["00000038", "w", "4", "00400000", "00000002"]))
        #expect(all.filter { $0.first == "00000020" && $0[1] == "w" }.count == 6)
    }

    @Test
    func packetsShowWhereTheyComeFromAndGoTo() throws {
        let board = try board()
        let near = Trace(.packets(.boot), lines: 100)
        let far = Trace(.packets(ChipID(x: 1, y: 0)), lines: 100)
        #expect(board.begin(near) && board.begin(far))
        board.run(until: Self.span)
        let sent = lines(near).map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
        let passed = lines(far).map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
        // Two packets a round, the second with the number of rounds left.
        let keys = (0..<5).flatMap { ["mc 00000142 -", "mc 00000143 0000000\(4 - $0)"] }
        #expect(sent == keys.map { $0 + " core8 link0 core2" })
        #expect(passed == keys.map { $0 + " link3 core3" })
    }

    @Test
    func onlyWhatIsThereIsTracedAndOnce() throws {
        let board = try board()
        #expect(!board.begin(Trace(.packets(ChipID(x: 9, y: 9)), lines: 1)))
        #expect(!board.begin(Trace(.instructions(CoreID(chip: .boot, core: 18)), lines: 1)))
        let trace = Trace(.instructions(CoreID(chip: .boot, core: 1)), lines: 1)
        #expect(board.begin(trace))
        #expect(!board.begin(Trace(.accesses(CoreID(chip: .boot, core: 1)), lines: 1)))
        board.end(trace)
        #expect(board.begin(Trace(.accesses(CoreID(chip: .boot, core: 1)), lines: 1)))
    }
}
