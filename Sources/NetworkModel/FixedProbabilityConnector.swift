/// Connects every pair with a probability, independently of the others.
public struct FixedProbabilityConnector: Connector {
    /// The probability, from 0 to 1.
    public let probability: Double
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: Bool
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// The rule as plain values.
    public var rule: ConnectionRule {
        .fixedProbability(probability, allowSelfConnections: allowSelfConnections, seed: seed)
    }

    /// Makes the connector; the probability is checked when the projection is made.
    public init(_ probability: Double, allowSelfConnections: Bool = true, seed: UInt64? = nil) {
        self.probability = probability
        self.allowSelfConnections = allowSelfConnections
        self.seed = seed
    }
}
