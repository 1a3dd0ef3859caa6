/// Which cells are connected: what every ``Connector`` comes down to.
public enum ConnectionRule {
    /// Each target draws its sources at random (or takes all): a rule that the chip can follow by itself.
    case drawn(DrawnRule)
    /// A list, made when the projection is.
    case listed((ConnectionContext) throws -> ConnectionList)

    /// A list that is there already.
    public static func list(_ list: ConnectionList) -> ConnectionRule { .listed { _ in list } }
}

/// A rule by which each target draws its sources.
public struct DrawnRule: Hashable, Sendable {
    /// How many sources a target gets.
    public enum Count: Hashable, Sendable {
        /// All there are.
        case all
        /// Each with a probability, from 0 to 1, independently of the others.
        case probability(Double)
        /// A number for all targets together.
        case total(ConnectionCount)
        /// A number for each target.
        case perTarget(ConnectionCount)
    }

    /// How many sources a target gets.
    public var count: Count
    /// Whether a cell may be its own source.
    public var selfConnections: SelfConnections
    /// Whether a source may be drawn again before all others have been.
    public var withReplacement: Bool
    /// A seed of its own, or nil for the network's.
    public var seed: UInt64?

    /// Makes a rule.
    public init(
        _ count: Count,
        selfConnections: SelfConnections = .allowed,
        withReplacement: Bool = false,
        seed: UInt64? = nil
    ) {
        self.count = count
        self.selfConnections = selfConnections
        self.withReplacement = withReplacement
        self.seed = seed
    }

    /// Whether pairs are independent of each other, so that parts of a projection can be drawn as projections.
    package var isPairwise: Bool {
        guard selfConnections != .noMutual else { return false }
        return switch count {
        case .all, .probability: true
        case .total, .perTarget: false
        }
    }
}
