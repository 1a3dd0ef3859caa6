import SwiNN

extension Misuse {
    /// Recording and reading.
    static let recordings: [Misuse] = [
        Misuse("a variable that there is not", .notRecordable, "'cells'", "'voltage'", "'spikes', 'v', 'gsyn_exc'") {
            try $0.cells.record("voltage")
        },
        Misuse("a variable in capitals", .notRecordable, "'V'", "'v'") { try $0.cells.record("V") },
        Misuse("a variable without a name", .notRecordable, "''", "'v'") { try $0.cells.record("") },
        Misuse("one wrong variable among good ones", .notRecordable, "'w'", "'gsyn_inh'") {
            try $0.cells.record(["v", "w"])
        },
        Misuse("the potential of a spike source array", .notRecordable, "SpikeSourceArray", "'v'", "'spikes'") {
            try $0.sources.record("v")
        },
        Misuse("the conductance of a Poisson source", .notRecordable, "SpikeSourcePoisson", "'gsyn_exc'", "'spikes'") {
            try $0.noise.record("gsyn_exc")
        },
        Misuse("what one component cannot record", .notRecordable, "SpikeSourcePoisson", "'v'", "'spikes'") {
            try ($0.cells + $0.noise).record("v")
        },
        Misuse("what a view's cells cannot record", .notRecordable, "SpikeSourceArray", "'v'", "'spikes'") {
            try $0.sources[0..<2].record(["spikes", "v"])
        },
        Misuse("samples every 0 ms", .valueOutOfRange, "sampling interval of 'v'", "0.0 ms", "time step, 1.0 ms") {
            try $0.cells.record("v", samplingInterval: 0)
        },
        Misuse("samples every -1 ms", .valueOutOfRange, "-1.0 ms", "time step, 1.0 ms") {
            try $0.cells.record("v", samplingInterval: -1)
        },
        Misuse("samples every step and a half", .valueOutOfRange, "1.5 ms", "whole multiple of the time step") {
            try $0.cells.record("v", samplingInterval: 1.5)
        },
        Misuse("samples within a step", .valueOutOfRange, "0.1 ms", "whole multiple of the time step") {
            try $0.cells.record("v", samplingInterval: 0.1)
        },
        Misuse("samples at no interval", .valueOutOfRange, "nan ms", "whole multiple of the time step") {
            try $0.cells.record("v", samplingInterval: .nan)
        },
        Misuse("samples once for ever", .valueOutOfRange, "inf ms", "whole multiple of the time step") {
            try $0.cells.record("v", samplingInterval: .infinity)
        },
        Misuse("another interval for some of the cells", .mismatch, "'v'", "2.0 ms", "1.0 ms") {
            try $0.cells.record("v", samplingInterval: 1)
            try $0.cells[0..<2].record("v", samplingInterval: 2)
        },
        Misuse("data of what was not recorded", .notRecordable, "'cells'", "'v'", "'spikes'") {
            try run(5)
            _ = try $0.cells.getData("v")
        },
        Misuse("data of what cannot be recorded", .notRecordable, "'u'", "'spikes'") {
            try run(5)
            _ = try $0.cells.getData(["spikes", "u"])
        },
        Misuse("data of cells without any recording", .notRecordable, "'sources'", "'spikes'", "call record(…)") {
            try run(5)
            _ = try $0.sources.getData("spikes")
        },
        Misuse("data of a view of what was not recorded", .notRecordable, "'gsyn_exc'", "'spikes'") {
            try run(5)
            _ = try $0.cells[0..<2].getData("gsyn_exc")
        },
        Misuse("data of an assembly of which a part was not recorded", .notRecordable, "'noise'", "'spikes'") {
            try run(5)
            _ = try ($0.cells + $0.noise).getData("spikes")
        },
        Misuse("spike counts of cells without recording", .notRecordable, "'sources'", "'spikes'") {
            try run(5)
            _ = try $0.sources.getSpikeCounts()
        },
        Misuse("a mean spike count of cells without recording", .notRecordable, "'noise'", "'spikes'") {
            try run(5)
            _ = try $0.noise.meanSpikeCount()
        },
        Misuse("data of what was recorded no more", .notRecordable, "'v'", "'spikes'") {
            try $0.cells.record("v")
            try $0.cells.record(nil)
            try $0.cells.record("spikes")
            try run(5)
            _ = try $0.cells.getData("v")
        },
    ]

