import BoardEmulator
import MonitorServices
import SpiNNakerMachine
import Testing

@Suite
struct CommandTests {
    @Test
    func failedCommandsAnswerOKWithoutData() throws {
        let board = TestBoard(.spin3)
        let requests: [(UInt16, [UInt32])] = [
            (99, []), (2, [0x6000_0000, 257, 0]), (2, [0x6000_0000, 4, 3]), (19, [30 << 24 | 1]), (28, [9]),
            (22, [7, 0]), (26, [5 << 16]), (17, [0x6000_0000, 4, 3]),
        ]
        for (command, arguments) in requests {
            let answer = try #require(board.ask(command, arguments))
            #expect(answer.code == 0x80)
            #expect(answer.data.isEmpty, "command \(command)")
            #expect(answer.flags == 0x07)
        }
    }

    @Test
    func anImageWithAWrongSumAnswersTheSumFound() throws {
        let board = TestBoard(.spin3)
        _ = board.ask(3, [0x6780_0000, 8, 2], data: [1, 0, 0, 0, 2, 0, 0, 0], at: (1, 0, 0))

        // Link 0 of (0, 0) leads to (1, 0).
        let wrong = try #require(board.ask(21, [99 << 3, 8, 0], at: (0, 0, 0)))
        #expect(wrong.data == [3, 0, 0, 0])
        #expect(board.read(0x6780_0000, 8) == [1, 0, 0, 0, 2, 0, 0, 0])
        #expect(try #require(board.ask(21, [3 << 3, 8, 0], at: (0, 0, 0))).data.isEmpty)
    }

    @Test
    func messagesToNowhereAnswerWhy() throws {
        let board = TestBoard(.spin5)
        #expect(try #require(board.ask(0, at: (0, 0, 18))).code == 0x88)
        #expect(try #require(board.ask(0, at: (1, 1, 17))).code == 0x88, "a chip with 17 cores")
        #expect(try #require(board.ask(0, at: (0, 0, 0), port: 1)).code == 0x85)
        #expect(try #require(board.ask(0, at: (0, 7, 0))).code == 0x87, "no chip is there")
    }

    @Test
    func lightsGoOnOffAndOver() throws {
        // A SpiNN-5's chips have one light, at pin 0; it is on while the pin is low.
        let board = TestBoard(.spin5)
        let levels: UInt32 = 0xf200_0048
        #expect(board.word(levels, x: 2, y: 3) & 1 == 1, "off after booting")
        for (action, level) in [(3, 0), (0, 0), (2, 1), (1, 0), (1, 1)] as [(UInt32, UInt32)] {
            #expect(try #require(board.ask(25, [action], at: (2, 3, 0))).code == 0x80)
            #expect(board.word(levels, x: 2, y: 3) & 1 == level, "after \(action)")
            #expect(board.word(levels, x: 3, y: 3) & 1 == 1, "another chip's")
        }
    }

    @Test
    func idleCoresAnswerAsTheirProgramDoes() throws {
        let board = TestBoard(.spin3)
        _ = board.ask(3, [0x6100_0000, 4, 2], data: [1, 2, 3, 4], at: (1, 1, 5))

        let read = try #require(board.ask(2, [0x6100_0000, 4, 0], at: (1, 1, 5)))
        #expect(read.data == [1, 2, 3, 4])
        #expect(read.flags == 0x87)
        #expect(try #require(board.ask(31, at: (1, 1, 5))).code == 0x83)
        #expect(try #require(board.ask(2, [0x6100_0000, 257, 0], at: (1, 1, 5))).code == 0x84)
        #expect(try #require(board.ask(2, [0x6100_0000, 4, 3], at: (1, 1, 5))).code == 0x84)
        #expect(board.exchange(board.request(0, to: (1, 1, 5), port: 1)).isEmpty)
    }

    @Test
    func memoryBehindALinkIsReadAndWritten() throws {
        let board = TestBoard(.spin3)
        _ = board.ask(18, [0x6100_0000, 4, 2], data: [9, 8, 7, 6], at: (1, 0, 0))

        #expect(board.read(0x6100_0000, 4, x: 1, y: 1) == [9, 8, 7, 6])
        #expect(try #require(board.ask(17, [0x6100_0000, 4, 2], at: (1, 0, 0))).data == [9, 8, 7, 6])
    }

    @Test
    func aFillRepeatsItsWord() throws {
        let board = TestBoard(.spin3)
        _ = board.ask(5, [0x6100_0000, 0x0403_0201, 10_000])

        #expect(board.read(0x6100_0000 + 9_996, 8) == [1, 2, 3, 4, 0, 0, 0, 0])
        #expect(board.word(0x6100_0000) == 0x0403_0201)
    }

    @Test
    func theClockAdvances() {
        let board = TestBoard(.spin3)
        let before = (board.word(0xe500_7f10), board.word(0xe500_7f1c))
        board.pass(milliseconds: 2_500)

        #expect(board.word(0xe500_7f10) == before.0 + 2_500)
        #expect(board.word(0xe500_7f1c) == before.1 + 2)
        #expect(board.word(0xe500_7f18) & 0xffff == 500)
    }

    /// A core that is stopped while it has a lock must not find the heap changed under its hands.
    @Test
    func commandsWaitForALockAndThenGoInOrder() throws {
        let board = TestBoard(.spin3)
        // Reading a test-and-set register takes its lock.
        _ = try board.chip(0, 0).load32(0xe200_0100 + 4 * 6)

        #expect(board.exchange(board.request(28, [30 << 8, 100, 0])).isEmpty)
        #expect(board.exchange(board.request(28, [30 << 8, 100, 0])).isEmpty)
        #expect(board.network.hasPendingWork)
        _ = try board.chip(0, 0).load32(0xe200_0180 + 4 * 6)
        board.network.service()

        let answers = board.board.takeOutgoingForTests()
        #expect(answers.map { $0.littleEndianWord(at: 14) } == [0x6024_0018, 0x6024_0018 + 108])
    }

    @Test
    func aLockHeldForEverIsTakenFromItsOwner() throws {
        let board = TestBoard(.spin3)
        _ = try board.chip(0, 0).load32(0xe200_0100 + 4 * 6)
        #expect(board.exchange(board.request(0)).isEmpty)

        board.pass(milliseconds: 20)
        #expect(board.board.takeOutgoingForTests().count == 1)
    }
}
