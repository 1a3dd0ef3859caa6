import NetworkModel
import SimulationRuntime
import Testing

extension Together {
    /// What ARM cores draw themselves against what the host lists and sends, read back from the board.
    @Suite struct DrawnSynapsesTests {
        private static let connectors: [any Connector & Sendable] = [
            AllToAllConnector(allowSelfConnections: false), FixedProbabilityConnector(0.05),
            FixedProbabilityConnector(0.6, allowSelfConnections: .noMutual),
            FixedTotalNumberConnector(3_000), FixedTotalNumberConnector(3_000, withReplacement: false),
            FixedNumberPreConnector(20, allowSelfConnections: false), FixedNumberPreConnector(9, withReplacement: true),
        ]
        private static let weights: [RandomDistribution] = [
            .uniform(low: 0, high: 0.5), .normal(mu: 0.3, sigma: 0.02), .normalClipped(mu: 0.1, sigma: 0.2, low: 0),
            .normalClippedToBoundary(mu: 0.1, sigma: 0.2, low: 0, high: 0.3), .exponential(beta: 0.1),
            .exponentialClipped(beta: 0.1, low: 0.05, high: 1),
        ]
        private static let delays: [RandomDistribution] = [
            .uniform(low: 1, high: 90), .normalClipped(mu: 20, sigma: 30, low: 0.1, high: 200), .exponential(beta: 12),
        ]

        /// Connectors with weights and delays in turn; small enough that 200 cores are less than a board.
        private static func network() throws -> NetworkDescription {
            var network = try NetworkDescription(timeStep: 1, seed: 3)
            let cells = try network.add(140, IFCurrExp(), label: "cells")
            let others = try network.add(60, IFCurrExp(), label: "others")
            for (number, connector) in connectors.enumerated() {
                for (index, target) in [cells, others].enumerated() {
                    try network.connect(
                        cells,
                        target,
                        connector,
                        StaticSynapse(
                            weight: .random(weights[(number + index) % weights.count]),
                            delay: number % 3 == 0 ? 30 : .random(delays[(number + index) % delays.count])
                        )
                    )
                }
            }
            return network
        }

        @Test(arguments: [200, 29, 1]) func coresDrawWhatTheHostWouldHaveSent(_ perCore: Int) async throws {
            let network = try Self.network()
            func read(_ worthDrawing: Int) async throws -> [SynapseList] {
                var lists: [SynapseList] = []
                let engine = Trial.Engine.board(.spin5, neuronsPerCore: perCore, worthDrawing: worthDrawing)
                _ = try await Trial(network, on: engine) { backend in
                    for projection in network.projections {
                        lists.append(try #require(try await backend.synapses(of: projection.id)))
                    }
                }
                return lists
            }
            let drawn = try await read(0)
            let sent = try await read(.max)
            #expect(drawn.count == network.projections.count)
            for (index, projection) in network.projections.enumerated() {
                let isSame = drawn[index] == sent[index]
                #expect(isSame, "projection \(index)")
                let described = try network.synapses(of: projection.id)
                #expect(drawn[index].count == described.count)
                #expect(drawn[index].pre == described.pre)
                #expect(drawn[index].post == described.post)
                #expect(drawn[index].delaySteps == described.delaySteps)
                // A weight's code has 16 bits and at least 11 of them count.
                let error = zip(drawn[index].weights, described.weights).map { abs($0 - $1) }.max() ?? 0
                #expect(error <= 0x1p-12)
            }
        }
    }
}
