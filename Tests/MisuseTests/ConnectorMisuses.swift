import SwiNN

extension Misuse {
    /// Connects the sources to the cells, which are four each.
    @MainActor
    private static func connect(
        _ bench: Workbench,
        _ connector: any Connector,
        _ synapse: StaticSynapse = StaticSynapse(weight: 1)
    ) throws {
        _ = try Projection(bench.sources, bench.cells, connector, synapse, label: "wrong")
    }

    /// What connectors are given.
    static let connectors: [Misuse] = [
        Misuse("a probability above 1", .valueOutOfRange, "'wrong'", "probability", "1.5", "from 0.0 to 1.0") {
            try connect($0, FixedProbabilityConnector(1.5))
        },
        Misuse("a negative probability", .valueOutOfRange, "probability", "-0.1", "from 0.0 to 1.0") {
            try connect($0, FixedProbabilityConnector(-0.1))
        },
        Misuse("a probability that is no number", .valueOutOfRange, "probability", "nan", "from 0.0 to 1.0") {
            try connect($0, FixedProbabilityConnector(.nan))
        },
        Misuse("a probability in percent by connect", .valueOutOfRange, "probability", "20.0", "from 0.0 to 1.0") {
            try SwiNN.connect($0.sources, $0.cells, weight: 1, p: 20)
        },
        Misuse("minus two sources for each target", .valueOutOfRange, "number of connections", "-2", "from 0") {
            try connect($0, FixedNumberPreConnector(-2))
        },
        Misuse("as many sources as there are numbers", .valueOutOfRange, "number of connections", "from 0 to") {
            try connect($0, FixedNumberPreConnector(.fixed(.max)))
        },
        Misuse("minus one target for each source", .valueOutOfRange, "number of connections", "-1", "from 0") {
            try connect($0, FixedNumberPostConnector(-1))
        },
        Misuse("as few targets as there are numbers", .valueOutOfRange, "number of connections", "from 0 to") {
            try connect($0, FixedNumberPostConnector(.fixed(.min)))
        },
        Misuse("a negative total", .valueOutOfRange, "number of connections", "-7", "from 0") {
            try connect($0, FixedTotalNumberConnector(-7))
        },
        Misuse("more pairs than there are", .valueOutOfRange, "got 17", "at most 16", "with replacement") {
            try connect($0, FixedTotalNumberConnector(17, withReplacement: false))
        },
        Misuse("a drawn number of sources below 0", .valueOutOfRange, "number of connections", "from 0") {
            try connect($0, FixedNumberPreConnector(.random(.uniform(low: -5, high: -4))))
        },
        Misuse("a drawn number of targets without a law", .valueOutOfRange, "normal", "sigma", "-1.0") {
            try connect($0, FixedNumberPostConnector(.random(.normal(mu: 3, sigma: -1))))
        },
        Misuse("a drawn total without a law", .valueOutOfRange, "poisson", "lambda_", "-1.0") {
            try connect($0, FixedTotalNumberConnector(.random(.poisson(lambda: -1))))
        },
        Misuse("a source for a cell that may have none", .mismatch, "no source", "1 connections") { bench in
            let one = FixedNumberPreConnector(1, allowSelfConnections: false)
            _ = try Projection(bench.cells[0..<1], bench.cells[0..<1], one, StaticSynapse(weight: 1))
        },
        Misuse("a total among no pairs", .valueOutOfRange, "got 3", "at most 0") { bench in
            let three = FixedTotalNumberConnector(3)
            _ = try Projection(bench.cells[0..<0], bench.cells, three, StaticSynapse(weight: 1))
        },
        Misuse("a source beyond the last in a list", .indexOutOfRange, "presynaptic", "row 1", "got 4") {
            try connect($0, FromListConnector([(0, 0), (4, 0)]))
        },
        Misuse("a target beyond the last in a list", .indexOutOfRange, "postsynaptic", "row 0", "got 4") {
            try connect($0, FromListConnector([(0, 4)]))
        },
        Misuse("a negative source in a list", .indexOutOfRange, "presynaptic", "got -1") {
            try connect($0, FromListConnector([(-1, 0)]))
        },
        Misuse("a list counted in the population for a view", .indexOutOfRange, "postsynaptic", "got 3") { bench in
            _ = try Projection(bench.sources, bench.cells[2..<4], FromListConnector([(0, 3)]))
        },
        Misuse("a half index in a list", .indexOutOfRange, "row 0", "0.5", "whole number") {
            try connect($0, FromListConnector([[0.5, 1]]))
        },
        Misuse("an index that is no number in a list", .indexOutOfRange, "row 1", "nan", "whole number") {
            try connect($0, FromListConnector([[0, 1], [.nan, 1]]))
        },
        Misuse("an index beyond all counting in a list", .indexOutOfRange, "row 0", "1e+30") {
            try connect($0, FromListConnector([[1e30, 1]]))
        },
        Misuse("three columns without a name", .wrongCount, "column names", "3 columns", "2 columns") {
            try connect($0, FromListConnector([[0, 1, 0.5]]))
        },
        Misuse("one column", .wrongCount, "column names", "1 columns") { try connect($0, FromListConnector([[0]])) },
        Misuse("rows of different lengths", .wrongCount, "row 1", "3 columns", "4") {
            try connect($0, FromListConnector([[0, 1, 0.5, 1], [0, 2, 0.5]]))
        },
        Misuse("a column that synapses have not", .unknownName, "'U'", "weight and delay") {
            try connect($0, FromListConnector([[0, 1, 0.5]], columnNames: ["U"]))
        },
        Misuse("a column twice", .unknownName, "'weight'", "once each") {
            try connect($0, FromListConnector([[0, 1, 0.5, 0.5]], columnNames: ["weight", "weight"]))
        },
        Misuse("more names than columns", .wrongCount, "row 0", "3 columns", "4: i, j, weight, delay") {
            try connect($0, FromListConnector([[0, 1, 0.5]], columnNames: ["weight", "delay"]))
        },
        Misuse("columns of different lengths", .wrongCount, "column post", "got 1", "allowed: 2") {
            try connect($0, FromListConnector(ConnectionList(pre: [0, 1], post: [0])))
        },
        Misuse("a column of weights that is too long", .wrongCount, "column weight", "got 3", "allowed: 2") {
            try connect($0, FromListConnector(ConnectionList(pre: [0, 1], post: [0, 1], weights: [1, 2, 3])))
        },
        Misuse("a column of delays that is too short", .wrongCount, "column delay", "got 0", "allowed: 1") {
            try connect($0, FromListConnector(ConnectionList(pre: [0], post: [0], delays: [])))
        },
        Misuse("a weight in a list that is no number", .valueOutOfRange, "weight", "nan nA") {
            try connect($0, FromListConnector([(0, 0, .nan, 1.0)]))
        },
        Misuse("a negative delay in a list", .valueOutOfRange, "delay", "-1.0 ms", "from 0.0 ms") {
            try connect($0, FromListConnector([(0, 0, 1.0, -1.0)]))
        },
        Misuse("weights of both signs in a list", .weightSign, "negative weight", "-1.0 nA", "inhibitory") {
            try connect($0, FromListConnector([(0, 0, 1.0, 1.0), (1, 1, -1.0, 1.0)]))
        },
        Misuse("a matrix with too few rows", .wrongCount, "matrix", "1 × 4", "4 × 4") {
            try connect($0, ArrayConnector([[true, true, true, true]]))
        },
        Misuse("a matrix with a row too long", .wrongCount, "matrix", "4 × 4") {
            try connect($0, ArrayConnector([[0, 1, 0, 1], [0, 1, 0, 1], [0, 1, 0, 1], [0, 1, 0, 1, 1]]))
        },
        Misuse("no matrix at all", .wrongCount, "matrix", "0 × 0", "4 × 4") {
            try connect($0, ArrayConnector([[Bool]]()))
        },
        Misuse("a clone between other cells", .mismatch, "other cells", "4 and 4 cells", "the same cells") { bench in
            _ = try Projection(bench.sources, bench.cells[0..<2], CloneConnector(bench.link))
        },
        Misuse("a clone the other way round", .mismatch, "other cells", "the same cells") { bench in
            _ = try Projection(bench.cells, bench.cells[[3, 2, 1, 0]], CloneConnector(bench.link))
        },
        Misuse("a small world with a rewiring above 1", .valueOutOfRange, "rewiring", "1.1", "from 0.0 to 1.0") {
            try connect($0, SmallWorldConnector(degree: 2, rewiring: 1.1))
        },
        Misuse("a small world of negative degree", .valueOutOfRange, "degree", "-2.0", "at least 0.0 µm") {
            try connect($0, SmallWorldConnector(degree: -2, rewiring: 0.1))
        },
        Misuse("a small world without a degree", .valueOutOfRange, "degree", "nan", "at least 0.0 µm") {
            try connect($0, SmallWorldConnector(degree: .nan, rewiring: 0.1))
        },
        Misuse("a small world of -1 connections", .valueOutOfRange, "n_connections", "-1", "at least 0") {
            try connect($0, SmallWorldConnector(degree: 2, rewiring: 0.1, connectionCount: -1))
        },
        Misuse("groups of 0 cells", .valueOutOfRange, "cells in a group", "got 0", "at least 1") {
            try connect($0, AllButMeConnector(groupSize: 0))
        },
        Misuse("groups of -4 cells with an offset", .valueOutOfRange, "cells in a group", "got -4", "at least 1") {
            try connect($0, OneToOneOffsetConnector(offset: 1, wraps: true, groupSize: -4))
        },
        Misuse("too few weights for a group", .wrongCount, "weights of a group", "got 3", "12") {
            try connect($0, AllButMeConnector(weights: [1, 2, 3]))
        },
        Misuse("weights for a group of endless size", .valueOutOfRange, "cells in a group", "\(Int.max)") {
            try connect($0, AllButMeConnector(groupSize: .max, weights: [1]))
        },
        Misuse("a kernel on maps of other sizes", .wrongCount, "presynaptic map", "3 × 3", "= 4") {
            try connect($0, KernelConnector(preShape: .init(3, 3), postShape: .init(2, 2), kernelShape: .init(1, 1)))
        },
        Misuse("a kernel on a negative map", .wrongCount, "postsynaptic map", "-2 × -2", "= 4") {
            try connect($0, KernelConnector(preShape: .init(2, 2), postShape: .init(-2, -2), kernelShape: .init(1, 1)))
        },
        Misuse("a kernel without rows", .valueOutOfRange, "kernel", "(0, 3)", "from 1 to 65536") {
            try connect($0, KernelConnector(preShape: .init(2, 2), postShape: .init(2, 2), kernelShape: .init(0, 3)))
        },
        Misuse("a kernel with steps of 0", .valueOutOfRange, "preStep", "(0, 1)", "from 1") {
            let two = KernelConnector.Size(2, 2)
            try connect($0, KernelConnector(preShape: two, postShape: two, kernelShape: two, preStep: .init(0, 1)))
        },
        Misuse("a kernel from a negative start", .valueOutOfRange, "postStart", "(-1, 0)", "from 0") {
            let two = KernelConnector.Size(2, 2)
            try connect($0, KernelConnector(preShape: two, postShape: two, kernelShape: two, postStart: .init(-1, 0)))
        },
        Misuse("a kernel with weights of another shape", .wrongCount, "kernel of weights", "1 × 2", "2 × 2") {
            let two = KernelConnector.Size(2, 2)
            try connect($0, KernelConnector(preShape: two, postShape: two, kernelShape: two, weights: [[1, 2]]))
        },
        Misuse("a kernel with delays of ragged rows", .wrongCount, "kernel of delays", "2 × 2") {
            let two = KernelConnector.Size(2, 2)
            try connect($0, KernelConnector(preShape: two, postShape: two, kernelShape: two, delays: [[1, 2], [1]]))
        },
        Misuse("a set drawn with a probability above 1", .valueOutOfRange, "connection set", "1.5", "from 0.0 to 1.0") {
            try connect($0, CSAConnector(.random(1.5)))
        },
        Misuse("a set drawn without a probability", .valueOutOfRange, "connection set", "nan", "from 0.0 to 1.0") {
            try connect($0, CSAConnector(.oneToOne + .random(.nan)))
        },
        Misuse("a set of -1 pairs", .valueOutOfRange, "connection set", "-1", "at least 0") {
            try connect($0, CSAConnector(.random(total: -1)))
        },
        Misuse("a set of -2 sources each", .valueOutOfRange, "connection set", "-2", "at least 0") {
            try connect($0, CSAConnector(.random(fanIn: -2) * (.full - .oneToOne)))
        },
        Misuse("a set of -3 targets each", .valueOutOfRange, "connection set", "-3", "at least 0") {
            try connect($0, CSAConnector(.random(fanOut: -3)))
        },
        Misuse("a set of blocks without width", .valueOutOfRange, "connection set", "(0, 2)", "at least 1") {
            try connect($0, CSAConnector(ConnectionSet.oneToOne.blocks(pre: 0, post: 2)))
        },
        Misuse("a set with a weight that is no number", .valueOutOfRange, "weight", "nan nA") {
            try connect($0, CSAConnector(.oneToOne, weight: { _, _ in .nan }))
        },
        Misuse("a set with a negative delay", .valueOutOfRange, "delay", "-1.0 ms", "from 0.0 ms") {
            try connect($0, CSAConnector(.oneToOne, delay: { _, _ in -1 }))
        },
        Misuse("a connector of one's own beyond the end", .indexOutOfRange, "postsynaptic", "got 99", "from 0 to 3") {
            try connect($0, Listed { _ in ConnectionList(pre: [0], post: [99]) })
        },
        Misuse("a connector of one's own with ragged columns", .wrongCount, "column post", "got 0", "allowed: 1") {
            try connect($0, Listed { _ in ConnectionList(pre: [0], post: []) })
        },
        Misuse("a connector of one's own that gives up", nil) { try connect($0, Listed { _ in throw ScriptError() }) },
        Misuse("a file of connections that there is not", .file, "cannot be read", "nowhere.txt") {
            try connect($0, FromFileConnector($0.file("nowhere.txt")))
        },
        Misuse("a file of connections with a word in it", .file, "line 2", "broken.txt", "'1 x'") {
            try connect($0, FromFileConnector($0.file("broken.txt")))
        },
        Misuse("a folder as a file of connections", .file, "cannot be read") {
            try connect($0, FromFileConnector($0.file("")))
        },
        Misuse("a file for each process that there is not", .file, "cannot be read", "broken.txt.0") {
            try connect($0, FromFileConnector($0.file("broken.txt"), distributed: true))
        },
    ]
}

/// A connector that lists what a closure says.
private struct Listed: Connector {
    let list: (ConnectionContext) throws -> ConnectionList

    var rule: ConnectionRule { .listed(list) }
}
