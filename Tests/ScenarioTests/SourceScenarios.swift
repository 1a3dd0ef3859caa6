import Foundation
import SwiNN
import Testing

extension Scenarios {
    /// Spike sources, of `test_cell_types.py`, `test_parameter_handling.py`, `test_ticket166.py`, `test_nest.py` and
    /// `test_neuron.py`.
    @MainActor
    @Suite
    struct SourceScenarios {
        @Test(arguments: targets)
        func intervalsOfPoissonSourcesAreExponential(on target: SimulationTarget) throws {
            let rates: [Double] = [100, 200, 1_000]
            let trains = try script(on: target) {
                let sources = try Population(3, SpikeSourcePoisson(rate: .values(rates)))
                try sources.record("spikes")
                try run(100_000)
                return try sources.getData().segments[0].spikeTrains
            }
            for (train, rate) in zip(trains, rates) {
                let intervals = zip(train.times.dropFirst(), train.times).map { $0 - $1 }.sorted()
                let share = Double(intervals.count)
                // Kolmogorov and Smirnov's distance from the exponential distribution.
                let distance = intervals.enumerated().map { rank, interval in
                    let expected = 1 - exp(-interval * rate / 1_000)
                    return max(Double(rank + 1) / share - expected, expected - Double(rank) / share)
                }
                #expect((distance.max() ?? 1) < 0.1, "\(rate) Hz")
                #expect(abs(train.firingRate - rate) < 5 * (rate / 100).squareRoot())
            }
        }

        @Test(arguments: targets)
        func otherSeedsGiveOtherSpikes(on target: SimulationTarget) throws {
            let trains = try [854_947_309, 470_924_491].map { seed in
                try script(on: target, seed: seed) {
                    let sources = try Population(3, SpikeSourcePoisson(rate: 100))
                    try sources.record("spikes")
                    try run(100)
                    return try sources.getData().segments[0].spikeTrains.map(\.times)
                }
            }
            #expect(trains[0] != trains[1])
        }

        @Test(arguments: targets)
        func poissonSourcesTakeSomeOfTheirParametersForEachCell(on target: SimulationTarget) throws {
            try script(on: target) {
                let one = SpikeSourcePoisson(rate: [5], start: [1_000], duration: 1_234)
                let cell = try Population(1, one)
                #expect(try cell.get(.rate) + cell.get(.start) + cell.get(.duration) == [5, 1_000, 1_234])
                let two = SpikeSourcePoisson(rate: [5, 6], start: [1_000, 1_001], duration: [1_234, 2_345])
                #expect(try Population(2, two).get(.duration) == [1_234, 2_345])
                _ = try Population(1, SpikeSourcePoisson(rate: [5], start: [1_000], duration: [1_234]))
                _ = try Population(1, SpikeSourcePoisson(rate: [5], start: [1_000]))
                _ = try Population(2, SpikeSourcePoisson(rate: [5, 6], start: [1_000, 1_001]))
                try run(1)
            }
        }

        @Test(arguments: targets)
        func aRateIsSetAgainAfterAReset(on target: SimulationTarget) throws {
            try script(on: target) {
                let cell = try Population(1, SpikeSourcePoisson(), label: "cell")
                for round in 0..<2 {
                    if round == 1 { try reset() }
                    try cell[0].set(["rate": 12])
                    try run(10)
                }
                #expect(isClose(try getCurrentTime(), 10))
                #expect(try cell[0].get("rate") == 12)
            }
        }

        @Test(arguments: targets)
        func givenTimesAreTheTimesOfSpikes(on target: SimulationTarget) throws {
            try script(on: target) {
                let times: [Double] = [10, 25, 40, 55]
                let sources = try Population(2, SpikeSourceArray(spikeTimes: times))
                try sources.record("spikes")
                try run(70)
                let trains = try sources.getData().segments[0].spikeTrains
                #expect(trains.count == 2)
                for train in trains { #expect(isClose([train.times], [times], tolerance: 1e-9)) }
            }
        }

        /// PyNN refuses times that are out of order; here they are put in order.
        @Test(arguments: targets)
        func timesOutOfOrderArePutInOrder(on target: SimulationTarget) throws {
            try script(on: target) {
                let times = [[2.4, 4.8, 6.6, 9.4], [3.5, 6.8, 9.6, 8.3]]
                let sources = try Population(2, SpikeSourceArray(spikeTimes: times))
                try sources.record("spikes")
                try run(20)
                let trains = try sources.getData().segments[0].spikeTrains.map(\.times)
                #expect(isClose(trains, times.map { $0.sorted() }, tolerance: 1e-9))
            }
        }

        @Test(arguments: targets)
        func newTimesAreTakenBetweenRuns(on target: SimulationTarget) throws {
            try script(on: target) {
                let sources = try Population(2, SpikeSourceArray(spikeTimes: []))
                try sources.record("spikes")
                try run(10)
                try sources.set(spikeTimes: [[12, 15, 18], [17, 19]])
                try run(10)
                try sources.set(spikeTimes: [[22, 25], [23, 27, 29]])
                try run(10)
                let trains = try sources.getData().segments[0].spikeTrains.map(\.times)
                #expect(isClose(trains, [[12, 15, 18, 22, 25], [17, 19, 23, 27, 29]], tolerance: 1e-9))
            }
        }

        @Test(arguments: targets)
        func aSourceOfTwoGetsNewTimesInMidRun(on target: SimulationTarget) throws {
            try script(on: target) {
                let sources = try Population(2, SpikeSourceArray())
                let cells = try Population(2, IFCurrExp())
                _ = try Projection(sources, cells, OneToOneConnector(), StaticSynapse(weight: 0.5))
                try cells.record("v")
                let times = (0..<13).map { 2 + Double($0) * 100 / 13 }
                try sources[0..<1].set(spikeTimes: times)
                try sources[1..<2].set(spikeTimes: times.map { $0 + 3 })
                try run(100)
                try run(100)
                try sources[0..<1].set(spikeTimes: times.map { $0 + 200 })
                try run(100)
                let signal = try cells.getData().segments[0].analogSignals[0]
                let last = signal.row(signal.sampleCount - 1)
                #expect(last[last.startIndex] > -60)
                #expect(last[last.startIndex + 1] < -64.99)
            }
        }
    }
}
