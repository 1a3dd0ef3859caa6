/// Whether a connector may connect a cell to itself: PyNN's `allow_self_connections`.
public enum SelfConnections: Hashable, Sendable, ExpressibleByBooleanLiteral {
    /// It may (PyNN's `True`).
    case allowed
    /// It may not (`False`).
    case forbidden
    /// It may not, and of two cells that stand on both sides only the later one may connect to the earlier
    /// (`'NoMutual'`).
    case noMutual

    /// `true` for allowed, `false` for forbidden.
    public init(booleanLiteral value: Bool) { self = value ? .allowed : .forbidden }
}
