import BoardEmulator
import MonitorServices
import SpiNNakerMachine
import Testing

/// Three SpiNN-5 boards as one torus, asked through the port of the first.
@Suite
struct SeveralBoardsTests {
    private static let secondAddress: UInt32 = 0x02f0_a8c0
    private static let thirdAddress: UInt32 = 0x03f0_a8c0

    private func makeTriad() -> TestBoard {
        var configuration = MonitorNetwork.Configuration.booted(
            BoardConfiguration(.triad),
            address: TestBoard.boardAddress
        )
        configuration.otherAddresses = [
            ChipID(x: 8, y: 4): Self.secondAddress, ChipID(x: 4, y: 8): Self.thirdAddress,
        ]
        return TestBoard(configuration)
    }

    @Test
    func eachChipKnowsItsBoard() {
        let board = makeTriad()
        // (2, 10) lies on the board at (8, 4), at (6, 6) of it: its coordinates wrap.
        #expect(board.word(0xf500_7f00, x: 2, y: 10) == 0x0c0c_020a)
        #expect(board.word(0xf500_7f08, x: 2, y: 10) & 0xffff == 0x0804, "its Ethernet chip")
        #expect(board.word(0xf500_7fbc, x: 2, y: 10) >> 16 == 0x0606, "its place on the board")
        #expect(board.word(0xf500_7f2c, x: 2, y: 10) >> 16 == 0, "the root")
        #expect(board.word(0xf500_7ff0) == TestBoard.boardAddress)
        #expect(board.word(0xf500_7ff0, x: 8, y: 4) == Self.secondAddress)
        #expect(board.word(0xf500_7ff0, x: 4, y: 8) == Self.thirdAddress)
        #expect(board.word(0xf500_7ff0, x: 2, y: 10) == 0)
        #expect(board.read(0xf500_7f40, 1) == [1])
        #expect(board.read(0xf500_7f40, 1, x: 8, y: 4) == [0], "only the root is root")
    }

    @Test
    func theRootReachesAllAndBoardsReachTheirOwn() throws {
        let board = makeTriad()
        for chip in BoardArrangement.triad.chips {
            #expect(try #require(board.ask(0, at: (chip.x, chip.y, 0))).code == 0x80, "\(chip)")
        }
        // SC&MP has no ways from a board's Ethernet chip to other boards' chips, but one to their Ethernet chips.
        let second = ChipID(x: 8, y: 4)
        #expect(board.code(of: board.request(0, to: (9, 5, 0)), through: second) == 0x80)
        #expect(board.code(of: board.request(0, to: (4, 8, 0)), through: second) == 0x80)
        #expect(board.code(of: board.request(0, to: (1, 1, 0)), through: second) == 0x87)
    }

    @Test
    func tagsBelongToBoards() throws {
        let board = makeTriad()
        _ = board.ask(26, [1 << 16 | 3, 5000, 0x0100_007f], at: (8, 4, 0))
        #expect(try #require(board.ask(26, [2 << 16 | 3, 1], at: (8, 4, 0))).data[10...11] == [0x88, 0x13])
        #expect(try #require(board.ask(26, [2 << 16 | 3, 1], at: (0, 0, 0))).data[10...11] == [0, 0])
    }

    @Test
    func countsLeaveOutChipsBeyondTheEdge() throws {
        let board = makeTriad()
        // Idle cores of application 0. The board at (0, 0) has no chip whose coordinates wrap.
        #expect(try #require(board.ask(15, [0, 15], at: (0, 0, 0))).word(0) == 808)
        // Of the one at (8, 4), SC&MP 4.0.0 counts those in columns 8 to 11 and rows 4 to 11 only.
        let seen = BoardKind.spin5.chips.filter { $0.x < 4 && $0.y < 8 }
        let cores = seen.reduce(0) { $0 + BoardKind.spin5.standardCoreCount(of: $1) - 1 }
        #expect(try #require(board.ask(15, [0, 15], at: (8, 4, 0))).word(0) == UInt32(cores))
    }

    @Test
    func packetsTravelBetweenBoards() throws {
        let board = makeTriad()
        // From (7, 7) of the first board over its eastern link to (8, 7) of the second, by a route of each.
        for (place, route) in [((7, 7), 1), ((8, 7), 1 << 7)] as [((UInt8, UInt8), UInt32)] {
            let record: [UInt8] = [0, 0, 1, 0] + route.littleEndianBytes + [0x34, 0x12, 0, 0, 0xff, 0xff, 0xff, 0xff]
            _ = board.ask(3, [0x6780_0000, 16, 2], data: record, at: (place.0, place.1, 0))
            #expect(try #require(board.ask(28, [20 << 8 | 3, 1], at: (place.0, place.1, 0))).word(0) == 1)
            _ = board.ask(29, [1 << 16 | 20 << 8 | 2, 0x6780_0000, 1], at: (place.0, place.1, 0))
        }
        try board.chip(7, 7).inject(Packet(control: 0, key: 0x1234))
        board.pass(milliseconds: 1)
        #expect(board.word(0xe100_0304, x: 8, y: 7) == 1, "a multicast packet from outside")
    }
}

extension TestBoard {
    /// Sends a request to the port of an Ethernet chip; the code of its answer.
    func code(of request: [UInt8], through chip: ChipID) -> UInt16? {
        board.deliver(
            datagram: request,
            port: 17893,
            from: Endpoint(address: Self.hostAddress.byteSwapped, port: 40001),
            toChip: chip
        )
        let answers = board.takeOutgoing()
        guard answers.count == 1, let answer = answers.first, answer.chip == chip else { return nil }
        return answer.bytes.littleEndianHalf(at: 10)
    }
}
