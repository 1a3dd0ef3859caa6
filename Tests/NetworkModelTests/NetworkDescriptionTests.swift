import NetworkModel
import Testing

@Suite struct NetworkDescriptionTests {
    @Test func defaultsArePyNNs() throws {
        var network = try NetworkDescription(timeStep: 0.1)
        let id = try network.addPopulation(size: 3, cell: IFCurrExp())
        let expected: [ParameterName: Double] = [
            "v_rest": -65, "cm": 1, "tau_m": 20, "tau_refrac": 0.1, "tau_syn_E": 5, "tau_syn_I": 5, "i_offset": 0,
            "v_reset": -65, "v_thresh": -50,
        ]
        #expect(network[id].parameters == expected.mapValues { .uniform($0) })
        #expect(network[id].initialValues == ["v": .uniform(-65), "isyn_exc": .uniform(0), "isyn_inh": .uniform(0)])
        let poisson = try network.addPopulation(size: 1, cell: SpikeSourcePoisson())
        #expect(network[poisson].parameters == ["rate": .uniform(1), "start": .uniform(0), "duration": .uniform(1e10)])
        #expect(network.minDelay == 0.1)
    }

    @Test func idsRunOnFromPopulationToPopulation() throws {
        let network = try Networks.pair(7, 5)
        #expect(network.populations.map(\.firstID) == [0, 7])
        #expect(network.cellCount == 12)
    }

    @Test func equalLabelsGetNumbers() throws {
        var network = try NetworkDescription(timeStep: 1)
        for _ in 0..<3 { _ = try network.addPopulation(size: 1, cell: IFCurrExp(), label: "x") }
        #expect(network.populations.map(\.label) == ["x", "x (2)", "x (3)"])
    }

    @Test func parametersMayBeNumbersListsFunctionsAndDraws() throws {
        var network = try NetworkDescription(timeStep: 1)
        let cell = IFCurrExp(
            cm: 0.25,
            tauM: [10, 11, 12],
            iOffset: .function { 0.5 * Double($0) },
            vReset: .random(.uniform(low: -70, high: -60))
        )
        let id = try network.addPopulation(size: 3, cell: cell)
        #expect(network[id].parameter(.cm) == .uniform(0.25))
        #expect(network[id].parameter(.tauM) == .each([10, 11, 12]))
        #expect(network[id].parameter(.iOffset) == .each([0, 0.5, 1]))
        let resets = network[id].parameter(.vReset).array(count: 3)
        #expect(resets.allSatisfy { (-70..<(-60)).contains($0) })
        #expect(Set(resets).count == 3)
    }

    @Test func aCellDrawsTheSameThroughAViewAsThroughItsPopulation() throws {
        let draw: [ParameterName: ParameterValue] = ["v": .random(.normal(mu: -60, sigma: 2))]
        var whole = try Networks.pair(10, 1)
        var parts = try Networks.pair(10, 1)
        try whole.initialize(draw, of: whole.all(0))
        for indices in [[7, 3], [0, 1, 2, 4, 5, 6, 8, 9]] {
            try parts.initialize(draw, of: CellSelection(population: PopulationID(rawValue: 0), indices: indices))
        }
        #expect(whole.populations[0].initialValue(.v) == parts.populations[0].initialValue(.v))
    }

    @Test func settingAViewLeavesTheOtherCellsAlone() throws {
        var network = try Networks.pair(4, 1)
        try network.set(
            ["i_offset": [1, 2]],
            of: CellSelection(population: PopulationID(rawValue: 0), indices: [3, 1])
        )
        #expect(network.populations[0].parameter(.iOffset) == .each([0, 2, 0, 1]))
    }

    @Test func aRefusedChangeChangesNothing() throws {
        var network = try Networks.pair(4, 1)
        let before = network
        _ = networkError { try network.set(["cm": 2, "tau_m": -1], of: network.all(0)) }
        #expect(network == before)
    }

    @Test func recordedViewsAreUnited() throws {
        var network = try Networks.pair(6, 1)
        let id = PopulationID(rawValue: 0)
        try network.record("v", of: CellSelection(population: id, indices: [4, 2]), samplingInterval: 2)
        try network.record("v", of: CellSelection(population: id, indices: [0, 2]))
        #expect(
            network[id].recording == [RecordingRequest(variable: .v, indices: [0, 2, 4], samplingInterval: 2)]
        )
        // A view recorded after the whole population takes nothing away.
        try network.record("spikes", of: network.all(0))
        try network.record("spikes", of: CellSelection(population: id, indices: [1]))
        #expect(network[id].recording.first { $0.variable == .spikes }?.indices == [0, 1, 2, 3, 4, 5])
        network.stopRecording(of: network.all(0))
        #expect(network[id].recording.isEmpty)
    }

    @Test func silentCellsOfASpikeSourceAreAllowed() throws {
        var network = try NetworkDescription(timeStep: 1)
        let id = try network.addPopulation(size: 2, cell: SpikeSourceArray(spikeTimes: [[], [3, 1]]))
        #expect(network[id].spikeTimes == [[], [1, 3]])
    }

    @Test func gridsRunDownTheirColumnsFirst() throws {
        let positions = try Grid2D(aspectRatio: 1.5, dx: 10).generatePositions(6)
        #expect(positions.map(\.x) == [0, 0, 10, 10, 20, 20])
        #expect(positions.map(\.y) == [0, 1, 0, 1, 0, 1])
        #expect(throws: NetworkError.self) { try Grid2D().generatePositions(7) }
    }
}
