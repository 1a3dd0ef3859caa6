import SwiNN

extension Misuse {
    /// Expressions.
    static let expressions: [Misuse] =
        [
            ("", "an empty expression", "the end"), ("d +", "an operator without its right side", "the end"),
            ("* d", "an operator without its left side", "'* d'"), ("(d", "an open parenthesis", "closing parenthesis"),
            ("d)", "a closing parenthesis alone", "')'"), ("d d", "two values without an operator", "'d'"),
            ("2d", "a product without a sign", "'d'"), ("exp d", "a function without parentheses", "'exp d'"),
            ("exp()", "a function of nothing", "')'"), ("exp(d, d)", "a function of too much", "takes 2 numbers"),
            ("max(d)", "a function of too little", "takes 1 numbers"), ("expo(d)", "an unknown function", "'expo(d)'"),
            ("D", "a variable in capitals", "one of d"), ("distance", "a word for a variable", "one of d"),
            ("d < ", "a comparison with nothing", "the end"), ("d[", "an open bracket", "a number"),
            ("d[-1]", "a component before the first", "a number"), ("d[x]", "a component by name", "a number"),
            ("d[0.5]", "half a component", "component"), ("1.2.3", "a number with two points", "'1.2.3'"),
            ("d; d", "two expressions", "'; d'"), ("d = 3", "an assignment", "'= 3'"),
            ("d ! 3", "an unknown sign", "'! 3'"),
            ("import os", "a statement", "one of d"), ("d if d else 1", "a conditional", "'if d else 1'"),
            ("lambda d: d", "a function of Python's", "one of d"), ("d ^ 2", "a power as elsewhere", "'^ 2'"),
            ("d && 1", "an and as in C", "'&& 1'"), ("“d”", "curly quotes", "“d”"),
        ].map { text, label, word in
            Misuse("in an expression, \(label)", .expression, "\"\(text)\"", "character", word) { _ in
                _ = try DistanceDependentProbabilityConnector(text)
            }
        } + [
            Misuse("a distance where there are indices", .expression, "'d < 3'", "one of i, j") { _ in
                _ = try IndexBasedProbabilityConnector("d < 3")
            },
            Misuse("an expression without an end", .expression, "at most 1000") { _ in
                let text = Array(repeating: "d", count: 5_000).joined(separator: "+")
                _ = try DistanceDependentProbabilityConnector(text)
            },
            Misuse("parentheses without an end", .expression, "fewer parentheses") { _ in
                let text = String(repeating: "(", count: 100_000) + "d" + String(repeating: ")", count: 100_000)
                _ = try DistanceDependentProbabilityConnector(text)
            },
            Misuse("powers of powers without an end", .expression, "fewer powers") { _ in
                _ = try DistanceDependentProbabilityConnector(Array(repeating: "d", count: 900).joined(separator: "**"))
            },
            Misuse("a probability without a value", .valueOutOfRange, "probability of cells 0 and 0", "nan") { bench in
                let connector = try DistanceDependentProbabilityConnector("log(-1 - d)")
                _ = try Projection(bench.cells, bench.cells, connector)
            },
            Misuse("a probability by index without a value", .valueOutOfRange, "probability of cells", "nan") { bench in
                _ = try Projection(bench.cells, bench.cells, IndexBasedProbabilityConnector { _, _ in .nan })
            },
            Misuse("a probability by displacement without a value", .valueOutOfRange, "probability of cells", "nan") {
                bench in
                _ = try Projection(bench.cells, bench.cells, DisplacementDependentProbabilityConnector { _ in .nan })
            },
            Misuse("a probability by a component that there is not", .indexOutOfRange, "\"d[2] < 1\"", "got 2") {
                bench in
                let connector = try DistanceDependentProbabilityConnector("d[2] < 1")
                _ = try Projection(bench.cells, bench.cells, connector, space: Space(axes: "xy"))
            },
        ]

