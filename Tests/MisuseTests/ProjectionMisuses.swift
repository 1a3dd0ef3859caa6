import SwiNN

extension Misuse {
    /// Projections that are there already: `link` has four synapses of 20 nA and 2 ms.
    static let projections: [Misuse] = [
        Misuse("a property that synapses have not", .unknownName, "'link'", "'U'", "weight, delay") {
            _ = try $0.link.get(["U"], format: .list)
        },
        Misuse("a property in the plural", .unknownName, "'weights'", "weight, delay") {
            _ = try $0.link.get(["weight", "weights"], format: .array)
        },
        Misuse("a property without a name", .unknownName, "''", "weight, delay") {
            _ = try $0.link.get([""], format: .list)
        },
        Misuse("an address as a property", .unknownName, "'presynaptic_index'", "weight, delay") {
            _ = try $0.link.get(["presynaptic_index"], format: .list)
        },
        Misuse("a synapse beyond the last", .indexOutOfRange, "'link'", "got 4", "from 0 to 3") { _ = try $0.link[4] },
        Misuse("a synapse before the first", .indexOutOfRange, "'link'", "got -5", "-4 to -1") { _ = try $0.link[-5] },
        Misuse("a synapse of no synapses", .indexOutOfRange, "got 0", "none") { bench in
            _ = try Projection(bench.cells, bench.cells, FixedProbabilityConnector(0))[0]
        },
        Misuse("a histogram without bins", .valueOutOfRange, "histogram", "0 from", "from 1 to 1000000") {
            _ = try $0.link.weightHistogram(bins: 0)
        },
        Misuse("a histogram of -3 bins", .valueOutOfRange, "histogram", "-3 from") {
            _ = try $0.link.weightHistogram(bins: -3)
        },
        Misuse("a histogram of too many bins", .valueOutOfRange, "histogram", "\(Int.max) from", "1000000") {
            _ = try $0.link.weightHistogram(bins: .max)
        },
        Misuse("a histogram the wrong way round", .valueOutOfRange, "from 3.0 nA to 1.0 nA", "not smaller") {
            _ = try $0.link.weightHistogram(min: 3, max: 1)
        },
        Misuse("a histogram from nowhere", .valueOutOfRange, "from nan nA", "finite") {
            _ = try $0.link.weightHistogram(min: .nan)
        },
        Misuse("a histogram without an end", .valueOutOfRange, "to inf nA", "finite") {
            _ = try $0.link.weightHistogram(max: .infinity)
        },
        Misuse("a new weight that is no number", .valueOutOfRange, "'link'", "weight", "nan nA") {
            try $0.link.set(weight: .value(.nan))
        },
        Misuse("a new weight of the other sign", .weightSign, "-20.0 nA", "inhibitory") {
            try $0.link.set(weight: -20)
        },
        Misuse("new weights of both signs", .weightSign, "-1.0 nA", "inhibitory") {
            try $0.link.set(weight: [1, 1, -1, 1])
        },
        Misuse("too few new weights", .wrongCount, "weight", "got 3", "4, the number of connections") {
            try $0.link.set(weight: [1, 2, 3])
        },
        Misuse("too many new delays", .wrongCount, "delay", "got 5", "4, the number of connections") {
            try $0.link.set(delay: [1, 2, 3, 4, 5])
        },
        Misuse("a new matrix of another shape", .wrongCount, "weight matrix", "1 × 4", "4 × 4") {
            try $0.link.set(weight: .matrix([[1, 2, 3, 4]]))
        },
        Misuse("a new matrix with a gap at a synapse", .valueOutOfRange, "weight", "nan nA") {
            try $0.link.set(weight: .matrix(Array(repeating: Array(repeating: .nan, count: 4), count: 4)))
        },
        Misuse("a new delay below 0", .valueOutOfRange, "delay", "-2.0 ms", "from 0.0 ms") {
            try $0.link.set(delay: -2)
        },
        Misuse("a new delay of minutes", .valueOutOfRange, "delay", "600000.0 ms", "65535.0 ms") {
            try $0.link.set(delay: 600_000)
        },
        Misuse("a new weight beside a wrong delay", .valueOutOfRange, "delay", "nan ms") {
            try $0.link.set(weight: 1, delay: .value(.nan))
        },
        Misuse("a new weight that is no expression", .expression, "\"1 +\"", "the end") {
            try $0.link.set(weight: "1 +")
        },
        Misuse("a new distribution without a law", .valueOutOfRange, "uniform", "high", "above low") {
            try $0.link.set(weight: .random(.uniform(low: 2, high: 1)))
        },
        Misuse("too few new weights between assemblies", .wrongCount, "weight", "got 2", "16, the number") { bench in
            let more = try Population(4, IFCurrExp())
            let both = try bench.cells + more
            let wide = try Projection(both, more, FixedNumberPreConnector(4), StaticSynapse(weight: 1))
            try wide.set(weight: [1, 2])
        },
        Misuse("a matrix of one part for an assembly", .wrongCount, "weight matrix", "4 × 4", "allowed") { bench in
            let more = try Population(4, IFCurrExp())
            let wide = try Projection(bench.cells + more, more, AllToAllConnector(), StaticSynapse(weight: 1))
            try wide.set(weight: .matrix(Array(repeating: [1, 1, 1, 1], count: 4)))
        },
    ]
}
