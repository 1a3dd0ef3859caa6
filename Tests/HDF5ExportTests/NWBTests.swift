import Foundation
import HDF5Export
import HDF5Files
import RecordedData
import Testing

/// The structure that the NWB schema 2.9.0 demands, read by the C library.
@Suite(.serialized) struct NWBTests {
    @Test func spikesAreATableAndSignalsAreTimeSeries() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("made/cells.nwb")
        try BlockExporter.writeNWB([BlockExporterTests.block], to: path)
        let file = try HDF5Reader(path)
        #expect(try file.text("neurodata_type", of: "/") == "NWBFile")
        #expect(try file.text("namespace", of: "/") == "core")
        for group in [
            "acquisition", "analysis", "general", "processing", "stimulus/presentation", "stimulus/templates",
        ] {
            _ = try file.children("/\(group)")
        }
        #expect(try file.shape("/session_start_time").isEmpty)
        #expect(try file.texts("/session_start_time") == ["2000-02-29T00:00:00+00:00"])
        #expect(try file.texts("/timestamps_reference_time") == ["2000-02-29T00:00:00+00:00"])
        #expect(try file.texts("/session_description") == ["Three cells"])
        #expect(try file.shape("/file_create_date") == [1])
        #expect(
            try file.texts("/general/notes") == [
                #"{"cells":{"annotations":{"dt":0.5,"size":3},"description":"Three cells","#
                    + #""segments":{"segment000":{},"segment001":{}}}}"#
            ]
        )

        #expect(try file.text("neurodata_type", of: "/units") == "Units")
        #expect(try file.numbers("/units/id").values == [0, 1])
        #expect(try file.numbers("/units/spike_times").values == [0.001, 0.0025])
        #expect(try file.numbers("/units/spike_times").width == 8)
        #expect(try file.numbers("/units/spike_times_index").values == [2, 2])
        #expect(try file.reference("target", of: "/units/spike_times_index") == file.address("/units/spike_times"))
        #expect(try file.shape("/units/obs_intervals") == [2, 2])
        #expect(try file.numbers("/units/obs_intervals").values == [0, 0.01, 0.005, 0.01])
        #expect(try file.numbers("/units/source_id").values == [7, 9])
        #expect(try file.texts("/units/segment") == ["segment001", "segment001"])
        #expect(try file.texts("/units/block") == ["cells", "cells"])

        #expect(try file.children("/acquisition") == ["v", "gsyn_exc"])
        #expect(try file.text("neurodata_type", of: "/acquisition/v") == "TimeSeries")
        #expect(try file.shape("/acquisition/v/data") == [2, 2])
        #expect(try file.numbers("/acquisition/v/data").values == [-65, 1, -64, 2])
        #expect(try file.text("unit", of: "/acquisition/v/data") == "volts")
        #expect(try file.number("conversion", of: "/acquisition/v/data") == 0.001)
        #expect(try file.text("unit", of: "/acquisition/gsyn_exc/data") == "nA")
        #expect(try file.numbers("/acquisition/v/starting_time").values == [0.005])
        #expect(try file.number("rate", of: "/acquisition/v/starting_time") == 2_000)
        let comments = try #require(try file.text("comments", of: "/acquisition/v"))
        #expect(comments.contains(#""segment":"segment001""#) && comments.contains(#""channel_index":[0,2]"#))
    }

    @Test func signalsOfOneVariableHaveLongerNames() throws {
        let folder = try TemporaryFolder()
        var other = BlockExporterTests.block
        other.name = "a/b"
        other.segments[1].analogSignals = [BlockExporterTests.signal("v", "mV", [-60, 0])]
        try BlockExporter.writeNWB([BlockExporterTests.block, other], to: folder.file("x.nwb"))
        let file = try HDF5Reader(folder.file("x.nwb"))
        #expect(try file.children("/acquisition") == ["cells_v_segment001", "gsyn_exc", "a_b_v_segment001"])
    }

    @Test func aFailureLeavesNothing() throws {
        let folder = try TemporaryFolder()
        var block = BlockExporterTests.block
        block.segments[1].name = block.segments[0].name
        var inSeconds = BlockExporterTests.block
        inSeconds.segments[1].spikeTrains[0].units = "s"
        // Neo finds blocks and segments by their names, and NWB's times are in seconds.
        for (blocks, what) in [
            ([block], "segments"), ([inSeconds], "'s'"),
            ([BlockExporterTests.block, Block(name: "cells")], "'cells', 'cells'"),
        ] {
            do {
                try BlockExporter.writeNWB(blocks, to: folder.file("x.nwb"))
                Issue.record("\(what) was written")
            } catch {
                #expect(error.code == .unwritableData && error.message.contains(what), "\(error)")
            }
        }
        #expect(throws: HDF5Error.self) { try BlockExporter.writeNWB([], to: "/proc/no/x.nwb") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
