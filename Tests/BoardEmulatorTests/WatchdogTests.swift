import BoardEmulator
import SpiNNakerMachine
import Testing

/// The watchdog as programs see it: PrimeCell SP805, SpiNN2 datasheet §16.
@Suite
struct WatchdogTests {
    private static let base: UInt32 = 0xe300_0000
    private static let vic: UInt32 = 0x1f00_0000
    private let board = BoardEmulator(.spin3)
    private let chip: ChipEmulator
    private let core: CoreNode

    init() throws {
        chip = try board.chip(0, 0)
        core = try chip.run(GuestProgram.sleep, on: 6)
        board.pass(cycles: 1_000)
    }

    private func unlock() { core.put(Self.base + 0xc00, 0x1acc_e551) }

    @Test
    func itIsLockedUntilTheKeyIsWritten() {
        #expect(core.get(Self.base + 0xc00) == 1)
        core.put(Self.base + 0x08, 3)
        #expect(core.get(Self.base + 0x08) == 0)
        unlock()
        #expect(core.get(Self.base + 0xc00) == 0)
        core.put(Self.base + 0x08, 3)
        #expect(core.get(Self.base + 0x08) == 3)
    }

    @Test
    func theFirstZeroIsAnInterruptThatAProgramCanClear() {
        unlock()
        core.put(Self.base, 10_000)
        core.put(Self.base + 0x08, 3)
        board.pass(cycles: 9_000)
        let count = core.get(Self.base + 0x04) ?? 0
        #expect((3_000...4_700).contains(count), "\(count) of 10,000 counts left after 9,000 cycles")
        #expect(core.get(Self.base + 0x10) == 0)
        board.pass(cycles: 8_000)
        #expect(core.get(Self.base + 0x10) == 1)
        // Line 0 of all interrupt controllers.
        #expect(core.get(Self.vic + 0x08).map { $0 & 1 } == 1)
        core.put(Self.base + 0x0c, 1)
        #expect(core.get(Self.base + 0x10) == 0)
        #expect(core.get(Self.vic + 0x08).map { $0 & 1 } == 0)
        board.pass(cycles: 14_000)
        #expect(core.isRunning, "the count has begun again")
        #expect(core.get(Self.base + 0x10) == 0)
    }

    @Test(arguments: [(1, true), (3, false)] as [(UInt32, Bool)])
    func onlyAWatchdogThatMayResetDoes(_ control: UInt32, _ survives: Bool) {
        unlock()
        core.put(Self.base, 10_000)
        core.put(Self.base + 0x08, control)
        board.pass(cycles: 40_000)
        #expect(core.isRunning == survives)
        #expect(chip.load32(0xe200_0030) == (survives ? 0 : 1))
    }
}
