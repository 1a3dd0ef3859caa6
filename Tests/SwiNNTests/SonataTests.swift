import CHDF5
import Foundation
import HDF5Files
import NetworkModel
import SONATANetworks
import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct SonataTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)").path

    /// A network with all that an export can hold.
    private func makeNetwork() throws {
        let sources = try Population(3, SpikeSourceArray(spikeTimes: [[1, 5], [], [2.5]]), label: "spikes")
        let noise = try Population(4, SpikeSourcePoisson(rate: [1, 2, 3, 4], start: 5), label: "noise")
        let cells = try Population(
            5,
            IFCurrExp(cm: 0.25, tauM: [10, 11, 12, 13, 14]),
            structure: Line(dx: 2, y: 1),
            initialValues: ["v": [-60, -61, -62, -63, -64], "isyn_exc": 0.5],
            label: "cells"
        )
        let others = try Population(2, IFCurrExp(iOffset: 0.1), label: "cells")
        _ = try Projection(sources, cells, FromListConnector([(0, 4, 0.5, 2), (0, 1, 0.25, 17), (2, 3, 1, 1)]))
        _ = try Projection(noise, cells + others, FixedProbabilityConnector(0.5), StaticSynapse(weight: 0.3, delay: 3))
        _ = try Projection(
            cells[2...],
            others,
            AllToAllConnector(),
            StaticSynapse(weight: .random(.uniform(low: -1, high: -0.5)), delay: 4),
            receptorType: "inhibitory",
            label: "back/forth"
        )
        try cells.record("spikes")
        try cells[[1, 3]].record("v", samplingInterval: 2)
        try others.record("gsyn_exc")
    }

    /// What must be equal: everything but the labels of projections and the way in which connections are kept.
    private func facts(_ network: NetworkDescription) throws -> [[String]] {
        let populations = network.populations.map { population in
            let numbers =
                population.schema.parameters.map { population.parameter($0.name) }
                + population.schema.stateVariables.map { population.initialValue($0.name) }
            return ["\(population.label) \(population.size) \(population.kind)"]
                + numbers.map { "\($0.array(count: population.size))" }
                + ["\(population.spikeTimes)", "\(population.positions)"]
        }
        let projections = try network.projections.map { projection in
            let list = try network.synapses(of: projection.id)
            return [
                "\(projection.pre.population) \(projection.post.population) \(projection.receptor)",
                "\(list.pre) \(list.post) \(list.weights) \(list.delaySteps)",
            ]
        }
        return populations + projections
    }

    @Test func anExportedNetworkIsImportedTheSame() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var original: [[String]] = []
        try script { _ in
            try makeNetwork()
            try exportToSONATA(folder, tstop: 20)
            original = try facts(#require(Simulation.current).network)
            #expect(networkError { try exportToSONATA(folder) }?.code == .file)
            try exportToSONATA(folder, tstop: 20, overwrite: true)
        }
        try script { _ in
            let network = try importFromSONATA("\(folder)/circuit_config.json")
            #expect(network.assemblies.map(\.label) == ["spikes", "noise", "cells", "cells (2)"])
            #expect(network.projections.last?.label == "back_forth")
            // Spike times come with the plan.
            var imported = try #require(Simulation.current).network
            let sources = try #require(network.getComponent("spikes") as? Assembly)
            try sources.set(spikeTimes: [[1, 5], [], [2.5]])
            imported = try #require(Simulation.current).network
            #expect(try facts(imported) == original)
        }
    }

    @Test func aPlanGivesSpikesRecordsRunsAndWrites() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try script { _ in
            try makeNetwork()
            try exportToSONATA(folder, tstop: 20)
        }
        let plan = try loadSONATASimulationPlan("\(folder)/simulation_config.json")
        #expect(plan.timestep == 1 && plan.tstop == 20)
        #expect(plan.outputFolder == "\(folder)/./output")
        try script { backend in
            try plan.execute(importFromSONATA("\(folder)/circuit_config.json"))
            let network = try #require(backend.network)
            #expect(network.populations[0].spikeTimes == [[1, 5], [], [2.5]])
            #expect(backend.calls == [.prepare, .run(20)])
            let recorded = network.populations.map { Dictionary($0.recording.map { ($0.variable, $0) }) { $1 } }
            #expect(recorded[0].isEmpty && recorded[1].isEmpty)
            #expect(recorded[2][.spikes]?.indices.count == 5 && recorded[3][.spikes]?.indices.count == 2)
            #expect(recorded[2][.v]?.indices == [1, 3] && recorded[2][.v]?.samplingInterval == 2)
            #expect(recorded[3][.gsynExc]?.indices.count == 2)
            for file in ["spikes.h5", "v.h5", "gsyn_exc.h5"] {
                #expect(FileManager.default.fileExists(atPath: "\(folder)/output/\(file)"))
            }
        }
    }

    /// Populations of two groups whose nodes alternate, as others number them.
    private func writeForeignNetwork() throws {
        func nodes(_ name: String, _ ids: [Int], _ columns: [String: SONATAColumn]) -> SONATANodes {
            let groups = [[0, 2], [1, 3]].enumerated()
            return SONATANodes(
                name: name,
                ids: ids,
                parts: groups.map { SONATAPart(group: $0, members: $1, columns: columns) }
            )
        }
        let network = SONATANetwork(
            nodes: [
                nodes("input", [4, 5, 6, 7], ["model_type": .text("virtual")]),
                nodes(
                    "cells",
                    [15, 13, 14, 19],
                    ["model_type": .text("point_neuron"), "model_template": .text("pyNN:IF_curr_exp")]
                ),
            ],
            edges: []
        )
        try SONATANetworkWriter.write(network, to: "\(folder)/networks")
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: false)
        try HDF5File.write(to: "\(folder)/input.h5") { file throws(HDF5Error) in
            let spikes = try file.makeGroup("spikes", in: file.root)
            let input = try file.makeGroup("input", in: spikes.id)
            _ = try file.write("timestamps", [5.0, 6, 7, 8], in: input.id)
            _ = try file.write("node_ids", [5, 6, 7, 4], in: input.id)
        }
        let plan = """
            {"manifest": {"$BASE": "${configdir}"}, "node_sets_file": "$BASE/sets.json",
             "run": {"dt": 1, "tstop": 20}, "output": {"output_dir": "$BASE/output"},
             "inputs": {"a": {"input_type": "spikes", "module": "h5", "input_file": "$BASE/input.h5", "node_set": "all"}},
             "reports": {"b": {"variable_name": "v", "cells": "some"}}}
            """
        let sets = """
            {"some": {"population": "cells", "node_id": [13, 14, 19]},
             "low": {"population": "input", "node_id": [4, 5]}, "all": ["low", "input"]}
            """
        try plan.write(toFile: "\(folder)/plan.json", atomically: true, encoding: .utf8)
        try sets.write(toFile: "\(folder)/sets.json", atomically: true, encoding: .utf8)
    }

    /// SONATA: spikes and reports name nodes by the IDs that the population of the network has.
    @Test func nodesKeepTheirIDs() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try writeForeignNetwork()
        let plan = try loadSONATASimulationPlan("\(folder)/plan.json")
        try script { backend in
            try plan.execute(importFromSONATA("\(folder)/circuit_config.json"))
            let network = try #require(backend.network)
            #expect(network.populations.map(\.label) == ["input-0", "input-1", "cells-0", "cells-1"])
            // Nodes 4 and 6, then 5 and 7.
            #expect(network.populations[0].spikeTimes == [[8], [6]])
            #expect(network.populations[1].spikeTimes == [[5], [7]])
        }
        // Every cell spikes once, in the middle.
        let spikes = "\(folder)/output/spikes.h5"
        #expect(
            try SONATASpikes.read(spikes, population: "cells") == [13: [10], 14: [10], 15: [10], 19: [10]]
        )
        let names = try HDF5Input.read(spikes) { file throws(HDF5Error) in try file.names(in: "/spikes") }
        #expect(names == ["cells"])
        let report = "\(folder)/output/v.h5"
        let ids = try HDF5Input.read(report) { file throws(HDF5Error) in
            try file.integers("/report/cells/mapping/node_ids")
        }
        #expect(ids == [13, 14, 19])
        // A cell's potential is its place in its group: 13 is first in the second one, 14 and 19 are second.
        #expect(matrix(report, "/report/cells/data", count: 60) == (0..<20).flatMap { _ in [0, 1, 1] })
    }

    private func matrix(_ path: String, _ place: String, count: Int) -> [Double] {
        let file = H5Fopen(path, chdf5_access_read_only(), chdf5_default())
        let dataset = H5Dopen2(file, place, chdf5_default())
        let space = H5Dget_space(dataset)
        var values = [Double](repeating: .nan, count: count)
        if H5Sget_simple_extent_npoints(space) == count {
            H5Dread(dataset, chdf5_memory_double(), chdf5_all(), chdf5_all(), chdf5_default(), &values)
        }
        H5Sclose(space)
        H5Dclose(dataset)
        H5Fclose(file)
        return values
    }

    @Test func aRefusedImportLeavesNothingBehind() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try script { _ in
            try makeNetwork()
            try exportToSONATA(folder)
        }
        let table = "\(folder)/networks/node_types.csv"
        let edges = "\(folder)/networks/edge_types.csv"
        let changes: [(file: String, old: String, new: String, code: NetworkError.Code, given: String)] = [
            (table, "point_neuron", "biophysical", .unsupported, "'biophysical'"),
            (table, "pyNN:IF_curr_exp", "nrn:IntFire1", .unsupported, "'nrn:IntFire1'"),
            (table, "pyNN:IF_curr_exp", "pyNN:HH_cond", .unsupported, "'pyNN:HH_cond'"),
            (table, "-65.0", "text", .file, "text(\"text\")"), (table, "0.25", "-1", .valueOutOfRange, "-1.0"),
            (edges, "pyNN:StaticSynapse", "pyNN:Unknown", .unsupported, "'Unknown'"),
            (edges, "excitatory", "AMPA", .receptor, "'AMPA'"),
        ]
        for change in changes {
            let text = try String(contentsOfFile: change.file, encoding: .utf8)
            defer { try? text.write(toFile: change.file, atomically: true, encoding: .utf8) }
            try text.replacingOccurrences(of: change.old, with: change.new)
                .write(toFile: change.file, atomically: true, encoding: .utf8)
            try script { _ in
                let before = try Population(1, IFCurrExp(), label: "before")
                let error = networkError { _ = try importFromSONATA("\(folder)/circuit_config.json") }
                #expect(error?.code == change.code && error?.given == change.given, "\(error?.description ?? "none")")
                #expect(before.lastID == 0 && Simulation.current?.network.populations.count == 1)
            }
        }
    }

    @Test func spikesOfStrangersAreRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try script { _ in
            _ = try Population(3, SpikeSourceArray(spikeTimes: [1]), label: "spikes")
            try exportToSONATA("\(folder)/three", tstop: 5)
        }
        try script { _ in
            _ = try Population(2, SpikeSourceArray(spikeTimes: [1]), label: "spikes")
            try exportToSONATA("\(folder)/two", tstop: 5)
        }
        let plan = try loadSONATASimulationPlan("\(folder)/three/simulation_config.json")
        try script { _ in
            let network = try importFromSONATA("\(folder)/two/circuit_config.json")
            #expect(networkError { try plan.execute(network) }?.given == "2")
        }
    }
}
