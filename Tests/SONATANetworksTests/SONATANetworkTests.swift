import Foundation
import HDF5Files
import NetworkModel
import SONATANetworks
import Testing

@Suite(.serialized) struct SONATANetworkTests {
    private static let network = SONATANetwork(
        nodes: [
            SONATANodes(
                name: "input µ",
                ids: [0, 1],
                parts: [
                    SONATAPart(
                        group: 0,
                        members: [0, 1],
                        columns: ["model_type": .text("virtual"), "layer": .text("L 4"), "x": .numbers([0, 1.5])]
                    )
                ]
            ),
            SONATANodes(
                name: "cells",
                ids: [5, 3, 4],
                parts: [
                    SONATAPart(
                        group: 0,
                        members: [0, 2],
                        columns: [
                            "model_type": .text("point_neuron"), "model_template": .text("pyNN:IF_curr_exp"),
                            "tau_m": .numbers([10, 11.25]), "cm": .number(0.25),
                        ]
                    ),
                    SONATAPart(group: 1, members: [1], columns: ["model_type": .text("point_neuron")]),
                ]
            ),
        ],
        edges: [
            SONATAEdges(
                name: "input → cells",
                source: "input µ",
                target: "cells",
                sourceIDs: [0, 1, 1],
                targetIDs: [3, 5, 4],
                parts: [
                    SONATAPart(
                        group: 0,
                        members: [0, 1, 2],
                        columns: [
                            "receptor_type": .text("excitatory"), "delay": .numbers([1, 2, 3]),
                            "syn_weight": .numbers([0.5, -0.25, 1]),
                        ]
                    )
                ]
            )
        ]
    )