    /// Files.
    static let files: [Misuse] = [
        Misuse("a file of no kind", .unsupported, "no extension", ".nix") { try $0.cells.writeData($0.file("data")) },
        Misuse("a file of Python's kind", .unsupported, ".pkl", ".nix") { try $0.cells.writeData($0.file("data.pkl")) },
        Misuse("a picture as data", .unsupported, ".png", ".nix") { try $0.cells.writeData($0.file("data.png")) },
        Misuse("a file without a name", .unsupported, "no extension", ".nix") { try $0.cells.writeData("") },
        Misuse("a folder as a file", .unsupported, "no extension", ".nix") { try $0.cells.writeData($0.file("")) },
        Misuse("a name that is only an ending", .unsupported, "no extension", ".nix") {
            try $0.cells.writeData($0.file(".nix"))
        },
        Misuse("a recording into a file of no kind", .unsupported, ".xyz", ".nix") {
            try $0.cells.record("spikes", toFile: $0.file("data.xyz"))
        },
        Misuse("a file of what was not recorded", .notRecordable, "'v'", "'spikes'") {
            try run(5)
            try $0.cells.writeData($0.file("data.nix"), "v")
        },
        Misuse("a file over another of what was not recorded", .notRecordable, "'v'", "'spikes'") {
            try run(5)
            try $0.cells.writeData($0.file("old.nix"), "v")
        },
        Misuse("a file below a file", .file, "old.nix/data.nix") {
            try run(5)
            try $0.cells.writeData($0.file("old.nix/data.nix"))
        },
        Misuse("a file in the place of a folder", .file, "cannot be written", "folder.nix") {
            try run(5)
            try $0.cells.writeData($0.file("folder.nix"))
        },
        Misuse("a file where nothing may be written", .file, "/proc/data.nix") {
            try run(5)
            try $0.cells.writeData("/proc/data.nix")
        },
        Misuse("a block below a file", .file, "old.nix/data.nix") {
            try run(5)
            try $0.cells.getData().write($0.file("old.nix/data.nix"))
        },
        Misuse("a block in a file of no kind", .unsupported, ".txt2", ".nix") {
            try $0.cells.getData().write($0.file("data.txt2"))
        },
        Misuse("blocks in a file of no kind", .unsupported, "no extension", ".nix") {
            try [$0.cells.getData(), $0.noise.getData()].write($0.file("data"))
        },
        Misuse("an annotation in a name of Neo's", .file, "annotation 'times'", "rename it") {
            try run(5)
            try $0.cells.writeData($0.file("data.nix"), annotations: ["times": 3])
        },
        Misuse("an annotation with a stroke in its name", .file, "annotation 'mV/ms'", "no '/'") {
            try run(5)
            try $0.cells.writeData($0.file("old.nix"), annotations: ["mV/ms": 3])
        },
        Misuse("a recording into a file below a file", .file, "old.nix/data.nix", ends: true) {
            try $0.cells.record("spikes", toFile: $0.file("old.nix/data.nix"))
            try run(5)
            try end()
        },
        Misuse("a store below a file", nil, "old.nix", ends: true) { bench in
            try setup(timestep: 1, target: .host, store: bench.file("old.nix/store.sqlite"))
            defer { try? end() }
            _ = try Population(1, IFCurrExp())
            try run(1)
        },
        Misuse("a store in a file of another kind", nil, "old.nix", "no recording database", ends: true) { bench in
            try setup(timestep: 1, target: .host, store: bench.file("old.nix"))
            defer { try? end() }
            _ = try Population(1, IFCurrExp())
            try run(1)
        },
        Misuse("a folder as a store", nil, "no recording database", "another name", ends: true) { bench in
            try setup(timestep: 1, target: .host, store: bench.file("folder.nix"))
            defer { try? end() }
            _ = try Population(1, IFCurrExp())
            try run(1)
        },
        Misuse("positions in a file below a file", .file, "positions cannot be written", "old.nix/places.txt") {
            try $0.cells.savePositions($0.file("old.nix/places.txt"))
        },
        Misuse("positions in a folder", .file, "positions cannot be written") {
            try $0.cells.savePositions($0.file("folder.nix"))
        },
        Misuse("synapses in a file below a file", .file, "synapses cannot be written", "old.nix/link.txt") {
            try $0.link.save(["weight"], $0.file("old.nix/link.txt"))
        },
        Misuse("a matrix in a folder", .file, "synapses cannot be written") {
            try $0.link.saveArray("weight", $0.file("folder.nix"))
        },
        Misuse("a property of no synapse in a file", .unknownName, "'U'", "weight, delay") {
            try $0.link.save(["weight", "U"], $0.file("link.txt"))
        },
        Misuse("a matrix of no property", .unknownName, "'w'", "weight, delay") {
            try $0.link.saveArray("w", $0.file("old.nix"))
        },
        Misuse("a figure of another kind", .unsupported, ".jpg", ".svg, .png") {
            try Figure(title: "wrong", blocks: [$0.cells.getData()]).save($0.file("figure.jpg"))
        },
        Misuse("a figure of no kind", .unsupported, "no extension", ".svg, .png") {
            try Figure(title: "wrong", blocks: []).save($0.file("figure"))
        },
        Misuse("a figure below a file", .file, "figure cannot be written", "old.nix/figure.svg") {
            try Figure(title: "wrong", blocks: []).save($0.file("old.nix/figure.svg"))
        },
        Misuse("a picture without pixels", .valueOutOfRange, "scale", "0.0", "from 0.25 to 8.0") {
            try Figure(title: "wrong", blocks: []).save($0.file("figure.png"), scale: 0)
        },
        Misuse("a picture of a negative scale", .valueOutOfRange, "scale", "-2.0", "from 0.25 to 8.0") {
            try Figure(title: "wrong", blocks: []).save($0.file("figure.png"), scale: -2)
        },
        Misuse("a picture without a scale", .valueOutOfRange, "scale", "nan", "from 0.25 to 8.0") {
            try Figure(title: "wrong", blocks: []).save($0.file("figure.png"), scale: .nan)
        },
        Misuse("a picture of endless scale", .valueOutOfRange, "scale", "1000000000.0", "from 0.25 to 8.0") {
            try Figure(title: "wrong", blocks: []).save($0.file("figure.png"), scale: 1e9)
        },
        Misuse("a picture of negative width", .valueOutOfRange, "width", "-800.0", "from 400.0") {
            var figure = Figure(title: "wrong", blocks: [])
            figure.width = -800
            try figure.save($0.file("figure.png"))
        },
        Misuse("a drawing without a height", .valueOutOfRange, "height", "nan", "from 300.0") {
            var figure = Figure(title: "wrong", blocks: [])
            figure.height = .nan
            try figure.save($0.file("figure.svg"))
        },
    ]
}
