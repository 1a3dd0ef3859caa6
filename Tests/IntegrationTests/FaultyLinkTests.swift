import DatagramTransport
import SimulationRuntime
import SpiNNakerProtocol
import Testing

extension Together {
    /// A link that loses, doubles and overtakes datagrams makes a run slower, and nothing else.
    @Suite struct FaultyLinkTests {
        @Test(arguments: [true, false], [UInt64(1), 2])
        func aBadLinkDoesNotChangeTheSpikes(isInProcess: Bool, seed: UInt64) async throws {
            let faults = FaultyChannel.Faults(loss: 0.05, duplication: 0.02, reordering: 0.03)
            let link = BoardBackend.Link(isInProcess: isInProcess, faults: (faults, seed: seed))
            let network = try Networks.synfire()
            let host = try await Trial(network, on: .host, steps: 5_000)
            let board = try await Trial(network, on: .board(.spin5, link: link)) { backend in
                try await backend.run(steps: 5_000)
                let statistics = try #require(await (backend as? BoardBackend)?.linkStatistics)
                // Of a request and its reply, one in ten is lost.
                #expect(statistics.repetitions > statistics.requests / 20)
            }
            #expect(board.outcome.populations[0][0].spikeCount == 250)
            #expect(board.outcome.difference(from: host.outcome) == nil)
            #expect(board.troubles == [])
        }

        @Test func aBadLinkDoesNotChangeALargerNetwork() async throws {
            let faults = FaultyChannel.Faults(loss: 0.05, duplication: 0.02, reordering: 0.03)
            let link = BoardBackend.Link(isInProcess: true, faults: (faults, seed: 3))
            let network = try Networks.mixed()
            func script(_ backend: any SimulationBackend) async throws {
                try await backend.run(steps: 100)
                try await backend.reset()
                for _ in 0..<3 { try await backend.run(steps: 50) }
            }
            let host = try await Trial(network, on: .host, script)
            let board = try await Trial(network, on: .board(.spin3, neuronsPerCore: 16, link: link), script)
            #expect(board.outcome.difference(from: host.outcome) == nil)
        }
    }
}
