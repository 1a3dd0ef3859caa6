import ARM968
import BoardEmulator
import SpiNNakerMachine
import Testing

/// Registers, driven by hand on a core that sleeps; expectations from the datasheets of the chip, PL190 and SP804.
@Suite
struct DeviceTests {
    private static let vic: UInt32 = 0x1f00_0000
    private static let timer: UInt32 = 0x2100_0000
    private static let dma: UInt32 = 0x4000_0000

    private let board = BoardEmulator(.spin3)
    private let chip: ChipEmulator
    private let core: CoreNode

    init() throws {
        chip = try board.chip(0, 0)
        core = try chip.run(GuestProgram.sleep, on: 6)
        board.pass(cycles: 1_000)
    }

    // MARK: - Interrupt controller

    @Test
    func interruptsNestByPriority() {
        // Lines 30 and 31 are pins, which are high when nobody drives them.
        core.put(0xe200_0044, 0xffff_fcff)
        for slot in UInt32(0)..<3 {
            core.put(Self.vic + 0x100 + 4 * slot, 0x1000 + slot)
            core.put(Self.vic + 0x200 + 4 * slot, 0x20 | (28 + slot))
        }
        core.put(Self.vic + 0x34, 0xdef0)
        core.put(Self.vic + 0x10, 7 << 28)
        #expect(core.get(0xffff_f030) == 0xdef0, "nothing is pending")

        core.put(Self.vic + 0x18, 1 << 29)
        #expect(core.get(Self.vic) == 1 << 29)
        #expect(core.get(0xffff_f030) == 0x1001)
        // A later slot must wait, an earlier one may interrupt.
        core.put(Self.vic + 0x18, 1 << 30)
        #expect(core.isSleeping)
        core.put(Self.vic + 0x18, 1 << 28)
        #expect(core.get(0x2f00_0030) == 0x1000)
        core.put(Self.vic + 0x1c, 1 << 28)
        core.put(Self.vic + 0x30, 0)
        core.put(Self.vic + 0x1c, 1 << 29)
        core.put(Self.vic + 0x30, 0)
        #expect(core.get(0xffff_f030) == 0x1002)
    }

    @Test
    func clearRegistersOfTheInterruptControllerReadZero() {
        core.put(Self.vic + 0x10, 0x30)
        core.put(Self.vic + 0x18, 3)
        #expect(core.get(Self.vic + 0x14) == 0)
        #expect(core.get(Self.vic + 0x1c) == 0)
        core.put(Self.vic + 0x14, 0x10)
        #expect(core.get(Self.vic + 0x10) == 0x20)
        #expect(core.get(Self.vic + 0x08).map { $0 & 3 } == 3)
        #expect(core.get(Self.vic + 0xfe0) == 0x90)
        core.put(Self.vic + 0x0c, 2)
        core.put(Self.vic + 0x10, 3)
        #expect(core.get(Self.vic + 0x04) == 2)
        #expect(core.get(Self.vic) == 1)
    }

    // MARK: - Timers

    @Test
    func aTimerCountsDownAndReloads() {
        #expect(core.get(Self.timer + 8) == 0x20)
        #expect(core.get(Self.timer + 4) == 0xffff_ffff)
        core.put(Self.timer, 5_000)
        core.put(Self.timer + 8, 0xe2)
        // The core sleeps at a time of its own; only differences count.
        board.pass(cycles: 100_000)
        #expect(core.get(Self.timer + 0x10) == 1)
        #expect(core.get(Self.timer + 0x14) == 1)
        core.put(Self.timer + 0xc, 0)
        #expect(core.get(Self.timer + 0x14) == 0)
        #expect(core.get(Self.timer + 4).map { (1...5_000).contains($0) } == true)
    }

    @Test
    func aOneShotTimerStopsAndCanBeLoadedAgain() {
        core.put(Self.timer + 0x20, 3_000)
        core.put(Self.timer + 0x28, 0xe3)
        board.pass(cycles: 10_000)
        #expect(core.get(Self.timer + 0x30) == 1)
        #expect(core.get(Self.timer + 0x24) == 0)
        core.put(Self.timer + 0x2c, 1)
        board.pass(cycles: 10_000)
        #expect(core.get(Self.timer + 0x30) == 0)
        core.put(Self.timer + 0x20, 3_000)
        board.pass(cycles: 10_000)
        #expect(core.get(Self.timer + 0x30) == 1)
        #expect(core.get(Self.timer + 0x10) == 0, "the other timer")
    }

    @Test
    func nothingEverHappensToAStoppedTimer() {
        core.put(Self.timer, 100)
        #expect(board.isIdle)
        core.put(Self.timer + 8, 0xe2)
        #expect(!board.isIdle)
        core.put(Self.timer + 8, 0x62)
        #expect(board.isIdle)
    }

    // MARK: - DMA

    @Test
    func dmaRefusesWhatItDoesNotHave() {
        #expect(core.get(Self.dma + 0x14) == 6 << 24)
        #expect(core.get(Self.dma + 0x2c) == nil)
        #expect(core.load(Self.dma + 0x14, .byte) == nil)
        #expect(!core.store(Self.dma + 0x300, 0, .word))
        #expect(core.get(Self.dma + 0x10) == 0)
    }

