import Foundation
import SwiNN
import Testing

/// Networks as wholes: held together, on several targets, and by PyNN's procedural names.
@MainActor
@Suite(.serialized) struct NetworkTests {
    @Test func aNetworkHoldsWhatItIsGivenOnce() throws {
        try script { _ in
            let cells = try Population(4, IFCurrExp(), label: "cells")
            let source = try Population(2, SpikeSourcePoisson(), label: "source")
            let third = try Population(3, IFCurrExp(), label: "third")
            let view = try PopulationView(cells, .indices([1, 2]), label: "two")
            let both = try Assembly(source, third, label: "both")
            let projection = try Projection(source, cells, AllToAllConnector(), label: "drive")
            let network = Network(view, both, projection)
            network.add(cells, view)
            #expect(network.populations.map(\.label) == ["cells", "source", "third"])
            #expect(network.views.count == 1 && network.assemblies.count == 1 && network.projections.count == 1)
            #expect(network.countNeurons == 9 && network.countConnections == 8)
            #expect(network.getComponent("drive") === projection && network.getComponent("two") === view)
            #expect(network.getComponent("other") == nil)
            #expect(try network.filter().all.map(\.id) == [0, 1, 2, 3, 6, 7, 8])
            #expect(try network.filter(cellTypes: [SpikeSourcePoisson.self]).size == 2)
            try network.record("v", includeSpikeSource: false)
            try network.record("spikes")
            try run(4)
            let blocks = try network.getData("spikes")
            #expect(blocks.map(\.name) == ["both"] && blocks[0].segments[0].spikeTrains.count == 5)
            #expect(try cells.getData("v").filter(name: "v").count == 1)
            let file = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString).nix")
            defer { try? FileManager.default.removeItem(at: file) }
            try network.writeData(file.path, "spikes")
            #expect(try Data(contentsOf: file).range(of: Data("both".utf8)) != nil)
        }
    }

    @Test func oneModelRunsOnSeveralTargets() throws {
        struct Model {
            let source: Population
            let cells: Population
        }
        try script { _ in
            let outer = try Population(1, IFCurrExp())
            let both = try MultiSim([.host, .virtual(.spin3)], timestep: 1, seed: 3) {
                let source = try Population(20, SpikeSourcePoisson(rate: 100))
                let cells = try Population(10, IFCurrExp())
                _ = try Projection(source, cells, FixedProbabilityConnector(0.5), StaticSynapse(weight: 1, delay: 2))
                try cells.record(["spikes", "v"])
                return Model(source: source, cells: cells)
            }
            try both.run(60, steps: 3)
            let data = try both.each { model in (try model.cells.getData(), try getCurrentTime()) }
            #expect(data.map(\.target) == [.host, .virtual(.spin3)])
            #expect(data[0].result.0.difference(from: data[1].result.0) == nil)
            #expect(try data[0].result.0.countSpikes() > 10 && data.map(\.result.1) == [60, 60])
            #expect(networkError { try both.run(1, steps: 0) }?.code == .valueOutOfRange)
            try both.end()
            // The script's own simulation is the current one throughout.
            #expect(try getCurrentTime() == 0 && outer.firstID == 0)
            #expect(throws: NetworkError.self) {
                _ = try MultiSim([.host]) { try Population(0, IFCurrExp()) }
            }
        }
    }

    @available(*, deprecated)
    @Test func proceduralNamesDoTheSame() throws {
        try script { backend in
            let pre = try create(IFCurrExp(tauM: 12), n: 3)
            let post = try Population.create(IFCurrExp())
            #expect(pre.size == 3 && post.size == 1)
            let projection = try connect(pre, post, weight: 0.5, delay: 3, receptorType: "excitatory")
            let synapses = try projection.connections()
            #expect(synapses.count == 3 && synapses.allSatisfy { $0.weight == 0.5 && $0.delay == 3 })
            let many = try Population(40, IFCurrExp())
            let some = try connect(many, many, p: 0.25, seed: 4)
            #expect((300...500).contains(some.size))
            try initialize(pre, ["v": -60])
            try set(pre, [.cm: 2])
            #expect(try pre.initialValues("v") == [-60, -60, -60] && pre.cm == [2, 2, 2])
            let file = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString).nix")
            defer { try? FileManager.default.removeItem(at: file) }
            try record(["v"], pre, file.path, samplingInterval: 2, annotations: ["layer": 4])
            try run(4)
            #expect(try pre.getData("v").filter(name: "v")[0].samplingPeriod == 2 && pre.annotations["layer"] == 4)
            try end()
            #expect(FileManager.default.fileExists(atPath: file.path) && backend.calls.last == .end)
        }
    }

    @Test func theSimulationsStateCanBeSeen() throws {
        try script(timestep: 0.5, minDelay: 1) { _ in
            let state = try #require(Simulation.current)
            #expect((state.dt, state.t, state.minDelay, state.segmentCounter) == (0.5, 0, 1, 0))
            _ = try Population(1, IFCurrExp())
            #expect(!state.running)
            try run(2)
            #expect(state.t == 2 && state.running)
            try reset()
            #expect(state.segmentCounter == 1 && state.t == 0 && (state.numProcesses, state.mpiRank) == (1, 0))
        }
    }

    @Test func modelsAreFoundByName() throws {
        #expect(try nativeCellType("IF_curr_exp") == IFCurrExp.self)
        for name in listStandardModels() { #expect(try nativeCellType(name).schema.kind.rawValue == name) }
        #expect(try nativeSynapseType("StaticSynapse") == StaticSynapse.self)
        #expect(networkError { _ = try nativeCellType("aeif") }?.allowed?.contains("IF_curr_exp") == true)
        #expect(networkError { _ = try nativeSynapseType("STDP") }?.code == .unknownName)
    }

    @Test func everyRunTakesCallbacks() throws {
        try script { backend in
            _ = try Population(1, IFCurrExp())
            for call in [run, runFor, runUntil] as [@MainActor (Double, [RunCallback]) throws -> Double] {
                var times: [Double] = []
                let goal = try getCurrentTime() == 12 ? 18.0 : 6
                let callback: RunCallback = { time in
                    times.append(time)
                    return time + 4
                }
                _ = try call(goal, [callback])
                let start = try getCurrentTime() - 6
                #expect(times == [start, start + 4])
            }
            #expect(try getCurrentTime() == 18)
            #expect(backend.calls == [.prepare, .run(4), .run(2), .run(4), .run(2), .run(4), .run(2)])
        }
    }
}
