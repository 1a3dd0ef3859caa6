import SwiNN

extension Misuse {
    /// Connects every source to every cell.
    @MainActor
    private static func join(_ bench: Workbench, _ synapse: StaticSynapse, _ receptor: String? = nil) throws {
        _ = try Projection(bench.sources, bench.cells, AllToAllConnector(), synapse, receptorType: receptor)
    }

    /// Weights, delays and receptors.
    static let synapses: [Misuse] = [
        Misuse("a weight that is no number", .valueOutOfRange, "weight", "nan nA", "finite") {
            try join($0, StaticSynapse(weight: .value(.nan)))
        },
        Misuse("an infinite weight", .valueOutOfRange, "weight", "inf nA", "65535.0 nA") {
            try join($0, StaticSynapse(weight: .value(.infinity)))
        },
        Misuse("a weight in picoamperes", .valueOutOfRange, "weight", "100000.0 nA", "65535.0 nA") {
            try join($0, StaticSynapse(weight: 100_000))
        },
        Misuse("a negative weight on an excitatory receptor", .weightSign, "-1.0 nA", "inhibitory") {
            try join($0, StaticSynapse(weight: -1), "excitatory")
        },
        Misuse("weights of both signs for an inhibitory receptor", .weightSign, "both signs", "at most 0.0 nA") {
            try join($0, StaticSynapse(weight: .function { pre, _ in pre == 0 ? 1 : -1 }), "inhibitory")
        },
        Misuse("weights of both signs for whatever receptor", .weightSign, "-1.0 nA", "inhibitory") {
            try join($0, StaticSynapse(weight: .function { pre, _ in pre == 0 ? 1 : -1 }))
        },
        Misuse("a list of weights that is too short", .wrongCount, "weight", "got 3", "16, the number of connections") {
            try join($0, StaticSynapse(weight: [1, 2, 3]))
        },
        Misuse("a list of delays that is too long", .wrongCount, "delay", "got 17", "16, the number of connections") {
            try join($0, StaticSynapse(weight: 1, delay: .values(Array(repeating: 1, count: 17))))
        },
        Misuse("a matrix of weights the wrong way round", .wrongCount, "weight matrix", "4 × 2", "2 × 4") { bench in
            let matrix = Array(repeating: [1.0, 1], count: 4)
            let synapse = StaticSynapse(weight: .matrix(matrix))
            _ = try Projection(bench.sources[0..<2], bench.cells, AllToAllConnector(), synapse)
        },
        Misuse("a matrix of delays without rows", .wrongCount, "delay matrix", "0 × 0", "4 × 4") {
            try join($0, StaticSynapse(weight: 1, delay: .matrix([])))
        },
        Misuse("a matrix of weights with a gap at a synapse", .valueOutOfRange, "weight", "nan nA") {
            var matrix = Array(repeating: Array(repeating: 1.0, count: 4), count: 4)
            matrix[2][1] = .nan
            try join($0, StaticSynapse(weight: .matrix(matrix)))
        },
        Misuse("a negative delay", .valueOutOfRange, "delay", "-1.0 ms", "from 0.0 ms") {
            try join($0, StaticSynapse(weight: 1, delay: -1))
        },
        Misuse("a delay that is no number", .valueOutOfRange, "delay", "nan ms", "from 0.0 ms") {
            try join($0, StaticSynapse(weight: 1, delay: .value(.nan)))
        },
        Misuse("an infinite delay", .valueOutOfRange, "delay", "inf ms", "65535.0 ms") {
            try join($0, StaticSynapse(weight: 1, delay: .value(.infinity)))
        },
        Misuse("a delay of minutes", .valueOutOfRange, "delay", "120000.0 ms", "65535.0 ms") {
            try join($0, StaticSynapse(weight: 1, delay: 120_000))
        },
        Misuse("a delay above the greatest allowed", .valueOutOfRange, "30.0 ms", "to 20.0 ms", ends: true) { _ in
            try setup(timestep: 1, maxDelay: 20, target: .host)
            defer { try? end() }
            let cells = try Population(2, IFCurrExp())
            _ = try Projection(cells, cells, AllToAllConnector(), StaticSynapse(weight: 1, delay: 30))
        },
        Misuse("delays by distance below 0", .valueOutOfRange, "delay", "-1.0 ms", "from 0.0 ms") {
            try join($0, StaticSynapse(weight: 1, delay: "1 - d"))
        },
        Misuse("weights by a distance function without values", .valueOutOfRange, "weight", "nan nA") {
            try join($0, StaticSynapse(weight: .distance { 0 / ($0 - $0) }))
        },
        Misuse("a weight that is no expression", .expression, "\"0.5*\"", "the end", "a number, a name") {
            try join($0, StaticSynapse(weight: "0.5*"))
        },
        Misuse("a delay of something else than the distance", .expression, "'x'", "one of d, pi, e") {
            try join($0, StaticSynapse(weight: 1, delay: "1 + x"))
        },
        Misuse("a weight by a component that there is not", .indexOutOfRange, "got 3", "from 0 to 2") {
            try join($0, StaticSynapse(weight: "d[3]"))
        },
        Misuse("a weight of an endless fraction", .valueOutOfRange, "weight", "inf nA") {
            try join($0, StaticSynapse(weight: "1/(d - d)"))
        },
        Misuse("a distribution of weights without a law", .valueOutOfRange, "normal", "sigma", "-0.1", "at least 0") {
            try join($0, StaticSynapse(weight: .random(.normal(mu: 1, sigma: -0.1))))
        },
        Misuse("a distribution of delays without a law", .valueOutOfRange, "gamma", "theta", "0.0", "more than 0") {
            try join($0, StaticSynapse(weight: 1, delay: .random(.gamma(k: 1, theta: 0))))
        },
        Misuse("a receptor that there is not", .receptor, "'cells'", "'AMPA'", "'excitatory', 'inhibitory'") {
            try join($0, StaticSynapse(weight: 1), "AMPA")
        },
        Misuse("a receptor in capitals", .receptor, "'Excitatory'", "'excitatory', 'inhibitory'") {
            try join($0, StaticSynapse(weight: 1), "Excitatory")
        },
        Misuse("a receptor without a name", .receptor, "''", "'excitatory', 'inhibitory'") {
            try join($0, StaticSynapse(weight: 1), "")
        },
        Misuse("a source as a target", .receptor, "'sources'", "takes no input", "SpikeSourceArray") { bench in
            _ = try Projection(bench.cells, bench.sources, AllToAllConnector(), StaticSynapse(weight: 1))
        },
        Misuse("a Poisson source as a target", .receptor, "'noise'", "takes no input", "SpikeSourcePoisson") { bench in
            _ = try Projection(bench.cells, bench.noise, AllToAllConnector(), StaticSynapse(weight: 1))
        },
        Misuse("a source among the targets", .receptor, "'noise'", "takes no input") { bench in
            _ = try Projection(bench.cells, bench.cells + bench.noise, AllToAllConnector(), StaticSynapse(weight: 1))
        },
        Misuse("a compartment of a point", .unknownName, "compartment", "'dendrite'", "nil") { bench in
            _ = try Projection(bench.cells, bench.cells, AllToAllConnector(), source: "dendrite")
        },
        Misuse("drawn weights of the wrong sign", .weightSign, "excitatory", "nA", "inhibitory") { bench in
            let synapse = StaticSynapse(weight: .random(.normal(mu: -5, sigma: 0.1)))
            let wrong = try Projection(
                bench.noise,
                bench.cells,
                AllToAllConnector(),
                synapse,
                receptorType: "excitatory"
            )
            bench.repair = { try wrong.set(weight: 0.1) }
            _ = try wrong.connections()
        },
        Misuse("drawn weights of both signs, found by the run", .weightSign, "both signs", "nA") { bench in
            let synapse = StaticSynapse(weight: .random(.normal(mu: 0, sigma: 1)))
            let wrong = try Projection(
                bench.noise,
                bench.cells,
                AllToAllConnector(),
                synapse,
                receptorType: "inhibitory"
            )
            bench.repair = { try wrong.set(weight: 0.1) }
            try run(1)
        },
        Misuse("drawn delays below 0, found by the run", .valueOutOfRange, "delay", "below 0.0 ms") { bench in
            let synapse = StaticSynapse(weight: 1, delay: .random(.uniform(low: -9, high: -8)))
            let wrong = try Projection(bench.noise, bench.cells, AllToAllConnector(), synapse)
            bench.repair = { try wrong.set(delay: 1) }
            try run(1)
        },
        Misuse("drawn weights beyond the chip's numbers, found by the run", .valueOutOfRange, "weight", "65535.0 nA") {
            bench in
            let synapse = StaticSynapse(weight: .random(.lognormal(mu: 20, sigma: 0.1)))
            let wrong = try Projection(bench.noise, bench.cells, AllToAllConnector(), synapse)
            bench.repair = { try wrong.set(weight: 1) }
            try run(1)
        },
    ]
}
