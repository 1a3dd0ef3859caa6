import Foundation
import SwiNN
import Testing

extension Scenarios {
    /// Whole networks: `test_scenario1.py`, `2` and `4`, `test_procedural_api.py`, `test_nest.py`, `test_brian2.py`.
    @MainActor
    @Suite
    struct NetworkScenarios {
        @Test(arguments: targets)
        func aBalancedNetworkOfViews(on target: SimulationTarget) throws {
            try script(on: target) {
                let cell = IFCurrExp(
                    vRest: -60,
                    tauRefrac: 5,
                    tauSynI: 10,
                    vReset: -60
                )
                let all = try Population(100, cell, label: "All cells")
                let (excitatory, inhibitory) = try (all[..<80], all[80...])
                let input = try Population(20, SpikeSourcePoisson(rate: 100, duration: 50), label: "Input")
                try all.initialize(["v": .random(.uniform(low: -60, high: -50, seed: 98_765))])
                let projections: [(any PopulationBase, Double, Double, String)] = [
                    (excitatory, 0.02, 0.25, "excitatory"), (inhibitory, 0.02, 1, "inhibitory"),
                    (input, 0.1, 3, "excitatory"),
                ]
                for (pre, probability, weight, receptor) in projections {
                    let connector = FixedProbabilityConnector(probability, seed: 98_765)
                    let synapse = StaticSynapse(weight: .value(weight), delay: 0.2)
                    _ = try Projection(pre, all, connector, synapse, receptorType: receptor)
                }
                try all.record("spikes")
                try excitatory[0..<2].record("v")
                #expect(try excitatory[0..<2].grandparent === all)
                try run(900)
                #expect(try excitatory.meanSpikeCount() > 0)
                #expect(try inhibitory.meanSpikeCount() > 0)
                #expect(try excitatory[0..<2].getData("v").segments[0].analogSignals[0].shape == (9_000, 2))
            }
        }

        @Test(arguments: targets)
        func aBalancedNetworkOfAssemblies(on target: SimulationTarget) throws {
            try script(on: target) {
                let cell = IFCurrExp(
                    vRest: -60,
                    cm: 0.5,
                    tauM: 10,
                    tauRefrac: 2.5,
                    tauSynE: 2,
                    vReset: -65,
                    vThresh: -55
                )
                let excitatory = try create(cell, n: 80)
                let inhibitory = try create(cell, n: 20)
                let inputs = try create(SpikeSourcePoisson(rate: 80, duration: 50), n: 20)
                let all = try excitatory + inhibitory
                try all.initialize(["v": -60])
                try connect(excitatory, all, weight: 0.2, delay: 1, receptorType: "excitatory", p: 0.03)
                try connect(inhibitory, all, weight: 0.2, delay: 1, receptorType: "inhibitory", p: 0.03)
                try connect(inputs, all, weight: 6, delay: 1, receptorType: "excitatory", p: 0.1)
                try all.record("spikes")
                try excitatory[0..<2].record("v")
                try run(1_100)
                #expect(try excitatory.meanSpikeCount() > 0)
                #expect(try inhibitory.meanSpikeCount() > 0)
            }
        }

        /// PyNN switches currents on by electrodes at 25 ms; here they flow from the start.
        @Test(arguments: targets)
        func currentsDecideWhenCellsFire(on target: SimulationTarget) throws {
            try script(on: target, timestep: 0.01) {
                let (count, tauM, threshold) = (83, 20.0, 10.0)
                let least = threshold / tauM
                let currents = (0..<count).map { least + Double($0) / Double(count) }
                let cells = try Population(
                    count,
                    IFCurrExp(
                        vRest: 0,
                        tauM: .value(tauM),
                        tauRefrac: 200,
                        iOffset: .values(currents),
                        vReset: 0,
                        vThresh: .value(threshold)
                    )
                )
                try cells.initialize(["v": 0])
                try cells.record("spikes")
                try run(125)
                let trains = try cells.getData().segments[0].spikeTrains
                #expect(trains.map(\.count) == [0] + Array(repeating: 1, count: count - 1))
                for (train, current) in zip(trains, currents).dropFirst() {
                    let expected = tauM * log(current * tauM / (current * tauM - threshold))
                    #expect(abs(train.times[0] - expected) < 0.005 * expected)
                }
            }
        }

