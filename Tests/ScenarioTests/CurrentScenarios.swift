import Foundation
import SwiNN
import Testing

extension Scenarios {
    /// Injected currents, of `test_electrodes.py` and `test_brian2.py`.
    @MainActor
    @Suite
    struct CurrentScenarios {
        /// v of each cell, one list for each.
        private func voltages(_ cells: Population) throws -> [[Double]] {
            let signal = try cells.getData().segments[0].filter(name: "v")[0]
            return (0..<signal.channelCount).map { cell in (0..<signal.sampleCount).map { signal[$0, cell] } }
        }

        @Test(arguments: targets)
        func amplitudesAreChangedBetweenRuns(on target: SimulationTarget) throws {
            let v = try script(on: target) {
                let cells = try Population(1, IFCurrExp())
                let source = try DCSource(amplitude: 0)
                try source.injectInto(cells)
                try cells.record("v")
                for _ in 0..<2 {
                    try run(100)
                    try source.set(amplitude: source.amplitude + 0.1)
                }
                return try voltages(cells)[0]
            }
            #expect(v.count == 2_000)
            #expect(v[1_000] < v[1_999])
        }

        @Test(arguments: targets)
        func aConstantCurrentBeginsAtItsStart(on target: SimulationTarget) throws {
            let v = try script(on: target) {
                let cells = try Population(1, IFCurrExp(vRest: -60, vReset: -65), initialValues: ["v": -60])
                try cells.inject(DCSource(amplitude: 1, start: 10, stop: 20))
                try cells.record("v")
                try run(30)
                return try voltages(cells)[0]
            }
            #expect(v[0...100].allSatisfy { $0 == -60 })
            // R·I·(1 − e^(−0.1/20)) of 20 MΩ and 1 nA.
            #expect(isClose(v[101], -60 + 20 * (1 - exp(-0.1 / 20)), tolerance: 1e-6))
            #expect(v[150] > -60)
        }

        @Test(arguments: targets)
        func currentsFromTheBeginningAreOffsets(on target: SimulationTarget) throws {
            let v = try script(on: target) {
                let cells = try Population(3, IFCurrExp(vRest: -60, vReset: -65), initialValues: ["v": -60])
                try cells[0].set([.iOffset: 1])
                try cells[1].inject(DCSource(amplitude: 1))
                try cells[2].inject(StepCurrentSource(times: [0], amplitudes: [1]))
                try cells.record("v")
                try run(20)
                return try voltages(cells)
            }
            #expect(v[1] == v[2])
            #expect(zip(v[0], v[1]).allSatisfy { abs($0 - $1) <= 0x1p-15 })
            #expect(v[0][199] > v[0][0])
        }

        @Test(arguments: targets)
        func noiseBeginsEndsAndChangesAsItSays(on target: SimulationTarget) throws {
            let (v, currents) = try script(on: target) {
                let cells = try Population(
                    2,
                    IFCurrExp(vRest: -60, tauRefrac: 5, vReset: -55),
                    initialValues: ["v": -60]
                )
                let sources = try [0.1, 1].map { interval in
                    try NoisyCurrentSource(mean: 0.5, stdev: 0.25, start: 25, stop: 150, dt: interval)
                }
                for (index, source) in sources.enumerated() {
                    try cells[index].inject(source)
                    try source.record()
                }
                try cells.record("v")
                try run(200)
                return (try voltages(cells), try sources.map { try $0.getData().values })
            }
            for (cell, length) in [1, 10].enumerated() {
                #expect(v[cell][0...250].allSatisfy { $0 == -60 })
                #expect(v[cell][251] != -60)
                #expect(zip(v[cell][1_500...], v[cell][1_501...]).allSatisfy { $0 >= $1 })
                let changes = (251..<1_500).filter { currents[cell][$0] != currents[cell][$0 - 1] }
                #expect(changes == Array(stride(from: 250 + length, to: 1_500, by: length)))
                let drawn = stride(from: 250, to: 1_500, by: length).map { currents[cell][$0] }
                let mean = drawn.reduce(0, +) / Double(drawn.count)
                // Five standard errors.
                #expect(abs(mean - 0.5) < 5 * 0.25 / Double(drawn.count).squareRoot())
            }
        }

