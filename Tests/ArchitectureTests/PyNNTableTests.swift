import Foundation
import Testing

/// Docs/PyNN.md against the tests that it names.
@Suite struct PyNNTableTests {
    private struct Row {
        let id: String
        let state: String
        let test: String
    }

    /// How many features of PyNN and sPyNNaker there are, by the letters of their ids; they are numbered from 1.
    private static let counts = [
        "SC": 48, "RS": 14, "PI": 13, "PO": 52, "PB": 18, "PV": 34, "ID": 16, "AS": 30, "PX": 14, "AP": 16, "CA": 14,
        "CO": 21, "CD": 6, "PR": 30, "SX": 16, "RN": 21, "LP": 11, "RC": 21, "NE": 13, "NH": 7, "DS": 2, "WD": 4,
    ]

    /// Features beyond sPyNNaker, and traps, that have a row each.
    private static let beyond: Set = [
        "EX01", "EX02", "EX03", "EX10", "TR01", "TR02", "TR07", "TR08", "TR09", "TR10", "TR11", "TR12", "TR13", "TR14",
        "TR15",
        "TR16", "TR17", "TR18", "TR20", "TR21", "TR22", "TR23", "TR24",
    ]

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func rows() throws -> [Row] {
        let text = try String(contentsOf: root.appending(path: "Docs/PyNN.md"), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 5, cells[0].wholeMatch(of: /[A-Z]{2}[0-9]{2}/) != nil else { return nil }
            return Row(id: cells[0], state: cells[3], test: cells[4].trimmingCharacters(in: ["`"]))
        }
    }

    /// The names of all functions that are tests.
    private static func testNames() throws -> Set<String> {
        var names: Set<String> = []
        let folder = root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            // The attribute and its arguments, up to the function that they are of.
            for part in text.components(separatedBy: "@Test").dropFirst() {
                if let match = part.firstMatch(of: /func ([A-Za-z0-9_]+)/) { names.insert(String(match.1)) }
            }
        }
        return names
    }

    @Test func everyRowNamesATestThatExists() throws {
        let names = try Self.testNames()
        let rows = try Self.rows()
        #expect(rows.count >= 60)
        for row in rows { #expect(names.contains(row.test), "\(row.id) names \(row.test)") }
    }

    @Test func everyFeatureHasARow() throws {
        let ids = Set(try Self.rows().map(\.id))
        var known = Self.beyond
        for (letters, count) in Self.counts {
            let own = (1...count).map { letters + ($0 < 10 ? "0\($0)" : "\($0)") }
            known.formUnion(own)
            let missing = own.filter { !ids.contains($0) }
            #expect(missing.isEmpty, "\(missing) have no row")
        }
        #expect(Self.beyond.isSubset(of: ids), "\(Self.beyond.subtracting(ids).sorted()) have no row")
        #expect(ids.isSubset(of: known), "\(ids.subtracting(known).sorted()) are no features")
    }

    @Test func everyFeatureHasOneRowAndFewDiffer() throws {
        let rows = try Self.rows()
        #expect(Set(rows.map(\.id)).count == rows.count)
        for row in rows {
            #expect(row.state == "works" || row.state.hasPrefix("differs: "), "\(row.id) is \(row.state)")
        }
        #expect(rows.count { $0.state.hasPrefix("differs") } <= 15)
    }

    /// Docs/PyNNScenarios.md: what is not a test says after a dash why there is none.
    @Test func everyScenarioNamesATestOrWhatIsMissing() throws {
        let names = try Self.testNames()
        let text = try String(contentsOf: Self.root.appending(path: "Docs/PyNNScenarios.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").compactMap { line -> String? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 3 && cells[0].contains("`") ? cells[2] : nil
        }
        #expect(rows.count >= 60)
        for row in rows where !row.hasPrefix("– ") {
            #expect(names.contains(row.trimmingCharacters(in: ["`"])), "\(row)")
        }
    }
}