    /// Random distributions.
    static let distributions: [Misuse] = [
        ("gaussian", ["mu": 0, "sigma": 1], "an unknown one", Code.unknownName, ["gaussian", "normal_clipped"]),
        ("Normal", ["mu": 0, "sigma": 1], "one in capitals", .unknownName, ["Normal", "uniform"]),
        ("normal", ["mu": 0], "one without its width", .unknownName, ["got mu", "exactly mu, sigma"]),
        ("normal", ["mean": 0, "std": 1], "one in NumPy's words", .unknownName, ["mean, std", "mu, sigma"]),
        (
            "uniform", ["low": 0, "high": 1, "mu": 0], "one with too much", .unknownName,
            ["high, low, mu", "low, high"]
        ),
        ("uniform", [:], "one of nothing", .unknownName, ["exactly low, high"]),
        (
            "uniform", ["low": 1, "high": 0], "bounds in the wrong order", .valueOutOfRange,
            ["high", "0.0", "above low"]
        ),
        ("uniform", ["low": .nan, "high": 0], "no lower bound", .valueOutOfRange, ["low", "nan", "finite"]),
        ("uniform", ["low": 0, "high": .infinity], "no upper bound", .valueOutOfRange, ["high", "inf", "finite"]),
        ("uniform_int", ["low": 0.5, "high": 3], "half a whole number", .valueOutOfRange, ["low", "0.5", "whole"]),
        ("uniform_int", ["low": 0, "high": 1e300], "too great a whole number", .valueOutOfRange, ["high", "2^53"]),
        ("normal", ["mu": 0, "sigma": -1], "a negative deviation", .valueOutOfRange, ["sigma", "-1.0", "at least 0"]),
        ("normal", ["mu": .infinity, "sigma": 1], "an infinite mean", .valueOutOfRange, ["mu", "inf", "finite"]),
        ("lognormal", ["mu": 0, "sigma": .nan], "no deviation of logarithms", .valueOutOfRange, ["sigma", "nan"]),
        (
            "normal_clipped", ["mu": 0, "sigma": 1, "low": 2, "high": 1], "clips in the wrong order", .valueOutOfRange,
            ["high", "1.0", "at least low"]
        ),
        (
            "normal_clipped", ["mu": 0, "sigma": 1, "low": .nan, "high": 1], "no lower clip", .valueOutOfRange,
            ["low", "nan", "a number"]
        ),
        (
            "normal_clipped_to_boundary", ["mu": 0, "sigma": -1, "low": 0, "high": 1], "a negative clipped deviation",
            .valueOutOfRange, ["sigma", "-1.0", "at least 0"]
        ),
        ("exponential", ["beta": 0], "a mean of 0", .valueOutOfRange, ["beta", "0.0", "more than 0"]),
        ("exponential", ["beta": -1], "a negative mean", .valueOutOfRange, ["beta", "-1.0", "more than 0"]),
        (
            "exponential_clipped", ["beta": 1, "low": -2, "high": -1], "clips below all draws", .valueOutOfRange,
            ["high", "-1.0", "at least 0"]
        ),
        (
            "exponential_clipped", ["beta": 1, "low": .nan, "high": 1], "no lower clip of an exponential",
            .valueOutOfRange, ["low", "nan", "a number"]
        ),
        ("gamma", ["k": 0, "theta": 1], "a shape of 0", .valueOutOfRange, ["k", "0.0", "more than 0"]),
        ("gamma", ["k": 1, "theta": .infinity], "an infinite scale", .valueOutOfRange, ["theta", "inf", "finite"]),
        ("poisson", ["lambda": 1], "a name without its underscore", .unknownName, ["lambda", "lambda_"]),
        ("poisson", ["lambda_": -1], "a negative mean number", .valueOutOfRange, ["lambda_", "-1.0", "1e6"]),
        ("poisson", ["lambda_": 1e9], "too great a mean number", .valueOutOfRange, ["1000000000.0", "1e6"]),
        ("binomial", ["n": 2.5, "p": 0.5], "half a trial", .valueOutOfRange, ["n", "2.5", "whole number"]),
        ("binomial", ["n": 10, "p": 1.5], "too sure a trial", .valueOutOfRange, ["p", "1.5", "from 0 to 1"]),
        ("vonmises", ["mu": 0, "kappa": -1], "a negative concentration", .valueOutOfRange, ["kappa", "-1.0"]),
        ("vonmises", ["mu": .nan, "kappa": 1], "no mean angle", .valueOutOfRange, ["mu", "nan", "finite"]),
    ].map { name, parameters, label, code, words in
        Misuse(distribution: name, parameters, "of distributions, \(label)", code, words)
    }

    private typealias Code = NetworkError.Code

    /// Makes a distribution.
    private init(
        distribution: String,
        _ parameters: [String: Double],
        _ label: String,
        _ code: NetworkError.Code,
        _ words: [String]
    ) {
        self.init(label, code, words: ["'\(distribution)'"] + words) { _ in
            _ = try RandomDistribution(distribution, parameters)
        }
    }
}
