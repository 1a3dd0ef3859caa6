/// Connects every cell to every cell.
public struct AllToAllConnector: Connector, Hashable, Sendable {
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// The rule.
    public var rule: ConnectionRule { .drawn(DrawnRule(.all, selfConnections: allowSelfConnections)) }
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [("allow_self_connections", "\(allowSelfConnections)")]
    }

    /// Makes the connector.
    public init(allowSelfConnections: SelfConnections = .allowed) { self.allowSelfConnections = allowSelfConnections }
}
