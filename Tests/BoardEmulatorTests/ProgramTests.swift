import ARM968
import BoardEmulator
import SpiNNakerMachine
import Testing

/// Whole programs on emulated cores; expectations are worked out from the datasheet by hand.
@Suite
struct ProgramTests {
    @Test
    func aPeriodicTimerInterruptsAtItsRate() throws {
        let board = BoardEmulator(.spin3)
        let core = try board.chip(0, 0).run(GuestProgram.timer, on: 3)
        board.run(until: 20_480 * 500 + 10_000)

        #expect(core.dataWord() == 500)
        #expect(core.isSleeping)
        #expect(core.instructions < 500 * 20, "a sleeping core executes nothing")
        #expect(board.takeEvents().events.isEmpty)
    }

    @Test
    func dmaMovesBothWaysAndCountsItsEnds() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(1, 0)
        let data = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        chip.write(0x6000_0000, data)
        let core = try chip.run(GuestProgram.dma, on: 5)
        board.pass(cycles: 10_000)

        #expect(core.read(address: 0x0040_0000, count: 256) == data)
        #expect(chip.read(address: 0x6000_1000, count: 256) == data)
        #expect(core.register(6) & 0x00ff_ffff == 0x5, "running and full")
        #expect(core.register(6) >> 24 == 5, "the core's physical number")
        #expect(core.register(4) & 0xc00 == 0xc00, "two ends")
        #expect(core.register(7) & 0xc00 == 0x400)
        #expect(core.register(8) & 0xffff == 0)
    }

    @Test
    func badAccessesAreAbortsAndEvents() throws {
        let board = BoardEmulator(.spin3)
        let core = try board.chip(0, 1).run(GuestProgram.abort, on: 1)
        board.pass(cycles: 5_000)

        #expect(core.dataWord() == 3)
        let events = board.takeEvents()
        #expect(
            events.events.map(\.kind) == [
                .busError(address: 0x5000_0000, isWrite: false), .busError(address: 0xe200_0000, isWrite: false),
                .busError(address: 0xe100_8000, isWrite: false),
            ]
        )
        #expect(events.events.allSatisfy { $0.core == 1 && $0.chip == ChipID(x: 0, y: 1) })
    }

    @Test
    func anImageIsLaidOutAsTheLoaderDoes() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        // Copies and fills go in whole units of 32 bytes.
        let table: [UInt32] = [
            2, 0, 80, 8, 1, 0x0040_0000, Image.address + 80, 4, 3, 0x0040_0100, 4, 0x1111_2222, 4, 0, 0, 0, 0, 0, 0, 0,
        ]
        let code = GuestProgram.sleep + Array(repeating: 0xabcd_0123, count: 8)
        chip.write(Image.address, (table + code).littleEndianBytes)
        #expect(chip.startCore(physical: 17, image: Image.address, argument: 0x1e))

        let core = try #require(chip.core(17))
        #expect(core.register(0) == 0x1e)
        #expect(core.cpsr & 0xff == 0xd3)
        #expect(core.read(address: 0, count: 36) == code.prefix(8).map { $0 }.littleEndianBytes + [0, 0, 0, 0])
        #expect(core.dataWord() == GuestProgram.sleep[0])
        #expect(core.dataWord(0x11c) == 0x1111_2222)
        #expect(core.dataWord(0x120) == 0)
    }

    @Test
    func nonsenseDoesNotStart() throws {
        let board = BoardEmulator(.spin5)
        let chip = try board.chip(0, 0)
        #expect(!chip.startCore(physical: 1, image: 0x6000_0000, argument: 0))
        #expect(!chip.startCore(physical: 1, image: 0x5000_0001, argument: 0))
        #expect(!chip.startCore(physical: 18, image: 0x6000_0000, argument: 0))
        #expect(!chip.startCore(physical: -1, image: 0x6000_0000, argument: 0))
        chip.write(0x6000_0000, ([2, 0x7f00, 64, 0xffff_ffff] as [UInt32]).littleEndianBytes)
        #expect(!chip.startCore(physical: 1, image: 0x6000_0000, argument: 0))
        #expect(try !board.chip(1, 1).startCore(physical: 17, image: 0x6000_0000, argument: 0), "17 cores there")
        #expect(board.isIdle)
        #expect(!board.runWindow())
    }

    @Test
    func theSameRunTwiceEndsTheSameWithEitherEngine() throws {
        func hash(_ engine: ARM968Core.Engine) throws -> [UInt64] {
            var configuration = BoardConfiguration(kind: .spin5)
            configuration.engine = engine
            let board = BoardEmulator(configuration: configuration)
            for (index, id) in board.configuration.chips.enumerated() where index % 5 == 0 {
                let chip = try #require(board.chips[id])
                chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << 2 | 1 << 0 | 1 << 8)
                try chip.run(GuestProgram.receive, on: 2)
                for core in 3..<8 { try chip.run(GuestProgram.busy, on: core, argument: UInt32(core)) }
                let sender = try chip.run(GuestProgram.send, on: 8, argument: 0x100 + UInt32(index))
                sender.write(address: 0x0040_0000, [200, 0, 0, 0])
            }
            board.run(until: 150_000)
            return [board.stateHash, board.now]
        }
        let expected = try hash(.interpreter)
        #expect(try hash(.threaded) == expected)
        #expect(try hash(.threaded) == expected)
    }

    @Test
    func aStoppedCoreStandsStill() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        let core = try chip.run(GuestProgram.busy, on: 4)
        board.pass(cycles: 10_000)
        chip.stopCore(physical: 4)
        let count = core.instructions
        #expect(count > 1_000)
        #expect(board.isIdle)
        board.pass(cycles: 10_000)
        #expect(core.instructions == count)
    }

    @Test
    func takingTheClockAwaySuspends() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        let core = try chip.run(GuestProgram.busy, on: 4)
        board.pass(cycles: 1_000)
        chip.store32(0xe200_0004, 1 << 4)
        board.pass(cycles: 1_000)
        #expect(!board.isIdle, "without the protection bits nothing happens")
        chip.store32(0xe200_0004, 0x5ec0_0000 | 1 << 4)
        #expect(board.isIdle)
        let count = core.instructions
        board.pass(cycles: 1_000_000)
        chip.store32(0xe200_0004, 0x5ec0_0000)
        board.pass(cycles: 1_000)
        #expect(core.instructions > count)
        #expect(core.instructions < count + 2_000)
    }
}
