import Foundation
import SwiNN
import Testing

/// Connectors through the front door: what is certain about each. Their distributions are judged by PyNN with NEST, in
/// `make check-peers`.
@MainActor
@Suite(.serialized) struct ConnectorTests {
    private func pairs(_ projection: Projection) throws -> [[Int]] {
        try projection.connections().map { [$0.presynapticIndex, $0.postsynapticIndex] }
    }

    @Test func fixedNumbersAreExact() throws {
        try script { _ in
            let pre = try Population(30, IFCurrExp())
            let post = try Population(20, IFCurrExp())
            let sources = try Projection(pre, post, FixedNumberPreConnector(7)).connections()
            for index in 0..<20 {
                #expect(Set(sources.filter { $0.postsynapticIndex == index }.map(\.presynapticIndex)).count == 7)
            }
            let targets = try Projection(pre, post, FixedNumberPostConnector(7)).connections()
            for index in 0..<30 {
                #expect(Set(targets.filter { $0.presynapticIndex == index }.map(\.postsynapticIndex)).count == 7)
            }
            #expect(try Projection(pre, post, FixedTotalNumberConnector(777)).connections().count == 777)
            let once = try pairs(Projection(pre, post, FixedTotalNumberConnector(500, withReplacement: false)))
            #expect(Set(once).count == 500)
            // More than there are: each once, and then the rest.
            let many = try Projection(pre, post, FixedNumberPreConnector(35)).connections()
            for index in 0..<20 {
                let counts = Dictionary(grouping: many.filter { $0.postsynapticIndex == index }, by: \.presynapticIndex)
                #expect(counts.count == 30 && counts.values.allSatisfy { $0.count <= 2 })
            }
        }
    }

    @Test func noMutualConnectsOneWayAtMost() throws {
        try script { _ in
            let cells = try Population(20, IFCurrExp())
            let all = try pairs(Projection(cells, cells, AllToAllConnector(allowSelfConnections: .noMutual)))
            #expect(all.count == 190 && all.allSatisfy { $0[0] > $0[1] })
        }
    }

    @Test func distancesDecideProbabilitiesAndNumbers() throws {
        try script { _ in
            let cells = try Population(10, IFCurrExp(), structure: Line(dx: 2))
            let space = try Space(axes: "x", periodicBoundaries: [0...20, nil, nil])
            let near = try Projection(
                cells,
                cells,
                DistanceDependentProbabilityConnector("d < 3", allowSelfConnections: false),
                StaticSynapse(weight: "0.1*d", delay: .distance { 1 + $0 }),
                space: space
            )
            let rows = try near.get(["weight", "delay"], format: .list)
            #expect(rows.count == 20 && rows.allSatisfy { abs($0[2] - 0.2) < 1e-12 && $0[3] == 3 })
            #expect(rows[0].prefix(2) == [0, 1] && rows[1].prefix(2) == [0, 9])
            let upwards = try Projection(
                cells,
                cells,
                DisplacementDependentProbabilityConnector { way in way.x == 4 ? 1 : 0 }
            )
            #expect(try pairs(upwards) == (0..<8).map { [$0, $0 + 2] })
            let third = try Projection(cells, cells, IndexBasedProbabilityConnector("(i + j) % 3 == 0"))
            #expect(try pairs(third).allSatisfy { ($0[0] + $0[1]) % 3 == 0 })
            #expect(third.size == 34)
        }
    }

