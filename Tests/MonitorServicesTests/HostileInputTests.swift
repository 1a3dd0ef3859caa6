import Testing

/// Findings of `make fuzz`: the least that made a board end or fall silent.
@Suite
struct HostileInputTests {
    private func survives(_ board: TestBoard) -> Bool {
        board.pass(milliseconds: 2)
        return board.ask(0) != nil
    }

    @Test
    func aClockSetToItsEndGoesOn() {
        let board = TestBoard()
        _ = board.ask(3, [0xf500_7f18, 2, 1], data: [0xff, 0xff])
        #expect(survives(board))
    }

    /// The heaps, the router's copy and the tables of tags and applications are found by pointers in system RAM.
    @Test(arguments: [0x44, 0x4c, 0x50, 0xcc, 0xd4, 0xd8, 0xdc] as [UInt32])
    func aPointerToTheEndOfMemoryIsSurvived(offset: UInt32) {
        let board = TestBoard()
        _ = board.ask(3, [0xf500_7f00 + offset, 4, 2], data: [0xfc, 0xff, 0xff, 0xff])
        // Allocate and free SDRAM and entries, ask for space and a tag, load entries, signal, describe the chip.
        for (command, arguments): (UInt16, [UInt32]) in [
            (28, [0x1000, 64, 1]), (28, [0x1001, 0xffff_fff8]), (28, [0x1002]), (28, [0x1003, 4]), (28, [0x1004, 1]),
            (28, [0x1005, 0]), (28, [0x1006]), (28, [0x1007, 1]), (29, [0x0100_1002, 0xffff_fffc, 1]), (29, [0x1001]),
            (22, [0, 0x0002_10ff, 0xffff]), (31, [0x5f]),
        ] {
            _ = board.ask(command, arguments)
        }
        #expect(survives(board))
    }
}
