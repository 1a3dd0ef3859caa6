import NetworkModel
import SimulationRuntime
import SpiNNakerMachine
import Testing

extension Together {
    /// The ARM programs on a board and the engine on the host compute the same, in every bit of every recording.
    @Suite struct EqualityTests {
        static let boards: [Trial.Engine] = [
            .board(.spin3, neuronsPerCore: 32), .board(.spin3, neuronsPerCore: 256),
            .board(.spin5, neuronsPerCore: 32), .board(.spin5, neuronsPerCore: 256),
        ]

        @Test func theRingIsTheSameOnHostAndBoards() async throws {
            let network = try Networks.synfire()
            let host = try await Trial(network, on: .host, steps: 1_000)
            for board in Self.boards {
                let trial = try await Trial(network, on: board, steps: 1_000)
                #expect(trial.outcome.difference(from: host.outcome) == nil, "\(board)")
                #expect(trial.troubles == [], "\(board)")
            }
            // A hop takes 20 ms, and the first cell needs 3 ms: the wave has passed 50 cells.
            #expect(host.outcome.populations[0][0].spikeCount == 50)
        }

        @Test func aVolleyThatFindsNoRoomIsToldOf() async throws {
            var network = try NetworkDescription(timeStep: 1)
            let sources = try network.add(100, SpikeSourceArray(spikeTimes: [5]), label: "sources")
            let cell = try network.add(1, IFCurrExp(vThresh: 1_000), label: "cell")
            let few = try network.add(1, IFCurrExp(vThresh: 1_000), label: "few")
            try network.connect(sources, cell, AllToAllConnector(), StaticSynapse(weight: 1, delay: 1))
            try network.connect(sources, few, FromListConnector([(3, 0), (90, 0)]), StaticSynapse(weight: 1, delay: 1))
            try network.record("gsyn_exc", of: cell)
            // Weights of 1 nA have 2048 units, and a sum has room for 65535 of them: the 32nd does not fit, nor do those
            // after it.
            for engine in [Trial.Engine.host, .board(.spin3)] {
                let trial = try await Trial(network, on: engine, steps: 20)
                #expect(trial.clamped.count == 1, "\(engine)")
                #expect(trial.clamped.first?.contains("69 synaptic inputs clamped") == true, "\(trial.clamped)")
                #expect(trial.clamped.first?.hasPrefix("cell") == true)
                let sums = trial.outcome[PopulationID(rawValue: 1)].signals["gsyn_exc"]?.values ?? []
                #expect(sums.max() == 65_535.0 / 2_048)
            }
        }

        @Test func theBalancedNetworkIsTheSameOnHostAndBoards() async throws {
            let network = try Networks.balanced()
            let host = try await Trial(network, on: .host, steps: 200)
            for board in Self.boards {
                let trial = try await Trial(network, on: board, steps: 200)
                #expect(trial.outcome.difference(from: host.outcome) == nil, "\(board)")
                #expect(trial.troubles == [], "\(board)")
            }
            // 1,000 cells for 0.2 s, and not silent: about 5 Hz after a livelier start.
            #expect((400...6_000).contains(host.outcome.spikeCount))
        }

        @Test func theBalancedNetworkIsTheSameOnThreeBoards() async throws {
            let network = try Networks.balanced()
            // The first board has but one chip left, so that the network must lie on the others.
            let dead = BoardArrangement(.spin5).chips.filter { $0 != .boot }
            let one = try await Trial(network, on: .board(.spin5, neuronsPerCore: 32), steps: 100)
            let three = try await Trial(
                network,
                on: .board(.triad, neuronsPerCore: 32, link: .init(deadChips: Set(dead))),
                steps: 100
            )
            #expect(three.outcome.difference(from: one.outcome) == nil)
            #expect(three.troubles == [])
            #expect(one.outcome.spikeCount > 100)
        }

        @Test func longRowsAreRead() async throws {
            var network = try NetworkDescription(timeStep: 1)
            let source = try network.add(1, SpikeSourceArray(spikeTimes: [3, 20]), label: "source")
            let cells = try network.add(200, IFCurrExp(), label: "cells")
            // A row of eight hundred synapses, all on one core.
            let list = (0..<800).map { number -> (Int, Int, Double, Double) in
                (0, number % 200, 0.01 * Double(number / 200 + 1), Double(1 + number % 5))
            }
            try network.connect(source, cells, FromListConnector(list), StaticSynapse())
            try network.record("v", of: cells)
            let host = try await Trial(network, on: .host, steps: 40)
            let board = try await Trial(network, on: .board(.spin3, neuronsPerCore: 256), steps: 40)
            #expect(board.outcome.difference(from: host.outcome) == nil)
            #expect(board.troubles == [] && host.outcome.populations[1][0].signals["v"]?.values.max() ?? -65 > -64.5)
        }

        @Test func sourcesDelaysAndReceptorsAreTheSameOnHostAndBoards() async throws {
            let network = try Networks.mixed()
            let host = try await Trial(network, on: .host, steps: 400)
            for board in Self.boards {
                let trial = try await Trial(network, on: board, steps: 400)
                #expect(trial.outcome.difference(from: host.outcome) == nil, "\(board)")
                #expect(trial.troubles == [], "\(board)")
            }
            #expect(host.outcome[Networks.Mixed.cells].spikeCount > 60)
            // A source fires at the times it was told, rounded up to steps.
            #expect(host.outcome[Networks.Mixed.pulses].spikes[1] == [11, 60, 111])
        }

        @Test func poissonSourcesFireAtTheirRates() async throws {
            let host = try await Trial(try Networks.mixed(), on: .host, steps: 10_000)
            let spikes = host.outcome[Networks.Mixed.noise].spikes
            for source in 0..<20 {
                let expected = 10 * (20 + 10 * Double(source))
                let count = Double(try #require(spikes[source]).count)
                // Five standard deviations of a Poisson count.
                #expect(abs(count - expected) < 5 * expected.squareRoot(), "source \(source)")
            }
        }

        @Test(arguments: [(SpikeTiming.nest, 250), (.sPyNNaker, 263)])
        func fiveSecondsOfTheRing(timing: SpikeTiming, spikes: Int) async throws {
            let network = try Networks.synfire(timing)
            let host = try await Trial(network, on: .host, steps: 5_000)
            let board = try await Trial(network, on: .board(.spin3), steps: 5_000)
            #expect(board.outcome.populations[0][0].spikeCount == spikes)
            #expect(board.outcome.difference(from: host.outcome) == nil)
            #expect(board.troubles == [])
        }
    }
}
