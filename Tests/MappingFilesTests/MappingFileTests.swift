import Foundation
import GraphMapping
import MappingFiles
import MappingSupport
import SpiNNakerMachine
import Testing

/// Mappings in our form, in PACMAN's, and drawn.
@Suite
struct MappingFileTests {
    /// A mapped graph.
    private struct Sample {
        let mapping: Mapping
        let machine: Machine
        let forecast: MappingForecast

        init(_ graph: TestGraph) throws {
            let machine = Machine(graph.boards)
            let mapping = try Mapping(graph.machineGraph(), on: machine)
            self.machine = machine
            self.mapping = mapping
            forecast = MappingForecast(mapping, on: machine)
        }
    }

    private let layers = TestGraph.layered(layers: 4, width: 10, on: .triad, seed: 3)

    private func folder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mapping-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func replace(_ piece: String, with other: String, in file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = text.replacing(piece, with: other, maxReplacements: 1)
        try #require(text != changed, "\(piece) is not in \(file.lastPathComponent)")
        try Data(changed.utf8).write(to: file)
    }

    // MARK: - Ours

    @Test
    func ourFormIsReadBack() throws {
        let sample = try Sample(layers)
        let file = MappingFile(sample.mapping, sample.forecast, named: "layers", on: sample.machine)
        let data = try file.data()
        let read = try MappingFile(data, file: "mapping.json")
        #expect(read == file)
        #expect(try read.data() == data)
        #expect(read.parts.map(\.place) == sample.mapping.placements)
        #expect(read.entries == sample.mapping.tables)
        #expect(read.forecast.use.map(\.cores).reduce(0, +) == layers.coreCount)
    }

    @Test(arguments: [
        ("\"format\":1", "\"format\":9", "format: is 9; 1 is known"),
        ("\"core\":", "\"core\":18,\"c\":", "parts[0].core: is 18; it must be 1 to 17"),
        ("\"part\":0", "\"part\":-1", "sources[0].part: there is no part -1"),
        ("\"key\":", "\"key\":4294967295,\"k\":", "tables[0].entries[0].key: has bits that the mask lacks"),
        ("\"mask\":", "\"mask\":-", "tables[0].entries[0].mask: is -"),
        ("\"route\":", "\"route\":16777216,\"r\":", "tables[0].entries[0].route: is 16777216; it has 24 bits"),
        ("\"route\":", "\"r\":", "tables[0].entries[0].route: is missing"),
    ])
    func aSlipInOurFormIsNamed(piece: String, slip: String, problem: String) throws {
        let graph = TestGraph.sheet(rows: 12, columns: 12, on: BoardArrangement(.spin5))
        let sample = try Sample(graph)
        let file = MappingFile(sample.mapping, sample.forecast, named: "sheet", on: sample.machine)
        let right = String(decoding: try file.data(), as: UTF8.self)
        // Tables come last.
        let inTable = problem.hasPrefix("tables")
        let start = try #require(inTable ? right.range(of: "\"tables\"")?.lowerBound : right.startIndex)
        let text = right[..<start] + right[start...].replacing(piece, with: slip, maxReplacements: 1)
        try #require(text != right)
        let error = #expect(throws: MappingFileError.self) { try MappingFile(Data(text.utf8), file: "m.json") }
        #expect(error?.description.hasPrefix("m.json: \(problem)") == true, "\(error?.description ?? "")")
    }

    // MARK: - PACMAN's

    @Test
    func filesOfPACMANAreReadBack() throws {
        let sample = try Sample(layers)
        let files = try PACMANFiles(sample.mapping, named: "layers", on: sample.machine)
        try folder { folder in
            try files.write(into: folder)
            let read = try PACMANFiles(contentsOf: folder)
            #expect(read == files)
            #expect(read.entries == sample.mapping.tables)
            #expect(read.machine.machine == sample.machine)
            let labels = sample.mapping.graph.vertices.indices.map(sample.mapping.graph.label)
            #expect(labels.map { read.cores[$0] } == sample.mapping.placements)
        }
        // Who sends to whom, counted from the graph as it was made.
        let pairs = layers.nets.reduce(0) { count, net in
            count + net.sinks.reduce(0) { $0 + layers.nodes[net.source].cores * layers.nodes[Int($1)].cores }
        }
        #expect(files.graph.edges.count == pairs)
        #expect(files.keyCounts.allSatisfy { $0.n_keys == layers.keysPerCore })
    }

    @Test(arguments: [
        ("placements.json", "\"vertex_label\":\"n0", "\"vertex_label\":\"no", "[0].vertex_label: there is no"),
        ("placements.json", "\"x\":", "\"x\":999", "[0].x: is 999"),
        ("placements.json", "\"p\":", "\"p\":9", "[0].p: "),
        ("routing_tables.json", "\"mask\":", "\"mask\":0,\"m\":", "[0].entries[0].key: has bits that the mask lacks"),
        ("routing_tables.json", "\"spinnaker_route\":", "\"spinnaker_route\":99999999,\"r\":", "[0].entries[0]."),
        ("routing_tables.json", "\"defaultable\":false", "\"defaultable\":0", "[0].entries[0].defaultable: "),
        (
            "machine_graph.json", "\"post_vertex\":\"n", "\"post_vertex\":\"m",
            "edges[0].post_vertex: there is no vertex"
        ),
        ("n_keys_map.json", "\"n_keys\":", "\"n_keys\":-", "[0].n_keys: is -256"),
        ("machine.json", "\"width\":", "\"width\":3", "width: There is no machine of 312 x 12 chips"),
    ])
    func aSlipInAFileOfPACMANIsNamed(name: String, piece: String, slip: String, problem: String) throws {
        let sample = try Sample(layers)
        try folder { folder in
            try PACMANFiles(sample.mapping, named: "layers", on: sample.machine).write(into: folder)
            try replace(piece, with: slip, in: folder.appending(path: name))
            let error = #expect(throws: MappingFileError.self) { try PACMANFiles(contentsOf: folder) }
            #expect(error?.file.hasSuffix(name) == true)
            #expect(error?.description.contains(": \(problem)") == true, "\(error?.description ?? "")")
        }
    }

    // MARK: - Drawn

    @Test(arguments: [BoardArrangement(.spin3), BoardArrangement(.spin5), .triad])
    func everyChipAndLinkIsDrawnOnce(boards: BoardArrangement) throws {
        let graph = TestGraph.sheet(rows: 6, columns: 7, on: boards)
        let whole = Machine(boards)
        let machine = whole.without(chips: [ChipID(x: 1, y: 1)])
        let mapping = try Mapping(graph.machineGraph(), on: machine)
        let forecast = MappingForecast(mapping, on: machine)
        let svg = MappingPicture(mapping, forecast, named: "a < b & c", on: machine, treeOf: 0).svg

        #expect(svg.contains(">a &lt; b &amp; c</text>"))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        for chip in machine.chipIDs {
            #expect(svg.split(separator: "<title>chip \(chip):").count == 2)
        }
        #expect(svg.split(separator: "stroke-dasharray").count == 2)
        // A line for each direction of each link; outlines of boards and the legend have others.
        let tree = try #require(mapping.tree(of: 0))
        let lines = svg.split(separator: "\n").filter { $0.hasPrefix("<line") }
        #expect(lines.count { $0.contains("#5b12c4") } == tree.links.count + 1)
        let links = machine.chips.values.reduce(0) { $0 + $1.neighbours.count }
        let steps = min(4, forecast.mostLoadedLink?.sources ?? 0)
        #expect(lines.count { !$0.contains("#444444") } == links + steps + 2)
    }
}
