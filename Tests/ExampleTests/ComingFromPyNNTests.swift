import Foundation
import Testing

/// Docs/Guides/ComingFromPyNN.md: its scripts are those in Examples/ComingFromPyNN, and those in Swift run.
@Suite(.serialized) struct ComingFromPyNNTests {
    /// The scripts, and a line that the one in Swift prints; PyNN with NEST prints the same (`make check-peers`).
    private static let scripts = [
        ("01-first-cell", "spikes at [15.700000000000001, 35.0] ms"),
        ("02-parameters", "i_offset of the first cells: [1.0, 1.005, 1.01] nA"),
        ("03-views", "spikes: [4, 4, 3, 4, 4, 8, 5]"),
        ("04-assemblies", "12 cells, 24 and 4 connections"),
        ("05-chain", "delays [2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0]"),
        ("06-balanced-network", " Hz"),
        ("07-space", "cell 44 at 40.0 40.0"),
        ("08-segments", "now: 80.0 ms"),
        ("09-growing", "weights at the end: [22.0, 22.0]"),
        ("10-data", "in the file: [1, 1]"),
    ]

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func file(_ name: String) -> URL { root.appending(path: "Examples/ComingFromPyNN/\(name)") }

    @Test(arguments: scripts)
    func scriptsRunOnTheHost(name: String, line: String) throws {
        let script = Self.file("\(name).swift").path(percentEncoded: false)
        let run = try ExampleRun("swinn", ["run", script], target: "host")
        #expect(run.output.contains(line), "\(run.output)")
    }

    @Test func theGuideHasTheScriptsAsTheyAre() throws {
        let guide = try String(contentsOf: Self.root.appending(path: "Docs/Guides/ComingFromPyNN.md"), encoding: .utf8)
        // Blocks of code begin and end with three backquotes.
        let blocks = guide.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        for language in ["python", "swift"] {
            let found = blocks.filter { $0.hasPrefix("\(language)\n") }.map { String($0.dropFirst(language.count + 1)) }
            let expected = try Self.scripts.map {
                let ending = language == "python" ? "py" : "swift"
                return try String(contentsOf: Self.file("\($0.0).\(ending)"), encoding: .utf8)
            }
            #expect(found.count == expected.count)
            for (block, script) in zip(found, expected) { #expect(block == script) }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.file("").path(percentEncoded: false))
        #expect(files.count == 2 * Self.scripts.count, "each script is in the guide")
    }
}
