/// Connects cell i to cell i, as far as both sides reach.
public struct OneToOneConnector: Connector, Hashable, Sendable {
    /// The rule.
    public var rule: ConnectionRule {
        .listed { context in
            let both = Array(0..<min(context.preCount, context.postCount))
            return ConnectionList(pre: both, post: both)
        }
    }

    /// Makes the connector.
    public init() {}
}
