/// A probability distribution from which parameters, initial values, weights or delays are drawn.
///
///     let v = RandomDistribution.uniform(low: -65, high: -50)
///     let w = try RandomDistribution("normal_clipped", ["mu": 0.1, "sigma": 0.01, "low": 0, "high": 0.2])
///
/// Names and parameters are PyNN's. Each cell or connection draws from a stream of its own (``RandomStream``), so
/// the same seed gives the same network wherever it runs.
public struct RandomDistribution: Hashable, Sendable, CustomStringConvertible {
    /// The kinds of distribution, under PyNN's names.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Equally likely in [low, high).
        case uniform
        /// Whole numbers, equally likely in [low, high).
        case uniformInt = "uniform_int"
        /// Mean mu, standard deviation sigma.
        case normal
        /// As normal, redrawn while outside [low, high].
        case normalClipped = "normal_clipped"
        /// As normal, values outside moved to low or high.
        case normalClippedToBoundary = "normal_clipped_to_boundary"
        /// Mean beta.
        case exponential
        /// As exponential, redrawn while outside [low, high].
        case exponentialClipped = "exponential_clipped"
        /// The exponential of a normal draw of mean mu and standard deviation sigma.
        case lognormal
        /// Shape k, scale theta.
        case gamma
        /// Whole numbers of mean lambda_.
        case poisson
        /// Successes in n trials of probability p.
        case binomial
        /// Angles in [−π, π] around mu with concentration kappa.
        case vonmises

