import Foundation
import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct DataFileTests {
    /// The first bytes of every HDF5 file (HDF5 File Format Specification 3.0, II.A).
    private let signature = Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])

    @Test func filesAreWrittenNowOrAtTheEnd() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try script { _ in
            let cells = try Population(3, IFCurrExp(), label: "cortex")
            let others = try Population(2, IFCurrExp(), label: "others")
            try cells.record(["spikes", "v"], toFile: "\(folder.path)/deep/end.nix")
            try others.record("spikes", toFile: "\(folder.path)/deep/end.nix")
            try run(10)
            try cells.writeData("\(folder.path)/now.h5")
            let files = FileManager.default
            #expect(files.fileExists(atPath: folder.appending(path: "now.h5").path))
            #expect(!files.fileExists(atPath: folder.appending(path: "deep/end.nix").path))
        }
        for name in ["now.h5", "deep/end.nix"] {
            #expect(try Data(contentsOf: folder.appending(path: name)).prefix(8) == signature)
        }
    }
}

@Suite struct FigureSavingTests {
    @Test func figuresAreSavedByExtension() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let train = SpikeTrain(times: [1, 5], tStop: 10, sourcePopulation: "a", sourceIndex: 0, sourceID: 0)
        let block = Block(name: "a", segments: [Segment(name: "segment000", spikeTrains: [train])])
        let figure = Figure(title: "t", blocks: [block])
        try figure.save("\(folder.path)/deep/figure.png")
        try figure.save("\(folder.path)/figure.svg")
        let png = try Data(contentsOf: folder.appending(path: "deep/figure.png"))
        // PNG specification, section 5.2.
        #expect(png.prefix(8) == Data([137, 80, 78, 71, 13, 10, 26, 10]))
        let svg = try String(contentsOf: folder.appending(path: "figure.svg"), encoding: .utf8)
        #expect(svg.contains("<svg"))
        #expect(throws: NetworkError.self) { try figure.save("\(folder.path)/figure.bmp") }
        #expect(throws: NetworkError.self) { try figure.save("/proc/no/figure.svg") }
    }
}