        @Test(arguments: targets)
        func oscillationsHaveTheirFrequencyAndOffset(on target: SimulationTarget) throws {
            let (v, current) = try script(on: target) {
                let cells = try Population(
                    1,
                    IFCurrExp(vRest: -60, tauRefrac: 5, vReset: -65),
                    initialValues: ["v": -60]
                )
                let source = try ACSource(amplitude: 0.5, start: 22.5, stop: 122.5, frequency: 100, offset: 0.1)
                try cells.inject(source)
                try source.record()
                try cells.record("v")
                try run(150)
                return (try voltages(cells)[0], try source.getData().values)
            }
            #expect(v[0...225].allSatisfy { $0 == -60 } && v[226] != -60)
            #expect(zip(v[1_225...], v[1_226...]).allSatisfy { $0 >= $1 })
            let peaks = (226..<1_225).filter { v[$0 - 1] < v[$0] && v[$0] >= v[$0 + 1] }
            #expect(peaks.count == 10)
            #expect(v[peaks[0]] < v[peaks[1]] && v[peaks[1]] < v[peaks[2]])
            for step in 225..<1_225 {
                let expected = 0.1 + 0.5 * sin(2 * .pi * 100 * Double(step - 225) * 1e-4)
                #expect(isClose(current[step], expected, tolerance: 1e-12))
            }
        }

        @Test(arguments: targets)
        func changesOutsideOfStartAndStopChangeNothing(on target: SimulationTarget) throws {
            let v = try script(on: target) {
                let cells = try Population(1, IFCurrExp(vRest: -60, vReset: -65), initialValues: ["v": -60])
                let source = try DCSource(amplitude: 0, start: 25, stop: 50)
                try cells.inject(source)
                try cells.record("v")
                for _ in 0..<2 {
                    try run(100)
                    try source.set(amplitude: source.amplitude + 0.1)
                }
                return try voltages(cells)[0]
            }
            #expect(v.allSatisfy { $0 == -60 })
        }

        @Test(arguments: targets)
        func currentsReachAcrossRuns(on target: SimulationTarget) throws {
            let v = try script(on: target) {
                let cells = try Population(
                    4,
                    IFCurrExp(vRest: -60, tauRefrac: 5, vReset: -65, vThresh: -55),
                    initialValues: ["v": -60]
                )
                try cells.record("v")
                let steps = [0.05, 0.1, 0.2]
                let sources: [CurrentSource] = [
                    try DCSource(amplitude: 0.15, start: 25, stop: 115),
                    try StepCurrentSource(times: [25, 75, 115], amplitudes: steps),
                    try DCSource(amplitude: 0.15, start: 115, stop: 145),
                    try StepCurrentSource(times: [125, 175, 215], amplitudes: steps),
                ]
                for (index, source) in sources.enumerated() { try cells[index].inject(source) }
                try run(100)
                try run(100)
                return try voltages(cells)
            }
            #expect(v[0][1_000] < v[0][1_001])
            #expect(v[1][1_000] < v[1][1_001])
            #expect(v[2][...1_150].allSatisfy { $0 == -60 } && v[2][1_151] > -60)
            #expect(v[3][...1_250].allSatisfy { $0 == -60 } && v[3][1_251] > -60)
        }