    @Test
    func dmaErrorsPauseUntilRestarted() {
        core.put(Self.dma + 0x18, 0x1f_fc00)
        core.put(Self.dma + 4, 0x5000_0000)
        core.put(Self.dma + 8, 0x0040_0000)
        core.put(Self.dma + 12, 64)
        board.pass(cycles: 2_000)
        #expect(core.get(Self.dma + 0x14).map { $0 & 0xffff } == 0x8002)
        #expect(core.get(Self.vic + 8).map { $0 >> 12 & 3 } == 2)

        core.put(Self.dma + 0x10, 4)
        core.put(Self.dma + 4, 0x6000_0000)
        core.put(Self.dma + 8, 0x0040_fffc)
        core.put(Self.dma + 12, 64)
        board.pass(cycles: 2_000)
        #expect(core.get(Self.dma + 0x14).map { $0 & 0xffff } == 0x4002, "beyond the data memory")
        core.put(Self.dma + 0x10, 0x3f)
        core.put(Self.dma + 0x10, 0x0d)
        #expect(core.get(Self.dma + 0x14) == 6 << 24)
        #expect(board.takeEvents().events.count == 2)
    }

    @Test
    func noEndOfATransferIsLost() {
        core.put(Self.dma + 4, 0x5000_0000)
        for _ in 0..<2 { core.put(Self.dma + 12, 16) }
        // Registers are locked while both places are taken.
        #expect(!core.store(Self.dma + 12, 16, .word))
        board.pass(cycles: 2_000)
        #expect(core.get(Self.dma + 0x14).map { $0 & 6 } == 6, "nothing answers there, and the second still waits")
        core.put(Self.dma + 0x10, 0x3f)
        core.put(Self.dma + 0x10, 0x0d)
        core.put(Self.dma + 8, 0x0040_0000)
        core.put(Self.dma + 4, 0x6000_0000)
        for _ in 0..<3 {
            core.put(Self.dma + 12, 16)
            board.pass(cycles: 2_000)
        }
        #expect(core.get(Self.dma + 0x14).map { $0 & 0xc01 } == 0xc01, "the third waits with its end")
        core.put(Self.dma + 0x10, 8)
        board.pass(cycles: 2_000)
        #expect(core.get(Self.dma + 0x14).map { $0 & 0xc01 } == 0xc00)
        core.put(Self.dma + 0x10, 8)
        core.put(Self.dma + 0x10, 8)
        #expect(core.get(Self.dma + 0x14).map { $0 & 0xc01 } == 0)
    }

    // MARK: - Shared devices

    @Test
    func locksAreTakenByReading() {
        #expect(core.get(0xe200_0118) == 0)
        #expect(chip.load32(0xe200_0118) == 0x8000_0000)
        #expect(chip.locks == 1 << 6)
        #expect(core.get(0xe200_0198) == 0x8000_0000)
        #expect(core.get(0xe200_0198) == 0)
    }

    @Test
    func coresInterruptEachOther() throws {
        let other = try chip.run(GuestProgram.sleep, on: 7)
        other.put(Self.vic + 0x10, 1 << 18)
        core.put(0xe200_0008, 1 << 7)
        #expect(other.get(Self.vic) == 0, "the protection bits are missing")
        core.put(0xe200_0008, 0x5ec0_0000 | 1 << 7)
        #expect(other.get(Self.vic) == 1 << 18)
        #expect(core.get(0xe200_000c) == 1 << 7)
        core.put(0xe200_000c, 0x5ec0_0000 | 1 << 7)
        #expect(other.get(Self.vic) == 0)
    }

    @Test
    func memoriesAppearWhereTheyShould() {
        #expect(chip.store32(0x6000_0010, 0xcafe_0001))
        #expect(core.get(0x6800_0010) == 0xcafe_0001, "SDRAM repeats every 128 MiB")
        #expect(core.get(0x7000_0010) == 0xcafe_0001)
        core.put(0xe500_7f10, 0x0102_0304)
        #expect(chip.read(address: 0xf500_7f10, count: 4) == [4, 3, 2, 1])
        #expect(core.get(0xffff_7f10) == 0x0102_0304, "the boot area")
        chip.store32(0xe200_0038, 0)
        #expect(core.get(0xffff_7f10) == 0)
        #expect(chip.load16(0xe500_7f12) == 0x0102)
        #expect(chip.load8(0xe500_7f13) == 1)
        for address: UInt32 in [0x5000_0000, 0x8000_0000, 0xd000_0000, 0xe700_0000, 0xe200_0300] {
            #expect(chip.load32(address) == nil)
            #expect(!chip.store32(address, 0))
        }
        #expect(chip.read(address: 0x67ff_fff0, count: 36)?.suffix(4) == [1, 0, 0xfe, 0xca])
        #expect(chip.read(address: 0x0, count: 4) == nil)
        #expect(chip.load32(0xe200_0000) == 0x5911_1012)
    }

    @Test
    func theRouterTablesAreRegisters() {
        chip.store32(0xe100_4008, 0xff00_0041)
        chip.store32(0xe100_8008, 0x1230)
        chip.store32(0xe100_c008, 0xffff_fff0)
        #expect(chip.load32(0xe100_4008) == 0x41)
        #expect(chip.load32(0xe100_8008) == nil)
        chip.store32(0xe100_0f04, 0x123f)
        #expect(chip.load32(0xe100_0f00) == 2 << 1)
        chip.store32(0xe100_0f04, 0x1240)
        #expect(chip.load32(0xe100_0f00).map { $0 & 1 } == 1)
        #expect(chip.load32(0xe101_0000) == 0x00db_6db6)
        chip.router.setPointToPointRoute(9, 3)
        // Six three-bit entries of 6; that of destination 9 is the second of its word.
        let expected: UInt32 = 0x00db_6d9e
        #expect(chip.load32(0xe101_0004) == expected)
    }
}
