import HostEngine
import NetworkLowering
import NetworkModel
import NeuralModels
import Testing

@Suite
struct PartitionTests {
    /// Two recurrent populations with Poisson input and delays well beyond the ring buffers of full cores.
    private func recurrent(shortestDelay: Double, timing: SpikeTiming) throws -> FixedPointNetwork {
        var network = try NetworkDescription(timeStep: 1, seed: 7, spikeTiming: timing)
        let cell = IFCurrExp(cm: 0.25, tauM: 10, tauRefrac: 2, iOffset: .function { 0.3 + 0.002 * Double($0 % 50) })
        let excitatory = try network.addPopulation(
            size: 300,
            cell: cell,
            initialValues: [.v: .random(.uniform(low: -65, high: -50))],
            label: "excitatory"
        )
        let inhibitory = try network.addPopulation(size: 75, cell: cell, label: "inhibitory")
        let noise = try network.addPopulation(size: 90, cell: SpikeSourcePoisson(rate: 40), label: "noise")
        func connect(_ pre: PopulationID, _ post: PopulationID, _ p: Double, _ w: Double, _ receptor: String) throws {
            _ = try network.addProjection(
                from: CellSelection(population: pre, indices: Array(0..<network[pre].size)),
                to: CellSelection(population: post, indices: Array(0..<network[post].size)),
                rule: FixedProbabilityConnector(p).rule,
                synapse: StaticSynapse(
                    weight: .random(.uniform(low: 0.5 * w, high: 1.5 * w)),
                    delay: .random(.uniform(low: shortestDelay, high: 120))
                ),
                receptor: receptor
            )
        }
        try connect(excitatory, excitatory, 0.05, 0.1, "excitatory")
        try connect(excitatory, inhibitory, 0.05, 0.1, "excitatory")
        try connect(inhibitory, excitatory, 0.1, 0.4, "inhibitory")
        try connect(inhibitory, inhibitory, 0.1, 0.4, "inhibitory")
        try connect(noise, excitatory, 0.1, 0.3, "excitatory")
        try connect(noise, inhibitory, 0.1, 0.3, "excitatory")
        return try FixedPointNetwork(network)
    }

    @Test(arguments: [(32, 1.0, SpikeTiming.nest), (256, 1.0, .nest), (100, 3.0, .nest), (32, 4.0, .sPyNNaker)])
    func coresOfAnySizeComputeWhatTheHostComputes(_ size: Int, _ delay: Double, _ timing: SpikeTiming) throws {
        let network = try recurrent(shortestDelay: delay, timing: timing)
        let expected = try network.hostResult(steps: [400])

        let cores = PartitionedSimulation(network, neuronsPerCore: size, scramble: UInt64(size))
        cores.run(steps: 0..<400)

        #expect(expected.stamps[0].flatMap { $0 }.count > 500)
        let sameSpikes = cores.result.stamps == expected.stamps
        let sameSamples = cores.result.samples == expected.samples
        #expect(sameSpikes)
        #expect(sameSamples)
        for count in cores.counts {
            #expect(count.late == 0)
            #expect(count.early == 0)
            #expect(count.unknown == 0)
            #expect(count.overflown == 0)
        }
    }