        @Test(arguments: targets)
        func recordedCurrentsAreEachForItself(on target: SimulationTarget) throws {
            let currents = try script(on: target) {
                let cells = try Population(1, IFCurrExp(tauRefrac: 5, vThresh: -55))
                let sources: [CurrentSource] = [
                    try DCSource(amplitude: 0.5, start: 25, stop: 50),
                    try ACSource(amplitude: 0.5, start: 75, stop: 125, frequency: 100, offset: 0.25),
                    try NoisyCurrentSource(mean: 0.5, stdev: 0.05, start: 150, stop: 175, dt: 1),
                    try StepCurrentSource(times: [200, 225, 250], amplitudes: [0.4, 0.6, 0.2]),
                ]
                for source in sources {
                    try cells[0].inject(source)
                    try source.record()
                }
                try run(275)
                return try sources.map { try $0.getData() }
            }
            let active = [250..<500, 750..<1_250, 1_500..<1_750, 2_000..<2_750]
            for (current, steps) in zip(currents, active) {
                #expect(current.units == "nA" && current.samplingPeriod == 0.1 && current.sampleCount == 2_750)
                let flowing = current.values.indices.filter { current.values[$0] != 0 }
                #expect(flowing == Array(steps))
            }
            #expect(currents[3].values[2_250] == 0.6 && currents[3].values[2_249] == 0.4)
        }

        @Test(arguments: targets)
        func phasesCountFromTheStart(on target: SimulationTarget) throws {
            let (first, second) = try script(on: target) {
                let cells = try Population(2, IFCurrExp(tauRefrac: 5, vThresh: -55))
                let sources = try [0.0, 90].map { phase in
                    try ACSource(amplitude: 1, start: 5, stop: 20, frequency: 100, phase: phase)
                }
                for (index, source) in sources.enumerated() {
                    try cells[index].inject(source)
                    try source.record()
                }
                try sources[0].set(start: 10)
                try sources[1].set(frequency: 20)
                try run(25)
                return (try sources[0].getData().values, try sources[1].getData().values)
            }
            #expect(abs(first[100]) < 1e-9 && abs(first[101]) > 1e-9)
            #expect(abs(second[50] - 1) < 1e-9)
        }

        @Test(arguments: targets)
        func ofSeveralTimesInOneStepTheLastCounts(on target: SimulationTarget) throws {
            let current = try script(on: target) {
                for times in [[0.4, -0.6, 0.8], [0.4, 0.2, 0.8]] {
                    #expect(throws: NetworkError.self) { try StepCurrentSource(times: times, amplitudes: [1, 2, 3]) }
                }
                let source = try StepCurrentSource(times: [0.41, 0.42, 0.86], amplitudes: [0.5, -0.5, 0.5])
                try Population(1, IFCurrExp()).inject(source)
                try source.record()
                try run(1)
                return try source.getData().values
            }
            #expect(current == [0, 0, 0, 0, -0.5, -0.5, -0.5, -0.5, -0.5, 0.5])
        }

        @Test(arguments: targets)
        func newTimesMayBeginNow(on target: SimulationTarget) throws {
            let times = try script(on: target) {
                let cells = try Population(1, IFCurrExp(tauRefrac: 5, vThresh: -55))
                try cells.record("spikes")
                let source = try StepCurrentSource(times: [0], amplitudes: [0])
                try source.injectInto(cells)
                try run(50)
                try source.set(times: [50], amplitudes: [1])
                try run(50)
                return try cells.getData().segments[0].spikeTrains[0].times
            }
            #expect(!times.isEmpty && times.allSatisfy { $0 >= 50 })
        }

        @Test(arguments: targets)
        func oneSourceFlowsIntoSeveralCellsAndPopulations(on target: SimulationTarget) throws {
            let (single, whole, mixed) = try script(on: target) {
                let source = try DCSource(amplitude: 0.5, start: 25, stop: 50)
                let populations = try (0..<3).map { _ in
                    try Population(2, IFCurrExp(tauRefrac: 5, iOffset: -1, vThresh: -55))
                }
                try source.injectInto(populations[0].all)
                try populations[1].inject(source)
                try (populations[2][0..<1] + populations[2][1..<2]).inject(source)
                for population in populations { try population.record("v") }
                let spikes = try Population(1, SpikeSourceArray())
                #expect(throws: NetworkError.self) { try spikes.inject(source) }
                try run(100)
                return (try voltages(populations[0]), try voltages(populations[1]), try voltages(populations[2]))
            }
            #expect(single == whole && whole == mixed)
            #expect(single[0] == single[1] && single[0][300] > single[0][249])
        }
    }
}
