import BoardEmulator
import Foundation
import SpiNNakerMachine
import Testing

/// Boards that go on where others were.
@Suite
struct SnapshotTests {
    private static let span: UInt64 = 60_000

    /// Two chips with busy cores that send each other packets, a timer, a core that works through SDRAM.
    private func board() throws -> BoardEmulator {
        let board = BoardEmulator(.spin3)
        for index in 0..<2 {
            let chip = try board.chip(UInt8(index), 0)
            chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << 0 | 1 << 3 | 1 << 8)
            chip.router.setPointToPointRoute(0x0100, 3)
            try chip.run(GuestProgram.receive, on: 2)
            for core in 3..<6 { try chip.run(GuestProgram.busy, on: core, argument: UInt32(core)) }
            try chip.run(GuestProgram.timer, on: 6)
            let sender = try chip.run(GuestProgram.send, on: 8, argument: 0x100 + UInt32(index))
            sender.write(address: 0x0040_0000, [200, 0, 0, 0])
            chip.write(0x67ff_f000, [1, 2, 3, UInt8(index)])
        }
        return board
    }

    private func restored(_ snapshot: BoardSnapshot) throws -> BoardEmulator {
        try BoardEmulator(configuration: BoardConfiguration(kind: .spin3), restoring: snapshot) { _ in nil }
    }

    /// All that a board is, as bytes.
    private func bytes(_ board: BoardEmulator) throws -> Data {
        let snapshot = board.snapshot()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(snapshot.state)
            + snapshot.pages.places.flatMap { [UInt8($0 & 255), UInt8($0 >> 8 & 255)] }
            + snapshot.pages.bytes
    }

    @Test(arguments: [1_000, 7_000, 23_000, 41_000, 59_000] as [UInt64])
    func aRestoredBoardGoesOnAsTheOtherDoes(at cycle: UInt64) throws {
        let first = try board()
        first.run(until: cycle)
        let snapshot = first.snapshot()
        let second = try restored(snapshot)
        #expect(try bytes(first) == bytes(second))

        // The board that goes on changes nothing of what was taken.
        first.run(until: Self.span)
        second.run(until: Self.span)
        let third = try restored(snapshot)
        third.run(until: Self.span)

        #expect(second.stateHash == first.stateHash)
        #expect(try bytes(second) == bytes(first))
        #expect(try bytes(third) == bytes(first))
        #expect(try #require(second.chip(1, 0).core(2)).dataWord() > 0)
        #expect(try second.chip(1, 0).read(address: 0x67ff_f000, count: 4) == [1, 2, 3, 1])
    }

    @Test
    func stateComesBackFromItsStoredForm() throws {
        let first = try board()
        first.run(until: 23_000)
        let snapshot = first.snapshot()
        let data = try JSONEncoder().encode(snapshot.state)
        let state = try JSONDecoder().decode(BoardSnapshot.State.self, from: data)
        let pages = PageStore(places: snapshot.pages.places, bytes: snapshot.pages.bytes)
        let second = try restored(BoardSnapshot(state: state, pages: pages))
        first.run(until: Self.span)
        second.run(until: Self.span)
        #expect(try bytes(second) == bytes(first))
    }

    @Test
    func aSnapshotOfAnotherBoardIsRefused() throws {
        let snapshot = try board().snapshot()
        #expect(throws: BoardSnapshot.Failure.otherBoard) {
            try BoardEmulator(configuration: BoardConfiguration(kind: .spin5), restoring: snapshot) { _ in nil }
        }
    }

    @Test
    func pagesWithoutAPlaceOrContentsAreRefused() throws {
        let snapshot = try board().snapshot()
        let (places, bytes) = (snapshot.pages.places, snapshot.pages.bytes)
        let unsound = [
            PageStore(places: places + [9_999, 0, 0], bytes: bytes),
            PageStore(places: places + [1, 8, 0], bytes: bytes),
            PageStore(places: places + [0, 0, .max], bytes: bytes),
            PageStore(places: places + [0], bytes: bytes),
            PageStore(places: places, bytes: Array(bytes.dropLast())),
        ]
        for pages in unsound {
            #expect(throws: BoardSnapshot.Failure.unsoundPages) {
                try restored(BoardSnapshot(state: snapshot.state, pages: pages))
            }
        }
    }

    @Test
    func pagesOfTheSameContentsAreKeptOnce() throws {
        let board = BoardEmulator(.spin3)
        let page = (0..<4096).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for chip in board.chips.values {
            for index in 0..<100 { chip.write(0x6000_0000 + UInt32(index * 8192), page) }
        }
        let pages = board.snapshot().pages
        // Besides, every chip has the same tables of its router.
        #expect(pages.places.count / 3 >= 400)
        #expect(pages.bytes.count < 20 * 4096)
    }
}
