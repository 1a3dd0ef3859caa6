import BoardEmulator
import Foundation
import SpiNNakerMachine
import Testing

/// The program `Conformance` on an emulated board, against the words that its table says.
@Suite
struct ConformanceTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The cores that the program runs on, the one that is started last at the end.
    private static let cores: [(x: UInt8, y: UInt8, core: UInt32)] = [(0, 0, 2), (1, 0, 1), (1, 1, 1), (0, 0, 1)]
    private static let application: UInt32 = 30

    /// A row of the table.
    private struct Row {
        var number: UInt32
        var behaviour: String
        var words: [UInt32]
    }

    /// The rows of `Docs/Hardware/Conformance.md`: number, behaviour, source, words.
    private static func table() throws -> [Row] {
        let text = try String(contentsOf: root.appending(path: "Docs/Hardware/Conformance.md"), encoding: .utf8)
        return try text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 4, let number = UInt32(cells[0]) else { return nil }
            let words = try cells[3].split(separator: " ").map { try #require(UInt32($0, radix: 16)) }
            return Row(number: number, behaviour: cells[1], words: words)
        }
    }

    /// Starts the program on all its cores, lets it end, and returns what it has found, by number.
    private func reports(on board: TestBoard) throws -> [UInt32: [UInt32]] {
        let image = try [UInt8](
            Data(contentsOf: Self.root.appending(path: "Binaries/Conformance/Conformance.aplx"))
        )
        for (x, y, core) in Self.cores {
            for start in stride(from: 0, to: image.count, by: 256) {
                let block = Array(image[start..<min(start + 256, image.count)])
                _ = board.ask(3, [0x6780_0000 + UInt32(start), UInt32(block.count), 0], data: block, at: (x, y, 0))
            }
            #expect(try #require(board.ask(19, [Self.application << 24 | 1 << core], at: (x, y, 0))).code == 0x80)
            board.pass(milliseconds: 2)
        }
        var milliseconds = 0
        while state(of: Self.cores[3], on: board) == 7, milliseconds < 2_000 {
            board.pass(milliseconds: 10)
            milliseconds += 10
        }
        var all: [UInt32: [UInt32]] = [:]
        for place in Self.cores where place.core == 1 {
            #expect(state(of: place, on: board) == 11, "core \(place) has not come to its end")
            var address = board.word(0xe500_7000 + place.core * 128 + 0x74, x: place.x, y: place.y)
            var head = board.word(address, x: place.x, y: place.y)
            while head != 0 {
                let count = Int(head & 0xffff)
                let bytes = board.read(address + 4, 4 * count, x: place.x, y: place.y)
                all[head >> 16] = (0..<count).map { bytes.littleEndianWord(at: 4 * $0) }
                address += UInt32(4 * (count + 1))
                head = board.word(address, x: place.x, y: place.y)
            }
        }
        return all
    }

    private func state(of place: (x: UInt8, y: UInt8, core: UInt32), on board: TestBoard) -> UInt8? {
        board.read(0xe500_7000 + place.core * 128 + 0x2e, 1, x: place.x, y: place.y).first
    }

    @Test(arguments: [BoardKind.spin3, .spin5])
    func theProgramFindsWhatTheTableSays(_ kind: BoardKind) throws {
        let rows = try Self.table()
        let reports = try reports(on: TestBoard(kind))

        #expect(rows.count > 90)
        #expect(Set(reports.keys) == Set(rows.map(\.number)))
        for row in rows {
            let found = (reports[row.number] ?? []).map { String($0, radix: 16) }
            let expected = row.words.map { String($0, radix: 16) }
            #expect(found == expected, "\(row.number): \(row.behaviour)")
        }
    }
}
