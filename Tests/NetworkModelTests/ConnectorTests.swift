import NetworkModel
import Testing

@Suite struct ConnectorTests {
    @Test func allToAllConnectsEveryPairOnce() throws {
        var network = try Networks.pair(3, 4)
        let list = try network.connect(0, 1, AllToAllConnector())
        #expect(list.pre == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
        #expect(list.post == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
    }

    @Test func selfConnectionsAreLeftOutOnlyWithinOnePopulation() throws {
        var network = try Networks.pair(3, 3)
        let recurrent = try network.connect(0, 0, AllToAllConnector(allowSelfConnections: false))
        #expect(recurrent.count == 6)
        #expect(zip(recurrent.pre, recurrent.post).allSatisfy { $0 != $1 })
        #expect(try network.connect(0, 1, AllToAllConnector(allowSelfConnections: false)).count == 9)
    }

    @Test func selfConnectionsAreToldByCellNotByPositionInAView() throws {
        var network = try Networks.pair(6, 1)
        let view = CellSelection(population: PopulationID(rawValue: 0), indices: [3, 4, 5])
        let id = try network.addProjection(
            from: view,
            to: network.all(0),
            rule: AllToAllConnector(allowSelfConnections: false).rule,
            synapse: StaticSynapse(weight: 1)
        )
        let list = try network.synapses(of: id)
        #expect(list.count == 15)
        #expect(Set(list.pre) == [3, 4, 5])
        #expect(zip(list.pre, list.post).allSatisfy { $0 != $1 })
    }

    @Test func oneToOneReachesAsFarAsTheSmallerSide() throws {
        var network = try Networks.pair(5, 3)
        let list = try network.connect(0, 1, OneToOneConnector())
        #expect(list.pre == [0, 1, 2])
        #expect(list.post == [0, 1, 2])
    }

    @Test(arguments: [0.003, 0.1, 0.5, 0.97]) func fixedProbabilityConnectsThatShareOfThePairs(_ p: Double) throws {
        var network = try Networks.pair(600, 500)
        let list = try network.connect(0, 1, FixedProbabilityConnector(p))
        let expected = 300_000 * p
        #expect(abs(Double(list.count) - expected) < 5 * (expected * (1 - p)).squareRoot())
        // Every column is as likely as any other: chi-squared with 499 degrees of freedom, at five deviations.
        var columns = [Double](repeating: 0, count: 500)
        for post in list.post { columns[Int(post)] += 1 }
        let mean = 600 * p
        let chi = columns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / (mean * (1 - p)) }
        #expect(abs(chi - 500) < 5 * (1_000.0).squareRoot())
        let pairs = Set(zip(list.pre, list.post).map { Int($0) * 500 + Int($1) })
        #expect(pairs.count == list.count)
    }

    @Test func probabilitiesNoughtAndOneAreExact() throws {
        var network = try Networks.pair(20, 30)
        #expect(try network.connect(0, 1, FixedProbabilityConnector(0)).count == 0)
        #expect(try network.connect(0, 1, FixedProbabilityConnector(1)).count == 600)
    }

    @Test func theSeedAndTheProjectionDecideAlone() throws {
        var first = try Networks.pair(50, 50, seed: 9)
        var second = try Networks.pair(50, 50, seed: 9)
        var third = try Networks.pair(50, 50, seed: 10)
        let synapse = StaticSynapse(
            weight: .random(.uniform(low: 0, high: 1)),
            delay: .random(.uniform(low: 1, high: 9))
        )
        let a = try first.connect(0, 1, FixedProbabilityConnector(0.2), synapse)
        #expect(try second.connect(0, 1, FixedProbabilityConnector(0.2), synapse) == a)
        #expect(try third.connect(0, 1, FixedProbabilityConnector(0.2), synapse) != a)
        // A connector's own seed goes before the network's.
        func own(_ seed: UInt64, network: UInt64) throws -> SynapseList {
            var network = try Networks.pair(50, 50, seed: network)
            return try network.connect(0, 1, FixedProbabilityConnector(0.2, seed: seed))
        }
        #expect(try own(5, network: 9) == own(5, network: 10))
        #expect(try own(5, network: 9) != own(6, network: 9))
        // A second projection of the same rule is another sample.
        #expect(try first.connect(0, 1, FixedProbabilityConnector(0.2), synapse) != a)
    }

    @Test func listsGiveTheirOwnWeightsAndDelaysSortedBySource() throws {
        var network = try Networks.pair(3, 3)
        let rows = [(2, 0, 0.5, 3.0), (0, 1, 1.5, 17.0), (2, 0, 0.25, 1.0)]
        let list = try network.connect(0, 1, FromListConnector(rows))
        #expect(list.pre == [0, 2, 2])
        #expect(list.post == [1, 0, 0])
        #expect(list.weights == [1.5, 0.5, 0.25])
        #expect(list.delaySteps == [17, 3, 1])
    }

    @Test func matrixAndFunctionValuesFollowTheIndices() throws {
        var network = try Networks.pair(2, 3)
        let synapse = StaticSynapse(
            weight: .matrix([[1, 2, 3], [4, 5, 6]]),
            delay: .function { pre, post in Double(1 + pre + post) }
        )
        let list = try network.connect(0, 1, AllToAllConnector(), synapse)
        #expect(list.weights == [1, 2, 3, 4, 5, 6])
        #expect(list.delaySteps == [1, 2, 3, 2, 3, 4])
    }

    /// Halves go up as in NEST, and no delay is shorter than a step.
    @Test(arguments: [(0.0, 1), (0.04, 1), (0.1, 1), (0.14, 1), (0.25, 3), (0.3, 3), (1.7, 17), (12.8, 128)])
    func delaysAreRoundedToTheNearestStep(_ delay: Double, _ steps: Int32) throws {
        var network = try NetworkDescription(timeStep: 0.1)
        _ = try network.addPopulation(size: 1, cell: IFCurrExp())
        let list = try network.connect(0, 0, AllToAllConnector(), StaticSynapse(weight: 1, delay: .value(delay)))
        #expect(list.delaySteps == [steps])
    }

    @Test func synapsesWithoutDelayTakeTheSmallest() throws {
        var network = try NetworkDescription(timeStep: 0.1, minDelay: 0.5)
        _ = try network.addPopulation(size: 1, cell: IFCurrExp())
        #expect(try network.connect(0, 0, AllToAllConnector()).delaySteps == [5])
    }

    @Test func inhibitoryWeightsAreKeptAsMagnitudesFromEitherSign() throws {
        var network = try Networks.pair(1, 1)
        #expect(try network.connect(0, 1, AllToAllConnector(), StaticSynapse(weight: -2), "inhibitory").weights == [2])
        #expect(try network.connect(0, 1, AllToAllConnector(), StaticSynapse(weight: 2), "inhibitory").weights == [2])
        #expect(network.projections.map(\.receptor) == [.inhibitory, .inhibitory])
    }

    @Test func theWeightsSignChoosesTheReceptorWhenNoneIsNamed() throws {
        var network = try Networks.pair(2, 2)
        _ = try network.connect(0, 1, AllToAllConnector(), StaticSynapse(weight: -2))
        _ = try network.connect(0, 1, AllToAllConnector(), StaticSynapse(weight: 2))
        let negative = RandomDistribution.normalClipped(mu: -1, sigma: 0.1, low: -2, high: 0)
        _ = try network.connect(0, 1, AllToAllConnector(), StaticSynapse(weight: .random(negative)))
        #expect(network.projections.map(\.receptor) == [.inhibitory, .excitatory, .inhibitory])
    }
}