    private let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)").path

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    private func failure(_ body: () throws -> Void) -> NetworkError? {
        do {
            try body()
            return nil
        } catch {
            return error as? NetworkError
        }
    }

    @Test func aNetworkIsReadAsItWasWritten() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SONATANetworkWriter.write(Self.network, to: "\(folder)/networks")
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: true)
        #expect(try SONATANetwork(readingConfig: "\(folder)/circuit_config.json") == Self.network)
        let types = try String(contentsOfFile: "\(folder)/networks/node_types.csv", encoding: .utf8)
        #expect(
            types == """
                node_type_id cm layer model_template model_type tau_m x
                0 NULL "L 4" NULL virtual NULL NULL
                1 0.25 NULL pyNN:IF_curr_exp point_neuron NULL NULL
                2 NULL NULL NULL point_neuron NULL NULL

                """
        )
    }

    /// The guide's manifest: variables that use others, braces, lists, and parameters in JSON files of their own.
    @Test func manifestsAndParameterFilesAreResolved() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SONATANetworkWriter.write(Self.network, to: "\(folder)/deep/net")
        try write(
            "config.json",
            """
            {"manifest": {"$BASE": "${configdir}", "$NET": "$BASE/deep/net", "PARAMS": "$BASE/deep"},
             "components": {"point_neuron_models_dir": "$PARAMS"},
             "networks": {"nodes": [{"nodes_file": "${NET}/nodes.h5", "node_types_file": "$NET/types.csv"}]}}
            """
        )
        try write(
            "deep/net/types.csv",
            """
            node_type_id model_type "dynamics_params" tau_m
            0 virtual NONE 1
            1 point_neuron one.json 2
            2 point_neuron one.json 3

            """
        )
        try write("deep/one.json", #"{"cm": 0.5, "tau_m": 30, "model": "a"}"#)
        let network = try SONATANetwork(readingConfig: "\(folder)/config.json")
        #expect(network.edges.isEmpty && network.nodes.map(\.name) == ["input µ", "cells"])
        let parts = network.nodes[1].parts
        // The group's own numbers win over the file's, and the file's over the table's.
        #expect(parts[0].columns["tau_m"] == .numbers([10, 11.25]))
        #expect(parts[1].columns["tau_m"] == .number(30))
        #expect(parts[1].columns["cm"] == .number(0.5))
        #expect(parts[1].text("model") == "a")
    }

    @Test(arguments: [
        ("'networks'", "{}"), ("no JSON object", "[]"), ("node_types_file", #"{"networks": {"nodes": [{}]}}"#),
        ("NET", #"{"networks": {"nodes": [{"node_types_file": "$NET/x", "nodes_file": "y"}]}}"#),
        ("itself", #"{"manifest": {"$A": "$B", "$B": "$A"}, "networks": {"nodes": "$A"}}"#),
        ("JSON", "{"),
        ("cannot be read", #"{"networks": {"nodes": [{"node_types_file": "no.csv", "nodes_file": "no"}]}}"#),
        ("networks", #"{"networks": 3}"#), ("a text", #"{"networks": {"nodes": [{"node_types_file": 3}]}}"#),
    ])
    func configurationsWithMistakesAreRefused(what: String, text: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("config.json", text)
        let error = failure { _ = try SONATANetwork(readingConfig: "\(folder)/config.json") }
        #expect(error?.code == .file && error?.description.contains(what) == true, "\(error?.description ?? "none")")
    }

    @Test(arguments: [
        ("node_type_id", "model_type\nvirtual\n"), ("line 3", "node_type_id a\n0 1\n0 2\n"),
        ("line 2", "node_type_id a\n0\n"), ("line 2", "node_type_id a\nx 1\n"), ("no such type", "node_type_id\n7\n"),
        ("empty file", ""), ("nothing.json", "node_type_id dynamics_params\n0 nothing.json\n"),
    ])
    func tablesWithMistakesAreRefused(what: String, table: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SONATANetworkWriter.write(Self.network, to: "\(folder)/networks")
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: false)
        try write("networks/node_types.csv", table)
        let error = failure { _ = try SONATANetwork(readingConfig: "\(folder)/circuit_config.json") }
        #expect(error?.code == .file && error?.description.contains(what) == true, "\(error?.description ?? "none")")
    }

    /// One byte is another, anywhere in any of the files: the network is read, or refused in words.
    @Test func damagedFilesAreReadOrRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SONATANetworkWriter.write(Self.network, to: "\(folder)/networks")
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: true)
        var generator = Generator()
        var refused = 0
        for name in ["circuit_config.json", "networks/node_types.csv", "networks/nodes.h5", "networks/edges.h5"] {
            let file = URL(filePath: "\(folder)/\(name)")
            let whole = try Data(contentsOf: file)
            for _ in 0..<100 {
                var damaged = whole
                damaged[Int(generator.next() % UInt64(whole.count))] = UInt8(truncatingIfNeeded: generator.next())
                try damaged.write(to: file)
                do {
                    _ = try SONATANetwork(readingConfig: "\(folder)/circuit_config.json")
                } catch {
                    #expect(!error.what.isEmpty && error.location.contains(folder), "\(error)")
                    refused += 1
                }
            }
            try whole.write(to: file)
        }
        #expect(refused > 30)
    }

    /// Knuth's MMIX sequence, upper half.
    private struct Generator {
        var state: UInt64 = 1

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 32
        }
    }

    @Test func edgesOfUnknownNodesAreRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var network = Self.network
        network.edges[0].targetIDs[1] = 6
        try SONATANetworkWriter.write(network, to: "\(folder)/networks")
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: true)
        let config = "\(folder)/circuit_config.json"
        #expect(failure { _ = try SONATANetwork(readingConfig: config) }?.given == "6")
        network = Self.network
        network.edges[0].source = "nobody"
        try SONATANetworkWriter.write(network, to: "\(folder)/networks")
        #expect(failure { _ = try SONATANetwork(readingConfig: config) }?.given == "'nobody'")
        network = Self.network
        network.nodes[1].ids = [3, 3, 4]
        network.edges = []
        try SONATANetworkWriter.write(network, to: "\(folder)/networks")
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: false)
        #expect(failure { _ = try SONATANetwork(readingConfig: config) }?.given == "population 'cells'")
    }

    @Test func nodeSetsChooseByPopulationIDAndAttribute() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(
            "sets.json",
            """
            {"Some": {"population": "cells", "node_id": [3, 4, 9]}, "one": {"node_id": 4}, "l4": {"layer": "L 4"},
             "fast": {"tau_m": [10, 30]}, "both": ["some", "l4"], "loop": ["loop"], "wrong": {"node_id": [true]},
             "all": ["fast", "Some", "one", "cells", "both"], "twice": ["one", "ONE", "fast"], "circle": ["all", "loop"]}
            """
        )
        try write(
            "simulation.json",
            #"{"run": {"dt": 0.1, "tstop": 10}, "node_sets_file": "sets.json"}"#
        )
        let sets = try SONATAPlan(readingConfig: "\(folder)/simulation.json").nodeSets
        func nodes(_ name: String) throws -> [Int: [Int]] {
            let nodes = try sets.nodes(of: name, in: Self.network)
            #expect(Set(nodes.map(\.population)).count == nodes.count)
            return Dictionary(nodes.map { ($0.population, $0.positions) }) { $1 }
        }
        #expect(try nodes("cells") == [1: [0, 1, 2]])
        #expect(try nodes("some") == [1: [1, 2]])
        #expect(try nodes("one") == [1: [2]])
        #expect(try nodes("l4") == [0: [0, 1]])
        #expect(try nodes("fast") == [1: [0]])
        #expect(try nodes("both") == [1: [1, 2], 0: [0, 1]])
        #expect(try nodes("all") == [1: [0, 1, 2], 0: [0, 1]])
        #expect(try nodes("twice") == [1: [0, 2]])
        for name in ["nobody", "loop", "circle", "wrong"] { #expect(failure { _ = try nodes(name) } != nil) }
    }

    /// A set is looked at once: eighteen layers of a hundred names each have 100^18 ways through them.
    @Test(.timeLimit(.minutes(1))) func nodeSetsOfManyNamesAreGatheredAtOnce() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let layers = (0..<18).map { layer in
            "\"l\(layer)\": [\((0..<100).map { _ in "\"l\(layer + 1)\"" }.joined(separator: ","))]"
        }
        try write("sets.json", "{\(layers.joined(separator: ",")), \"l18\": [\"cells\"]}")
        try write("simulation.json", #"{"run": {"dt": 0.1, "tstop": 10}, "node_sets_file": "sets.json"}"#)
        let sets = try SONATAPlan(readingConfig: "\(folder)/simulation.json").nodeSets
        #expect(try sets.nodes(of: "l0", in: Self.network).map(\.positions) == [[0, 1, 2]])
    }

    @Test(.timeLimit(.minutes(1))) func manyTypesAreReadAtOnce() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let count = 10_000
        try HDF5File.write(to: "\(folder)/networks/nodes.h5") { file throws(HDF5Error) in
            let nodes = try file.makeGroup("nodes", in: file.root)
            let cells = try file.makeGroup("cells", in: nodes.id)
            _ = try file.write("node_type_id", Array(0..<count), in: cells.id)
        }
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: false)
        let names = (0..<10).map { "p\($0)" }
        let rows = (0..<count).map { type in "\(type) virtual \(names.map { _ in "\(type)" }.joined(separator: " "))" }
        try write(
            "networks/node_types.csv",
            (["node_type_id model_type \(names.joined(separator: " "))"] + rows).joined(separator: "\n")
        )
        let parts = try SONATANetwork(readingConfig: "\(folder)/circuit_config.json").nodes[0].parts
        #expect(parts.count == 1 && parts[0].columns["p9"] == .numbers((0..<count).map(Double.init)))
    }

    /// What begins with the configuration's folder is complete, also where the configuration's own path is relative.
    @Test func theFolderOfARelativeConfigurationCountsOnce() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(
            "plan.json",
            """
            {"manifest": {"$BASE_DIR": "${configdir}"}, "run": {"dt": 0.1, "tstop": 10},
             "output": {"output_dir": "$BASE_DIR/output"}}
            """
        )
        let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
        let path = String(repeating: "../", count: depth) + "\(folder.dropFirst())/plan.json"
        let plan = try SONATAPlan(readingConfig: path)
        #expect(URL(filePath: plan.outputFolder).standardizedFileURL.path == "\(folder)/output")
    }

    @Test(arguments: [
        ("run", "{}"), ("dt", #"{"run": {"tstop": 1}}"#), ("tstop", #"{"run": {"dt": 1, "tstop": "x"}}"#),
        ("input_type", #"{"run": {"dt": 1, "tstop": 1}, "inputs": {"a": {"input_type": "current_clamp"}}}"#),
        ("variable_name", #"{"run": {"dt": 1, "tstop": 1}, "reports": {"a": {}}}"#),
    ])
    func plansWithMistakesAreRefused(what: String, text: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("simulation.json", text)
        let error = failure { _ = try SONATAPlan(readingConfig: "\(folder)/simulation.json") }
        #expect(error?.description.contains(what) == true, "\(error?.description ?? "none")")
    }
}
