/// A connection rule as plain values: what every ``Connector`` comes down to.
public enum ConnectionRule: Hashable, Sendable {
    /// Every pair.
    case allToAll(allowSelfConnections: Bool)
    /// Index to same index, as far as both sides reach.
    case oneToOne
    /// Every pair with a probability, independently.
    case fixedProbability(Double, allowSelfConnections: Bool, seed: UInt64?)
    /// The pairs of a list.
    case list(ConnectionList)

    /// PyNN's name of the connector.
    public var name: String {
        switch self {
        case .allToAll: "AllToAllConnector"
        case .oneToOne: "OneToOneConnector"
        case .fixedProbability: "FixedProbabilityConnector"
        case .list: "FromListConnector"
        }
    }
}
