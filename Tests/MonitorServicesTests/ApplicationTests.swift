import MonitorServices
import SpiNNakerMachine
import Testing

/// A small ARM program on emulated cores, spoken to through the monitor.
///
/// The program is SARK's part in 80 words: it finds its block, sets state WAIT, enables interrupt 18 and sleeps. On a
/// START signal its state becomes SYNC0 until its flag is cleared, then RUN. Every signal is stored in `user1`. A
/// message is answered with code 0x80 and its first argument plus one.
@Suite
struct ApplicationTests {
    private static let program: [UInt32] = [
        0xe3a0_1151, 0xe591_5000, 0xe1a0_5c25, 0xe59f_1114, 0xe7d1_6005, 0xe59f_4110, 0xe084_4386, 0xe3a0_74e2,
        0xe59f_1108, 0xe3a0_2701, 0xe581_2000, 0xe3a0_9005, 0xe5c4_902e, 0xee07_0f90, 0xe59f_10f4, 0xe3a0_2001,
        0xe181_1512, 0xe587_100c, 0xe359_0008, 0x1a00_0004, 0xe597_1058, 0xe1a0_1631, 0xe311_0001, 0x03a0_9007,
        0x05c4_902e, 0xe5d4_1038, 0xe351_0000, 0x0aff_fff0, 0xe594_8030, 0xe3a0_2000, 0xe5c4_2038, 0xe351_0003,
        0x0a00_0023, 0xe351_0001, 0x1aff_ffe9, 0xe5d8_1008, 0xe3c1_1080, 0xe5c8_1008, 0xe5d8_100a, 0xe5d8_200b,
        0xe5c8_200a, 0xe5c8_100b, 0xe1d8_10bc, 0xe1d8_20be, 0xe1c8_20bc, 0xe1c8_10be, 0xe3a0_1080, 0xe1c8_11b0,
        0xe598_1014, 0xe281_1001, 0xe588_1014, 0xe584_8034, 0xe3a0_1001, 0xe5c4_1039, 0xe597_1104, 0xe351_0000,
        0xbaff_fffc, 0xe59f_204c, 0xe592_1000, 0xe3a0_3001, 0xe181_1613, 0xe582_1000, 0xe59f_203c, 0xe5d2_2000,
        0xe59f_102c, 0xe181_1213, 0xe587_1008, 0xe597_1184, 0xeaff_ffc7, 0xe584_8074, 0xe358_0003, 0x03a0_9008,
        0x05c4_902e, 0xeaff_ffc2, 0xe500_7f94, 0xe500_7000, 0x1f00_0010, 0x5ec0_0000, 0xe500_7fec, 0xe500_7fa8,
    ]

    /// The program as an APLX image: copy to address 0, execute there, end.
    private static var image: [UInt8] {
        let table: [UInt32] = [2, 0, 0x40, UInt32(program.count * 4), 4, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0]
        return (table + program).flatMap(\.littleEndianBytes)
    }

    private static let application: UInt32 = 30

    /// A board with the program started on cores of (0, 0) and (1, 1).
    private func boardWithProgram(cores: UInt32 = 1 << 1 | 1 << 5) throws -> TestBoard {
        let board = TestBoard(.spin3)
        for (x, y) in [(0, 0), (1, 1)] as [(UInt8, UInt8)] {
            for start in stride(from: 0, to: Self.image.count, by: 256) {
                let block = Array(Self.image[start..<min(start + 256, Self.image.count)])
                _ = board.ask(3, [0x6780_0000 + UInt32(start), UInt32(block.count), 2], data: block, at: (x, y, 0))
            }
            #expect(try #require(board.ask(19, [Self.application << 24 | 1 << 18 | cores], at: (x, y, 0))).code == 0x80)
        }
        board.pass(milliseconds: 1)
        return board
    }

    private func signal(_ board: TestBoard, _ signal: UInt32) {
        _ = board.ask(22, [0, signal << 16 | 0xff << 8 | Self.application])
        board.pass(milliseconds: 2)
    }

