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

    @Test func variablesOfOneFileGoTogether() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try script { _ in
            let cells = try Population(3, IFCurrExp(), label: "cortex")
            for name in ["cells.csv", "cells.nwb"] {
                try cells.record("v", toFile: "\(folder.path)/\(name)")
                try cells.record(["spikes", "v"], toFile: "\(folder.path)/\(name)")
            }
            try run(10)
        }
        let blocks = try CSVIO("\(folder.path)/cells.csv").read()
        #expect(blocks.map(\.name) == ["cortex"])
        #expect(blocks.first?.segments.map { [$0.spikeTrains.count, $0.analogSignals.count] } == [[3, 1]])
        #expect(try Data(contentsOf: folder.appending(path: "cells.nwb")).prefix(8) == signature)
    }

    @Test func aFileThatFailsKeepsNoOtherFromBeingWritten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try script { _ in
            let (a, b) = (try Population(1, IFCurrExp(), label: "a"), try Population(1, IFCurrExp(), label: "b"))
            try a.record("v", toFile: "\(folder.path)/a.nix")
            try b.record("v", toFile: "\(folder.path)/b.nix")
            try a.record(nil)
            try run(10)
            let error = networkError { try end() }
            #expect(error?.code == .notRecordable && error?.location.contains("'a'") == true)
        }
        #expect(try Data(contentsOf: folder.appending(path: "b.nix")).prefix(8) == signature)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "a.nix").path))
    }

    @Test func theExtensionSaysTheFormat() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try script { _ in
            let cells = try Population(3, IFCurrExp(), label: "cortex")
            try cells.record(["spikes", "v"])
            try run(10)
            for name in ["x.nix", "x.h5", "x.nwb", "x.NWB", "x.csv", "x.sonata"] {
                try cells.writeData("\(folder.path)/\(name)", annotations: ["trial": 3])
            }
            let data = try cells.getData(annotations: ["trial": 3])
            #expect(try CSVIO("\(folder.path)/x.csv").read() == [data])
            #expect(data.annotations["trial"] == 3)
        }
        for name in ["x.nix", "x.h5", "x.nwb", "x.NWB", "x.sonata/spikes.h5", "x.sonata/v.h5"] {
            #expect(try Data(contentsOf: folder.appending(path: name)).prefix(8) == signature)
        }
        #expect(networkError { _ = try CSVIO("\(folder.path)/x.nix").read() }?.code == .file)
    }

    /// Python's pickles and MATLAB's structures are not written; what is, is named, before any work is done.
    @Test(arguments: ["x.pkl", "x.mat", "x.txt", "x", "folder.nix/x"])
    func otherExtensionsAreRefusedWithWhatIsSupported(path: String) throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp(), label: "cortex")
            let errors = [
                networkError { try cells.writeData(path) }, networkError { try cells.record("v", toFile: path) },
            ]
            for error in errors {
                #expect(error?.code == .unsupported && error?.allowed == ".nix, .h5, .nwb, .csv, .sonata")
            }
        }
    }

    /// PyNN's Neo IO objects; also one of the script's own.
    @Test func dataGoToObjects() throws {
        final class Keeper: BlockIO {
            var blocks: [Block] = []
            func write(_ blocks: [Block]) throws { self.blocks += blocks }
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try script { _ in
            let cells = try Population(3, IFCurrExp(), label: "cortex")
            try cells.record(["spikes", "v"])
            try run(10)
            let keeper = Keeper()
            try cells.writeData(keeper, ["spikes"], annotations: ["a": 1])
            #expect(try keeper.blocks == [cells.getData(["spikes"], annotations: ["a": 1])])
            try cells.writeData(NixIO("\(folder.path)/data.one"))
            try cells.writeData(NWBIO("\(folder.path)/data.two"))
            try cells.writeData(SonataIO("\(folder.path)/three", spikesFile: "out.h5", spikesSortOrder: .byID))
        }
        for name in ["data.one", "data.two", "three/out.h5", "three/v.h5"] {
            #expect(try Data(contentsOf: folder.appending(path: name)).prefix(8) == signature)
        }
    }

    @Test func onlyWhatIsWrittenIsForgotten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try script { backend in
            let cells = try Population(3, IFCurrExp(), label: "cortex")
            try cells.record("spikes")
            try run(10)
            #expect(networkError { try cells.writeData("/proc/x.csv", clear: true) }?.code == .file)
            #expect(!backend.calls.contains(.clear))
            try cells.writeData("\(folder.path)/x.csv", clear: true)
            #expect(backend.calls.contains(.clear))
            #expect(try CSVIO("\(folder.path)/x.csv").read()[0].segments[0].spikeTrains.map(\.count) == [1, 1, 1])
        }
    }

    @Test func segmentsOfSonataHaveFolders() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        func train(_ population: String) -> SpikeTrain {
            SpikeTrain(times: [1], tStop: 10, sourcePopulation: population, sourceIndex: 0, sourceID: 0)
        }
        let signal = AnalogSignal(
            name: "v",
            units: "mV",
            samplingPeriod: 1,
            values: [1],
            sourcePopulation: "a",
            channelIndices: [0],
            sourceIDs: [0]
        )
        let first = Segment(name: "segment000", spikeTrains: [train("a"), train("b")])
        let second = Segment(name: "segment001", spikeTrains: [train("a")], analogSignals: [signal])
        try Block(name: "a", segments: [first, second]).write("\(folder.path)/x.sonata")
        let files = FileManager.default
        #expect(try files.contentsOfDirectory(atPath: "\(folder.path)/x.sonata/segment000") == ["spikes.h5"])
        #expect(
            try Set(files.contentsOfDirectory(atPath: "\(folder.path)/x.sonata/segment001")) == ["spikes.h5", "v.h5"]
        )
        let doubled = Segment(name: "segment000", analogSignals: [signal, signal])
        #expect(networkError { try Block(name: "a", segments: [doubled]).write("\(folder.path)/y.sonata") } != nil)
        #expect(!files.fileExists(atPath: "\(folder.path)/y.sonata"))
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
