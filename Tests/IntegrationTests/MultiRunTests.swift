import NetworkModel
import SimulationRuntime
import Synchronization
import Testing

extension Together {
    /// A simulation that is run in pieces, changed between them and set back.
    @Suite struct MultiRunTests {
        static let engines: [Trial.Engine] = [
            .host, .board(.spin3, neuronsPerCore: 32), .board(.spin5, neuronsPerCore: 256),
        ]

        @Test func piecesGiveWhatOneRunGives() async throws {
            let network = try Networks.mixed()
            let whole = try await Trial(network, on: .host, steps: 250)
            for engine in Self.engines {
                let pieces = try await Trial(network, on: engine) { backend in
                    for steps in [100, 1, 149] { try await backend.run(steps: steps) }
                }
                #expect(pieces.outcome.difference(from: whole.outcome) == nil, "\(engine)")
                #expect(pieces.troubles == [], "\(engine)")
            }
        }

        @Test func aResetRepeatsTheSameSegment() async throws {
            let network = try Networks.mixed()
            let whole = try await Trial(network, on: .host, steps: 150)
            for engine in Self.engines {
                // Spikes and delayed rows are on their way when the first segment ends.
                let trial = try await Trial(network, on: engine) { backend in
                    try await backend.run(steps: 100)
                    try await backend.run(steps: 50)
                    try await backend.reset()
                    try await backend.run(steps: 150)
                    try await backend.reset()
                    try await backend.run(steps: 60)
                    try await backend.run(steps: 90)
                }
                for (segments, once) in zip(trial.outcome.populations, whole.outcome.populations) {
                    #expect(segments.count == 3, "\(engine)")
                    for segment in segments { #expect(segment == once[0], "\(engine)") }
                }
                #expect(trial.troubles == [], "\(engine)")
            }
        }

        @Test func statesAreReadAndChangedAlike() async throws {
            let network = try Networks.mixed()
            let cells = network.all(Networks.Mixed.cells)
            let some = CellSelection(population: cells.population, indices: [1, 40, 41])
            var states: [[ParameterName: [Double]]] = []
            var outcomes: [Outcome] = []
            for engine in Self.engines {
                let log = Mutex<[ParameterName: [Double]]>([:])
                let trial = try await Trial(network, on: engine) { backend in
                    // At time 0 as well as in mid-run; the initial state is as it was.
                    try await backend.setState([.isynExc: .uniform(0.5)], of: cells)
                    try await backend.run(steps: 50)
                    try await backend.setState([.v: .each([-51, -70.25, -60]), .isynInh: .uniform(0.75)], of: some)
                    let state = try #require(try await backend.state(of: cells.population))
                    log.withLock { $0 = state }
                    try await backend.run(steps: 50)
                    try await backend.reset()
                    try await backend.run(steps: 50)
                }
                states.append(log.withLock { $0 })
                outcomes.append(trial.outcome)
            }
            #expect(some.indices.map { states[0][.v]?[$0] } == [-51, -70.25, -60])
            #expect(some.indices.map { states[0][.isynInh]?[$0] } == [0.75, 0.75, 0.75])
            let whole = try await Trial(network, on: .host, steps: 50)
            for (state, outcome) in zip(states, outcomes) {
                #expect(state == states[0])
                #expect(outcome.difference(from: outcomes[0]) == nil)
                let last = outcome.populations[cells.population.rawValue][1]
                #expect(last == whole.outcome.populations[cells.population.rawValue][0])
            }
        }

        @Test func populationsRunWhereTheyAreToldTo() async throws {
            var network = try Networks.mixed()
            let whole = try await Trial(network, on: .host, steps: 50)
            let cells = Networks.Mixed.cells
            network[cells].options.place = CorePlace(x: 1, y: 1)
            network[Networks.Mixed.noise].options.place = CorePlace(x: 0, y: 1, core: 7)
            let engine = Trial.Engine.board(.spin3)
            let placed = try await Trial(network, on: engine, steps: 50)
            #expect(placed.outcome.difference(from: whole.outcome) == nil)
            for place in [CorePlace(x: 5, y: 5), CorePlace(x: 0, y: 1, core: 7)] {
                network[Networks.Mixed.pulses].options.place = place
                let unfit = network
                await #expect {
                    _ = try await Trial(unfit, on: engine, steps: 1)
                } throws: {
                    "\($0)".contains("bound to chip (\(place.x), \(place.y))")
                }
            }
        }

