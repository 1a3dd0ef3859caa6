import CHDF5
import Foundation
import HDF5Files
import Testing

@Suite(.serialized) struct HDF5InputTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")

    private func read<Value>(
        _ path: String,
        _ body: (borrowing HDF5Input) throws(HDF5Error) -> Value
    ) throws(HDF5Error) -> Value { try HDF5Input.read(path, body) }

    @Test func whatWasWrittenIsReadBack() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "x.h5").path
        try HDF5File.write(to: path) { file throws(HDF5Error) in
            let group = try file.makeGroup("group", in: file.root)
            let list = try file.write("list", [1.5, -2], in: group.id)
            try file.setText("units", "ms", of: list.id)
            try file.setLongText("long", String(repeating: "µ", count: 2_000), of: list.id)
            try file.setNumber("magic", 0x0A7A as UInt32, of: file.root)
            _ = try file.write("counts", [3, 1 << 40], in: group.id)
            _ = try file.write("none", [Double](), in: group.id)
            _ = try file.write("texts", ["a"], in: group.id)
            _ = try file.write("matrix", [1.0, 2, 3, 4], width: 2, in: group.id)
            _ = try file.write("scalar", scalar: 4, in: group.id)
            try file.link(list, as: "again", in: file.root)
        }
        #expect(
            try read(path) { file throws(HDF5Error) in try file.names(in: "/group") }
                == ["list", "counts", "none", "texts", "matrix", "scalar"]
        )
        let lists = try read(path) { file throws(HDF5Error) in
            [try file.numbers("/group/list"), try file.numbers("/again"), try file.numbers("/group/none")]
        }
        #expect(lists == [[1.5, -2], [1.5, -2], []])
        #expect(try read(path) { file throws(HDF5Error) in try file.integers("/group/counts") } == [3, 1 << 40])
        let texts = try read(path) { file throws(HDF5Error) in
            [
                try file.text("units", of: "/group/list"), try file.text("long", of: "/group/list"),
                try file.text("magic", of: "/"),
            ]
        }
        #expect(texts == ["ms", String(repeating: "µ", count: 2_000), nil])
        let integers = try read(path) { file throws(HDF5Error) in
            [try file.integer("magic", of: "/"), try file.integer("units", of: "/group/list")]
        }
        #expect(integers == [0x0A7A, nil])
        let numbers = try read(path) { file throws(HDF5Error) in
            [
                try file.containsNumbers("/group/list"), try file.containsNumbers("/group/texts"),
                try file.containsNumbers("/group"), file.contains("/group/list/deeper"),
                file.contains("/nothing/there"),
            ]
        }
        #expect(numbers == [true, false, false, false, false])
        for place in ["/nothing", "/group", "/group/texts", "/group/matrix", "/group/scalar"] {
            #expect(throws: HDF5Error.self) { try read(path) { file throws(HDF5Error) in try file.numbers(place) } }
        }
        #expect(throws: HDF5Error.self) {
            try read(path) { file throws(HDF5Error) in try file.integers("/group/list") }
        }
        #expect(throws: HDF5Error.self) {
            try read(path) { file throws(HDF5Error) in try file.names(in: "/group/list") }
        }
    }

    @Test func damagedFilesAreRefused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "x.h5").path
        #expect(throws: HDF5Error.self) { try read(path) { _ in } }
        try HDF5File.write(to: path) { file throws(HDF5Error) in
            _ = try file.write("list", (0..<1_000).map { Double($0) }, in: file.root)
        }
        let whole = try Data(contentsOf: URL(filePath: path))
        for length in stride(from: 0, to: whole.count, by: 97) {
            try whole.prefix(length).write(to: URL(filePath: path))
            #expect(throws: HDF5Error.self) { try read(path) { file throws(HDF5Error) in try file.numbers("/list") } }
        }
    }

    /// A dataset in chunks of which none has been written takes no room, whatever it claims; nor does one in another file.
    @Test(arguments: [false, true]) func lengthsThatTheFileCannotHoldAreRefused(isElsewhere: Bool) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "x.h5").path
        let file = H5Fcreate(path, chdf5_access_truncate(), chdf5_default(), chdf5_default())
        let properties = H5Pcreate(chdf5_class_dataset_create())
        var (length, chunk) = (hsize_t(1) << 50, hsize_t(1_024))
        if isElsewhere {
            H5Pset_external(properties, "nofile", 0, 8 * length)
        } else {
            H5Pset_chunk(properties, 1, &chunk)
        }
        let space = H5Screate_simple(1, &length, nil)
        let none = chdf5_default()
        let dataset = H5Dcreate2(file, "list", chdf5_file_float64(), space, none, properties, none)
        H5Dclose(dataset)
        H5Sclose(space)
        H5Pclose(properties)
        H5Fclose(file)
        do {
            _ = try read(path) { file throws(HDF5Error) in try file.numbers("/list") }
            Issue.record("2^50 numbers were read")
        } catch {
            #expect(error.code == .unreadableData && error.message.contains("claims"), "\(error)")
        }
    }
}