        @Test(arguments: targets)
        func aNetworkInSpace(on target: SimulationTarget) throws {
            try script(on: target) {
                let layout = RandomStructure(Cuboid(width: 500, height: 500, depth: 100), seed: 76_454)
                let inputs = try Population(
                    100,
                    SpikeSourcePoisson(rate: .random(.uniform(low: 3, high: 7))),
                    structure: layout,
                    label: "inputs"
                )
                let grid = Grid3D(aspectRatioXY: 1, aspectRatioXZ: 5, dx: 10, dy: 10, dz: 10, z0: 200)
                let outputs = try Population(
                    200,
                    IFCurrExp(vRest: -70.6, cm: 0.281, vReset: -70.6, vThresh: -50.4),
                    structure: grid,
                    initialValues: ["v": .random(.normal(mu: -65, sigma: 5))],
                    label: "outputs"
                )
                // 10 × 10 × 2 places, the last axis fastest.
                #expect(outputs.positions.prefix(3) == [[0, 0, 200], [0, 0, 210], [0, 10, 200]])
                #expect(outputs.positions.last == [90, 90, 210])
                let input = try Projection(
                    inputs,
                    outputs,
                    DistanceDependentProbabilityConnector("0.5*exp(-d/100.0)"),
                    StaticSynapse(weight: .random(.normal(mu: 0.8, sigma: 0.02)), delay: "0.5 + d/100.0"),
                    receptorType: "excitatory",
                    space: Space(axes: "xy"),
                    label: "input connections"
                )
                let recurrent = try Projection(
                    outputs,
                    outputs,
                    DistanceDependentProbabilityConnector("sin(pi*d/250.0)**2"),
                    StaticSynapse(weight: 0.05, delay: "0.2 + d/100.0"),
                    receptorType: "inhibitory",
                    space: Space(periodicBoundaries: [-100...100, -100...100, nil]),
                    label: "recurrent connections"
                )
                try outputs.record("spikes")
                try outputs.sample(10).record("v")
                try run(1_000)
                let segment = try outputs.getData().segments[0]
                #expect(segment.spikeTrains.count == 200 && segment.spikeCount > 0)
                #expect(segment.filter(name: "v").map(\.channelCount) == [10])
                for connection in try input.connections().prefix(500) {
                    let way =
                        inputs.positions[connection.presynapticIndex]
                        - outputs.positions[connection.postsynapticIndex]
                    let distance = (way.x * way.x + way.y * way.y).squareRoot()
                    #expect(abs(connection.delay - (0.5 + distance / 100)) < 0.0501)
                }
                // Round the torus nothing in the plane is further away than 100 µm along an axis.
                #expect(try recurrent.connections().allSatisfy { $0.delay <= 0.2 + 1.42 && $0.weight < 0 })
            }
        }

        @Test(arguments: targets)
        func viewsOfOneCellAreConnected(on target: SimulationTarget) throws {
            try script(on: target, timestep: 0.01) {
                let pre = try Population(10, SpikeSourceArray(spikeTimes: (1..<10).map(Double.init)))
                let post = try Population(10, IFCurrExp())
                try connect(pre[0..<1], post[0..<1], weight: 0.57, delay: 0.1, p: 1)
                try post.record(["spikes", "v"])
                try run(100)
                let trains = try post.getData().segments[0].spikeTrains
                #expect(trains[0].count == 1)
                #expect(trains[0].times.allSatisfy { abs($0 - 13.4) < 6.7 })
                #expect(trains.dropFirst().allSatisfy { $0.isEmpty })
            }
        }

        @Test(arguments: targets)
        func aSampleIsConnected(on target: SimulationTarget) throws {
            try script(on: target) {
                let cells = try Population(4, IFCurrExp())
                try cells.record("spikes")
                let noise = try Population(3, SpikeSourcePoisson(rate: 1_000))
                let chosen = try cells.sample(3)
                let synapse = StaticSynapse(weight: 20)
                let projection = try Projection(noise, chosen, OneToOneConnector(), synapse, receptorType: "excitatory")
                try run(15)
                #expect(projection.size == 3)
                let spiking = try cells.getData().segments[0].spikeTrains.filter { !$0.isEmpty }.map(\.sourceIndex)
                #expect(Set(spiking) == Set(chosen.all.map(\.index)))
            }
        }

        @Test(arguments: targets)
        func newWeightsDecideWhoFires(on target: SimulationTarget) throws {
            try script(on: target) {
                let first = try Population(9, IFCurrExp(iOffset: 70), structure: Grid2D())
                let second = try Population(9, IFCurrExp(), structure: Grid2D())
                let synapse = StaticSynapse(weight: 10)
                let pairs = try Projection(first, second, OneToOneConnector(), synapse, receptorType: "excitatory")
                for group in [first, second] { try group.record("spikes") }
                try run(50)
                for group in [first, second] {
                    let counts = Set(try group.getSpikeCounts().values)
                    #expect(counts.count == 1)
                    #expect(try #require(counts.first) > 0)
                }
                let weights = (0..<9).map { pre in (0..<9).map { $0 != pre ? .nan : pre == 1 ? 20.0 : 0 } }
                try pairs.set(weight: .matrix(weights))
                try run(50)
                #expect(Set(try first.getSpikeCounts().values).count == 1)
                let counts = try second.getSpikeCounts()
                let (one, other) = (try #require(counts[second[1].id]), try #require(counts[second[0].id]))
                #expect(one > other)
                #expect(second.all.allSatisfy { $0.index == 1 || counts[$0.id] == other })
            }
        }
    }
}