        @Test func changesBetweenRunsActAlike() async throws {
            let network = try Networks.mixed()
            var changed = network
            try changed.set(
                [.iOffset: .function { 0.05 * Double($0 % 7) }, .tauM: 15, .vThresh: -52],
                of: changed.all(Networks.Mixed.cells)
            )
            try changed.set([.rate: 35], of: changed.all(Networks.Mixed.noise))
            try changed.setSpikeTimes(
                .each([[20, 130], [150, 151], [105]]),
                of: changed.all(Networks.Mixed.pulses)
            )
            // It counts from the next reset on.
            try changed.initialize([.v: -60], of: changed.all(Networks.Mixed.cells))
            let change = changed
            func run(on engine: Trial.Engine) async throws -> Trial {
                try await Trial(network, on: engine) { backend in
                    try await backend.run(steps: 100)
                    try await backend.apply(change)
                    try await backend.run(steps: 150)
                    try await backend.reset()
                    try await backend.run(steps: 120)
                }
            }
            let host = try await run(on: .host)
            let unchanged = try await Trial(network, on: .host, steps: 250)
            let fresh = try await Trial(change, on: .host, steps: 120)
            for engine in Self.engines.dropFirst() {
                let board = try await run(on: engine)
                #expect(board.outcome.difference(from: host.outcome) == nil, "\(engine)")
                #expect(board.troubles == [], "\(engine)")
            }
            for id in [Networks.Mixed.noise, Networks.Mixed.pulses, Networks.Mixed.cells] {
                let segments = host.outcome.populations[id.rawValue]
                try #require(segments.count == 2)
                // As before up to the change, otherwise after it; and after the reset like a network that began so.
                #expect(segments[0].spikes(before: 100) == unchanged.outcome[id].spikes(before: 100))
                #expect(segments[0].spikes != unchanged.outcome[id].spikes)
                #expect(segments[1] == fresh.outcome[id])
            }
            // 20 ms is past when the times are changed.
            #expect(host.outcome.populations[Networks.Mixed.pulses.rawValue][0].spikes[0] == [10, 60, 130])
        }

        @Test func aNetworkMayGrowAfterAReset() async throws {
            let network = try Networks.mixed()
            let grown = try Networks.grown(network)
            let once = try await Trial(network, on: .host, steps: 80)
            let whole = try await Trial(grown, on: .host, steps: 90)
            for engine in Self.engines {
                let trial = try await Trial(network, on: engine, finally: grown) { backend in
                    try await backend.run(steps: 80)
                    try await backend.reset()
                    try await backend.apply(grown)
                    try await backend.run(steps: 90)
                }
                for id in network.populations.map(\.id) {
                    let segments = trial.outcome.populations[id.rawValue]
                    try #require(segments.count == 2, "\(engine)")
                    #expect(segments[0] == once.outcome[id], "\(engine)")
                    #expect(segments[1] == whole.outcome[id], "\(engine)")
                }
                let late = PopulationID(rawValue: network.populations.count)
                #expect(trial.outcome[late] == whole.outcome[late], "\(engine)")
                #expect(whole.outcome[late].spikeCount > 0)
                #expect(trial.troubles == [], "\(engine)")
            }
        }

        @Test func spikeTimesMayBecomeManyAfterAReset() async throws {
            let network = try Networks.mixed()
            var changed = network
            try changed.setSpikeTimes(
                .shared((0..<200).map { Double(3 * $0) }),
                of: changed.all(Networks.Mixed.pulses)
            )
            let change = changed
            let fresh = try await Trial(change, on: .host, steps: 200)
            for engine in Self.engines {
                let trial = try await Trial(network, on: engine) { backend in
                    try await backend.run(steps: 50)
                    try await backend.reset()
                    try await backend.apply(change)
                    try await backend.run(steps: 200)
                }
                for id in network.populations.map(\.id) {
                    #expect(trial.outcome.populations[id.rawValue].count == 2, "\(engine)")
                    #expect(trial.outcome[id] == fresh.outcome[id], "\(engine)")
                }
            }
        }

        @Test func fullBuffersPauseTheRunUnnoticed() async throws {
            let network = try Networks.richlyRecorded()
            let steps = 2_800
            let whole = try await Trial(network, on: .board(.spin3, neuronsPerCore: 32), steps: steps)
            let stretches = try await Trial(network, on: .board(.spin3, neuronsPerCore: 256), steps: steps)
            #expect(whole.extractions == 1)
            #expect(stretches.extractions == 3)
            #expect(stretches.outcome.difference(from: whole.outcome) == nil)
            #expect(whole.outcome.populations[0][0].signals["v"]?.values.count == 256 * steps)
            let host = try await Trial(network, on: .host, steps: steps)
            #expect(stretches.outcome.difference(from: host.outcome) == nil)
            #expect(stretches.troubles == [] && whole.troubles == [])
        }
    }
}

extension Outcome.Segment {
    /// The spikes up to a time.
    func spikes(before end: Double) -> [Int: [Double]] {
        spikes.mapValues { $0.filter { $0 < end } }
    }
}