    /// Three hundred sources that fire together overfill the ring buffers, and Poisson sources fire several times a step.
    @Test(arguments: [(32, 1), (32, 2), (256, 3)])
    func saturatedSumsDoNotDependOnTheOrderOfArrival(_ size: Int, _ scramble: UInt64) throws {
        var network = try NetworkDescription(timeStep: 1, seed: 5)
        let cells = try network.addPopulation(size: 40, cell: IFCurrExp(cm: 10, vThresh: -62))
        let volley = try network.addPopulation(size: 300, cell: SpikeSourceArray(spikeTimes: [5, 6, 30]))
        let noise = try network.addPopulation(size: 10, cell: SpikeSourcePoisson(rate: 3000))
        for (source, weight, receptor) in [(volley, 1.0, "excitatory"), (noise, 0.9, "inhibitory")] {
            _ = try network.addProjection(
                from: CellSelection(population: source, indices: Array(0..<network[source].size)),
                to: CellSelection(population: cells, indices: Array(0..<40)),
                rule: AllToAllConnector().rule,
                synapse: StaticSynapse(weight: .random(.uniform(low: weight / 2, high: weight)), delay: 3),
                receptor: receptor
            )
        }
        let lowered = try FixedPointNetwork(network)
        let expected = try lowered.hostResult(steps: [60])

        let cores = PartitionedSimulation(lowered, neuronsPerCore: size, scramble: scramble)
        cores.run(steps: 0..<60)

        #expect(cores.counts.map(\.saturated).reduce(0, +) > 1000)
        let sameSpikes = cores.result.stamps == expected.stamps
        let sameSamples = cores.result.samples == expected.samples
        #expect(sameSpikes)
        #expect(sameSamples)
        #expect(expected.stamps[2].contains { $0.count > 100 })
    }

    @Test
    func runsInPiecesGiveTheSameAsOne() throws {
        let network = try recurrent(shortestDelay: 1, timing: .nest)

        let whole = try network.hostResult(steps: [300])
        let pieces = try network.hostResult(steps: [1, 99, 0, 200])

        #expect(whole == pieces)
    }

    @Test
    func resetRepeatsTheRun() throws {
        let network = try recurrent(shortestDelay: 1, timing: .nest)
        let simulation = try HostSimulation(network, recordings: network.allRequests)

        simulation.run(steps: 150)
        let first = network.result(of: simulation)
        simulation.reset()
        simulation.run(steps: 150)

        #expect(network.result(of: simulation) == first)
        #expect(simulation.step == 150)
    }

    @Test
    func samplesAreTakenAtMultiplesOfTheInterval() throws {
        let network = try recurrent(shortestDelay: 1, timing: .nest)
        let every = try network.hostResult(steps: [50])

        let simulation = try HostSimulation(
            network,
            recordings: [HostRecordingRequest(population: 0, variable: 0, neurons: [3, 200], interval: 7)]
        )
        simulation.run(steps: 50)

        let recording = simulation.recordings[0]
        #expect(recording.steps == [0, 7, 14, 21, 28, 35, 42, 49])
        for (row, step) in recording.steps.enumerated() {
            #expect(recording.samples[2 * row] == every.samples[0][0][Int(step) * 300 + 3])
            #expect(recording.samples[2 * row + 1] == every.samples[0][0][Int(step) * 300 + 200])
        }
    }

    @Test
    func wrongRequestsAreRefused() throws {
        let network = try recurrent(shortestDelay: 1, timing: .nest)

        for request in [
            HostRecordingRequest(population: 9, variable: nil, neurons: []),
            HostRecordingRequest(population: 0, variable: nil, neurons: [300]),
            HostRecordingRequest(population: 0, variable: 3, neurons: [0]),
            HostRecordingRequest(population: 2, variable: 0, neurons: [0]),
            HostRecordingRequest(population: 0, variable: 0, neurons: [0], interval: 0),
        ] {
            #expect(throws: HostEngineError.self) { try HostSimulation(network, recordings: [request]) }
        }
    }

    @Test
    func aThousandCellsRunFasterThanRealTime() throws {
        var network = try NetworkDescription(timeStep: 1, seed: 3)
        let cells = try network.addPopulation(size: 1000, cell: IFCurrExp(iOffset: 0.9))
        let all = CellSelection(population: cells, indices: Array(0..<1000))
        _ = try network.addProjection(
            from: all,
            to: all,
            rule: FixedProbabilityConnector(0.05, allowSelfConnections: false).rule,
            synapse: StaticSynapse(weight: 0.02, delay: .random(.uniform(low: 1, high: 20)))
        )
        let simulation = try HostSimulation(FixedPointNetwork(network))

        let time = ContinuousClock().measure { simulation.run(steps: 1000) }

        #expect(time < .seconds(1), "1000 cells, 50000 synapses, 1 s took \(time)")
    }
}
