import Foundation
import SwiNN
import Testing

extension Scenarios {
    /// What traps users of PyNN and sPyNNaker: each test is named after its trap in `Docs/PyNN.md`.
    @MainActor
    @Suite
    struct TrapTests {
        /// v of the first cell that is recorded.
        private func voltage(_ cells: any PopulationBase) throws -> [Double] {
            let signal = try cells.getData().segments[0].filter(name: "v")[0]
            return (0..<signal.sampleCount).map { signal[$0, 0] }
        }

        @Test(arguments: targets)
        func trap01SamplesPrecedeTheirStep(on target: SimulationTarget) throws {
            let (v, input) = try script(on: target, timestep: 1) {
                let cells = try Population(1, IFCurrExp(), initialValues: ["v": -60])
                let source = try Population(1, SpikeSourceArray(spikeTimes: [4]))
                _ = try Projection(source, cells, OneToOneConnector(), StaticSynapse(weight: 2, delay: 1))
                try cells.record(["v", "gsyn_exc"])
                try run(10)
                let segment = try cells.getData().segments[0]
                let input = segment.filter(name: "gsyn_exc")[0]
                return (try voltage(cells), (0..<input.sampleCount).map { input[$0, 0] })
            }
            #expect(v[0] == -60)
            // The input of step 5 is in the current's sample 5, at its full height, and first shows in v's sample 6.
            #expect(input[4] == 0 && input[5] == 2)
            let drift = exp(-1.0 / 20)
            #expect(isClose(v[5], -65 + 5 * pow(drift, 5), tolerance: 1e-6))
            #expect(v[6] > -65 + 5 * pow(drift, 6) + 0.5)
        }

        @Test(arguments: targets)
        func trap02CurrentsFlowUntilTheyAreStopped(on target: SimulationTarget) throws {
            let (v, wave) = try script(on: target, timestep: 0.5) {
                let cells = try Population(2, IFCurrExp(vThresh: 100))
                try cells[0].inject(DCSource(amplitude: 1))
                let source = try ACSource(amplitude: 1, frequency: 50)
                try cells[1].inject(source)
                try source.record()
                try cells.record("v")
                try run(100)
                return (try voltage(cells), try source.getData().values)
            }
            // No stop means no end, not none at all.
            #expect(isClose(v[199], -65 + 20 * (1 - exp(-99.5 / 20)), tolerance: 1e-5))
            // Five oscillations of 50 Hz in 100 ms, whatever the time step.
            #expect((1..<200).count { wave[$0 - 1] < 0 && wave[$0] >= 0 } == 4 && abs(wave[40]) < 1e-9)
        }

        @Test(arguments: targets)
        func trap07PoissonSourcesFireOnceASecondAndForEver(on target: SimulationTarget) throws {
            let counts = try script(on: target, timestep: 1) {
                let sources = try Population(400, SpikeSourcePoisson())
                #expect(try sources.get("rate").allSatisfy { $0 == 1 })
                try sources.record("spikes")
                try run(5_000)
                return try sources.getSpikeCounts().values.reduce(0, +)
            }
            // 2,000 expected; five standard deviations.
            #expect(abs(Double(counts) - 2_000) < 5 * 2_000.0.squareRoot())
        }

        @Test(arguments: targets)
        func trap08APopulationIsAddedAfterAResetBesidePoissonSources(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                let sources = try Population(20, SpikeSourcePoisson(rate: 50))
                try sources.record("spikes")
                try run(100)
                try reset()
                let late = try Population(3, IFCurrExp(iOffset: 1))
                try late.record("spikes")
                try run(100)
                let segments = try sources.getData().segments
                #expect(segments[0].spikes.map(\.time) == segments[1].spikes.map(\.time))
                #expect(try late.getData().segments.last?.spikeCount ?? 0 > 0)
            }
        }

        @Test(arguments: targets)
        func trap09ARecordedViewDoesNotNarrowTheRecordingOfAll(on target: SimulationTarget) throws {
            let channels = try script(on: target, timestep: 1) {
                let cells = try Population(5, IFCurrExp())
                try cells.record("v")
                try cells[0..<2].record("v")
                try run(5)
                return try cells.getData().segments[0].filter(name: "v")[0].channelCount
            }
            #expect(channels == 5)
        }

        @Test(arguments: targets)
        func trap10InitializeActsAtOnceAndAfterAReset(on target: SimulationTarget) throws {
            let segments = try script(on: target, timestep: 1) {
                let cells = try Population(2, IFCurrExp())
                try cells.record("v")
                try run(10)
                try cells.initialize(["v": -55])
                try run(10)
                try reset()
                try run(5)
                return try cells.getData().segments.map { $0.filter(name: "v")[0] }
            }
            #expect(segments[0][9, 0] == -65 && segments[0][10, 0] == -55 && segments[0][11, 0] < -55)
            #expect(segments[1][0, 1] == -55)
        }

