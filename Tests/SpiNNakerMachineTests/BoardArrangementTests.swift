import SpiNNakerMachine
import Testing

@Suite
struct BoardArrangementTests {
    /// The boards of a torus of three, by rows from the south, as `rig.geometry.spinn5_local_eth_coord` of rig 2.4.1
    /// gives them: a at (0, 0), b at (8, 4), c at (4, 8).
    static let triadMap = [
        "aaaaaccccccc", "aaaaaacccccc", "aaaaaaaccccc", "aaaaaaaacccc", "baaaaaaabbbb", "bbaaaaaabbbb",
        "bbbaaaaabbbb", "bbbbaaaabbbb", "bbbbcccccbbb", "bbbbccccccbb", "bbbbcccccccb", "bbbbcccccccc",
    ]

    @Test
    func threeBoardsTileATorus() throws {
        let boards = BoardArrangement.triad
        #expect(boards == BoardArrangement(triadsAcross: 1, up: 1))
        #expect((boards.width, boards.height) == (12, 12))
        #expect(boards.chips.count == 144)
        for (y, row) in Self.triadMap.enumerated() {
            for (x, letter) in row.enumerated() {
                let chip = ChipID(x: UInt8(x), y: UInt8(y))
                #expect(boards.board(of: chip) == ["a": 0, "b": 1, "c": 2][letter], "\(chip)")
            }
        }
    }

    @Test(arguments: [
        (1, 1, true, true, 12, 12), (1, 1, false, false, 16, 16), (1, 1, true, false, 12, 16),
        (1, 1, false, true, 16, 12), (2, 1, true, true, 24, 12), (2, 3, false, false, 28, 40),
    ])
    func sizesAreThoseOfRealMachines(
        across: Int,
        up: Int,
        horizontal: Bool,
        vertical: Bool,
        width: Int,
        height: Int
    ) throws {
        let boards = try #require(
            BoardArrangement(
                triadsAcross: across,
                up: up,
                wrapsHorizontally: horizontal,
                wrapsVertically: vertical
            )
        )
        #expect((boards.width, boards.height) == (width, height))
        #expect(boards.origins.count == 3 * across * up)
        #expect(boards.chips.count == 144 * across * up)
        var ends = 0
        for chip in boards.chips {
            let place = try #require(boards.place(of: chip))
            #expect(boards.chip(at: place, ofBoard: try #require(boards.board(of: chip))) == chip)
            for link in LinkDirection.allCases {
                guard let other = boards.neighbour(of: chip, along: link) else { continue }
                #expect(boards.neighbour(of: other, along: link.opposite) == chip)
                // A link stays on its board, or goes by way of an FPGA.
                let crosses = boards.board(of: other) != boards.board(of: chip)
                #expect(!crosses || FPGALink(place: place, link: link) != nil)
                ends += 1
            }
        }
        if horizontal, vertical {
            #expect(ends == 6 * boards.chips.count)
        } else {
            #expect(ends < 6 * boards.chips.count)
        }
    }

    @Test
    func machinesBeyondTheAddressesAreRefused() {
        #expect(BoardArrangement(triadsAcross: 0, up: 1) == nil)
        #expect(BoardArrangement(triadsAcross: 22, up: 1) == nil)
        let largest = BoardArrangement(triadsAcross: 21, up: 21, wrapsHorizontally: false, wrapsVertically: false)
        #expect(largest?.width == 256 && largest?.height == 256)
    }

    @Test(arguments: BoardKind.allCases)
    func aLoneBoardIsWhatItsKindSays(kind: BoardKind) {
        let boards = BoardArrangement(kind)
        #expect(boards.chips == kind.chips.sorted())
        #expect((boards.width, boards.height) == (kind.width, kind.height))
        for chip in kind.chips {
            #expect(boards.place(of: chip) == chip)
            for link in LinkDirection.allCases {
                #expect(boards.neighbour(of: chip, along: link) == kind.neighbour(of: chip, along: link))
            }
        }
    }

    /// SpiNNMachine 7.4.1, `version_5.py`: column, row, link, FPGA, link of the FPGA.
    static let fpgaLinks = [
        [0, 0, 3, 1, 1], [0, 0, 4, 1, 0], [0, 0, 5, 0, 15], [0, 1, 3, 1, 3], [0, 1, 4, 1, 2],
        [0, 2, 3, 1, 5], [0, 2, 4, 1, 4], [0, 3, 2, 1, 8], [0, 3, 3, 1, 7], [0, 3, 4, 1, 6],
        [1, 0, 4, 0, 14], [1, 0, 5, 0, 13], [1, 4, 2, 1, 10], [1, 4, 3, 1, 9], [2, 0, 4, 0, 12],
        [2, 0, 5, 0, 11], [2, 5, 2, 1, 12], [2, 5, 3, 1, 11], [3, 0, 4, 0, 10], [3, 0, 5, 0, 9],
        [3, 6, 2, 1, 14], [3, 6, 3, 1, 13], [4, 0, 0, 0, 6], [4, 0, 4, 0, 8], [4, 0, 5, 0, 7],
        [4, 7, 1, 2, 1], [4, 7, 2, 2, 0], [4, 7, 3, 1, 15], [5, 1, 0, 0, 4], [5, 1, 5, 0, 5],
        [5, 7, 1, 2, 3], [5, 7, 2, 2, 2], [6, 2, 0, 0, 2], [6, 2, 5, 0, 3], [6, 7, 1, 2, 5],
        [6, 7, 2, 2, 4], [7, 3, 0, 0, 0], [7, 3, 1, 2, 15], [7, 3, 5, 0, 1], [7, 4, 0, 2, 14],
        [7, 4, 1, 2, 13], [7, 5, 0, 2, 12], [7, 5, 1, 2, 11], [7, 6, 0, 2, 10], [7, 6, 1, 2, 9],
        [7, 7, 0, 2, 8], [7, 7, 1, 2, 7], [7, 7, 2, 2, 6],
    ]

    @Test
    func linksThatLeaveABoardGoByTheirFPGAs() {
        var found: [[Int]] = []
        for chip in BoardKind.spin5.chips {
            for link in LinkDirection.allCases {
                guard let way = FPGALink(place: chip, link: link) else { continue }
                found.append([Int(chip.x), Int(chip.y), Int(link.rawValue), way.fpga, way.link])
            }
        }
        #expect(Set(found) == Set(Self.fpgaLinks))
        #expect(found.count == 48)
    }
}
