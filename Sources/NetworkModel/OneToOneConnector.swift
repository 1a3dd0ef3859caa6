/// Connects cells of the same index, as far as both sides reach.
public struct OneToOneConnector: Connector {
    /// The rule as plain values.
    public var rule: ConnectionRule { .oneToOne }

    /// Makes the connector.
    public init() {}
}