        @Test(arguments: targets)
        func trap11CountsAreByIDAndAddressesByView(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                _ = try Population(7, IFCurrExp())
                let cells = try Population(4, IFCurrExp(iOffset: .values([0, 0, 1, 1])))
                try cells.record("spikes")
                let link = try Projection(cells[1...], cells[2...], AllToAllConnector())
                try run(50)
                #expect(try cells.getSpikeCounts().keys.sorted() == [7, 8, 9, 10])
                #expect(try cells[2...].getSpikeCounts().keys.sorted() == [9, 10])
                #expect(Set(try link.connections().map(\.presynapticIndex)) == [0, 1, 2])
            }
        }

        @Test func trap12ViewsCountInThemselvesAndIDsAreGlobal() throws {
            try script(on: .host, timestep: 1) {
                _ = try Population(10, IFCurrExp())
                let cells = try Population(6, IFCurrExp())
                let view = try cells[[1, 3, 5]]
                let cell = try view[1]
                #expect(cell.index == 3 && cell.id == 13)
                #expect(try view[1...][0].index == 3)
            }
        }

        @Test(arguments: targets)
        func trap13SynapsesOfAPairAreSummedUnlessAskedOtherwise(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                let cells = try Population(3, IFCurrExp())
                let link = try Projection(
                    cells,
                    cells,
                    FromListConnector([(0, 1, 2, 1), (0, 1, 0.5, 3), (2, 0, 1, 1)])
                )
                try run(0)
                let choices: [MultipleSynapses] = [.sum, .min, .max]
                let weights = try choices.map { choice in
                    try link.get(["weight"], format: .array, multipleSynapses: choice)[0][0][1]
                }
                #expect(isClose([weights], [[2.5, 0.5, 2]]))
                let rows = try link.get(["weight"], format: .list)
                #expect(rows.map { Array($0[0..<2]) } == [[0, 1], [0, 1], [2, 0]])
                #expect(try link.get(["weight"], format: .array)[0][0][1] == weights[0])
            }
        }

        @Test(arguments: targets)
        func trap14ExpressionsViewsAndFixedNumbersOfTargets(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                let cells = try Population(9, IFCurrExp(), structure: Line(dx: 2))
                let synapse = StaticSynapse(weight: "0.5*d", delay: 1)
                let view = try Projection(cells[0..<3], cells[3..<6], AllToAllConnector(), synapse)
                let fixed = try Projection(cells, cells, FixedNumberPostConnector(4), StaticSynapse(weight: 1))
                let rows = [[Bool]](repeating: [true, false, true], count: 3)
                let array = try Projection(cells[0..<3], cells[6..<9], ArrayConnector(rows), StaticSynapse(weight: 50))
                try run(0)
                #expect(view.size == 9 && fixed.size == 36 && array.size == 6)
                #expect(isClose(try view.connections()[0].weight, 3))
                // The scale of the weights knows of the matrix's.
                #expect(isClose(try array.connections()[0].weight, 50))
            }
        }

        @Test(arguments: targets)
        func trap15SmallWeightsBesideLargeOnesAreToldOf(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                let cells = try Population(2, IFCurrExp())
                let sources = try Population(1, SpikeSourceArray(spikeTimes: [1]))
                let small = try Projection(sources, cells, AllToAllConnector(), StaticSynapse(weight: 0.001))
                _ = try Projection(sources, cells, AllToAllConnector(), StaticSynapse(weight: 100))
                try run(5)
                // 16 bits for sums of up to some hundred nA: steps of 2⁻⁸ nA or so. What is left is what is read back.
                let weight = try small.connections()[0].weight
                #expect(abs(weight - 0.001) < 0.004)
                #expect(small.size == 2)
            }
        }

        @Test(arguments: targets)
        func trap16TheTimeScaleFactorChangesNoResult(on target: SimulationTarget) throws {
            func spikes(_ factor: Int) throws -> [[Double]] {
                try setup(timestep: 0.5, target: target, timeScaleFactor: factor)
                defer { try? end() }
                let cells = try Population(5, IFCurrExp(iOffset: .function { 0.8 + 0.1 * Double($0) }))
                try cells.record("spikes")
                try run(100)
                return try cells.getData().segments[0].spikeTrains.map(\.times)
            }
            #expect(try spikes(1) == spikes(20))
        }

        @Test(arguments: targets)
        func trap17NoPacketIsLateForItsStep(on target: SimulationTarget) throws {
            // Synchronous volleys, each spike with 250 synapses of the shortest delay.
            let counts = try script(on: target, timestep: 1) {
                let sources = try Population(15, SpikeSourceArray(spikeTimes: [5, 6, 7]))
                let cells = try Population(250, IFCurrExp())
                _ = try Projection(sources, cells, AllToAllConnector(), StaticSynapse(weight: 0.1, delay: 1))
                try cells.record("gsyn_exc")
                try run(10)
                let signal = try cells.getData().segments[0].filter(name: "gsyn_exc")[0]
                return (0..<signal.channelCount).map { cell in (0..<10).map { signal[$0, cell] } }
            }
            for cell in counts {
                #expect(cell[5] == 0 && isClose(cell[6], 1.5, tolerance: 1e-2))
                #expect(isClose(cell[7], 1.5 + cell[6] * exp(-1.0 / 5), tolerance: 1e-2))
            }
        }

        @Test func trap18FixedNumbersAreUniformOverManyTargets() throws {
            // More than 2¹⁵ targets; a share of each half that chance allows.
            try script(on: .host, timestep: 1) {
                let (few, many) = (try Population(40, IFCurrExp()), try Population(40_000, IFCurrExp()))
                let link = try Projection(few, many, FixedTotalNumberConnector(20_000), StaticSynapse(weight: 1))
                let targets = try link.connections().map(\.postsynapticIndex)
                #expect(targets.count == 20_000)
                for bin in 0..<8 {
                    let count = targets.count { $0 / 5_000 == bin }
                    #expect(abs(Double(count) - 2_500) < 5 * 2_500.0.squareRoot())
                }
            }
        }

        @Test(arguments: targets)
        func trap20DelaysAreAsLongAsYouLike(on target: SimulationTarget) throws {
            let times = try script(on: target, timestep: 1) {
                let source = try Population(1, SpikeSourceArray(spikeTimes: [1]))
                let cells = try Population(200, IFCurrExp(tauRefrac: 2))
                let delays = StaticSynapse(weight: 40, delay: .function { _, post in 1 + 10 * Double(post) })
                _ = try Projection(source, cells, AllToAllConnector(), delays)
                try cells.record("spikes")
                try run(2_010)
                return try cells.getData().segments[0].spikeTrains.map { $0.times.first ?? .nan }
            }
            // All fire equally long after their input, the last of which comes after two seconds.
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 10 })
            #expect(times.last ?? 0 > 1_990)
        }

        @Test func trap21ObjectsMayServeSeveralProjections() throws {
            try script(on: .host, timestep: 1) {
                let (a, b) = (try Population(3, IFCurrExp()), try Population(3, IFCurrExp(), structure: Line(dx: 10)))
                let synapse = StaticSynapse(weight: "0.1*d", delay: 2)
                let listed = FromListConnector([(0, 1, 7, 5)])
                let near = try Projection(a, b, AllToAllConnector(), synapse, space: Space())
                let first = try Projection(a, b, listed, synapse)
                let far = try Projection(a, b, AllToAllConnector(), synapse, space: Space(scaleFactor: 2))
                let plain = try Projection(a, b, OneToOneConnector(), synapse)
                #expect(try first.connections()[0].weight == 7)
                #expect(try near.connections()[1].weight == 1 && far.connections()[1].weight == 2)
                #expect(try plain.connections().allSatisfy { $0.delay == 2 })
            }
        }

        @Test(arguments: targets)
        func trap22TwoSpikesOfAStepAreTwoEntries(on target: SimulationTarget) throws {
            let trains = try script(on: target, timestep: 1) {
                let sources = try Population(2, SpikeSourcePoisson(rate: 2_000))
                try sources.record("spikes")
                try run(500)
                return try sources.getData().segments[0].spikeTrains.map(\.times)
            }
            for times in trains {
                #expect(times == times.sorted())
                // Two a step on the average.
                #expect(abs(Double(times.count) - 1_000) < 5 * 1_000.0.squareRoot())
                #expect(zip(times, times.dropFirst()).contains { $0 == $1 })
            }
        }

        @Test(arguments: targets)
        func trap23PausesDoNotRestartStepCurrents(on target: SimulationTarget) throws {
            func voltages(pieces: [Double]) throws -> [Double] {
                try script(on: target, timestep: 1) {
                    let cells = try Population(1, IFCurrExp())
                    try cells.inject(StepCurrentSource(times: [5, 20, 40], amplitudes: [0.2, -0.3, 0.5]))
                    try cells.record("v")
                    for piece in pieces { try run(piece) }
                    return try voltage(cells)
                }
            }
            #expect(try voltages(pieces: [60]) == voltages(pieces: [3, 7, 15, 1, 20, 14]))
        }

        @Test func trap24EqualLabelsGetNumbers() throws {
            try script(on: .host, timestep: 1) {
                let labels = try (0..<3).map { _ in try Population(1, IFCurrExp(), label: "cells").label }
                #expect(Set(labels).count == 3)
            }
        }
    }
}
