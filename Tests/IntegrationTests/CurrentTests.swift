import Foundation
import NetworkModel
import SimulationRuntime
import Testing

extension Together {
    /// Injected currents on boards and on the host.
    @Suite struct CurrentTests {
        private static let cells = PopulationID(rawValue: 0)

        private static func network() throws -> NetworkDescription {
            var network = try NetworkDescription(timeStep: 0.5, seed: 3)
            let tau = ParameterValue.function { 5 + 0.5 * Double($0) }
            let cells = try network.add(
                70,
                IFCurrExp(cm: 0.25, tauM: tau, tauRefrac: 2, vReset: -70),
                label: "cells"
            )
            let idle = try network.add(40, IFCurrExp(), label: "idle")
            let currents: [(CurrentWaveform, [Int])] = [
                (.steps(times: [20, 90], amplitudes: [0.5, 0]), Array(0..<70)),
                (.steps(times: [10, 50.2, 130], amplitudes: [0.25, -0.5, 0.75]), [3, 40, 69]),
                (
                    .sine(amplitude: 0.4, offset: 0.1, frequency: 35, phase: 30, start: 15, stop: 140),
                    Array(20..<60)
                ),
                // One cell gets it twice.
                (.noise(mean: 0.2, deviation: 0.5, interval: 1, start: 5, stop: 1e12), [0, 1, 33, 33, 69]),
            ]
            for (waveform, members) in currents {
                let id = network.addCurrent(waveform)
                try network.inject(id, into: CellSelection(population: cells.population, indices: members))
            }
            for population in [cells, idle] {
                for variable in ["spikes", "v"] { try network.record(variable, of: population) }
            }
            return network
        }

        @Test func boardsInjectWhatTheHostDoes() async throws {
            let network = try Self.network()
            let host = try await Trial(network, on: .host, steps: 400)
            #expect(host.outcome[Self.cells].spikeCount > 100)
            for engine in MultiRunTests.engines.dropFirst() {
                let pieces = try await Trial(network, on: engine) { backend in
                    for steps in [150, 1, 249] { try await backend.run(steps: steps) }
                }
                #expect(pieces.outcome.difference(from: host.outcome) == nil, "\(engine)")
                #expect(pieces.troubles == [], "\(engine)")
            }
        }

        @Test func aCellInjectedTwiceGetsItTwice() async throws {
            func v(_ amplitude: Double, _ members: [Int]) async throws -> [Double] {
                var network = try NetworkDescription(timeStep: 1)
                let cells = try network.add(1, IFCurrExp(vThresh: 100), label: "cells")
                let id = network.addCurrent(.steps(times: [0], amplitudes: [amplitude]))
                try network.inject(id, into: CellSelection(population: cells.population, indices: members))
                try network.record("v", of: cells)
                return try await Trial(network, on: .host, steps: 50).outcome[Self.cells].signals["v"]?.values ?? []
            }
            #expect(try await v(0.25, [0, 0]) == v(0.5, [0]))
        }

        @Test func aCurrentMayBecomeManyTimesStronger() async throws {
            var network = try NetworkDescription(timeStep: 1)
            // 20 ms / 1000 nF: 0.02 mV for each nA in the end.
            let cells = try network.add(40, IFCurrExp(cm: 1_000), label: "cells")
            let id = network.addCurrent(.steps(times: [0], amplitudes: [1]))
            try network.inject(id, into: cells)
            try network.record("v", of: cells)
            let weak = network
            network[id].waveform = .steps(times: [0], amplitudes: [600])
            let strong = network
            let before = -65 + 0.02 * (1 - exp(-10.0 / 20))
            let after = -65 + 12 + (before - (-65 + 12)) * exp(-9.0 / 20)
            for engine in MultiRunTests.engines {
                let trial = try await Trial(weak, on: engine) { backend in
                    try await backend.run(steps: 10)
                    try await backend.apply(strong)
                    try await backend.run(steps: 10)
                    try await backend.reset()
                    try await backend.apply(weak)
                    try await backend.run(steps: 11)
                }
                let runs = trial.outcome.populations[Self.cells.rawValue].compactMap { $0.signals["v"]?.values }
                #expect(runs.map { $0.suffix(40).count } == [40, 40], "\(engine)")
                #expect(runs.first?.suffix(40).allSatisfy { abs($0 - after) < 1e-3 } == true, "\(engine)")
                #expect(runs.last?.suffix(40).allSatisfy { abs($0 - before) < 1e-4 } == true, "\(engine)")
            }
        }

