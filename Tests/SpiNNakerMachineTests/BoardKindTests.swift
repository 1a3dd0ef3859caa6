import SpiNNakerMachine
import Testing

@Suite
struct BoardKindTests {
    /// Links of a lone SpiNN-5 as SC&MP 4.0.0 reported them after boot, `sv->link_en` by chip.
    @Test(arguments: [
        (0, 0, 0x07), (1, 0, 0x0f), (4, 0, 0x0e), (0, 1, 0x27), (0, 3, 0x23), (5, 1, 0x1e), (7, 3, 0x1c), (1, 4, 0x33),
        (4, 7, 0x31), (5, 7, 0x39), (7, 7, 0x38), (7, 5, 0x3c), (4, 4, 0x3f),
    ])
    func linksOfASpin5AreThoseThatTheMonitorFinds(x: UInt8, y: UInt8, mask: Int) {
        let alive = LinkDirection.allCases.filter {
            BoardKind.spin5.neighbour(of: ChipID(x: x, y: y), along: $0) != nil
        }
        #expect(alive.reduce(0) { $0 | 1 << Int($1.rawValue) } == mask)
    }

    /// Links of a SpiNN-3 as SpiNNMachine 7.4.1 lists them: all but eight of a wrapped 2 x 2 machine.
    @Test(arguments: [(0, 0, [3, 4]), (0, 1, [3, 4]), (1, 0, [0, 1]), (1, 1, [0, 1])])
    func aSpin3HasNoChipBeyondItsSides(x: UInt8, y: UInt8, dead: [UInt8]) {
        let missing = LinkDirection.allCases.filter {
            BoardKind.spin3.neighbour(of: ChipID(x: x, y: y), along: $0) == nil
        }
        #expect(missing.map(\.rawValue) == dead)
    }

    @Test
    func aStandardSpin5Has48ChipsAnd856Cores() {
        #expect(BoardKind.spin5.chips.count == 48)
        #expect(BoardKind.spin5.chips.reduce(0) { $0 + BoardKind.spin5.standardCoreCount(of: $1) } == 856)
    }

    @Test(arguments: BoardKind.allCases)
    func everyLinkLeadsBack(board: BoardKind) {
        for chip in board.chips {
            for link in LinkDirection.allCases {
                guard let neighbour = board.neighbour(of: chip, along: link) else { continue }
                #expect(board.neighbour(of: neighbour, along: link.opposite) == chip)
            }
        }
    }
}
