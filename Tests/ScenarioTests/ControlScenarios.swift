import SwiNN
import Testing

extension Scenarios {
    /// `test__simulation_control.py`: setup, run, reset.
    @MainActor
    @Suite
    struct ControlScenarios {
        /// A cell that a constant current charges, its potential recorded.
        private func chargedCell() throws -> Population {
            let cell = try Population(1, IFCurrExp(iOffset: 0.1))
            try cell.record("v")
            return cell
        }

        @Test(arguments: targets)
        func aResetGivesTheSameSampleOrAnother(on target: SimulationTarget) throws {
            let segments = try script(on: target, timestep: 1) {
                let noise = try Population(20, SpikeSourcePoisson(rate: 100))
                let cells = try Population(2, IFCurrExp())
                try cells.inject(NoisyCurrentSource(stdev: 0.5, dt: 1))
                _ = try Projection(noise, cells, FixedProbabilityConnector(0.5), StaticSynapse(weight: 0.3))
                try noise.record("spikes")
                try cells.record("v")
                try run(200)
                try reset()
                try run(200)
                try reset(newSamples: true)
                try run(200)
                return (try noise.getData().segments.map(\.spikes), try cells.getData().segments.map(\.analogSignals))
            }
            let times = segments.0.map { $0.map(\.time) }
            #expect(times[0] == times[1] && times[0] != times[2])
            #expect(segments.1[0][0].values == segments.1[1][0].values)
            #expect(segments.1[0][0].values != segments.1[2][0].values)
        }

        @Test(arguments: targets)
        func weightsAreFollowedByACallback(on target: SimulationTarget) throws {
            let history = try script(on: target, timestep: 1) {
                let cells = try Population(3, IFCurrExp())
                let link = try Projection(cells, cells, OneToOneConnector(), StaticSynapse(weight: 1))
                var history: [Double] = []
                try run(
                    30,
                    callbacks: [
                        { time in
                            history.append(try link.connections()[0].weight)
                            try link.set(weight: .value(1 + time / 10))
                            return time + 10
                        }
                    ]
                )
                return history
            }
            #expect(isClose([history], [[1, 1, 2, 3]]))
        }

        @Test(arguments: targets)
        func stateThatIsSetBeforeTheFirstStepIsKept(on target: SimulationTarget) throws {
            let first = try script(on: target, timestep: 1) {
                let cells = try Population(2, IFCurrExp())
                try cells.record("v")
                try cells.setState(v: -55)
                try run(0)
                #expect(try cells.currentValues("v") == [-55, -55])
                let change: RunCallback = { _ in
                    try cells.set([.tauM: 30])
                    return .infinity
                }
                try run(10, callbacks: [change])
                return try cells.getData().segments[0].filter(name: "v")[0].row(0)
            }
            #expect(first == [-55, -55])
        }

        @Test(arguments: targets)
        func aPopulationThatHasNotRunHasNoData(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                let cells = try Population(2, IFCurrExp())
                try cells.record("v")
                try run(10)
                let late = try Population(3, IFCurrExp(), initialValues: ["v": -60])
                try late.record(["spikes", "v"])
                #expect(try late.getData(clear: true).segments.flatMap(\.analogSignals).isEmpty)
                #expect(try late.currentValues("v") == [-60, -60, -60])
                try run(5)
                let signal = try late.getData("v").segments[0].filter(name: "v")[0]
                #expect(signal.row(0) == [-60, -60, -60] && signal.sampleCount == 5 && signal.tStart == 10)
                #expect(try late.currentValues("v")[0] < -60)
            }
        }

        @Test(arguments: targets)
        func resetRepeatsARun(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                let cell = try chargedCell()
                for _ in 0..<3 {
                    try run(10)
                    try reset()
                }
                let segments = try cell.getData().segments.prefix(3)
                #expect(segments.count == 3)
                for segment in segments {
                    #expect(segment.analogSignals[0].sampleCount == 10)
                    #expect(segment.analogSignals[0].values == segments[0].analogSignals[0].values)
                }
            }
        }

        @Test(arguments: targets)
        func dataClearedBeforeAResetAreGone(on target: SimulationTarget) throws {
            try script(on: target, timestep: 1) {
                let cell = try chargedCell()
                var blocks: [Block] = []
                for _ in 0..<3 {
                    try run(10)
                    blocks.append(try cell.getData(clear: true))
                    try reset()
                }
                for block in blocks {
                    let values = block.filter(name: "v").flatMap(\.values)
                    #expect(values.count == 10)
                    #expect(values == blocks[0].filter(name: "v").flatMap(\.values))
                }
            }
        }

        @Test(arguments: targets)
        func resetRepeatsSpikes(on target: SimulationTarget) throws {
            try script(on: target) {
                let times = [[1.2, 3.8, 9.2], [1.5, 1.9, 2.7, 4.8, 6.8]]
                let sources = try Population(2, SpikeSourceArray(spikeTimes: times))
                let cells = try Population(2, IFCurrExp())
                try cells.record("v")
                let synapse = StaticSynapse(weight: 0.5, delay: 0.5)
                _ = try Projection(sources, cells, AllToAllConnector(), synapse)
                for _ in 0..<3 {
                    try run(10)
                    try reset()
                }
                let signals = try cells.getData().filter(name: "v").prefix(3)
                #expect(signals.count == 3)
                for signal in signals { #expect(signal.values == signals[0].values) }
                #expect(signals[0].values.contains { $0 > -64 })
            }
        }

        @Test(arguments: targets)
        func setupBeginsAnew(on target: SimulationTarget) throws {
            let blocks = try (0..<3).map { _ in
                try script(on: target, timestep: 1) {
                    let cell = try chargedCell()
                    try run(10)
                    return try cell.getData()
                }
            }
            for block in blocks {
                #expect(block.segments.count == 1)
                #expect(block.segments[0].analogSignals.count == 1)
                #expect(block.segments[0].analogSignals[0].values == blocks[0].segments[0].analogSignals[0].values)
            }
        }

        @Test(arguments: targets)
        func runUntilGoesToATimeAndNeverBack(on target: SimulationTarget) throws {
            try script(on: target) {
                _ = try Population(1, IFCurrExp())
                for time in [12.7, 12.7, 99.9] {
                    try runUntil(time)
                    let now = try getCurrentTime()
                    #expect(isClose(now, time, tolerance: 1e-10))
                }
                let error = #expect(throws: NetworkError.self) { try runUntil(88.8) }
                #expect(error?.code == .valueOutOfRange)
            }
        }
    }
}
