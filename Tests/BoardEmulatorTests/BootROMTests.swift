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
        #expect(board.isIdle)
        #expect(chip.load32(0xe100_0000) == 0x2f2f_0007)
        #expect(chip.load32(0xe200_0010) == 0x8003_ffff)
        #expect(try board.chip(1, 1).load32(0xe200_0010) == 0x0003_ffff)
        #expect(chip.load32(0xe200_0060) == 0x8052_8821)
        #expect(chip.load32(0xe200_0038) == 0xe)
    }
}
