import SwiNN

extension Misuse {
    /// Setting and getting parameters, initial values and spike times.
    static let parameters: [Misuse] = [
        Misuse("a parameter that there is not", .unknownName, "'cells'", "'tau'", "tau_m, tau_refrac") {
            try $0.cells.set(["tau": 10])
        },
        Misuse("a parameter in capitals", .unknownName, "'TAU_M'", "tau_m") { try $0.cells.set(["TAU_M": 10]) },
        Misuse("a parameter without a name", .unknownName, "''", "tau_m") { try $0.cells.set(["": 10]) },
        Misuse("a parameter of another cell type", .unknownName, "'rate'", "v_rest, cm") {
            try $0.cells.set([.rate: 10])
        },
        Misuse("a neuron's parameter for a source", .unknownName, "'tau_m'", "rate, start, duration") {
            try $0.noise.set([.tauM: 10])
        },
        Misuse("a state variable as a parameter", .unknownName, "'v'", "v_rest") { try $0.cells.set([.v: -60]) },
        Misuse("any parameter of a spike source array", .unknownName, "'rate'", "spike_times") {
            try $0.sources.set([.rate: 10])
        },
        Misuse("one spike time as a parameter", .unknownName, "'spike_times'", "set(spikeTimes:)") {
            try $0.sources.set([.spikeTimes: 10])
        },
        Misuse("a wrong value beside a good one", .valueOutOfRange, "cm", "-1.0", "more than 0.0 nF") {
            try $0.cells.set([.tauM: 10, .cm: -1])
        },
        Misuse("too many values", .wrongCount, "cm", "got 5", "1 or 4") { try $0.cells.set([.cm: [1, 2, 3, 4, 5]]) },
        Misuse("too few values", .wrongCount, "cm", "got 2", "1 or 4") { try $0.cells.set([.cm: [1, 2]]) },
        Misuse("the population's values for a view", .wrongCount, "cm", "got 4", "1 or 2") {
            try $0.cells[0..<2].set([.cm: [1, 2, 3, 4]])
        },
        Misuse("two values for a cell", .wrongCount, "cm", "got 2", "1 or 1") { try $0.cells[0].set([.cm: [1, 2]]) },
        Misuse("a negative time constant for a cell", .valueOutOfRange, "tau_m", "-10.0", "more than 0.0 ms") {
            try $0.cells[3].set([.tauM: -10])
        },
        Misuse("a threshold below the reset potential", .valueOutOfRange, "v_reset", "-65.0 mV", "-70.0 mV") {
            try $0.cells.set([.vThresh: -70])
        },
        Misuse("a threshold of one cell below its reset potential", .valueOutOfRange, "v_reset of cell 2") {
            try $0.cells[2].set([.vThresh: -70])
        },
        Misuse("a threshold that is no number", .valueOutOfRange, "v_thresh", "nan") {
            try $0.cells.set([.vThresh: .value(.nan)])
        },
        Misuse("an unknown parameter of a cell by its full list", .unknownName, "'e_rev_E'", "tau_syn_E") {
            try $0.cells[0].setParameters(["e_rev_E": 0])
        },
        Misuse("an unknown name asked for", .unknownName, "'tau'", "tau_m") { _ = try $0.cells.get("tau") },
        Misuse("an unknown name asked of a view", .unknownName, "'e_rev'", "tau_m") {
            _ = try $0.cells[0..<2].get("e_rev")
        },
        Misuse("an unknown name asked of a cell", .unknownName, "'gbar'", "tau_m") { _ = try $0.cells[0].get("gbar") },
        Misuse("a parameter asked of spike source arrays", .unknownName, "'rate'", "spike_times") {
            _ = try $0.sources.get(.rate)
        },
        Misuse("a name that one component does not have", .unknownName, "'tau_m'", "rate, start, duration") {
            _ = try ($0.cells + $0.noise).get(.tauM)
        },
        Misuse("a parameter that one component does not have", .unknownName, "'tau_m'", "rate, start, duration") {
            try ($0.cells + $0.noise).set([.tauM: 10])
        },
        Misuse("too few values for an assembly", .wrongCount, "tau_m", "got 4", "1 or 6") { bench in
            try (bench.cells + Population(2, IFCurrExp())).set([.tauM: [1, 2, 3, 4]])
        },
        Misuse("an unknown state variable", .unknownName, "'w'", "v, isyn_exc, isyn_inh") {
            try $0.cells.initialize(["w": 0])
        },
        Misuse("a parameter as a state variable", .unknownName, "'tau_m'", "v, isyn_exc, isyn_inh") {
            try $0.cells.initialize([.tauM: 10])
        },
        Misuse("a state variable of a source", .unknownName, "'v'", "none") { try $0.noise.initialize(["v": -60]) },
        Misuse("an infinite initial potential", .valueOutOfRange, "v", "-inf", "mV") {
            try $0.cells.initialize(["v": .value(-.infinity)])
        },
        Misuse("an initial potential beyond the chip's numbers", .valueOutOfRange, "v", "100000.0", "65535.0 mV") {
            try $0.cells.initialize(["v": 100_000])
        },
        Misuse("three initial potentials for four cells", .wrongCount, "v", "got 3", "1 or 4") {
            try $0.cells.initialize(["v": [-60, -61, -62]])
        },
        Misuse("an unknown initial value asked for", .unknownName, "'w'", "v, isyn_exc, isyn_inh") {
            _ = try $0.cells.initialValues("w")
        },
        Misuse("an initial value asked of a source", .unknownName, "'v'", "none") {
            _ = try $0.noise.initialValues("v")
        },
        Misuse("an unknown initial value asked of a cell", .unknownName, "'w'", "isyn_inh") {
            _ = try $0.cells[1].getInitialValue("w")
        },
        Misuse("an unknown initial value of a cell", .unknownName, "'w'", "isyn_inh") {
            try $0.cells[1].setInitialValue("w", 0)
        },
        Misuse("an initial value of a cell that is no number", .valueOutOfRange, "v", "nan", "mV") {
            try $0.cells[1].setInitialValue("v", .nan)
        },
        Misuse("spike times of neurons", .unknownName, "'spike_times'", "v_rest, cm") {
            try $0.cells.set(spikeTimes: [1, 2])
        },
        Misuse("spike times of Poisson sources", .unknownName, "'spike_times'", "rate, start, duration") {
            try $0.noise.set(spikeTimes: [1, 2])
        },
        Misuse("a negative new spike time", .valueOutOfRange, "spike_times", "-3.0", "at least 0.0 ms") {
            try $0.sources.set(spikeTimes: [1, -3])
        },
        Misuse("a new spike time that is no number", .valueOutOfRange, "spike_times", "nan", "finite") {
            try $0.sources.set(spikeTimes: [.nan])
        },
        Misuse("new spike times of two cells for four", .wrongCount, "spike_times", "got 2", "4") {
            try $0.sources.set(spikeTimes: [[1], [2]])
        },
        Misuse("new spike times of four cells for a view of two", .wrongCount, "spike_times", "got 4", "2") {
            try $0.sources[0..<2].set(spikeTimes: [[1], [2], [3], [4]])
        },
        Misuse("new spike times where one component has none", .unknownName, "'spike_times'", "v_rest") {
            try ($0.sources + $0.cells).set(spikeTimes: [5])
        },
        Misuse("a negative excitatory current at first", .valueOutOfRange, "isyn_exc", "-1.0", "at least 0.0 nA") {
            try $0.cells.initialize(["isyn_exc": -1])
        },
        Misuse("a negative excitatory current in mid-run", .valueOutOfRange, "isyn_exc", "-0.5", "at least 0.0 nA") {
            try run(2)
            try $0.cells.setState(isynExc: -0.5)
        },
        Misuse("a voltage out of range in mid-run", .valueOutOfRange, "v", "1000000.0", "at most 65535.0 mV") {
            try run(2)
            try $0.cells.setState(v: 1e6)
        },
        Misuse("an unknown annotation", .unknownName, "'origin'", "none") {
            _ = try $0.cells.getAnnotations(["origin"])
        },
        Misuse("an unknown annotation among known ones", .unknownName, "'b'", "allowed: a") {
            $0.cells.annotate(["a": 1])
            _ = try $0.cells.getAnnotations(["a", "b"])
        },
    ]

