import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct AssemblyTests {
    @Test func indicesRunOverTheConcatenation() throws {
        try script { _ in
            let a = try Population(3, IFCurrExp(), label: "a")
            let b = try Population(4, IFCurrExp(), label: "b")
            let both = try a + b[[2, 1]]
            #expect(both.size == 5)
            #expect(both.all.map(\.id) == [0, 1, 2, 5, 4])
            #expect(try both[3].id == 5)
            #expect(try both[2...3].all.map(\.id) == [2, 5])
            #expect(try both.getPopulation("a").size == 3)
            #expect(networkError { _ = try both[5] }?.code == .indexOutOfRange)
            #expect(networkError { _ = try both + a }?.code == .mismatch)
        }
    }

    @Test func settingAndRecordingReachEveryComponent() throws {
        try script { _ in
            let a = try Population(2, IFCurrExp(), label: "a")
            let b = try Population(2, IFCurrExp(), label: "b")
            let both = try a + b
            try both.set([.iOffset: [1, 2, 3, 4], .cm: .function { 1 + Double($0) }])
            #expect(try b.get(.iOffset) == [3, 4])
            #expect(try both.get(.cm) == [1, 2, 3, 4])
            #expect(networkError { try both.set([.iOffset: [1, 2]]) }?.code == .wrongCount)
            try both.initialize(["v": [-61, -62, -63, -64]])
            #expect(try a.initialValues("v") == [-61, -62])
            #expect(try b.initialValues("v") == [-63, -64])
            try both.record("spikes")
            try run(10)
            let block = try both.getData()
            #expect(block.segments.count == 1)
            #expect(block.segments[0].spikeTrains.map(\.sourcePopulation) == ["a", "a", "b", "b"])
            #expect(try both.getSpikeCounts() == [0: 1, 1: 1, 2: 1, 3: 1])
            #expect(try both.meanSpikeCount() == 1)
        }
    }

    @Test func aRefusedChangeReachesNoComponent() throws {
        try script { _ in
            let a = try Population(2, IFCurrExp())
            let b = try Population(2, IFCurrExp())
            #expect(networkError { try (a + b).set([.cm: [1, 2, 3, -4]]) }?.code == .valueOutOfRange)
            #expect(try a.get(.cm) == [1, 1])
        }
    }

    @Test func connectorsSeeTheConcatenation() throws {
        try script { _ in
            let a = try Population(2, IFCurrExp())
            let b = try Population(3, IFCurrExp())
            let c = try Population(5, IFCurrExp())
            let both = try a + b
            @MainActor func pairs(_ projection: Projection) throws -> [[Int]] {
                try projection.connections().map { [$0.presynapticIndex, $0.postsynapticIndex] }
            }
            let synapse = StaticSynapse(weight: 1)
            let straight = (0..<5).map { [$0, $0] }
            #expect(try pairs(Projection(both, c, OneToOneConnector(), synapse)) == straight)
            #expect(try pairs(Projection(c, both, OneToOneConnector(), synapse)) == straight)
            #expect(try pairs(Projection(both, both, OneToOneConnector(), synapse)) == straight)
            let list = FromListConnector([(4, 0, 0.5, 2.0), (1, 3, 1.5, 3.0)])
            let listed = try Projection(both, both, list)
            #expect(try pairs(listed) == [[1, 3], [4, 0]])
            #expect(try listed.get(["weight"], format: .list, withAddress: false) == [[1.5], [0.5]])
            #expect(
                networkError { _ = try Projection(both, both, FromListConnector([(5, 0)])) }?.code == .indexOutOfRange
            )
            let recurrent = try Projection(both, both, AllToAllConnector(allowSelfConnections: false), synapse)
            #expect(recurrent.size == 20)
            let byIndex = StaticSynapse(weight: .function { Double(10 * $0 + $1) })
            let matrix = try Projection(both, c, AllToAllConnector(), byIndex).get(["weight"], format: .array)[0]
            #expect(matrix == (0..<5).map { i in (0..<5).map { Double(10 * i + $0) } })
        }
    }
}
