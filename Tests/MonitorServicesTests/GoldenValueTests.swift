import MonitorServices
import SpiNNakerMachine
import Testing

/// Bytes seen when the official SC&MP 4.0.0 ran on an interpreter: `PROVENANCE.md`.
@Suite
struct GoldenValueTests {
    /// The system variables of a SpiNN-5's root chip after a boot by SpiNNMan.
    private let systemVariables = [UInt8](
        hex: """
            00 00 08 08 00 00 01 00 00 00 05 01 04 04 33 00 67 12 00 00 00 00 00 00 c7 02 00 00 04 f1 53 65
            00 00 00 00 c8 00 82 00 3f 00 c8 01 32 ff 00 00 01 00 00 00 00 00 00 00 00 00 00 00 a5 00 00 00
            01 07 14 00 9b 00 00 00 00 11 00 e5 00 00 24 60 00 40 00 00 00 00 00 60 00 80 00 00 00 f1 53 65
            00 00 00 00 00 07 00 00 18 11 00 e5 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 02 03 04 05 06 07 08 09 0a 0b
            0c 0d 0e 0f 10 11 ff ff 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 ff ff 12 00 00 00
            00 00 24 60 00 01 00 e5 00 00 80 67 00 70 00 e5 00 00 84 67 20 00 88 67 18 00 84 67 38 40 88 67
            0b 00 30 00 40 40 8c 67 18 11 00 e5 00 00 00 00 c0 a8 f0 01 00 00 00 00 00 00 00 00 00 00 04 00
            """
    )

    /// Where the monitors of this package differ, and why.
    private let differences: [Range<Int>: String] = [
        0x10..<0x20: "the clock counts from the moment of the boot",
        0x3c..<0x40: "SC&MP makes its seed from uninitialised memory",
        0xe0..<0xe2: "SC&MP leaves ten entries lost that it used to test links",
    ]

    @Test
    func systemVariablesOfTheRootEqualThoseOfTheOfficialMonitor() {
        let found = TestBoard().read(0xe500_7f00, 256)

        #expect(found.count == 256)
        for offset in found.indices where !differences.keys.contains(where: { $0.contains(offset) }) {
            #expect(found[offset] == systemVariables[offset], "at offset \(offset)")
        }
    }

    @Test
    func diagnosticCountersAreSetAsTheOfficialMonitorSetsThem() {
        let filters: [UInt32] = [
            0x01fe_7cf1, 0x01fe_bcf1, 0x01fe_7cf2, 0x01fe_bcf2, 0x01fe_7cf4, 0x01fe_bcf4, 0x01fe_7cf8, 0x01fe_bcf8,
            0x0001_fcf1, 0x0001_fcf2, 0x0001_fcf4, 0x0001_fcf8, 0, 0, 0, 0,
        ]
        let board = TestBoard()

        #expect(board.read(0xe100_0200, 64) == filters.flatMap(\.littleEndianBytes))
        #expect(board.read(0xe100_002c, 4) == [0xff, 0xff, 0, 0])
    }

    @Test
    func versionOfTheMonitorEqualsTheOfficialReply() {
        let board = TestBoard()
        let reply = board.exchange(board.request(0))

        let expected =
            [UInt8](hex: "07 08 ff 00 00 00 00 00 80 00 01 00 00 00 00 00 00 01 ff ff f4 33 57 65")
            + Array("SC&MP/SpiNNaker\u{0}4.0.0\u{0}".utf8)
        #expect(reply.map { Array($0.dropFirst(2)) } == [expected])
    }

    @Test
    func versionOfAnIdleCoreKeepsTheReplyFlag() throws {
        let answer = try #require(TestBoard().ask(0, at: (0, 0, 3)))

        #expect(answer.flags == 0x87)
        #expect(Array(answer.data.prefix(4)) == [3, 3, 0, 0])
        #expect(Array(answer.data.dropFirst(12)) == Array("SARK/SpiNNaker\u{0}4.0.0\u{0}".utf8))
    }

    @Test
    func informationOfTheRootEqualsTheOfficialReply() throws {
        let answer = try #require(TestBoard().ask(31, [0x5f]))

        let expected = [UInt8](
            hex: "12 c7 ff 02 e0 ff 5b 07 dc 56 00 00 07 0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f 00 00 c0 a8 f0 01 07 00"
        )
        #expect(answer.data == expected)
    }

    @Test
    func informationOfTheFarCornerEqualsTheOfficialReply() throws {
        let answer = try #require(TestBoard().ask(31, [0x5f], at: (7, 7, 0)))

        #expect(answer.word(0) == 0x00ff_f812)
        #expect(Array(answer.data.suffix(8)) == [0, 0, 0, 0, 0, 0, 4, 0])
    }

    @Test
    func idleCoresOfTheWholeBoardAreCounted() throws {
        let answer = try #require(TestBoard().ask(15, [0, 15]))

        // 48 chips with 17 application cores, less the eight chips that have 16.
        #expect(answer.word(0) == 48 * 17 - 8)
        #expect(answer.word(1) == 15)
    }

    @Test
    func workingLinksEqualThoseOfTheOfficialMonitor() {
        let spin5 = TestBoard(.spin5)
        let expected: [(UInt8, UInt8, UInt8)] = [
            (2, 2, 0x3f), (0, 0, 0x07), (1, 0, 0x0f), (3, 0, 0x0f), (4, 0, 0x0e), (0, 1, 0x27), (0, 3, 0x23),
            (5, 1, 0x1e), (6, 2, 0x1e), (7, 3, 0x1c), (1, 4, 0x33), (2, 5, 0x33), (3, 6, 0x33), (4, 7, 0x31),
            (5, 7, 0x39), (6, 7, 0x39), (7, 7, 0x38), (7, 5, 0x3c),
        ]
        for (x, y, links) in expected { #expect(spin5.read(0xe500_7f65, 1, x: x, y: y) == [links], "(\(x), \(y))") }

        let spin3 = TestBoard(.spin3)
        for (x, y, links) in [(0, 0, 0x27), (1, 0, 0x2c), (0, 1, 0x25), (1, 1, 0x3c)] as [(UInt8, UInt8, UInt8)] {
            #expect(spin3.read(0xe500_7f65, 1, x: x, y: y) == [links], "(\(x), \(y))")
        }
    }

    @Test
    func pointToPointTableOfTheRootListsEveryChip() {
        let board = TestBoard()
        var found: Set<[Int]> = []
        for x in 0..<8 {
            let word = board.word(0xe101_0000 + UInt32(128 * x))
            for y in 0..<8 where word >> UInt32(3 * y) & 7 != 6 { found.insert([x, y]) }
        }

        #expect(found.count == 48)
        #expect(board.word(0xe101_0000 + 128 * 7, x: 7, y: 7) >> 21 & 7 == 7)
        #expect(board.word(0xe101_0000, x: 7, y: 7) & 7 == 4)
        #expect(board.word(0xe101_0000 + 128 * 6, x: 7, y: 7) >> 18 & 7 == 6, "a neighbour")
    }
}
