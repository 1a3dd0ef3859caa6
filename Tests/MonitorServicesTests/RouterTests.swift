import SpiNNakerMachine
import Testing

@Suite
struct RouterTests {
    @Test
    func entriesAreTakenInRunsAndComeBack() throws {
        let board = TestBoard(.spin3)
        var random = Sequence32(seed: 7)
        var held: [(first: UInt32, count: UInt32)] = []

        for _ in 0..<200 {
            if held.isEmpty || random.next(below: 3) > 0 {
                let count = 1 + random.next(below: 60)
                let first = try #require(board.ask(28, [30 << 8 | 3, count])).word(0)
                guard first != 0 else { continue }
                #expect(first >= 1 && first + count <= 1024)
                for other in held { #expect(first + count <= other.first || other.first + other.count <= first) }
                held.append((first, count))
            } else {
                let index = Int(random.next(below: UInt32(held.count)))
                _ = board.ask(28, [4, held.remove(at: index).first, 1])
            }
        }
        #expect(try #require(board.ask(28, [30 << 8 | 5, 1])).word(0) == UInt32(held.count))
        #expect(try #require(board.ask(28, [30 << 8 | 3, 1023])).word(0) == 1)
        #expect(try #require(board.ask(28, [30 << 8 | 3, 1])).word(0) == 0)
    }

    @Test
    func loadedEntriesStandInTheCopyAndInTheRouter() throws {
        let board = TestBoard(.spin3)
        // {index, count, route, key, mask}: virtual core 3 and link 2; virtual core 17 and link 5.
        let records = [
            [0, 1 << 9 | 1 << 2, 0x1230_0000, 0xffff_0000], [1, 1 << 23 | 1 << 5, 0x4560_0000, 0xfff0_0000],
        ].flatMap { $0.flatMap { UInt32($0).littleEndianBytes } }
        _ = board.ask(3, [0x6780_0000, UInt32(records.count), 2], data: records)
        let base = try #require(board.ask(28, [30 << 8 | 3, 2])).word(0)
        _ = board.ask(29, [2 << 16 | 30 << 8 | 2, 0x6780_0000, base])

        let copy = board.word(0xe500_7fd4) + base * 16
        #expect(board.read(copy + 2, 1) == [30], "hosts find the application here")
        #expect(board.word(copy + 4) == 1 << 9 | 1 << 2)
        #expect(board.word(copy + 8) == 0x1230_0000)
        #expect(board.word(copy + 16 + 12) == 0xfff0_0000)
        // On this board virtual and physical cores have the same numbers.
        #expect(board.word(0xe100_4000 + 4 * base) & 0xff_ffff == 1 << 9 | 1 << 2)

        _ = board.ask(22, [2, 2 << 16 | 0xff << 8 | 30])
        #expect(board.word(copy + 4) == 0xff00_0000)
        #expect(try #require(board.ask(31)).word(0) >> 14 & 0x7ff == 1023)
    }

    @Test
    func theFixedRouteIsReadBackAsSet() throws {
        let board = TestBoard(.spin3)

        _ = board.ask(29, [3, 1 << 7])
        #expect(try #require(board.ask(29, [3, 1 << 31])).word(0) == 1 << 7)
        #expect(board.word(0xe100_0084) & 0xff_ffff == 1 << 7)
    }
}
