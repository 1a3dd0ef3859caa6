import Foundation
import HDF5Export
import HDF5Files
import RecordedData
import Testing

/// The structure that the SONATA Developer Guide gives spike and report files, read by the C library.
@Suite(.serialized) struct SONATADataTests {
    private static func train(_ index: Int, _ times: [Double]) -> SpikeTrain {
        SpikeTrain(times: times, tStop: 10, sourcePopulation: "cells", sourceIndex: index, sourceID: index + 7)
    }

    @Test(
        arguments: [
            (SONATASpikeOrder.none, "none", [2, 2, 0], [1, 5, 3]), (.byID, "by_id", [0, 2, 2], [3, 1, 5]),
            (.byTime, "by_time", [2, 0, 2], [1, 3, 5]),
        ] as [(SONATASpikeOrder, String, [Double], [Double])]
    )
    func spikesAreSorted(order: SONATASpikeOrder, name: String, ids: [Double], times: [Double]) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("made/spikes.h5")
        let trains = [Self.train(2, [1, 5]), Self.train(0, [3]), Self.train(1, [])]
        try BlockExporter.writeSONATASpikes([("cells", trains), ("silent", [])], order: order, to: path)
        let file = try HDF5Reader(path)
        #expect(try file.number("magic", of: "/") == 0x0A7A)
        #expect(try file.children("/spikes") == ["cells", "silent"])
        #expect(try file.choice("sorting", of: "/spikes/cells") == name)
        #expect(try file.numbers("/spikes/cells/node_ids").values == ids)
        #expect(try file.numbers("/spikes/cells/timestamps").values == times)
        #expect(try file.numbers("/spikes/cells/timestamps").width == 8)
        #expect(try file.text("units", of: "/spikes/cells/timestamps") == "ms")
        #expect(try file.shape("/spikes/silent/node_ids") == [0])
    }

    @Test func timesInOtherUnitsAreRefused() throws {
        let folder = try TemporaryFolder()
        var train = Self.train(2, [0.001])
        train.units = "s"
        #expect(throws: HDF5Error.self) {
            try BlockExporter.writeSONATASpikes([("cells", [train])], order: .none, to: folder.file("x.h5"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func aReportIsAMatrixWithItsMapping() throws {
        let folder = try TemporaryFolder()
        let signal = BlockExporterTests.signal("v", "mV", [-65, 1, -64, 2, -63, 3])
        try BlockExporter.writeSONATAReport([("cells", signal)], to: folder.file("v.h5"))
        let file = try HDF5Reader(folder.file("v.h5"))
        #expect(try file.shape("/report/cells/data") == [3, 2])
        #expect(try file.numbers("/report/cells/data").values == signal.values)
        #expect(try file.numbers("/report/cells/data").width == 4)
        #expect(try file.text("units", of: "/report/cells/data") == "mV")
        let mapping = "/report/cells/mapping"
        #expect(try file.numbers("\(mapping)/node_ids").values == [0, 2])
        #expect(try file.number("sorted", of: "\(mapping)/node_ids") == 1)
        #expect(try file.numbers("\(mapping)/index_pointers").values == [0, 1, 2])
        #expect(try file.numbers("\(mapping)/element_ids").values == [0, 0])
        #expect(try file.numbers("\(mapping)/time").values == [5, 6.5, 0.5])
        #expect(try file.text("units", of: "\(mapping)/time") == "ms")
    }
}
