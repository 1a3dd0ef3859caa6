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
        ("\"core\":", "\"core\":1", "parts[0].core: "),
        ("\"part\":0", "\"part\":-1", "sources[0].part: there is no part -1"),
        ("\"entries\":[[", "\"entries\":[[1],[", "tables[0].entries[0]: must be key, mask and route word"),
        ("\"entries\":[[", "\"entries\":[[3,1,1],[", "tables[0].entries[0]: the key has bits that the mask lacks"),
        ("\"entries\":[[", "\"entries\":[[1,1,16777216],[", "tables[0].entries[0]: the route word has 24 bits"),
        ("\"entries\":[[", "\"entries\":[[1,1,-1],[", "tables[0].entries[0][2]: is out of range"),
    ])
    func aSlipInOurFormIsNamed(piece: String, slip: String, problem: String) throws {
        let graph = TestGraph.sheet(rows: 12, columns: 12, on: BoardArrangement(.spin5))
        let sample = try Sample(graph)
        let file = MappingFile(sample.mapping, sample.forecast, named: "sheet", on: sample.machine)
        let right = String(decoding: try file.data(), as: UTF8.self)
        // A core of one digit gets another; tables come after the forecast's entries.
        let start = piece.contains("entries") ? right.range(of: "\"tables\"")?.lowerBound : right.startIndex
        let from = try #require(start)
        let text =
            right[..<from]
            + right[from...].replacing(piece, with: piece == "\"core\":" ? "\"core\":9" : slip, maxReplacements: 1)
        try #require(text != right)
        let error = #expect(throws: MappingFileError.self) { try MappingFile(Data(text.utf8), file: "m.json") }
        #expect(error?.description.hasPrefix("m.json: \(problem)") == true, "\(error?.description ?? "")")
    }

    // MARK: - PACMAN's

    @Test
    func filesOfPACMANAreReadBack() throws {
        let sample = try Sample(layers)
        let files = PACMANFiles(sample.mapping, named: "layers", on: sample.machine)
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
        ("placements.json", "\"vertex_label\":\"n0", "\"vertex_label\":\"no", "[0].vertex_label: there is no vertex 'no["),
        ("placements.json", "\"x\":", "\"x\":999", "[0].x: is out of range"),
        ("placements.json", "\"p\":", "\"p\":9", "[0].p: "),
        ("routing_tables.json", "\"mask\":", "\"mask\":0,\"m\":", "[0].entries[0].key: has bits that the mask lacks"),
        ("routing_tables.json", "\"spinnaker_route\":", "\"spinnaker_route\":99999999,\"r\":", "[0].entries[0].spinn"),
        ("routing_tables.json", "\"defaultable\":false", "\"defaultable\":0", "[0].entries[0].defaultable: must be true"),
        ("machine_graph.json", "\"post_vertex\":\"n", "\"post_vertex\":\"m", "edges[0].post_vertex: there is no vertex"),
        ("n_keys_map.json", "\"n_keys\":", "\"n_keys\":-", "[0].n_keys: is -256"),
        ("machine.json", "\"width\":", "\"width\":1", "width: there is no machine of 112 x 12 chips"),
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
            #expect(svg.matches(of: "<title>chip \\(\(chip.x), \(chip.y)\\):").count == 1)
        }
        #expect(svg.matches(of: "stroke-dasharray").count == 1)
        // A line for each direction of each link; outlines of boards and the legend have others.
        let tree = try #require(mapping.tree(of: 0))
        #expect(svg.matches(of: "stroke=\"#5b12c4\" stroke-width=\"[0-9.]+\" stroke-linecap").count == tree.links.count + 1)
    }
}
