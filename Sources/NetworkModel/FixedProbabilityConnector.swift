/// Connects every pair with a probability, independently of the others.
public struct FixedProbabilityConnector: Connector, Hashable, Sendable {
    /// The probability, from 0 to 1.
    public let probability: Double
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// The rule.
    public var rule: ConnectionRule {
        .drawn(DrawnRule(.probability(probability), selfConnections: allowSelfConnections, seed: seed))
    }
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [("p_connect", "\(probability)"), ("allow_self_connections", "\(allowSelfConnections)")]
    }

    /// Makes the connector; the probability is checked when the projection is made.
    public init(_ probability: Double, allowSelfConnections: SelfConnections = .allowed, seed: UInt64? = nil) {
        self.probability = probability
        self.allowSelfConnections = allowSelfConnections
        self.seed = seed
    }
}
