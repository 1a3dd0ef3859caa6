import Foundation
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

    @Test func assembliesGrowAndLeaveOutWhatTheyHave() throws {
        try script { _ in
            let a = try Population(3, IFCurrExp(), label: "a")
            let b = try Population(4, IFCurrExp(), label: "b")
            let nested = try Assembly(a, b[2...] + a, label: "all")
            #expect(nested.label == "all" && nested.populations.map(\.label) == ["a", "view of b"])
            #expect(nested.allCells.map(\.id) == [0, 1, 2, 5, 6] && nested.localCells.count == nested.size)
            #expect(try Assembly(a, a[0..<1], b).size == 7 && (a + b).label == "a + b")
            try nested += b[0..<1]
            #expect(nested.size == 6 && nested.all.map(\.id) == [0, 1, 2, 5, 6, 3])
            // It has three of b's four cells: neither can b be left out nor its cells be there twice.
            let error = networkError { try nested += a[1...] + b }
            #expect(error?.code == .mismatch && error?.given == "'b', 3 of its 4 cells")
            #expect(networkError { _ = try Assembly(a, b[0..<2], b[1..<3]) }?.code == .mismatch)
            #expect(nested.size == 6)
            #expect(try nested.idToIndex(b[0]) == 5)
            #expect(networkError { _ = try nested.idToIndex(b[1]) }?.code == .indexOutOfRange)
            #expect(try nested.getPopulation("view of b").indices == [2, 3])
            #expect(networkError { _ = try nested.getPopulation("c") }?.code == .unknownName)
        }
    }

    @Test func partsOfAssembliesAreViewsOfComponents() throws {
        try script { _ in
            let a = try Population(3, IFCurrExp(), structure: Line(dx: 10), label: "a")
            let b = try Population(4, IFCurrExp(), label: "b")
            let both = try a + b
            #expect(try both[1..<5].components.map(\.indices) == [[1, 2], [0, 1]])
            #expect(try both[[6, 0, 5]].components.map(\.indices) == [[0], [3, 2]])
            #expect(try both[[true, false, false, false, false, false, true]].all.map(\.id) == [0, 6])
            #expect(try both[[4]].components.count == 1)
            #expect(networkError { _ = try both[[7]] }?.code == .indexOutOfRange)
            #expect(try both.positions.map(\.x) == [0, 10, 20, 0, 1, 2, 3] && both.positionGenerator(2).x == 20)
            let sample = try both.sample(5, seed: 2)
            #expect(Set(sample.all.map(\.id)).count == 5 && sample.components.count <= 2)
        }
    }

    @Test func abilitiesAreWhatAllComponentsHave() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp(), label: "cells")
            let source = try Population(2, SpikeSourcePoisson(), label: "source")
            let both = try cells + source
            #expect(both.receptorTypes.isEmpty && !both.injectable && !both.conductanceBased)
            #expect(both.canRecord("spikes") && !both.canRecord("v"))
            #expect(try both.findUnits("spikes") == "ms")
            #expect(networkError { _ = try both.findUnits("v") }?.code == .unknownName)
            let alike = try cells + Population(2, IFCurrExp())
            #expect(alike.injectable && alike.receptorTypes == [.excitatory, .inhibitory])
            #expect(try alike.findUnits("v") == "mV")
            let facts = both.describe(template: nil)
            #expect(facts["label"] == "cells + source")
            guard case .list(let parts)? = facts["populations"], parts.count == 2 else {
                Issue.record("\(facts) tells nothing of two populations")
                return
            }
            #expect(both.describe() == "cells + source: 2 × IF_curr_exp + 2 × SpikeSourcePoisson")
            #expect(both.describe(template: "$label!") == "cells + source!")
        }
    }

    @available(*, deprecated)
    @Test func recordingsOfComponentsAreJoined() throws {
        try script { _ in
            let a = try Population(2, IFCurrExp(), label: "a")
            let b = try Population(3, IFCurrExp(), label: "b")
            let silent = try Population(1, IFCurrExp(), label: "silent")
            let all = try Assembly(a, b, silent)
            try all.recordV()
            try all.recordGsyn()
            try (a + b).record("spikes")
            try all.rset("cm", .uniform(low: 1, high: 2))
            #expect(try Set(all.get("cm")).count == 6)
            try run(4)
            // Components whose spikes are not recorded do not count.
            #expect(try all.getSpikeCounts() == [0: 1, 1: 1, 2: 1, 3: 1, 4: 1] && all.meanSpikeCount() == 1)
            let block = try all.getData("v", annotations: ["by": "test"])
            #expect(block.segments.count == 1 && block.annotations["by"] == "test" && block.name == all.label)
            #expect(block.filter(name: "v").map(\.sourcePopulation) == ["a", "b", "silent"])
            #expect(try all.getV().filter(name: "v") == block.filter(name: "v"))
            #expect(try all.getGsyn().segments[0].analogSignals.count == 6)
            #expect(try (a + b).getSpikes().segments[0].spikeTrains.count == 5)
        }
    }

    @Test func aFileOfAnAssemblyHasAllComponents() throws {
        try script { _ in
            let both = try Population(2, IFCurrExp(), label: "a") + Population(3, IFCurrExp(), label: "b")
            try both.record(["spikes", "v"])
            try run(4)
            let file = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString).nix")
            defer { try? FileManager.default.removeItem(at: file) }
            try both.writeData(file.path)
            let bytes = try Data(contentsOf: file)
            #expect(bytes.range(of: Data("both".utf8)) == nil && bytes.range(of: Data("a + b".utf8)) != nil)
        }
    }
}
