/// Connects pairs with a probability that depends on their distance.
///
///     DistanceDependentProbabilityConnector("exp(-d/50)")
///     DistanceDependentProbabilityConnector { distance in distance < 100 ? 0.5 : 0 }
public struct DistanceDependentProbabilityConnector: Connector {
    /// The probability, a function of the distance in µm.
    public let probability: DistanceFunction
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [("d_expression", "\(probability)"), ("allow_self_connections", "\(allowSelfConnections)")]
    }
    /// The rule.
    public var rule: ConnectionRule {
        .listed { context in
            let distances = context.distances()
            return try context.pairs(allowSelfConnections, seed: seed) { pre, post in
                try probability(distances, pre, post)
            }
        }
    }

    /// Makes the connector from an expression of `d`, such as `"0.5 * exp(-d/10)"` or `"d < 3"`.
    ///
    /// - Throws: ``NetworkError`` for text that is no expression of `d`.
    public init(
        _ expression: String,
        allowSelfConnections: SelfConnections = .allowed,
        seed: UInt64? = nil
    ) throws(NetworkError) {
        probability = .expression(try Expression(expression, variables: ["d"]))
        self.allowSelfConnections = allowSelfConnections
        self.seed = seed
    }

    /// Makes the connector from a function of the distance in µm.
    public init(
        allowSelfConnections: SelfConnections = .allowed,
        seed: UInt64? = nil,
        _ function: @escaping (_ distance: Double) -> Double
    ) {
        probability = .function(function)
        self.allowSelfConnections = allowSelfConnections
        self.seed = seed
    }
}

/// Connects pairs with a probability that depends on their indices.
///
///     IndexBasedProbabilityConnector("exp(-abs(i - j))")
///     IndexBasedProbabilityConnector { i, j in (i + j) % 3 == 0 ? 1 : 0 }
public struct IndexBasedProbabilityConnector: Connector {
    /// The probability, a function of the presynaptic and the postsynaptic index.
    public let probability: (_ pre: Int, _ post: Int) -> Double
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// What the connector was made with.
    public let parameters: [(name: String, value: String)]
    /// The rule.
    public var rule: ConnectionRule {
        .listed { context in try context.pairs(allowSelfConnections, seed: seed, probability: probability) }
    }

    /// Makes the connector from an expression of `i` and `j`.
    ///
    /// - Throws: ``NetworkError`` for text that is no such expression.
    public init(
        _ expression: String,
        allowSelfConnections: SelfConnections = .allowed,
        seed: UInt64? = nil
    ) throws(NetworkError) {
        let parsed = try Expression(expression, variables: ["i", "j"])
        probability = { parsed.value(["i": Double($0), "j": Double($1)]) }
        self.allowSelfConnections = allowSelfConnections
        self.seed = seed
        parameters = [("index_expression", expression), ("allow_self_connections", "\(allowSelfConnections)")]
    }

    /// Makes the connector from a function of the indices.
    public init(
        allowSelfConnections: SelfConnections = .allowed,
        seed: UInt64? = nil,
        _ function: @escaping (_ pre: Int, _ post: Int) -> Double
    ) {
        probability = function
        self.allowSelfConnections = allowSelfConnections
        self.seed = seed
        parameters = [("index_expression", "a function"), ("allow_self_connections", "\(allowSelfConnections)")]
    }
}

/// Connects pairs with a probability that depends on the way from the presynaptic to the postsynaptic cell.
///
///     DisplacementDependentProbabilityConnector { way in way.x > 0 ? 0.5 : 0 }
public struct DisplacementDependentProbabilityConnector: Connector {
    /// The probability, a function of the way in µm.
    public let probability: (_ displacement: SIMD3<Double>) -> Double
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [("disp_function", "a function"), ("allow_self_connections", "\(allowSelfConnections)")]
    }
    /// The rule.
    public var rule: ConnectionRule {
        .listed { context in
            let distances = context.distances()
            return try context.pairs(allowSelfConnections, seed: seed) { pre, post in
                probability(distances.displacement(pre, post))
            }
        }
    }

    /// Makes the connector.
    public init(
        allowSelfConnections: SelfConnections = .allowed,
        seed: UInt64? = nil,
        _ function: @escaping (_ displacement: SIMD3<Double>) -> Double
    ) {
        probability = function
        self.allowSelfConnections = allowSelfConnections
        self.seed = seed
    }
}
