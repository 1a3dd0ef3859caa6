import BoardEmulator
import SpiNNakerMachine
import Testing

/// What a board's serial ROM says about its faults: the words of `nn_cmd_biff` in spinnaker_tools' `scamp-nn.c`.
@Suite
struct BlacklistTests {
    @Test
    func faultsBecomeWordsOfTheirBoards() throws {
        var boards = BoardConfiguration(try #require(BoardArrangement(triadsAcross: 1, up: 1)))
        // Board (8, 4): its chip (1, 2) is (9, 6); board (0, 0): (0, 0) and (3, 3).
        boards.deadCores = [ChipID(x: 9, y: 6): [0, 17], .boot: [4]]
        boards.deadLinks = [.init(chip: ChipID(x: 9, y: 6), link: .northEast)]
        boards.deadChips = [ChipID(x: 3, y: 3)]
        let listed = boards.listingFaults()
        #expect(listed.deadCores.isEmpty && listed.deadChips.isEmpty && listed.deadLinks.isEmpty)
        #expect(listed.boardInformation[ChipID(x: 8, y: 4)] == [1 << 27 | 2 << 24 | 1 << 19 | 1 << 17 | 1])
        let words = listed.boardInformation[.boot]?.sorted()
        #expect(words == [1 << 4, 3 << 27 | 3 << 24 | 0x3_ffff])
        #expect(listed.boardInformation[ChipID(x: 4, y: 8)] == nil)
    }
}
