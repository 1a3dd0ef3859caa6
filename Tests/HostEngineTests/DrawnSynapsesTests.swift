import NetworkLowering
import NetworkModel
import Testing

/// What cores draw themselves against what the host lists, whatever the number of cores.
@Suite struct DrawnSynapsesTests {
    static let connectors: [any Connector & Sendable] = [
        AllToAllConnector(), AllToAllConnector(allowSelfConnections: .forbidden),
        AllToAllConnector(allowSelfConnections: .noMutual), FixedProbabilityConnector(0.02),
        FixedProbabilityConnector(0.9, allowSelfConnections: .forbidden),
        FixedProbabilityConnector(0.3, allowSelfConnections: .noMutual, seed: 4),
        FixedTotalNumberConnector(20_000), FixedTotalNumberConnector(9_000, withReplacement: false),
        FixedTotalNumberConnector(9_000, allowSelfConnections: .forbidden, withReplacement: false),
        FixedNumberPreConnector(30), FixedNumberPreConnector(30, withReplacement: true),
        FixedNumberPreConnector(400, allowSelfConnections: .forbidden),
        FixedNumberPreConnector(.random(.uniformInt(low: 0, high: 50)), allowSelfConnections: .forbidden),
    ]

    private static var weights: [SynapseValue] {
        [
            0.25, .random(.uniform(low: 0, high: 0.5)), .random(.normal(mu: 0.3, sigma: 0.02)),
            .random(.normalClipped(mu: 0.1, sigma: 0.2, low: 0)),
            .random(.normalClippedToBoundary(mu: 0.1, sigma: 0.2, low: 0, high: 0.3)),
            .random(.exponential(beta: 0.1)), .random(.exponentialClipped(beta: 0.1, low: 0.05, high: 1)),
            .random(.uniformInt(low: 1, high: 4)),
        ]
    }

    private static var delays: [SynapseValue] {
        [
            1, .random(.uniform(low: 1, high: 90)), .random(.normalClipped(mu: 20, sigma: 30, low: 0.1, high: 200)),
            170,
            .random(.uniformInt(low: 1, high: 60)), .random(.exponential(beta: 12)),
        ]
    }

    @Test(arguments: connectors.indices, [(211, 1), (211, 7), (400, 200)])
    func coresDrawWhatTheHostLists(_ number: Int, _ cells: (count: Int, cores: Int)) throws {
        var network = try NetworkDescription(timeStep: 1, seed: UInt64(number))
        let ids = try (0..<2).map { _ in try network.addPopulation(size: cells.count, cell: IFCurrExp()) }
        func some(_ id: PopulationID, _ range: Range<Int>) -> CellSelection {
            CellSelection(population: id, indices: Array(range))
        }
        // Within a population, from one to another, and between views that overlap.
        let sides = [
            (some(ids[0], 0..<cells.count), some(ids[0], 0..<cells.count)),
            (some(ids[0], 0..<cells.count), some(ids[1], 0..<cells.count)),
            (some(ids[1], 3..<204), some(ids[1], 90..<cells.count)),
        ]
        for (index, side) in sides.enumerated() {
            _ = try network.addProjection(
                from: side.0,
                to: side.1,
                rule: Self.connectors[number].rule,
                synapse: StaticSynapse(
                    weight: Self.weights[(number + index) % Self.weights.count],
                    delay: Self.delays[(number + 2 * index) % Self.delays.count]
                )
            )
        }
        let lowered = try FixedPointNetwork(network)
        let perCore = (cells.count + cells.cores - 1) / cells.cores
        let drawn = PartitionedSimulation(lowered, neuronsPerCore: perCore, scramble: 1, worthDrawing: 0)
        let listed = PartitionedSimulation(lowered, neuronsPerCore: perCore, scramble: 1)

        #expect(drawn.cores.count >= 2 * cells.cores - 2)
        #expect(drawn.drawnCounts.allSatisfy { $0 >= 0 })
        #expect(drawn.drawnCounts.reduce(0, +) == network.projections.reduce(0) { $0 + $1.connectivity.synapseCount })
        #expect(listed.drawnCounts.allSatisfy { $0 == 0 })
        for (one, other) in zip(drawn.cores, listed.cores) {
            let isSame = one.rows == other.rows
            #expect(isSame, "rows of the core of \(one.source.neurons) of population \(one.source.population)")
        }
    }
}
