import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct ProjectionTests {
    @Test func synapsesAreReadAsListsAndArrays() throws {
        try script { _ in
            let pre = try Population(2, IFCurrExp())
            let post = try Population(3, IFCurrExp())
            let rows = [(1, 0, 0.5, 2.0), (0, 2, 1.5, 17.0), (1, 0, 0.25, 1.0)]
            let projection = try Projection(pre, post, FromListConnector(rows))
            #expect(projection.size == 3)
            #expect(
                try projection.get(["weight", "delay"], format: .list)
                    == [[0, 2, 1.5, 17], [1, 0, 0.5, 2], [1, 0, 0.25, 1]]
            )
            #expect(try projection.get(["delay"], format: .list, withAddress: false) == [[17], [2], [1]])
            #expect(try projection.get("delay") == [17, 2, 1])
            #expect(networkError { _ = try projection.get("tau") }?.code == .unknownName)
            let sums = try projection.get(["weight"], format: .array)[0]
            #expect(sums[1][0] == 0.75)
            #expect(sums[0][2] == 1.5)
            #expect(sums[0][0].isNaN)
            #expect(try projection.get(["weight"], format: .array, multipleSynapses: .last)[0][1][0] == 0.25)
            #expect(networkError { _ = try projection.get(["tau"], format: .list) }?.code == .unknownName)
        }
    }

    @Test func addressesCountInTheView() throws {
        try script { _ in
            let cells = try Population(9, IFCurrExp())
            let projection = try Projection(
                cells[3..<6],
                cells[6...],
                OneToOneConnector(),
                StaticSynapse(weight: -1, delay: 2)
            )
            #expect(
                try projection.get(["weight", "delay"], format: .list) == [
                    [0, 0, -1, 2], [1, 1, -1, 2], [2, 2, -1, 2],
                ]
            )
            #expect(projection.receptorType == .inhibitory)
        }
    }

    @Test func aCallbackIsToldHowFarConnectingIs() throws {
        try script { _ in
            let cells = try Population(4, IFCurrExp())
            let others = try Population(3, IFCurrExp())
            var told: [Double] = []
            let tell: @MainActor (Double) -> Void = { told.append($0) }
            let one = try Projection(cells, cells, OneToOneConnector(), callback: tell)
            #expect(told == [0, 1] && one.size == 4)
            told = []
            let both = try cells + others
            _ = try Projection(both, both, AllToAllConnector(), callback: tell, verbose: true)
            #expect(told == [0, 0.25, 0.5, 0.75, 1])
            told = []
            _ = try Projection(both, both, FromListConnector([(0, 6)]), callback: tell)
            _ = try Projection(both, both, FromListConnector([(Int, Int)]()), callback: tell)
            #expect(told == [0, 1, 0, 1])
            told = []
            let outside = FromListConnector([(0, 4)])
            let error = networkError { _ = try Projection(cells, cells, outside, callback: tell) }
            #expect(error?.code == .indexOutOfRange)
            #expect(told == [0])
            var refused: NetworkError?
            _ = try Projection(
                cells,
                others,
                AllToAllConnector(),
                callback: { _ in refused = networkError { _ = try Population(1, IFCurrExp()) } }
            )
            #expect(refused?.code == .state)
        }
    }

    @Test func aConnectorMayServeSeveralProjections() throws {
        try script { _ in
            let cells = try Population(100, IFCurrExp())
            let connector = FixedProbabilityConnector(0.1)
            let synapse = StaticSynapse(weight: 1)
            let first = try Projection(cells, cells, connector, synapse).connections()
            let second = try Projection(cells, cells, connector, synapse).connections()
            #expect(first != second)
        }
    }

    @Test func aRefusedProjectionLeavesNothingBehind() throws {
        try script { backend in
            let cells = try Population(2, IFCurrExp(), label: "cortex")
            let attempts: [(NetworkError.Code, @MainActor () throws -> Void)] = [
                (.valueOutOfRange, { _ = try Projection(cells, cells, FixedProbabilityConnector(1.2)) }),
                (
                    .valueOutOfRange,
                    { _ = try Projection(cells, cells, AllToAllConnector(), StaticSynapse(weight: 1, delay: -1)) }
                ),
                (
                    .valueOutOfRange,
                    { _ = try Projection(cells, cells, AllToAllConnector(), StaticSynapse(weight: .value(.nan))) }
                ),
                (.receptor, { _ = try Projection(cells, cells, AllToAllConnector(), receptorType: "nmda") }),
            ]
            for (code, attempt) in attempts {
                let error = networkError(attempt)
                #expect(error?.code == code)
                #expect(error?.location.contains("cortex → cortex") == true)
            }
            try run(0)
            #expect(backend.network?.projections.isEmpty == true)
        }
    }
}
