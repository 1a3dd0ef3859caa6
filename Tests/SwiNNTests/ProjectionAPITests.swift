import Foundation
import SwiNN
import Testing

/// What PyNN says of projections beside making them.
@MainActor
@Suite(.serialized) struct ProjectionAPITests {
    @Test func projectionsKnowTheirSidesAndShape() throws {
        try script { _ in
            let cells = try Population(4, IFCurrExp(), label: "cells")
            let view = try PopulationView(cells, .indices([1, 2]), label: "two")
            let projection = try Projection(view, cells, AllToAllConnector(), StaticSynapse(weight: 1), label: "drive")
            #expect(projection.pre === view && projection.post === cells && projection.shape == (2, 4))
            #expect(projection.label == "drive" && projection.hasConnections)
            let unnamed = try Projection(view, cells, FixedProbabilityConnector(0))
            #expect(unnamed.label == "two → cells" && !unnamed.hasConnections)
            projection.annotate(["layer": 4])
            #expect(projection.annotations["layer"] == 4)
            #expect(
                projection.describe()
                    == "drive: AllToAllConnector, excitatory, from 2 to 4 cells"
            )
            #expect(
                projection.describe(template: "$label, $connector_name: $size of $pre_label in layer $layer")
                    == "drive, AllToAllConnector: 8 of two in layer 4"
            )
            let facts = projection.describe(template: nil)
            for name in ["label", "pre", "post", "source", "receptor_type", "size", "size_local", "connector"] {
                #expect(facts[name] != nil, "\(name)")
            }
            #expect(AllToAllConnector().describe(template: "$name") == "AllToAllConnector")
        }
    }

    @Test func compartmentsStreamsAndStatesThereAreNoneOf() throws {
        try script { backend in
            let cells = try Population(2, IFCurrExp())
            let connector = AllToAllConnector()
            @MainActor func refusal(source: String?, partition: String) -> NetworkError? {
                networkError {
                    _ = try Projection(cells, cells, connector, source: source, partitionID: partition)
                }
            }
            #expect(refusal(source: "axon", partition: "SPIKE")?.given == "'axon'")
            #expect(refusal(source: nil, partition: "REWARD")?.given == "'REWARD'")
            #expect(refusal(source: nil, partition: "REWARD")?.allowed == "'SPIKE'")
            let projection = try Projection(cells, cells, connector, partitionID: "SPIKE")
            #expect(networkError { try projection.initialize(["u": 0.5]) }?.given == "'u'")
            try projection.initialize([:])
            try run(0)
            #expect(backend.network?.projections.count == 1)
        }
    }

    @Test func aSharedSynapseTypeOrConnectorLeaksNothing() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp(), structure: Line(dx: 10))
            let synapse = StaticSynapse(weight: 0.5, delay: 2)
            let listed = try Projection(cells, cells, FromListConnector([(0, 1, 1.5, 7.0)]), synapse)
            let plain = try Projection(cells, cells, OneToOneConnector(), synapse)
            #expect(try listed.get(["weight", "delay"], format: .list) == [[0, 1, 1.5, 7]])
            #expect(try plain.connections().allSatisfy { $0.weight == 0.5 && $0.delay == 2 })
            // Nor does one projection's space reach another's.
            let near = try DistanceDependentProbabilityConnector("d < 15", allowSelfConnections: false)
            let first = try Projection(cells, cells, near)
            let second = try Projection(cells, cells, near, space: Space(offset: [100, 0, 0]))
            #expect(first.size == 4 && second.size == 0 && first.space == Space())
        }
    }

    @Test func synapsesAreReadInCallbacks() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp())
            let projection = try Projection(cells, cells, AllToAllConnector(), StaticSynapse(weight: 2))
            var read: [Double] = []
            let callback: RunCallback = { time in
                read += try projection.get(["weight"], format: .list, withAddress: false).map { $0[0] }
                return time + 5
            }
            try run(10, callbacks: [callback])
            #expect(read.count >= 8 && Set(read) == [2])
        }
    }

    @Test func copiesOfSynapsesOutliveTheSimulation() throws {
        try setup(timestep: 1, target: .host)
        let cells = try Population(3, IFCurrExp())
        let synapse = StaticSynapse(weight: .random(.uniform(low: 0, high: 1)))
        let kept = try Projection(cells, cells, AllToAllConnector(), synapse, downloadSynapses: true)
        let other = try Projection(cells, cells, AllToAllConnector(), synapse)
        try other.setDownloadSynapses(true)
        try other.setDownloadSynapses(false)
        try run(2)
        let loaded = try (kept.connections(), other.connections())
        try end()
        // What the target held, in 16 bits; without a copy only what was described is left.
        #expect(try kept.connections() == loaded.0)
        #expect(try other.connections() != loaded.1)
        #expect(networkError { try kept.setDownloadSynapses(false) }?.code == .state)
    }

    @Test func matricesAreDrawnAsText() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp())
            let projection = try Projection(cells, cells, FromListConnector([(0, 1, 0.5, 1.0), (2, 0, 0.0, 1.0)]))
            #expect(try connectionPlot(projection) == " O \n   \n.  ")
            let plot = try connectionPlot(projection, positive: "1", zero: "0", empty: "-", spacer: " ")
            #expect(plot == "- 1 -\n- - -\n0 - -")
        }
    }

    @available(*, deprecated)
    @Test func oldNamesOfProjectionsStillWork() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp())
            let projection = try Projection(cells, cells, AllToAllConnector(), StaticSynapse(weight: 1, delay: 1))
            try projection.setWeights(0.5)
            try projection.setDelays([1, 2, 3, 4])
            #expect(try projection.getWeights(format: .list) == [[0.5], [0.5], [0.5], [0.5]])
            #expect(try projection.getDelays(format: .array)[0] == [[1, 2], [3, 4]])
            try projection.setSynapseDynamics("delay", 2)
            #expect(try projection.getSynapseDynamics("delay", format: .list) == [[2], [2], [2], [2]])
            try projection.randomizeWeights(.uniform(low: 2, high: 3))
            try projection.randomizeDelays(.uniform(low: 5, high: 6))
            try projection.randomizeSynapseDynamics("weight", .uniform(low: 4, high: 5))
            #expect(try projection.connections().allSatisfy { (4..<5).contains($0.weight) && $0.delay >= 5 })
            #expect(networkError { try projection.setSynapseDynamics("U", 2) }?.code == .unknownName)
            let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try projection.saveConnections("\(folder.path)/all.txt")
            try projection.printWeights("\(folder.path)/weights.txt")
            try projection.printDelays("\(folder.path)/delays.txt")
            let first = try ["all", "weights", "delays"].map { name in
                try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8).prefix { $0 != "\n" }
            }
            #expect(first[0] == "# columns = [\"i\", \"j\", \"weight\", \"delay\"]")
            #expect(first[1] == "# columns = [\"i\", \"j\", \"weight\"]" && first[2].contains("delay"))
        }
    }
}
