import SpiNNakerMachine
import Testing

@Suite
struct BoardArrangementSizeTests {
    /// Columns, rows, the boards that lie in them, which ways they wrap: SpiNNMachine 7.4.1, `create_machine` and
    /// `get_potential_ethernet_chips`.
    @Test(arguments: [
        (2, 2, 1, false, false), (8, 8, 1, false, false), (12, 12, 3, true, true), (16, 16, 3, false, false),
        (12, 16, 3, true, false), (16, 12, 3, false, true), (24, 12, 6, true, true), (28, 28, 12, false, false),
        (48, 24, 24, true, true), (52, 24, 24, false, true), (20, 12, 4, false, true), (20, 20, 6, false, false),
        (252, 252, 1323, true, true), (256, 256, 1323, false, false),
    ])
    func sizesAreLegal(width: Int, height: Int, boards: Int, horizontal: Bool, vertical: Bool) throws {
        let machine = try BoardArrangement(width: width, height: height)
        #expect((machine.width, machine.height) == (width, height))
        #expect(machine.origins.count == boards)
        #expect((machine.wrapsHorizontally, machine.wrapsVertically) == (horizontal, vertical))
        #expect(machine.chips.count == boards * machine.kind.chips.count)
    }

    @Test(arguments: [
        (0, 0), (-8, -8), (2, 8), (8, 2), (4, 4), (8, 12), (12, 8), (12, 14), (18, 12), (260, 12), (12, 264),
    ])
    func otherSizesAreRefused(width: Int, height: Int) {
        #expect(throws: BoardArrangementError.noSuchSize(width: width, height: height)) {
            try BoardArrangement(width: width, height: height)
        }
    }

    @Test
    func aMachineOfTriadsIsTheOneOfItsSize() throws {
        for (horizontal, vertical) in [(true, true), (true, false), (false, true), (false, false)] {
            let triads = try #require(
                BoardArrangement(
                    triadsAcross: 3,
                    up: 2,
                    wrapsHorizontally: horizontal,
                    wrapsVertically: vertical
                )
            )
            #expect(try BoardArrangement(width: triads.width, height: triads.height) == triads)
        }
    }

    /// SpiNNMachine 7.4.1, `size_from_n_boards`.
    @Test(arguments: [
        (1, 8, 8), (2, 16, 16), (3, 16, 16), (4, 28, 16), (6, 28, 16), (7, 28, 28), (12, 28, 28), (13, 40, 28),
        (24, 40, 40), (28, 52, 40), (1323, 256, 256),
    ])
    func boardsMakeNearSquares(boards: Int, width: Int, height: Int) throws {
        let machine = try BoardArrangement(.spin5, boards: boards)
        #expect((machine.width, machine.height) == (width, height))
        #expect(machine.origins.count >= boards)
    }

    @Test
    func boardsWrapOnRequest() throws {
        #expect(
            try BoardArrangement(.spin5, boards: 3, wrapsHorizontally: true, wrapsVertically: true) == .triad
        )
        let tube = try BoardArrangement(.spin5, boards: 5, wrapsVertically: true)
        #expect((tube.width, tube.height) == (28, 12))
        let alone = try BoardArrangement(.spin5, boards: 1, wrapsHorizontally: true, wrapsVertically: true)
        #expect(alone == BoardArrangement(.spin5))
    }

    @Test(arguments: [
        (BoardKind.spin3, 1, 1), (.spin3, 4, 1), (.spin5, 1, 1), (.spin5, 48, 1), (.spin5, 49, 3), (.spin5, 144, 3),
        (.spin5, 145, 6), (.spin5, 63_504, 1_323),
    ])
    func chipsMakeBoards(kind: BoardKind, chips: Int, boards: Int) throws {
        #expect(try BoardArrangement(kind, chips: chips).origins.count == boards)
    }

    @Test
    func numbersWithoutAMachineAreRefused() {
        #expect(throws: BoardArrangementError.tooSmall(0)) { try BoardArrangement(.spin5, boards: 0) }
        #expect(throws: BoardArrangementError.tooSmall(-1)) { try BoardArrangement(.spin3, chips: -1) }
        #expect(throws: BoardArrangementError.tooLarge(kind: .spin3, boards: 2)) {
            try BoardArrangement(.spin3, chips: 5)
        }
        #expect(throws: BoardArrangementError.tooLarge(kind: .spin5, boards: 1_324)) {
            try BoardArrangement(.spin5, boards: 1_324)
        }
        #expect(throws: BoardArrangementError.self) { try BoardArrangement(.spin5, chips: .max) }
        #expect("\(BoardArrangementError.tooLarge(kind: .spin3, boards: 2))".contains("a SpiNN-3 machine has 1"))
        #expect("\(BoardArrangementError.noSuchSize(width: 9, height: 7))".contains("9 x 7"))
    }
}
