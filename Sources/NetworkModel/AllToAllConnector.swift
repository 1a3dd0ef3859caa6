/// Connects every presynaptic cell to every postsynaptic one.
public struct AllToAllConnector: Connector {
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: Bool
    /// The rule as plain values.
    public var rule: ConnectionRule { .allToAll(allowSelfConnections: allowSelfConnections) }

    /// Makes the connector.
    public init(allowSelfConnections: Bool = true) { self.allowSelfConnections = allowSelfConnections }
}