        /// The parameters' names, in PyNN's order.
        public var parameterNames: [String] {
            switch self {
            case .uniform, .uniformInt: ["low", "high"]
            case .normal, .lognormal: ["mu", "sigma"]
            case .normalClipped, .normalClippedToBoundary: ["mu", "sigma", "low", "high"]
            case .exponential: ["beta"]
            case .exponentialClipped: ["beta", "low", "high"]
            case .gamma: ["k", "theta"]
            case .poisson: ["lambda_"]
            case .binomial: ["n", "p"]
            case .vonmises: ["mu", "kappa"]
            }
        }
    }

    /// The kind.
    public let kind: Kind
    /// The parameters' values, in the order of ``Kind/parameterNames``.
    public let parameters: [Double]
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?

    private init(_ kind: Kind, _ parameters: [Double], seed: UInt64?) {
        self.kind = kind
        self.parameters = parameters
        self.seed = seed
    }

    /// Makes a distribution from PyNN's names.
    ///
    /// - Parameters:
    ///   - name: PyNN's name, such as `"normal_clipped"`.
    ///   - parameters: Each of its parameters by name; `infinity` is allowed for the bounds of clipped kinds.
    ///   - seed: A seed of its own; nil uses the network's.
    /// - Throws: ``NetworkError`` for an unknown name, a missing or unknown parameter, or a value out of range.
    public init(_ name: String, _ parameters: [String: Double], seed: UInt64? = nil) throws(NetworkError) {
        let location = "random distribution '\(name)'"
        guard let kind = Kind(rawValue: name) else {
            throw NetworkError(
                .unknownName,
                what: "unknown distribution",
                location: location,
                given: name,
                allowed: Kind.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        let names = kind.parameterNames
        guard Set(parameters.keys) == Set(names) else {
            throw NetworkError(
                .unknownName,
                what: "wrong parameters",
                location: location,
                given: parameters.keys.sorted().joined(separator: ", "),
                allowed: "exactly " + names.joined(separator: ", ")
            )
        }
        self.init(kind, names.map { parameters[$0] ?? 0 }, seed: seed)
        try validate()
    }

    /// Equally likely in [low, high).
    public static func uniform(low: Double, high: Double, seed: UInt64? = nil) -> Self {
        Self(.uniform, [low, high], seed: seed)
    }

    /// Whole numbers, equally likely from low to high − 1.
    public static func uniformInt(low: Double, high: Double, seed: UInt64? = nil) -> Self {
        Self(.uniformInt, [low, high], seed: seed)
    }

    /// The normal distribution, or with bounds the normal distribution redrawn until inside them.
    public static func normal(mu: Double, sigma: Double, seed: UInt64? = nil) -> Self {
        Self(.normal, [mu, sigma], seed: seed)
    }

    /// The normal distribution, redrawn while outside [low, high].
    public static func normalClipped(
        mu: Double,
        sigma: Double,
        low: Double,
        high: Double = .infinity,
        seed: UInt64? = nil
    ) -> Self {
        Self(.normalClipped, [mu, sigma, low, high], seed: seed)
    }

    /// The normal distribution, values outside [low, high] moved to the nearer bound.
    public static func normalClippedToBoundary(
        mu: Double,
        sigma: Double,
        low: Double,
        high: Double = .infinity,
        seed: UInt64? = nil
    ) -> Self {
        Self(.normalClippedToBoundary, [mu, sigma, low, high], seed: seed)
    }

    /// The exponential distribution of mean beta.
    public static func exponential(beta: Double, seed: UInt64? = nil) -> Self {
        Self(.exponential, [beta], seed: seed)
    }

    /// The exponential distribution of scale beta, redrawn while outside [low, high].
    public static func exponentialClipped(beta: Double, low: Double, high: Double, seed: UInt64? = nil) -> Self {
        Self(.exponentialClipped, [beta, low, high], seed: seed)
    }

    /// The exponential of a normal draw of mean mu and standard deviation sigma.
    public static func lognormal(mu: Double, sigma: Double, seed: UInt64? = nil) -> Self {
        Self(.lognormal, [mu, sigma], seed: seed)
    }

    /// The gamma distribution of shape k and scale theta.
    public static func gamma(k: Double, theta: Double, seed: UInt64? = nil) -> Self {
        Self(.gamma, [k, theta], seed: seed)
    }

    /// The Poisson distribution of mean lambda.
    public static func poisson(lambda: Double, seed: UInt64? = nil) -> Self {
        Self(.poisson, [lambda], seed: seed)
    }

    /// The number of successes in n trials of probability p.
    public static func binomial(n: Double, p: Double, seed: UInt64? = nil) -> Self {
        Self(.binomial, [n, p], seed: seed)
    }

    /// Angles in [−π, π] around mu with concentration kappa.
    public static func vonmises(mu: Double, kappa: Double, seed: UInt64? = nil) -> Self {
        Self(.vonmises, [mu, kappa], seed: seed)
    }

    /// The distribution as PyNN writes it, such as "normal(mu=0.1, sigma=0.01)".
    public var description: String {
        let list = zip(kind.parameterNames, parameters).map { "\($0)=\($1)" }
        return "\(kind.rawValue)(\(list.joined(separator: ", ")))"
    }

    /// Whether most draws are negative; a projection without a receptor type is then taken to be inhibitory.
    var isMostlyNegative: Bool {
        switch kind {
        case .uniform, .uniformInt: parameters[0] + parameters[1] < 0
        case .normal, .normalClipped, .normalClippedToBoundary: parameters[0] < 0
        default: false
        }
    }

    /// Checks the parameters.
    ///
    /// - Throws: ``NetworkError`` naming the parameter, its value and what is allowed.
    package func validate() throws(NetworkError) {
        func check(_ index: Int, _ allowed: String, _ holds: (Double) -> Bool) throws(NetworkError) {
            let value = parameters[index]
            guard !value.isNaN, holds(value) else {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "parameter \(kind.parameterNames[index])",
                    location: "random distribution '\(kind.rawValue)'",
                    given: "\(value)",
                    allowed: allowed
                )
            }
        }
        let finite = "a finite number"
        switch kind {
        case .uniform, .uniformInt:
            try check(0, finite, \.isFinite)
            try check(1, "a finite number above low") { $0.isFinite && $0 > parameters[0] }
            if kind == .uniformInt {
                try check(0, "a whole number below 2^53") { $0.rounded() == $0 && abs($0) < 0x1p53 }
                try check(1, "a whole number below 2^53") { $0.rounded() == $0 && abs($0) < 0x1p53 }
            }
        case .normal, .lognormal:
            try check(0, finite, \.isFinite)
            try check(1, "a finite number, at least 0") { $0.isFinite && $0 >= 0 }
        case .normalClipped, .normalClippedToBoundary:
            try check(0, finite, \.isFinite)
            try check(1, "a finite number, at least 0") { $0.isFinite && $0 >= 0 }
            try check(2, "a number") { _ in true }
            try check(3, "at least low") { $0 >= parameters[2] }
        case .exponential:
            try check(0, "a finite number, more than 0") { $0.isFinite && $0 > 0 }
        case .exponentialClipped:
            try check(0, "a finite number, more than 0") { $0.isFinite && $0 > 0 }
            try check(1, "a number") { _ in true }
            try check(2, "at least low and at least 0") { $0 >= parameters[1] && $0 >= 0 }
        case .gamma:
            try check(0, "a finite number, more than 0") { $0.isFinite && $0 > 0 }
            try check(1, "a finite number, more than 0") { $0.isFinite && $0 > 0 }
        case .poisson:
            try check(0, "from 0 to 1e6") { $0 >= 0 && $0 <= 1e6 }
        case .binomial:
            try check(0, "a whole number from 0 to 1e9") { $0 >= 0 && $0 <= 1e9 && $0.rounded() == $0 }
            try check(1, "from 0 to 1") { $0 >= 0 && $0 <= 1 }
        case .vonmises:
            try check(0, finite, \.isFinite)
            try check(1, "a finite number, at least 0") { $0.isFinite && $0 >= 0 }
        }
    }
}
