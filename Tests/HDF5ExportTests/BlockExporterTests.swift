import Foundation
import HDF5Export
import HDF5Files
import RecordedData
import RecordingStore
import Testing

@Suite(.serialized) struct BlockExporterTests {
    static let block = Block(
        name: "cells",
        description: "Three cells",
        annotations: ["size": 3, "dt": 0.5],
        recordingDate: RecordingDate(secondsSince1970: 951_782_400),
        segments: [
            Segment(name: "segment000", description: "empty"),
            Segment(
                name: "segment001",
                spikeTrains: [
                    SpikeTrain(times: [1, 2.5], tStop: 10, sourcePopulation: "cells", sourceIndex: 0, sourceID: 7),
                    SpikeTrain(times: [], tStart: 5, tStop: 10, sourcePopulation: "cells", sourceIndex: 2, sourceID: 9),
                ],
                analogSignals: [
                    signal("v", "mV", [-65, 1, -64, 2]), signal("gsyn_exc", "nA", [600.000_030_517_578_125, 0, 0, 1]),
                ]
            ),
        ]
    )

    static func signal(_ name: String, _ units: String, _ values: [Double]) -> AnalogSignal {
        AnalogSignal(
            name: name,
            units: units,
            samplingPeriod: 0.5,
            tStart: 5,
            values: values,
            sourcePopulation: "cells",
            channelIndices: [0, 2],
            sourceIDs: [7, 9]
        )
    }

    @Test func aSegmentIsReadBackByTheLibrary() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("made/here/cells.nix")
        try BlockExporter.writeNIX([Self.block], to: path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("made/here")) == ["cells.nix"])

        let file = try HDF5Reader(path)
        #expect(try file.text("format", of: "/") == "nix")
        #expect(try file.children("/") == ["data", "metadata"])
        #expect(try file.text("name", of: "/metadata/neo/properties/version") == "version")
        let blockName = try #require(try file.children("/data").first)
        let block = "/data/\(blockName)"
        #expect(try file.text("type", of: block) == "neo.block")
        #expect(try file.text("definition", of: block) == "Three cells")
        #expect(try file.text("created_at", of: block) == "20000229T000000")
        #expect(try file.address("\(block)/metadata") == file.address("/metadata/\(blockName)"))
        #expect(
            try file.children("/metadata/\(blockName)/properties") == ["neo_name", "dt", "size"]
        )
        #expect(try file.numbers("\(block)/metadata/properties/dt").values == [0.5])

        let segments = try file.children("\(block)/groups")
        #expect(segments.count == 2)
        let segment = "\(block)/groups/\(segments[1])"
        let tags = try file.children("\(segment)/multi_tags")
        #expect(tags.count == 2)
        for (tag, train) in zip(tags, Self.block.segments[1].spikeTrains) {
            let tag = "\(segment)/multi_tags/\(tag)"
            #expect(try file.text("type", of: tag) == "neo.spiketrain")
            #expect(try file.numbers("\(tag)/positions/data").values == train.times)
            #expect(try file.text("unit", of: "\(tag)/positions") == "ms")
            #expect(try file.numbers("\(tag)/metadata/properties/t_start").values == [train.tStart])
            #expect(try file.numbers("\(tag)/metadata/properties/t_stop").values == [10])
            #expect(try file.text("unit", of: "\(tag)/metadata/properties/t_stop") == "ms")
            #expect(try file.numbers("\(tag)/metadata/properties/source_id").values == [Double(train.sourceID)])
        }
        let arrays = try file.children("\(segment)/data_arrays").map { "\(segment)/data_arrays/\($0)" }
        #expect(
            try arrays.map { try file.numbers("\($0)/data").values } == [
                [-65, -64], [1, 2], [600.000_030_517_578_125, 0], [0, 1],
            ]
        )
        // 32-bit numbers where they are exact, else 64-bit ones.
        #expect(try arrays.map { try file.numbers("\($0)/data").width } == [4, 4, 8, 8])
        #expect(try arrays.map { try file.text("unit", of: $0) } == ["mV", "mV", "nA", "nA"])
        #expect(try file.address("\(arrays[0])/metadata") == file.address("\(arrays[1])/metadata"))
        #expect(try file.text("type", of: "\(arrays[0])/metadata/properties/channel_index") == "ARRAYANNOTATION")
        #expect(try file.numbers("\(arrays[0])/metadata/properties/channel_index").values == [0, 2])
        #expect(try file.text("dimension_type", of: "\(arrays[0])/dimensions/1") == "sample")
    }

    @Test func aFailureLeavesTheOldFileAndNothingElse() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("cells.nix")
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        var block = Self.block
        block.segments[1].spikeTrains[0].annotations["t_start"] = 3
        #expect(throws: HDF5Error.self) { try BlockExporter.writeNIX([block], to: path) }
        // Two properties of one name: the library itself refuses, in the midst of writing.
        block = Self.block
        block.segments[1].analogSignals[0].annotations["channel_index"] = 3
        do {
            try BlockExporter.writeNIX([block], to: path)
            Issue.record("two properties of one name were written")
        } catch {
            #expect(error.code == .libraryFailed && error.cause?.contains("name already exists") == true, "\(error)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["cells.nix"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("old".utf8))
        try BlockExporter.writeNIX([Self.block], to: path)
        _ = try HDF5Reader(path)
    }

    /// Writes a database and its exports for the judges of `Tests/Peers/neo` where `SWINN_SAMPLE_DIR` says.
    @Test func sampleForOtherReaders() throws {
        let temporary = try TemporaryFolder()
        let folder = ProcessInfo.processInfo.environment["SWINN_SAMPLE_DIR"] ?? temporary.path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let database = try SampleDatabase.make(at: "\(folder)/sample.sqlite")
        let blocks = try database.populations().map { try database.block(population: $0.label) }
        try BlockExporter.writeNIX(blocks, to: "\(folder)/sample.nix")
        try database.close()
        let file = try HDF5Reader("\(folder)/sample.nix")
        #expect(try file.children("/data").count == 2)
    }
}
