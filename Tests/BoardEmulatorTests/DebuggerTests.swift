import BoardEmulator
import SpiNNakerMachine
import Testing

/// A core held by a debugger.
@Suite
struct DebuggerTests {
    /// Two chips with busy cores that send each other packets.
    private func board() throws -> BoardEmulator {
        let board = BoardEmulator(.spin3)
        for index in 0..<2 {
            let chip = try board.chip(UInt8(index), 0)
            chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << 0 | 1 << 3 | 1 << 8)
            try chip.run(GuestProgram.receive, on: 2)
            for core in 3..<6 { try chip.run(GuestProgram.busy, on: core, argument: UInt32(core)) }
            try chip.run(GuestProgram.timer, on: 6)
            let sender = try chip.run(GuestProgram.send, on: 8, argument: 0x100 + UInt32(index))
            sender.write(address: 0x0040_0000, [200, 0, 0, 0])
        }
        return board
    }

    private let span: UInt64 = 60_000

    /// Runs to the end of the span, answering each stop by `action`, and returns how often it stopped.
    private func run(_ board: BoardEmulator, _ action: (CoreDebugger) -> Void) -> Int {
        var stops = 0
        while board.now < span {
            board.run(until: span)
            guard let debugger = board.debugger, debugger.isHeld else { continue }
            _ = debugger.takeStop()
            stops += 1
            action(debugger)
        }
        return stops
    }

    @Test(arguments: [2, 4, 6, 8])
    func whetherACoreWasHeldChangesNothing(core: Int) throws {
        let free = try board()
        free.run(until: span)

        let held = try board()
        let debugger = try #require(held.attachDebugger(chip: .boot, virtual: core))
        #expect(debugger.isHeld)
        held.run(until: span)
        #expect(held.now < span, "a held board must not pass the time")
        var steps = 0
        let stops = run(held) { debugger in
            steps += 1
            if steps < 1_000 { debugger.step() } else { debugger.resume() }
        }

        // The sleeper of the four has fewer instructions to execute.
        #expect(stops == 1_000 || core == 6 && stops > 10)
        #expect(held.stateHash == free.stateHash)
        #expect(held.now == free.now)
    }

    @Test
    func aBreakpointStopsBeforeItsInstructionEachTime() throws {
        let free = try board()
        free.run(until: span)
        let counts = try #require(free.chip(0, 0).core(2)).dataWord()

        let held = try board()
        let debugger = try #require(held.attachDebugger(chip: .boot, virtual: 2))
        // The instruction that stores the number of packets received.
        debugger.breakpoints = [0x30]
        debugger.resume()
        var seen: [UInt32] = []
        let stops = run(held) { debugger in
            #expect(debugger.register(15) == 0x30)
            seen.append(debugger.register(2))
            debugger.resume()
        }

        #expect(counts > 100)
        #expect(stops == Int(counts))
        #expect(seen == Array(1...counts))
        #expect(held.stateHash == free.stateHash)
    }

    @Test
    func registersAndMemoryAreShownAndChanged() throws {
        let board = try board()
        let debugger = try #require(board.attachDebugger(chip: .boot, virtual: 3))
        #expect(debugger.register(0) == 3)
        #expect(debugger.register(15) == 0)
        #expect(debugger.memory(at: 0, count: 4) == [0x01, 0x15, 0xa0, 0xe3])
        #expect(debugger.setMemory(at: 0x6000_0100, to: [1, 2, 3]))
        #expect(try board.chip(0, 0).read(address: 0x6000_0100, count: 3) == [1, 2, 3])
        #expect(!debugger.setMemory(at: 0x1000_0000, to: [1]))
        #expect(debugger.memory(at: 0x1000_0000, count: 4).isEmpty)
        debugger.setRegister(15, to: 0x3c)
        debugger.step()
        board.run(until: span)
        #expect(debugger.takeStop() == .step)
        #expect(debugger.register(15) == 0x0c)
    }

    @Test
    func onlyACoreThatIsThereCanBeHeldAndOnlyOne() throws {
        let board = try board()
        #expect(board.attachDebugger(chip: ChipID(x: 5, y: 5), virtual: 1) == nil)
        #expect(board.attachDebugger(chip: .boot, virtual: 18) == nil)
        #expect(board.attachDebugger(chip: .boot, virtual: 1) != nil)
        #expect(board.attachDebugger(chip: .boot, virtual: 2) == nil)
        board.detachDebugger()
        #expect(board.attachDebugger(chip: .boot, virtual: 2) != nil)
    }
}
