import Foundation
import Testing

/// `swinn map`, from a shell's side.
@Suite struct MapCommandTests {
    private static let graph = """
        {"format":1,"name":"ring","keys_per_core":256,
         "machine":{"version":5,"width":8,"height":8,"boards":1,"wrap":false},
         "nodes":[{"name":"a","cores":20,"sdram":65536},{"name":"b","cores":30,"sdram":65536}],
         "nets":[{"source":"a","sinks":["b"],"packets_per_second":1000},{"source":"b","sinks":["a"]}]}
        """

    private func run(_ arguments: [String], graph: String = Self.graph) throws -> CommandRun {
        try CommandRun(["map", "ring.json"] + arguments, script: ("ring.json", graph))
    }

    /// Runs the command with a folder for its files.
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "map-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func theForecastIsPrinted() throws {
        let run = try run([])
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.hasPrefix("ring\n"))
        #expect(run.output.contains("  boards              1 of 1\n"))
        #expect(run.output.contains("  cores               50, 758 free\n"))
        #expect(run.output.contains("packets per second\n"))
        #expect(run.output.contains("  least SDRAM left    bytes: 1"))
    }

    @Test(arguments: [("spin3", "of 4\n"), ("spin5", "of 48\n"), ("1x1", "of 144\n")])
    func theMachineIsChosen(machine: String, chips: String) throws {
        let run = try run(["--machine", machine])
        #expect(run.status == 0)
        #expect(run.output.contains(chips))
    }

    @Test func allFilesAreWritten() throws {
        try inFolder { folder in
            let path = { (name: String) in folder.appending(path: name).path(percentEncoded: false) }
            let files = ["--svg", path("m.svg"), "--json", path("m.json"), "--pacman", path("p"), "--tree", "b"]
            let first = try run(files + ["--seed", "4"])
            #expect(first.status == 0)
            #expect(first.errors == "")
            let svg = try String(contentsOfFile: path("m.svg"), encoding: .utf8)
            #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n") && svg.contains(">Tree of b[0...255]</text>"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: path("p")).sorted()
                    == [
                        "machine.json", "machine_graph.json", "n_keys_map.json", "placements.json",
                        "routing_tables.json",
                    ]
            )
            // The machine that was written is a machine to map onto; the same seed gives the same mapping.
            let json = try Data(contentsOf: URL(filePath: path("m.json")))
            let again = try run(["--json", path("again.json"), "--machine", path("p/machine.json"), "--seed", "4"])
            #expect(again.status == 0)
            #expect(again.output == first.output)
            #expect(try Data(contentsOf: URL(filePath: path("again.json"))) == json)
        }
    }

    @Test(arguments: [
        (["--machine", "0x1"], "--machine is 0x1: triads are 1x1 to 21x21."),
        (["--machine", "nothing.json"], "nothing.json: there is no such file"),
        (["--machine", "ring.json"], "ring.json: width: is missing"),
        (["--svg", "x.svg", "--tree", "z"], "--tree is z: ring.json has no such node."),
        (["--svg", "/nowhere/x.svg"], "Error: /nowhere/x.svg: cannot be written"),
        (["--pacman", "ring.json"], "Error: ring.json: the folder cannot be made"),
    ])
    func whatCannotBeDoneIsTold(arguments: [String], message: String) throws {
        let run = try run(arguments)
        #expect(run.status == 1)
        #expect(run.errors.contains(message))
        #expect(run.output == "")
    }

    @Test func aWrongGraphIsTold() throws {
        let run = try run([], graph: Self.graph.replacing("[\"a\"]", with: "[\"c\"]"))
        #expect(run.status == 1)
        #expect(run.errors == "Error: ring.json: nets[1].sinks[0]: there is no node 'c'\n")
    }

    @Test func aGraphThatDoesNotFitIsToldAndNothingIsWritten() throws {
        try inFolder { folder in
            let file = folder.appending(path: "m.json").path(percentEncoded: false)
            let run = try run(["--machine", "spin3", "--json", file], graph: Self.graph.replacing("30", with: "60"))
            #expect(run.status == 1)
            #expect(run.errors.contains("No chip has room for '"))
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func aTreeWithoutADrawingIsRefused() throws {
        let run = try run(["--tree", "a"])
        #expect(run.status == 64)
        #expect(run.errors.contains("--tree says what stands out in --svg"))
    }
}
