import SwiNN
import Testing

extension Scenarios {
    /// Weights and delays that are changed: `test_parameter_handling.py`, `test_issue274.py`, and what goes beyond cell
    /// models in `test_nest.py` and `test_brian2.py`.
    @MainActor
    @Suite
    struct SynapseParameterScenarios {
        private typealias Pairs = [(Int, Int)]

        private let none = Double.nan

        /// Sources and targets of 4 and 2 cells, with synapses of 0.123 nA and 0.1 ms.
        private func projection(_ connector: any Connector) throws -> Projection {
            let pre = try Population(4, IFCurrExp())
            let post = try Population(2, IFCurrExp())
            return try Projection(pre, post, connector, StaticSynapse(weight: 0.123, delay: 0.1))
        }

        private func expect(
            _ projection: Projection,
            _ expected: [[Double]],
            _ location: SourceLocation = #_sourceLocation
        ) throws {
            let rows = try projection.get(["weight", "delay"], format: .list)
            #expect(isClose(rows, expected), "\(rows)", sourceLocation: location)
        }

        @Test(arguments: targets)
        func synapsesOfAllPairsAreSet(on target: SimulationTarget) throws {
            try script(on: target) {
                let projection = try projection(AllToAllConnector())
                let places = (0..<4).flatMap { pre in (0..<2).map { [Double(pre), Double($0)] } }
                try expect(projection, places.map { $0 + [0.123, 0.1] })
                let weights: [[Double]] = [[0, 1], [2, 3], [4, 5], [6, 7]]
                try projection.set(weight: .matrix(weights))
                #expect(try projection.get(["weight"], format: .array) == [weights])
                try projection.set(delay: .distance { 0.5 + $0 })
                let delays = [[0.5, 1.5], [1.5, 0.5], [2.5, 1.5], [3.5, 2.5]]
                #expect(try projection.get(["delay"], format: .array) == [delays])
                // A list goes by source, then by target.
                try projection.set(weight: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])
                let listed = [[0.9, 0.8], [0.7, 0.6], [0.5, 0.4], [0.3, 0.2]]
                #expect(try projection.get(["weight"], format: .array) == [listed])
                try projection.set(weight: .matrix(weights))
                try run(0)
                try expect(projection, zip(places, zip(weights.joined(), delays.joined())).map { $0 + [$1.0, $1.1] })
            }
        }

        @Test(arguments: targets)
        func synapsesOfSomePairsAreSet(on target: SimulationTarget) throws {
            try script(on: target) {
                let pairs: Pairs = [(0, 0), (3, 0), (1, 1), (1, 0), (2, 1)]
                let projection = try projection(FromListConnector(pairs))
                let places: [[Double]] = [[0, 0], [1, 0], [1, 1], [2, 1], [3, 0]]
                try expect(projection, places.map { $0 + [0.123, 0.1] })
                let weights = [[0, none], [2, 3], [none, 5], [6, none]]
                try projection.set(weight: .matrix(weights))
                #expect(isClose(try projection.get(["weight"], format: .array)[0], weights))
                try projection.set(weight: [0.9, 0.8, 0.7, 0.6, 0.5])
                let listed = [[0.9, none], [0.8, 0.7], [none, 0.6], [0.5, none]]
                #expect(isClose(try projection.get(["weight"], format: .array)[0], listed))
                try projection.set(delay: .distance { 0.5 + $0 })
                let delays = [[0.5, none], [1.5, 0.5], [none, 1.5], [3.5, none]]
                #expect(isClose(try projection.get(["delay"], format: .array)[0], delays))
                try run(0)
                try expect(
                    projection,
                    zip(places, zip([0.9, 0.8, 0.7, 0.6, 0.5], [0.5, 1.5, 0.5, 1.5, 3.5])).map { $0 + [$1.0, $1.1] }
                )
            }
        }

        @Test(arguments: targets)
        func synapsesOfTheSamePairAreSetAlike(on target: SimulationTarget) throws {
            try script(on: target) {
                let pairs: Pairs = [(0, 0), (1, 0), (3, 0), (1, 1), (1, 0), (2, 1)]
                let projection = try projection(FromListConnector(pairs))
                let places: [[Double]] = [[0, 0], [1, 0], [1, 0], [1, 1], [2, 1], [3, 0]]
                try expect(projection, places.map { $0 + [0.123, 0.1] })
                try projection.set(weight: .matrix([[0, none], [2, 3], [none, 5], [6, none]]))
                try projection.set(delay: .distance { 0.5 + $0 })
                try run(0)
                let expected: [[Double]] = [[0, 0.5], [2, 1.5], [2, 1.5], [3, 0.5], [5, 1.5], [6, 3.5]]
                try expect(projection, zip(places, expected).map { $0 + $1 })
            }
        }

        @Test(arguments: targets)
        func oneCellOnASideIsNothingSpecial(on target: SimulationTarget) throws {
            try script(on: target) {
                let one = try Population(1, IFCurrExp())
                let five = try Population(5, IFCurrExp())
                let projections = try [(one, five), (five, one), (five, five)].map {
                    try Projection($0, $1, AllToAllConnector())
                }
                for projection in projections { try projection.set(weight: 0.123) }
                try run(0)
                for projection in projections {
                    #expect(try projection.connections().allSatisfy { isClose($0.weight, 0.123, tolerance: 1e-4) })
                }
            }
        }

        @Test(arguments: targets)
        func theDelayIsTheSmallestUnlessGiven(on target: SimulationTarget) throws {
            try script(on: target, timestep: 0.05, minDelay: 0.05) {
                let cells = try Population(2, IFCurrExp())
                let projection = try Projection(cells, cells, AllToAllConnector(), StaticSynapse(weight: 0.543))
                try run(0)
                let rows = try projection.get(["weight", "delay"], format: .list, withAddress: false)
                #expect(isClose(rows, Array(repeating: [0.543, 0.05], count: 4), tolerance: 1e-4))
            }
        }

        @Test(arguments: targets)
        func drawnConnectionsAreSetByDistributions(on target: SimulationTarget) throws {
            try script(on: target, minDelay: 0.5) {
                _ = try Population(13, IFCurrExp())
                let pre = try Population(1_000, IFCurrExp())
                let post = try Population(252, IFCurrExp())
                let connector = try DistanceDependentProbabilityConnector("exp(-d/100)")
                let projection = try Projection(pre, post, connector)
                let before = try projection.connections()
                try projection.set(
                    weight: .random(.uniform(low: 1e-3, high: 2e-3)),
                    delay: .random(.uniform(low: 0.5, high: 1))
                )
                try run(0)
                let after = try projection.connections()
                #expect(after.map(\.presynapticIndex) == before.map(\.presynapticIndex))
                #expect(after.map(\.postsynapticIndex) == before.map(\.postsynapticIndex))
                #expect(after.allSatisfy { $0.weight > 0.9e-3 && $0.weight < 2.1e-3 })
                #expect(after.allSatisfy { $0.delay >= 0.5 && $0.delay <= 1 })
            }
        }

        @Test(arguments: targets)
        func theReceptorStaysWhenWeightsAreSet(on target: SimulationTarget) throws {
            try script(on: target) {
                let noise = try Population(10, SpikeSourcePoisson(rate: 1_000))
                let cells = try Population(10, IFCurrExp())
                let projection = try Projection(noise, cells, OneToOneConnector(), receptorType: "excitatory")
                try projection.set(weight: 1e-3)
                try run(0)
                #expect(projection.receptorType == .excitatory)
                #expect(try projection.connections().allSatisfy { isClose($0.weight, 1e-3, tolerance: 1e-5) })
            }
        }
    }
}
