import BoardEmulator
import SpiNNakerMachine
import Testing

/// The boot ROM's two protocols: `flood_fill.c` of the SpiNNaker boot ROM.
@Suite
struct BootROMTests {
    /// Writes 42 to the word at 0x00400000 and sleeps.
    private static let program: [UInt32] = [
        0xe3a0_1501,  // 00: mov r1, #4194304
        0xe3a0_202a,  // 04: mov r2, #42
        0xe581_2000,  // 08: str r2, [r1]
        0xee07_0f90,  // 0c: mcr p15, #0x0, r0, c7, c0, #0x4
        0xeaff_fffd,  // 10: b 0xc
    ]

    private static let host = Endpoint(address: 0x0a00_0001, port: 999)
    private let board = BoardEmulator(configuration: BoardConfiguration(kind: .spin3)) { _ in BootROM() }

    private func send(_ opcode: UInt32, _ operands: [UInt32], _ data: [UInt32] = [], port: UInt16 = 54321) {
        let words = [opcode] + operands + data
        let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
        board.deliver(datagram: [0, 1] + bytes, port: port, from: Self.host)
    }

    @Test
    func aHostsImageRunsWhenItIsComplete() throws {
        let core = try #require(try board.chip(0, 0).core(0))
        send(1, [0, 0, 1])
        send(3, [0xff00, 0, 0], Self.program)
        send(5, [1, 0, 0])
        board.pass(cycles: 10_000)
        #expect(!core.isRunning, "the second block is missing")
        // A block that is there already is ignored.
        send(3, [0xff00, 0, 0], [0xeaff_fffe])
        send(3, [0xff01, 0, 0], [7])
        send(5, [1, 0, 0], port: 17893)
        board.pass(cycles: 10_000)
        #expect(!core.isRunning, "the wrong port")
        send(5, [1, 0, 0])
        board.pass(cycles: 10_000)
        #expect(core.isSleeping)
        #expect(core.dataWord() == 42)
        #expect(core.dataWord(0x8400) == 7, "the image is kept in data memory")
        #expect(core.cpsr & 0xff == 0xd3, "supervisor mode, interrupts masked")
    }

    /// Keys with their check nibbles, and the check of the block, were made with the rules of `scamp-boot.c` and zlib.
    @Test
    func aNeighboursImageRunsWhenItIsComplete() throws {
        let packets: [(UInt32, UInt32)] = [
            (0xb100_0003, 0x0000_0000),
            (0x3200_0703, 0x0000_0000),
            (0x5300_0003, 0xe3a0_1501),
            (0xc300_0103, 0xe3a0_202a),
            (0x7300_0203, 0xe581_2000),
            (0x7300_0303, 0xee07_0f90),
            (0xd300_0403, 0xeaff_fffd),
            (0x4300_0503, 0x0000_0000),
            (0x3300_0603, 0x0000_0000),
            (0x2300_0703, 0x0000_0000),
            (0x4400_0003, 0xdb6e_370a),
            (0x6500_0103, 0x0000_0000),
        ]
        let chip = try board.chip(0, 0)
        let core = try #require(try board.chip(1, 0).core(0))
        let flood = { (wanted: (Int) -> Bool) in
            for (index, packet) in packets.enumerated() where wanted(index) {
                chip.inject(Packet(control: 0x80, key: packet.0, payload: packet.1))
                board.pass(cycles: 2_000)
            }
        }
        flood { $0 != 6 }
        #expect(!core.isRunning, "a word is missing")
        // The block has stayed open; its other words may come again.
        chip.inject(Packet(control: 0x80, key: packets[6].0 ^ 1 << 28, payload: packets[6].1))
        flood { $0 > 6 }
        #expect(!core.isRunning, "a word with a wrong check does not count")
        flood { $0 >= 6 }
        #expect(core.isSleeping)
        #expect(core.dataWord() == 42)
    }

