import MonitorServices
import SpiNNakerMachine
import Testing

@Suite
struct TagTests {
    @Test
    func aFixedTagIsSetReadAndCleared() throws {
        let board = TestBoard(.spin3)
        #expect(try #require(board.ask(26, [1 << 28 | 1 << 16 | 3, 0x1234, 0x0a00_007f])).word(0) == 3)

        let tag = try #require(board.ask(26, [2 << 16 | 3, 1])).data
        #expect(tag.count == 32)
        #expect(Array(tag.prefix(4)) == [127, 0, 0, 10])
        #expect(tag.littleEndianHalf(at: 0x0a) == 0x1234)
        #expect(tag.littleEndianHalf(at: 0x0e) == 0x8100)

        _ = board.ask(26, [3 << 16 | 3])
        #expect(try #require(board.ask(26, [2 << 16 | 3, 1])).data.littleEndianHalf(at: 0x0e) == 0)
    }

    /// The request 30012304/0101303a as the official monitor took it.
    @Test
    func aReverseTagKeepsItsPortAndItsDestination() throws {
        let board = TestBoard(.spin3)
        _ = board.ask(26, [0x3001_2304, 0x0101_303a, 0])

        let tag = try #require(board.ask(26, [2 << 16 | 4, 1])).data
        #expect(tag.littleEndianHalf(at: 0x0e) == 0x8300)
        #expect(tag.littleEndianHalf(at: 0x14) == 0x303a)
        #expect(tag.littleEndianHalf(at: 0x16) == 0x0101)
        #expect(tag[0x18] == 0x23)
        #expect(board.network.listeningPorts == [.boot: [0x303a]])
    }

    @Test
    func withoutAnAddressTheSenderIsMeant() throws {
        let board = TestBoard(.spin3)
        _ = board.ask(26, [1 << 16 | 1, 0x2222, 0])
        _ = board.ask(26, [1 << 30 | 1 << 16 | 2, 0x2222, 0x0a00_007f])

        let plain = try #require(board.ask(26, [2 << 16 | 1, 1])).data
        #expect(plain.littleEndianWord(at: 0) == TestBoard.hostAddress)
        #expect(plain.littleEndianHalf(at: 0x0a) == 0x2222)
        let sender = try #require(board.ask(26, [2 << 16 | 2, 1])).data
        #expect(sender.littleEndianWord(at: 0) == TestBoard.hostAddress)
        #expect(sender.littleEndianHalf(at: 0x0a) == 40000)
    }

    @Test
    func timeoutsAndSizesAreToldAndSet() throws {
        let board = TestBoard(.spin3)
        #expect(try #require(board.ask(26, [4 << 16, 0xff])).data == [9, 32, 8, 8])
        #expect(try #require(board.ask(26, [4 << 16, 5])).data == [5, 32, 8, 8])
    }

    /// A message that nobody answers holds a tag of the pool; eight of them fill it until their time is over.
    @Test
    func tagsOfUnansweredMessagesRunOut() throws {
        let board = TestBoard(.spin3)
        for _ in 0..<8 { #expect(board.exchange(board.request(0, to: (0, 0, 3), port: 5)).isEmpty) }
        #expect(board.exchange(board.request(0)).isEmpty)
        #expect(board.network.hasPendingWork)

        board.pass(milliseconds: 2_600)
        #expect(!board.network.hasPendingWork)
        #expect(board.exchange(board.request(0)).count == 1)
    }

    @Test
    func aMessageOfWrongLengthIsDropped() {
        let board = TestBoard(.spin3)
        for length in [0, 1, 2, 9, 283, 1400] {
            #expect(board.exchange(Array(repeating: 0x87, count: length)).isEmpty)
        }
        #expect(board.exchange(board.request(0)).count == 1)
    }
}
