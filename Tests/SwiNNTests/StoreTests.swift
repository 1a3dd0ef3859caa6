import Foundation
import SwiNN
import Testing

/// What is left of a simulation: its store, and populations that were saved.
@MainActor
@Suite(.serialized) struct StoreTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")

    /// Two segments of a driven population.
    private func recorded(_ path: String) throws -> (block: Block, counts: [Int: Int]) {
        try setup(timestep: 1, target: .host, store: path)
        defer { try? end() }
        _ = try Population(2, IFCurrExp(), label: "before")
        let cells = try Population(5, IFCurrExp(iOffset: [0, 1, 2, 3, 4]), label: "cells")
        try cells.record(["spikes", "v"])
        try run(50)
        try reset()
        try run(100)
        return (try cells.getData(), try cells.getSpikeCounts())
    }

    @Test func aStoreIsReadAfterTheEnd() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = "\(folder.path)/run.sqlite"
        let (block, counts) = try recorded(path)
        let store = try DataStore(path)
        #expect(try store.labels == ["before", "cells"] && store.timeStep == 1)
        let cells = try store.population("cells")
        #expect((cells.label, cells.size, cells.firstID) == ("cells", 5, 2))
        let read = try cells.getData(annotations: ["by": "test"])
        #expect(read.difference(from: block) == nil && read.segments.count == 2 && read.annotations["by"] == "test")
        #expect(try store.getData().map(\.name) == ["before", "cells"])
        #expect(try cells.getSpikeCounts() == counts && counts.values.contains { $0 > 0 })
        #expect(try cells.meanSpikeCount() == Double(counts.values.reduce(0, +)) / 5)
        #expect(try cells.findUnits("v") == "mV" && cells.findUnits("spikes") == "ms")
        #expect(try cells.idToIndex(4) == 2 && cells.indexToID(-1) == 6)
        let view = try cells[3...]
        #expect(try view.size == 2 && view.getRows("v").map(\.index).min() == 3 && view.getRows("v").count == 200)
        #expect(try view.getSpikeCounts().keys.sorted() == [5, 6] && view.indexToID(0) == 5)
        try view.writeData("\(folder.path)/view.nix", "spikes")
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/view.nix"))
        for id in [2, .min, .max] {
            #expect(networkError { _ = try view.idToIndex(id) }?.code == .indexOutOfRange)
        }
        #expect(networkError { _ = try store.population("other") }?.allowed == "'before', 'cells'")
        #expect(networkError { _ = try cells.getData("gsyn_exc") }?.code == .notRecordable)
        #expect(networkError { _ = try DataStore("\(folder.path)/none.sqlite") }?.code == .file)
    }

    /// SQLite keeps numbers as IEEE 754 has them, the highest byte first.
    @Test func aDamagedStoreIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = "\(folder.path)/run.sqlite"
        try setup(timestep: 0.7, target: .host, store: path)
        _ = try Population(2, IFCurrExp(), label: "cells")
        try run(7)
        try end()
        var content = try Data(contentsOf: URL(filePath: path))
        let timeStep = withUnsafeBytes(of: (0.7).bitPattern.bigEndian) { Data($0) }
        content.replaceSubrange(try #require(content.range(of: timeStep)), with: Data(count: 8))
        try content.write(to: URL(filePath: path))
        #expect(networkError { _ = try DataStore(path) }?.code == .file)
    }

    @Test func aSavedPopulationIsLoadedAsASource() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = "\(folder.path)/deep/cells.json"
        try script { _ in
            let cells = try Population(3, IFCurrExp(tauM: [10, 11, 12]), structure: Line(dx: 5), label: "cells")
            cells.annotate(["area": "V1"])
            #expect(networkError { try savePopulation(cells, path) }?.code == .notRecordable)
            try cells[1...].record("spikes")
            try run(10)
            try savePopulation(cells, path, variables: ["tau_m"])
            #expect(networkError { try savePopulation(cells, path, variables: ["tau"]) }?.code == .unknownName)
        }
        try script { _ in
            let loaded = try loadPopulation(path)
            #expect(loaded.schema.kind == .spikeSourceArray && loaded.label == "cells")
            #expect(loaded.spikeTimes == [[], [5], [5]] && loaded.positions.map(\.x) == [0, 5, 10])
            #expect(loaded.annotations == ["area": "V1", "tau_m": .reals([10, 11, 12])])
            try Data("{}".utf8).write(to: URL(filePath: path))
            #expect(networkError { _ = try loadPopulation(path) }?.code == .file)
            #expect(networkError { _ = try loadPopulation("/nowhere/at/all.json") }?.code == .file)
        }
    }
}