    @Test
    func aWholeChipWaitsInItsROM() throws {
        let chip = try board.chip(0, 0)
        #expect(board.isResting)
        #expect(chip.load32(0xe100_0000) == 0x2f2f_0007)
        #expect(chip.load32(0xe200_0010) == 0x8003_ffff)
        #expect(try board.chip(1, 1).load32(0xe200_0010) == 0x0003_ffff)
        #expect(chip.load32(0xe200_0060) == 0x8052_8821)
        #expect(chip.load32(0xe200_0038) == 0xe)
        // The lights' pins, and those that lead to the serial ROM, are outputs: `main.c`, `serial.s`.
        #expect(chip.load32(0xe200_0044) == 0xffff_ff04)
        #expect(try board.chip(1, 1).load32(0xe200_0044) == 0xffff_ff3c)
    }

    // MARK: - Signs of life

    @Test
    func aLightBlinks() throws {
        let chip = try board.chip(1, 1)
        let pin = { (chip.load32(0xe200_0048) ?? 0) & 1 }
        #expect(pin() == 0, "on")
        board.pass(cycles: 1_023 * BoardEmulator.cyclesPerMillisecond)
        #expect(pin() == 0)
        board.pass(cycles: 2 * BoardEmulator.cyclesPerMillisecond)
        #expect(pin() == 1)
        board.pass(cycles: 1_024 * BoardEmulator.cyclesPerMillisecond)
        #expect(pin() == 0)
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    /// What the Ethernet chip, 192.168.240.1 at 02:53:c0:a8:f0:01, sends while something is done.
    private func sent(_ body: (ChipEmulator) -> Void) throws -> [[UInt8]] {
        let chip = try board.chip(0, 0)
        let log = FrameLog()
        chip.cableTap = { log.frames.append($0) }
        body(chip)
        return log.frames
    }

    private final class FrameLog { var frames: [[UInt8]] = [] }

    /// RFC 826; what the ROM makes of a question is `eth_link.c`'s `handleArpRequest`.
    @Test
    func aQuestionForItsAddressIsAnswered() throws {
        let question = "ffffffffffff0200c0a8f00708060001080006040001" + "0200c0a8f007c0a8f007000000000000"
        let padding = Array(repeating: UInt8(0), count: 18)
        let frames = try sent {
            $0.receive(Self.bytes(question + "c0a8f001") + padding)
            $0.receive(Self.bytes(question + "c0a8f002") + padding)
        }
        #expect(
            frames == [
                Self.bytes(
                    "0200c0a8f0070253c0a8f00108060001080006040002" + "0253c0a8f001c0a8f0010200c0a8f007c0a8f007"
                ) + padding
            ]
        )
    }

    /// RFC 792, with checksums worked out by hand.
    @Test
    func aPingIsAnswered() throws {
        let echo = "0253c0a8f0010200c0a8f00708004500002000010000ff015a81" + "c0a8f007c0a8f001" + "0800f7fd00010000"
        let ping = Self.bytes(echo + "00010000" + "0000000000000000000000000000")
        let frames = try sent { $0.receive(ping) }
        let reply = "0200c0a8f0070253c0a8f00108004500002000010000ff015a81" + "c0a8f001c0a8f007" + "0000fffd00010000"
        #expect(frames == [Self.bytes(reply + "00010000" + "0000000000000000000000000000")])
    }

    /// `send_hello_frame`: to everybody, then to the host that has spoken first.
    @Test
    func helloIsSaidEveryFourSeconds() throws {
        let frames = try sent { _ in board.pass(cycles: 4_100 * BoardEmulator.cyclesPerMillisecond) }
        #expect(frames.count == 1)
        let frame = try #require(frames.first)
        #expect(Array(frame[..<14]) == Self.bytes("ffffffffffff0253c0a8f0010800"))
        #expect(Array(frame[26..<38]) == Self.bytes("c0a8f001ffffffffd431d431"))
        let hello = Self.bytes("0001000000410201000000000000" + "43505453")
        #expect(Array(frame[42..<60]) == hello)
        #expect(board.takeOutgoing().isEmpty, "nobody is everybody here")

        send(1, [0, 0, 1])
        board.pass(cycles: 4_096 * BoardEmulator.cyclesPerMillisecond)
        let datagrams = board.takeOutgoing()
        #expect(datagrams.map(\.bytes) == [hello])
        #expect(datagrams.map(\.destination) == [Endpoint(address: Self.host.address, port: 54321)])
    }

