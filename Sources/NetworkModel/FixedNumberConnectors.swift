/// A connector that makes a number of connections at random: PyNN's `FixedNumberConnector`.
///
/// Without replacement a cell, or a pair, is chosen again only after all others have been.
public protocol FixedNumberConnector: Connector, Hashable, Sendable {
    /// How many.
    var count: ConnectionCount { get }
    /// Whether a cell may be connected to itself.
    var allowSelfConnections: SelfConnections { get }
    /// Whether a cell may be chosen again before all others have been.
    var withReplacement: Bool { get }
    /// A seed of its own, or nil for the network's.
    var seed: UInt64? { get }
}

extension FixedNumberConnector {
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [
            ("n", "\(count)"), ("allow_self_connections", "\(allowSelfConnections)"),
            ("with_replacement", "\(withReplacement)"),
        ]
    }

    /// The rule that draws as many as a count says.
    fileprivate func rule(_ count: DrawnRule.Count) -> DrawnRule {
        DrawnRule(count, selfConnections: allowSelfConnections, withReplacement: withReplacement, seed: seed)
    }
}

/// Connects each postsynaptic cell to a number of presynaptic cells chosen at random.
public struct FixedNumberPreConnector: FixedNumberConnector {
    /// How many, for each postsynaptic cell.
    public let count: ConnectionCount
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// Whether a cell may be chosen again before all others have been.
    public let withReplacement: Bool
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// The rule.
    public var rule: ConnectionRule { .drawn(rule(.perTarget(count))) }

    /// Makes the connector; the number is checked when the projection is made.
    public init(
        _ count: ConnectionCount,
        allowSelfConnections: SelfConnections = .allowed,
        withReplacement: Bool = false,
        seed: UInt64? = nil
    ) {
        (self.count, self.seed) = (count, seed)
        (self.allowSelfConnections, self.withReplacement) = (allowSelfConnections, withReplacement)
    }
}

/// Connects each presynaptic cell to a number of postsynaptic cells chosen at random.
public struct FixedNumberPostConnector: FixedNumberConnector {
    /// How many, for each presynaptic cell.
    public let count: ConnectionCount
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// Whether a cell may be chosen again before all others have been.
    public let withReplacement: Bool
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// The rule: that of ``FixedNumberPreConnector`` with the sides exchanged.
    public var rule: ConnectionRule {
        .listed { [mirrored = rule(.perTarget(count))] context in
            let list = try context.mirrored.list(mirrored)
            return ConnectionList(pre: list.post, post: list.pre)
        }
    }

    /// Makes the connector; the number is checked when the projection is made.
    public init(
        _ count: ConnectionCount,
        allowSelfConnections: SelfConnections = .allowed,
        withReplacement: Bool = false,
        seed: UInt64? = nil
    ) {
        (self.count, self.seed) = (count, seed)
        (self.allowSelfConnections, self.withReplacement) = (allowSelfConnections, withReplacement)
    }
}

/// Makes a number of connections between pairs chosen at random; also sPyNNaker's `MultapseConnector`.
public struct FixedTotalNumberConnector: FixedNumberConnector {
    /// How many in all.
    public let count: ConnectionCount
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// Whether a pair may be chosen more than once.
    public let withReplacement: Bool
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// The rule.
    public var rule: ConnectionRule { .drawn(rule(.total(count))) }

    /// Makes the connector; the number is checked when the projection is made.
    public init(
        _ count: ConnectionCount,
        allowSelfConnections: SelfConnections = .allowed,
        withReplacement: Bool = true,
        seed: UInt64? = nil
    ) {
        (self.count, self.seed) = (count, seed)
        (self.allowSelfConnections, self.withReplacement) = (allowSelfConnections, withReplacement)
    }
}

/// sPyNNaker's name of ``FixedTotalNumberConnector``.
public typealias MultapseConnector = FixedTotalNumberConnector
