/// Connects the pairs of a list.
///
///     FromListConnector([(0, 1), (1, 2)])                       // weights and delays from the synapse type
///     FromListConnector([(0, 1, 2.0, 17.0), (1, 2, 2.0, 17.0)])  // weight in nA, delay in ms
public struct FromListConnector: Connector {
    /// The list, as columns.
    public let list: ConnectionList
    /// The rule as plain values.
    public var rule: ConnectionRule { .list(list) }

    /// Connects pairs of (presynaptic, postsynaptic) indices.
    public init(_ pairs: [(Int, Int)]) {
        list = ConnectionList(pre: pairs.map(\.0), post: pairs.map(\.1))
    }

    /// Connects rows of (presynaptic index, postsynaptic index, weight, delay in ms).
    @_disfavoredOverload
    public init(_ rows: [(Int, Int, Double, Double)]) {
        list = ConnectionList(
            pre: rows.map(\.0),
            post: rows.map(\.1),
            weights: rows.map(\.2),
            delays: rows.map(\.3)
        )
    }

    /// Connects what columns say.
    @_disfavoredOverload
    public init(_ list: ConnectionList) { self.list = list }
}