    private func count(_ board: TestBoard, state: UInt32) throws -> UInt32 {
        try #require(board.ask(15, [Self.application, state])).word(0)
    }

    @Test
    func statesFollowTheSignals() throws {
        let board = try boardWithProgram()
        #expect(try count(board, state: 5) == 4)
        #expect(board.read(0xe500_7000 + 5 * 128 + 0x2e, 2) == [5, 30])
        // SYNC0 is awaited by a set flag.
        #expect(board.word(0xe200_0058) & 0x3ffff == 1 << 1 | 1 << 5)

        signal(board, 3)
        #expect(try count(board, state: 8) == 4)
        signal(board, 4)
        #expect(try count(board, state: 7) == 4)
        signal(board, 10)
        #expect(board.word(0xe500_7000 + 128 + 0x74, x: 1, y: 1) == 10)
    }

    @Test
    func aMessageToACoreIsAnsweredByIt() throws {
        let board = try boardWithProgram()
        for (x, y) in [(0, 0), (1, 1)] as [(UInt8, UInt8)] {
            #expect(board.exchange(board.request(77, [41], to: (x, y, 5), port: 3)).isEmpty)
            board.pass(milliseconds: 2)

            let answers = board.board.takeOutgoingForTests()
            #expect(answers.count == 1)
            let answer = try #require(answers.first)
            #expect(answer[2] == 0x07)
            #expect(Array(answer[4...9]) == [0xff, 3 << 5 | 5, 0, 0, y, x])
            #expect(answer.littleEndianHalf(at: 10) == 0x80)
            #expect(answer.littleEndianWord(at: 14) == 42)
        }
        // All shared buffers are back.
        #expect(board.read(0xe500_7f6c, 2) == [0, 0])
        #expect(!board.network.hasPendingWork)
    }

    @Test
    func messagesFasterThanTheCoreAllArrive() throws {
        let board = try boardWithProgram()
        for number in 0..<6 as Range<UInt32> {
            #expect(board.exchange(board.request(77, [number], to: (0, 0, 1), port: 3)).isEmpty)
        }
        board.pass(milliseconds: 8)

        let answers = board.board.takeOutgoingForTests().map { $0.littleEndianWord(at: 14) }
        #expect(answers == [1, 2, 3, 4, 5, 6])
    }

    @Test
    func stopFreesEverythingAndLeavesIdleCores() throws {
        let board = try boardWithProgram()
        _ = board.ask(28, [Self.application << 8, 1000, 3])
        _ = board.ask(28, [Self.application << 8 | 3, 20])
        signal(board, 2)

        #expect(try #require(board.ask(15, [0, 15])).word(0) == 4 * 17)
        #expect(try #require(board.ask(31)).word(0) >> 14 & 0x7ff == 1023)
        #expect(try #require(board.ask(28, [6])).word(1) == 0x075b_ffe0)
        #expect(try #require(board.ask(0, at: (0, 0, 5))).data.dropFirst(12).starts(with: "SARK".utf8))
        #expect(board.read(0xe500_7000 + 5 * 128 + 0x48, 5) == Array("sark\u{0}".utf8))
    }

    @Test
    func aDeadCoreAnswersWithATimeout() throws {
        // The table's first entry has no known operation: the core has nothing to run, and never looks at its mailbox.
        let board = TestBoard(.spin3)
        _ = board.ask(3, [0x6780_0000, 64, 2], data: Array(repeating: 0xff, count: 64), at: (0, 0, 0))
        _ = board.ask(19, [Self.application << 24 | 1 << 4], at: (0, 0, 0))
        #expect(board.exchange(board.request(77, to: (0, 0, 4), port: 3)).isEmpty)
        #expect(board.exchange(board.request(77, to: (0, 0, 4), port: 3)).isEmpty)
        board.pass(milliseconds: 20)

        let answers = board.board.takeOutgoingForTests()
        #expect(answers.map { $0.littleEndianHalf(at: 10) } == [0x86])
    }
}