    /// Numbers that are each allowed but that the chip cannot compute with: the first run finds them.
    static let unrepresentable: [Misuse] = [
        Misuse("too small a capacitance", .valueOutOfRange, "cm of cell 0", "0.001 nF", "0.00390625 nF") { bench in
            bench.repair = { try bench.cells.set([.cm: 1]) }
            try bench.cells.set([.cm: 0.001])
            try run(1)
        },
        Misuse("too small a capacitance in mid-run", .valueOutOfRange, "cm of cell 3", "0.00390625 nF") { bench in
            bench.repair = { try bench.cells.set([.cm: 1]) }
            try run(2)
            try bench.cells[3].set([.cm: 0.002])
            try run(1)
        },
        Misuse("too small a capacitance after a reset", .valueOutOfRange, "cm of cell 1", "0.00390625 nF") { bench in
            bench.repair = { try bench.cells.set([.cm: 1]) }
            try run(2)
            try reset()
            try bench.cells[1].set([.cm: 0.002])
            try run(1)
        },
        Misuse("a current that leads too far", .valueOutOfRange, "i_offset", "of cell 1", "65535.99 mV") { bench in
            bench.repair = { try bench.cells.set([.iOffset: 0]) }
            try bench.cells[1].set([.iOffset: 60_000])
            try run(1)
        },
        Misuse("a spike at the end of all time", .valueOutOfRange, "spike_times of cell 0", "1000000000000.0 ms") {
            bench in
            bench.repair = { try bench.sources.set(spikeTimes: [1]) }
            try bench.sources.set(spikeTimes: [1e12])
            try run(1)
        },
        Misuse("too many spikes in a step", .valueOutOfRange, "rate of cell 0", "1000000.0 Hz", ends: true) { _ in
            try setup(timestep: 10, target: .host)
            defer { try? end() }
            _ = try Population(1, SpikeSourcePoisson(rate: 1e6))
            try run(10)
        },
        Misuse("a delay longer than any core can wait", .valueOutOfRange, "delay", "20000.0 ms", "16383.0 ms") {
            bench in
            let far = StaticSynapse(weight: 1, delay: 20_000)
            let long = try Projection(bench.noise, bench.cells, AllToAllConnector(), far)
            bench.repair = { try long.set(delay: 1) }
            try run(1)
        },
        Misuse("weights that throw a cell out of range", .valueOutOfRange, "excitatory input", "60000 mV") { bench in
            let heavy = StaticSynapse(weight: 60_000, delay: 1)
            let strong = try Projection(bench.noise, bench.cells, AllToAllConnector(), heavy)
            bench.repair = { try strong.set(weight: 1) }
            try bench.cells.set([.cm: 0.1])
            try run(1)
        },
    ]
}