    @Test func listsHaveNamedColumnsAndComeFromFiles() throws {
        try script { _ in
            let cells = try Population(5, IFCurrExp())
            let late = try Projection(
                cells,
                cells,
                FromListConnector([[0, 1, 7], [3, 2, 9]], columnNames: ["delay"]),
                StaticSynapse(weight: 0.5)
            )
            #expect(try late.get(["weight", "delay"], format: .list) == [[0, 1, 0.5, 7], [3, 2, 0.5, 9]])
            let file = FileManager.default.temporaryDirectory.appending(path: "swinn-list-\(UUID().uuidString).txt")
            defer { try? FileManager.default.removeItem(at: file) }
            try late.save(["weight", "delay"], file.path)
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text == "# columns = [\"i\", \"j\", \"weight\", \"delay\"]\n0\t1\t0.5\t7.0\n3\t2\t0.5\t9.0\n")
            let again = try Projection(cells, cells, FromFileConnector(file.path))
            #expect(try again.connections() == late.connections())
            try Data("0 1\n2 x\n".utf8).write(to: file)
            #expect(
                networkError { _ = try Projection(cells, cells, FromFileConnector(file.path)) }?.description
                    .contains("line 2") == true
            )
            #expect(networkError { _ = try Projection(cells, cells, FromFileConnector("/nowhere")) }?.code == .file)
        }
    }

    @Test func matricesClonesSetsAndGroups() throws {
        try script { _ in
            let cells = try Population(4, IFCurrExp())
            let matrix = try Projection(
                cells,
                cells,
                ArrayConnector([[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0]])
            )
            #expect(try pairs(matrix) == [[0, 1], [1, 3], [3, 0]])
            #expect(try pairs(Projection(cells, cells, CloneConnector(matrix))) == [[0, 1], [1, 3], [3, 0]])
            #expect(
                networkError { _ = try Projection(cells, cells[0..<3], CloneConnector(matrix)) }?.code == .mismatch
            )
            let set = ConnectionSet.full - ConnectionSet.oneToOne - ConnectionSet { pre, _ in pre > 1 }
            #expect(
                try pairs(Projection(cells, cells, CSAConnector(set))) == [
                    [0, 1], [0, 2], [0, 3], [1, 0], [1, 2], [1, 3],
                ]
            )
            let chosen = ConnectionSet.random(fanIn: 2) * (.full - .oneToOne)
            let choice = try Projection(cells, cells, CSAConnector(chosen, weight: { pre, _ in Double(pre) }))
            #expect(choice.size == 8)
            #expect(try choice.connections().allSatisfy { $0.weight == Double($0.presynapticIndex) })
            #expect(
                try pairs(Projection(cells, cells, CSAConnector(ConnectionSet.oneToOne.blocks(pre: 2, post: 2))))
                    == [[0, 0], [0, 1], [1, 0], [1, 1], [2, 2], [2, 3], [3, 2], [3, 3]]
            )
            #expect(
                try pairs(Projection(cells, cells, AllButMeConnector(groupSize: 2))) == [
                    [0, 1], [1, 0], [2, 3], [3, 2],
                ]
            )
            #expect(
                try pairs(Projection(cells, cells, OneToOneOffsetConnector(offset: 1, wraps: true)))
                    == [[0, 1], [1, 2], [2, 3], [3, 0]]
            )
            #expect(
                try pairs(Projection(cells, cells, OneToOneOffsetConnector(offset: -1, wraps: false)))
                    == [[1, 0], [2, 1], [3, 2]]
            )
        }
    }

    @Test func smallWorldsKeepTheNumberOfTheirConnections() throws {
        try script { _ in
            let cells = try Population(40, IFCurrExp())
            let regular = try Projection(
                cells,
                cells,
                SmallWorldConnector(degree: 2.5, rewiring: 0, allowSelfConnections: false)
            )
            #expect(try pairs(regular).allSatisfy { abs($0[0] - $0[1]) <= 2 } && regular.size == 154)
            let moved = try Projection(
                cells,
                cells,
                SmallWorldConnector(degree: 2.5, rewiring: 0.3, allowSelfConnections: false)
            )
            let some = try pairs(moved)
            #expect(some.count == 154 && Set(some).count == 154 && some.allSatisfy { $0[0] != $0[1] })
            let far = some.count { abs($0[0] - $0[1]) > 2 }
            // 154 · 0.3 · 36/40 or so, and five standard deviations.
            #expect((14...70).contains(far))
        }
    }

    @Test func kernelsConnectWhatLiesUnderThem() throws {
        try script { _ in
            let pre = try Population(12, IFCurrExp())
            let post = try Population(4, IFCurrExp())
            let size = KernelConnector.Size.init
            let projection = try Projection(
                pre,
                post,
                KernelConnector(
                    preShape: size(3, 4),
                    postShape: size(2, 2),
                    kernelShape: size(1, 3),
                    weights: [[0.1, 0.2, 0.3]],
                    postStep: size(2, 2),
                    postStart: size(0, 1)
                )
            )
            // Cell (r, c) looks at (2r, 1 + 2c), and its kernel covers the columns beside it.
            let rows = try projection.get(["weight"], format: .list)
            #expect(rows.filter { $0[1] == 0 } == [[0, 0, 0.1], [1, 0, 0.2], [2, 0, 0.3]])
            #expect(rows.filter { $0[1] == 1 } == [[2, 1, 0.1], [3, 1, 0.2]])
            #expect(rows.filter { $0[1] == 3 } == [[10, 3, 0.1], [11, 3, 0.2]])
        }
    }

    @Test func aScriptsOwnConnectorListsWhatItWants() throws {
        struct Diagonals: Connector {
            var rule: ConnectionRule { .listed { $0.pairs { pre, post in (pre + post) % 3 == 0 } } }
        }
        try script { _ in
            let cells = try Population(6, IFCurrExp())
            let projection = try Projection(cells, cells, Diagonals())
            #expect(projection.size == 12)
            #expect(projection.describe().contains("Diagonals"))
            #expect(projection.connector.parameters.isEmpty)
            let known = FixedNumberPreConnector(7, allowSelfConnections: false, withReplacement: true).parameters
            #expect(known.map(\.name) == ["n", "allow_self_connections", "with_replacement"])
            #expect(known[2].value == "true")
        }
    }

    @Test func rulesRunOverTheWholeOfAnAssembly() throws {
        try script { _ in
            let first = try Population(10, IFCurrExp())
            let second = try Population(15, IFCurrExp())
            let both = try first + second
            let sources = try Projection(both, both, FixedNumberPreConnector(9, allowSelfConnections: false))
            let connections = try sources.connections()
            #expect(connections.count == 225)
            for index in 0..<25 {
                let own = Set(connections.filter { $0.postsynapticIndex == index }.map(\.presynapticIndex))
                #expect(own.count == 9 && !own.contains(index))
            }
            #expect(try Projection(both, first, FixedTotalNumberConnector(333)).connections().count == 333)
        }
    }

    @Test func synapsesAreChangedAsAWholeOrOneByOne() throws {
        try script { backend in
            let first = try Population(3, IFCurrExp())
            let second = try Population(2, IFCurrExp())
            let projection = try Projection(
                try first + second,
                second,
                FixedProbabilityConnector(0.7),
                StaticSynapse(weight: 1, delay: 2)
            )
            let before = try projection.connections()
            try projection.set(weight: 3, delay: 4)
            #expect(try projection.connections().allSatisfy { $0.weight == 3 && $0.delay == 4 })
            try projection.set(weight: .values(before.indices.map(Double.init)))
            let after = try projection.connections()
            #expect(after.map(\.weight) == before.indices.map(Double.init))
            #expect(after.map(\.asTuple.presynapticIndex) == before.map(\.presynapticIndex))
            #expect(networkError { try projection.set(weight: [1, 2]) }?.code == .wrongCount)
            #expect(networkError { try projection.set(weight: -1) }?.code == .weightSign)
            #expect(networkError { try projection.set(delay: -1) }?.code == .valueOutOfRange)
            #expect(try projection.connections() == after)
            try run(10)
            try projection.set(weight: 2)
            try run(10)
            #expect(backend.calls == [.prepare, .run(10), .apply, .run(10)])
        }
    }

    @Test func histogramsCountWeights() throws {
        try script { _ in
            let cells = try Population(5, IFCurrExp())
            let projection = try Projection(
                cells,
                cells,
                OneToOneConnector(),
                StaticSynapse(weight: .values([0, 1, 2, 3, 4]))
            )
            let histogram = try projection.weightHistogram(bins: 4)
            #expect(histogram.counts == [1, 1, 1, 2])
            #expect(histogram.bounds == [0, 1, 2, 3, 4])
            #expect(try projection.weightHistogram(min: 2.5, max: 3.5, bins: 1).counts == [1])
            #expect(networkError { _ = try projection.weightHistogram(bins: 0) }?.code == .valueOutOfRange)
            #expect(try projection[4].weight == 4)
        }
    }
}
