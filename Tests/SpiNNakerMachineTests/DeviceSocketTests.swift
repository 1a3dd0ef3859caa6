import SpiNNakerMachine
import Testing

@Suite
struct DeviceSocketTests {
    @Test
    func everyFPGALinkLeadsBackToItsChip() throws {
        for row in BoardArrangementTests.fpgaLinks {
            let way = try #require(FPGALink(fpga: row[3], link: row[4]))
            #expect([Int(way.place.x), Int(way.place.y), Int(way.chipLink.rawValue)] == Array(row.prefix(3)))
        }
        #expect(Set(FPGALink.allCases).count == 48)
        #expect(FPGALink(fpga: 3, link: 0) == nil)
        #expect(FPGALink(fpga: 0, link: 16) == nil)
        #expect(FPGALink(fpga: -1, link: 0) == nil)
    }

    @Test
    func aLoneSpin5HasAllItsSocketsFree() {
        let board = BoardArrangement(.spin5)
        let sockets = board.freeDeviceSockets
        #expect(sockets == board.deviceSockets(ofBoard: 0))
        #expect(sockets.count == 49)
        #expect(sockets.first?.connector == .spiNNakerLink(0))
        #expect(sockets.first?.chip == .boot && sockets.first?.link == .southWest)
    }

    @Test
    func aSpin3HasTwoConnectors() {
        let sockets = BoardArrangement(.spin3).freeDeviceSockets
        #expect(sockets.map(\.connector) == [.spiNNakerLink(0), .spiNNakerLink(1)])
        #expect(sockets.map(\.chip) == [ChipID(x: 0, y: 0), ChipID(x: 1, y: 0)])
        #expect(sockets.map(\.link) == [.west, .east])
    }

    @Test
    func aTorusHasNoneFree() {
        #expect(BoardArrangement.triad.freeDeviceSockets.isEmpty)
        #expect(BoardArrangement.triad.deviceSockets(ofBoard: 2).count == 49)
    }

    @Test
    func socketsTowardsOtherBoardsAreTaken() throws {
        let boards = try BoardArrangement(.spin5, boards: 3)
        let free = Set(boards.freeDeviceSockets)
        for board in boards.origins.indices {
            for socket in boards.deviceSockets(ofBoard: board) {
                let other = boards.neighbour(of: socket.chip, along: socket.link)
                #expect(free.contains(socket) == (other == nil))
                #expect(other.flatMap(boards.board) != board)
                #expect(boards.board(of: socket.chip) == board)
            }
        }
        // South-west of board 1 is chip (7, 3) of board 0; there is nothing south-west of boards 0 and 2.
        #expect(free.filter { $0.connector == .spiNNakerLink(0) }.map(\.board).sorted() == [0, 2])
    }

    @Test
    func anFPGALinkIsFoundOnItsBoard() throws {
        let boards = BoardArrangement.triad
        let way = try #require(FPGALink(fpga: 2, link: 6))
        let socket = boards.deviceSocket(at: way, ofBoard: 2)
        // (7, 7) of the board at (4, 8), around the northern edge.
        #expect(socket.chip == ChipID(x: 11, y: 3))
        #expect(socket.link == .north)
    }
}