    @Test
    func withoutACableNothingIsSent() throws {
        let frames = try sent {
            $0.setCable(isPlugged: false)
            board.pass(cycles: 5_000 * BoardEmulator.cyclesPerMillisecond)
        }
        #expect(frames.isEmpty)
    }

    // MARK: - Resets

    /// Writes a word to a register, then sleeps: the address and the value stand behind the code.
    private static func store(_ value: UInt32, to address: UInt32) -> [UInt32] {
        [
            0xe59f_100c,  // 00: ldr r1, [pc, #12]
            0xe59f_200c,  // 04: ldr r2, [pc, #12]
            0xe581_2000,  // 08: str r2, [r1]
            0xee07_0f90,  // 0c: mcr p15, #0x0, r0, c7, c0, #0x4
            0xeaff_fffd,  // 10: b 0xc
            address, value,
        ]
    }

    /// SpiNN2 datasheet, §14: the code of the last reset. `main.c`: who has been the monitor before is no longer.
    @Test
    func aChipThatIsResetWaitsInItsROMAndHasAnotherMonitor() throws {
        let chip = try board.chip(0, 0)
        #expect(chip.load32(0xe200_0030) == 0)
        chip.store32(0x6000_0000, 0x1234_5678)
        let core = try chip.run(Self.store(0x5ec2_0000, to: 0xe200_002c), on: 6)
        board.pass(cycles: 10_000)
        #expect(!core.isRunning)
        #expect(chip.load32(0xe200_0030) == 3)
        #expect(chip.load32(0xe200_0034) == 1)
        #expect(chip.load32(0xe200_0010) == 0x8003_fffe)
        #expect(chip.load32(0xe100_0000) == 0x2f2f_0107)
        #expect(chip.load32(0x6000_0000) == 0x1234_5678, "SDRAM is kept")
        #expect(board.takeEvents().events.map(\.kind) == [.chipReset(code: 3)])
        // An image now runs on core 1.
        send(1, [0, 0, 0])
        send(3, [0xff00, 0, 0], Self.program)
        send(5, [1, 0, 0])
        board.pass(cycles: 10_000)
        #expect(chip.core(1)?.dataWord() == 42)
    }

    /// PrimeCell SP805: the second time at zero resets, with code 1. The image of a host leaves the ROM's watchdog on.
    @Test
    func aProgramThatForgetsTheWatchdogIsEnded() throws {
        send(1, [0, 0, 0])
        send(3, [0xff00, 0, 0], Self.program)
        send(5, [1, 0, 0])
        board.pass(cycles: 10_000)
        let chip = try board.chip(0, 0)
        #expect(chip.core(0)?.isSleeping == true)
        // 100,000,000 counts at two thirds of the cores' clock, twice.
        board.pass(cycles: 299_000_000)
        #expect(chip.core(0)?.isRunning == true)
        board.pass(cycles: 2_000_000)
        #expect(chip.core(0)?.isRunning == false)
        #expect(chip.load32(0xe200_0030) == 1)
    }

    @Test
    func aResetRouterForgetsItsTables() throws {
        let chip = try board.chip(0, 0)
        chip.store32(0xe101_0000, 0)
        #expect(chip.load32(0xe101_0000) == 0)
        chip.store32(0xe200_002c, 0x5ec0_0001)
        #expect(chip.load32(0xe101_0000) == 0x00db_6db6)
    }
}
