import SwiNN

extension Misuse {
    /// Making populations.
    static let populations: [Misuse] = [
        Misuse("a population of 0 cells", .valueOutOfRange, "'empty'", "size", "got 0", "from 1") { _ in
            _ = try Population(0, IFCurrExp(), label: "empty")
        },
        Misuse("a population of -3 cells", .valueOutOfRange, "size", "got -3", "from 1 to 16777216") { _ in
            _ = try Population(-3, IFCurrExp())
        },
        Misuse("a population of 17 million cells", .valueOutOfRange, "got 17000000", "to 16777216") { _ in
            _ = try Population(17_000_000, IFCurrExp())
        },
        Misuse("a population of as many cells as there are numbers", .valueOutOfRange, "size", "16777216") { _ in
            _ = try Population(.max, IFCurrExp())
        },
        Misuse("a grid without rows", .valueOutOfRange, "size", "[4, 0]", "at least 1 each") { _ in
            _ = try Population((4, 0), IFCurrExp())
        },
        Misuse("a grid with negative sides", .valueOutOfRange, "size", "[-2, -2]", "at least 1 each") { _ in
            _ = try Population((-2, -2), IFCurrExp())
        },
        Misuse("a grid of too many cells to be counted", .valueOutOfRange, "size", "at least 1 each") { _ in
            _ = try Population((.max, .max), IFCurrExp())
        },
        Misuse("a grid in space without depth", .valueOutOfRange, "size", "[2, 2, 0]", "at least 1 each") { _ in
            _ = try Population((2, 2, 0), IFCurrExp())
        },
        Misuse("a grid in space of too many cells", .valueOutOfRange, "size", "64000000", "16777216") { _ in
            _ = try Population((400, 400, 400), IFCurrExp())
        },
        Misuse("no cells on a core", .valueOutOfRange, "neurons per core", "got 0", "from 1 to 256") { _ in
            _ = try Population(4, IFCurrExp(), neuronsPerCore: 0)
        },
        Misuse("a thousand cells on a core", .valueOutOfRange, "neurons per core", "got 1000", "to 256") { _ in
            _ = try Population(4, IFCurrExp(), neuronsPerCore: 1_000)
        },
        Misuse("seven cells on a square grid", .mismatch, "Grid2D", "7 cells", "rows · columns") { _ in
            _ = try Population(7, IFCurrExp(), structure: Grid2D())
        },
        Misuse("seven cells on a cubic grid", .mismatch, "Grid3D", "7 cells", "x · y · z") { _ in
            _ = try Population(7, IFCurrExp(), structure: Grid3D())
        },
        Misuse("a grid of aspect ratio 0", .mismatch, "aspect ratio 0.0", "4 cells") { _ in
            _ = try Population(4, IFCurrExp(), structure: Grid2D(aspectRatio: 0))
        },
        Misuse("a grid of negative aspect ratio", .mismatch, "aspect ratio -1.0", "4 cells") { _ in
            _ = try Population(4, IFCurrExp(), structure: Grid2D(aspectRatio: -1))
        },
        Misuse("a grid of no aspect ratio", .mismatch, "aspect ratio nan", "4 cells") { _ in
            _ = try Population(4, IFCurrExp(), structure: Grid2D(aspectRatio: .nan))
        },
        Misuse("a grid in space of infinite aspect ratio", .mismatch, "aspect ratios inf", "8 cells") { _ in
            _ = try Population(8, IFCurrExp(), structure: Grid3D(aspectRatioXY: .infinity))
        },
        Misuse("a structure with too few places", .wrongCount, "positions", "got 2", "5, the number of cells") { _ in
            _ = try Population(5, IFCurrExp(), structure: TwoPlaces())
        },
        Misuse("a structure that gives up", nil) { _ in
            _ = try Population(5, IFCurrExp(), structure: Unplaceable())
        },
        Misuse("a line without a first place", .valueOutOfRange, "position 0", "nan", "finite numbers of µm") { _ in
            _ = try Population(5, IFCurrExp(), structure: Line(x0: .nan))
        },
        Misuse("a line of infinite steps", .valueOutOfRange, "position 0", "finite numbers of µm") { _ in
            _ = try Population(5, IFCurrExp(), structure: Line(dx: .infinity))
        },
        Misuse("an initial value of what cells have not", .unknownName, "'u'", "v, isyn_exc, isyn_inh") { _ in
            _ = try Population(5, IFCurrExp(), initialValues: ["u": 1])
        },
        Misuse("an initial value in a parameter's name", .unknownName, "'v_rest'", "v, isyn_exc, isyn_inh") { _ in
            _ = try Population(5, IFCurrExp(), initialValues: [.vRest: -60])
        },
        Misuse("an initial potential that is no number", .valueOutOfRange, "v", "nan", "65535.0 mV") { _ in
            _ = try Population(5, IFCurrExp(), initialValues: ["v": .value(.nan)])
        },
        Misuse("four initial potentials for five cells", .wrongCount, "v has", "got 4", "1 or 5") { _ in
            _ = try Population(5, IFCurrExp(), initialValues: ["v": [-60, -61, -62, -63]])
        },
        Misuse("an initial value of a source", .unknownName, "state variable", "'v'", "none") { _ in
            _ = try Population(5, SpikeSourceArray(), initialValues: ["v": -60])
        },
        Misuse("a negative capacitance", .valueOutOfRange, "cm", "-1.0", "more than 0.0 nF") { _ in
            _ = try Population(5, IFCurrExp(cm: -1))
        },
        Misuse("no capacitance", .valueOutOfRange, "cm", "0.0", "more than 0.0 nF") { _ in
            _ = try Population(5, IFCurrExp(cm: 0))
        },
        Misuse("a membrane time constant of 0", .valueOutOfRange, "tau_m", "0.0", "more than 0.0 ms") { _ in
            _ = try Population(5, IFCurrExp(tauM: 0))
        },
        Misuse("a membrane time constant that is no number", .valueOutOfRange, "tau_m", "nan") { _ in
            _ = try Population(5, IFCurrExp(tauM: .value(.nan)))
        },
        Misuse("a negative refractory period", .valueOutOfRange, "tau_refrac", "-2.0", "at least 0.0 ms") { _ in
            _ = try Population(5, IFCurrExp(tauRefrac: -2))
        },
        Misuse("a synaptic time constant of 0", .valueOutOfRange, "tau_syn_E", "0.0", "more than 0.0 ms") { _ in
            _ = try Population(5, IFCurrExp(tauSynE: 0))
        },
        Misuse("a negative inhibitory time constant", .valueOutOfRange, "tau_syn_I", "-5.0", "0.0 ms") { _ in
            _ = try Population(5, IFCurrExp(tauSynI: -5))
        },
        Misuse("an infinite current", .valueOutOfRange, "i_offset", "inf", "65535.0 nA") { _ in
            _ = try Population(5, IFCurrExp(iOffset: .value(.infinity)))
        },
        Misuse("a resting potential in microvolts", .valueOutOfRange, "v_rest", "-70000.0", "-65535.0 mV") { _ in
            _ = try Population(5, IFCurrExp(vRest: -70_000))
        },
        Misuse("a reset potential above the threshold", .valueOutOfRange, "v_reset", "-45.0 mV", "-50.0 mV") { _ in
            _ = try Population(5, IFCurrExp(vReset: -45))
        },
        Misuse("a reset potential at the threshold", .valueOutOfRange, "v_reset", "less than v_thresh") { _ in
            _ = try Population(5, IFCurrExp(vReset: -50, vThresh: -50))
        },
        Misuse("three time constants for five cells", .wrongCount, "tau_m", "got 3", "1 or 5") { _ in
            _ = try Population(5, IFCurrExp(tauM: [10, 20, 30]))
        },
        Misuse("an empty list of capacitances", .wrongCount, "cm", "got 0", "1 or 5") { _ in
            _ = try Population(5, IFCurrExp(cm: []))
        },
        Misuse("one wrong value among good ones", .valueOutOfRange, "cm of cell 2", "-0.5", "more than 0.0 nF") { _ in
            _ = try Population(4, IFCurrExp(cm: [1, 1, -0.5, 1]))
        },
        Misuse("a function with a wrong value", .valueOutOfRange, "tau_m of cell 3", "0.0", "more than 0.0 ms") { _ in
            _ = try Population(4, IFCurrExp(tauM: .function { Double(3 - $0) }))
        },
        Misuse("a distribution with wrong values", .valueOutOfRange, "cm of cell", "more than 0.0 nF") { _ in
            _ = try Population(4, IFCurrExp(cm: .random(.uniform(low: -2, high: -1))))
        },
        Misuse("a distribution without a width", .valueOutOfRange, "uniform", "high", "above low") { _ in
            _ = try Population(4, IFCurrExp(cm: .random(.uniform(low: 2, high: 1))))
        },
        Misuse("a negative rate", .valueOutOfRange, "rate", "-5.0", "at least 0.0 Hz") { _ in
            _ = try Population(4, SpikeSourcePoisson(rate: -5))
        },
        Misuse("a rate of gigahertz", .valueOutOfRange, "rate", "1000000000.0", "1000000.0 Hz") { _ in
            _ = try Population(4, SpikeSourcePoisson(rate: 1e9))
        },
        Misuse("a rate that is no number", .valueOutOfRange, "rate", "nan", "Hz") { _ in
            _ = try Population(4, SpikeSourcePoisson(rate: .value(.nan)))
        },
        Misuse("a negative start", .valueOutOfRange, "start", "-1.0", "at least 0.0 ms") { _ in
            _ = try Population(4, SpikeSourcePoisson(start: -1))
        },
        Misuse("a negative duration", .valueOutOfRange, "duration", "-10.0", "at least 0.0 ms") { _ in
            _ = try Population(4, SpikeSourcePoisson(duration: -10))
        },
        Misuse("two rates for four sources", .wrongCount, "rate", "got 2", "1 or 4") { _ in
            _ = try Population(4, SpikeSourcePoisson(rate: [5, 6]))
        },
        Misuse("a negative spike time", .valueOutOfRange, "spike_times of cell 0", "-1.0", "at least 0.0 ms") { _ in
            _ = try Population(4, SpikeSourceArray(spikeTimes: [3, -1]))
        },
        Misuse("a spike time that is no number", .valueOutOfRange, "spike_times", "nan", "finite") { _ in
            _ = try Population(4, SpikeSourceArray(spikeTimes: [.nan]))
        },
        Misuse("an infinite spike time", .valueOutOfRange, "spike_times of cell 1", "inf", "finite") { _ in
            _ = try Population(2, SpikeSourceArray(spikeTimes: [[1], [.infinity]]))
        },
        Misuse("spike times of three cells for four", .wrongCount, "spike_times", "got 3", "4 lists") { _ in
            _ = try Population(4, SpikeSourceArray(spikeTimes: [[1], [2], [3]]))
        },
        Misuse("spike times of five cells for four", .wrongCount, "spike_times", "got 5", "4 lists") { _ in
            _ = try Population(4, SpikeSourceArray(spikeTimes: [[1], [2], [3], [4], [5]]))
        },
        Misuse("a function with a negative spike time", .valueOutOfRange, "spike_times of cell 2", "-1.0") { _ in
            _ = try Population(4, SpikeSourceArray(spikeTimes: { [1 - Double($0)] }))
        },
        Misuse("no cells by create", .valueOutOfRange, "size", "got 0", "from 1") { _ in
            _ = try create(IFCurrExp(), n: 0)
        },
    ]
}

/// A structure of two places, whatever is asked for.
private struct TwoPlaces: Structure {
    func positions(count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>] { [[0, 0, 0], [1, 0, 0]] }
}

/// A structure that throws an error of its own.
private struct Unplaceable: Structure {
    func positions(count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>] { throw ScriptError() }
}