        @Test func aConstantCurrentIsAnOffset() async throws {
            for engine in MultiRunTests.engines {
                var injected = try NetworkDescription(timeStep: 1)
                let cells = try injected.add(40, IFCurrExp(), label: "cells")
                let id = injected.addCurrent(.steps(times: [0], amplitudes: [0.875]))
                try injected.inject(id, into: cells)
                var offset = try NetworkDescription(timeStep: 1)
                let others = try offset.add(40, IFCurrExp(iOffset: 0.875), label: "cells")
                try injected.record("v", of: cells)
                try offset.record("v", of: others)
                let left = try await Trial(injected, on: engine, steps: 200).outcome[Self.cells].signals["v"]
                let right = try await Trial(offset, on: .host, steps: 200).outcome[Self.cells].signals["v"]
                let differences = zip(left?.values ?? [], right?.values ?? []).map { abs($0 - $1) }
                // Both are right to less than a last place, but may be rounded to either side of it.
                #expect(differences.count == 8_000 && (differences.max() ?? 1) <= 0x1p-15, "\(engine)")
            }
        }

        @Test func currentsChangeAndJoinBetweenRunsAndBeginAnewAfterAReset() async throws {
            let first = try Self.network()
            var other = first
            other[CurrentID(rawValue: 0)].waveform = .steps(times: [0], amplitudes: [0.75])
            try other.set([.tauM: 9], of: other.all(Self.cells))
            let second = other
            let late = other.addCurrent(
                .sine(amplitude: 0.8, offset: 0, frequency: 20, phase: 0, start: 0, stop: 1e12)
            )
            try other.inject(late, into: other.all(PopulationID(rawValue: 1)))
            let third = other
            func run(on engine: Trial.Engine) async throws -> Trial {
                try await Trial(first, on: engine) { backend in
                    try await backend.run(steps: 100)
                    try await backend.apply(second)
                    try await backend.run(steps: 100)
                    try await backend.apply(third)
                    try await backend.run(steps: 100)
                    try await backend.reset()
                    try await backend.run(steps: 100)
                }
            }
            let host = try await run(on: .host)
            for engine in MultiRunTests.engines.dropFirst() {
                #expect(try await run(on: engine).outcome.difference(from: host.outcome) == nil, "\(engine)")
            }
            let fresh = try await Trial(third, on: .host, steps: 100)
            #expect(host.outcome[Self.cells] == fresh.outcome[Self.cells])
        }

        @Test func fullSchedulesPauseTheRunUnnoticed() async throws {
            // 200 currents that change in every step: 109 steps fill a core's schedule.
            var network = try NetworkDescription(timeStep: 1)
            let cells = try network.add(200, IFCurrExp(), label: "cells")
            for index in 0..<200 {
                let waveform = CurrentWaveform.sine(
                    amplitude: 1.5,
                    offset: 0.1,
                    frequency: 3 + Double(index),
                    phase: 0,
                    start: 0,
                    stop: 1e12
                )
                let id = network.addCurrent(waveform)
                try network.inject(id, into: CellSelection(population: cells.population, indices: [index]))
            }
            try network.record("v", of: cells)
            let host = try await Trial(network, on: .host, steps: 300)
            let board = try await Trial(network, on: .board(.spin3), steps: 300)
            #expect(board.outcome.difference(from: host.outcome) == nil)
            #expect(board.extractions == 3)
        }
    }
}
