/// A rule that says which cells are connected.
public protocol Connector {
    /// The rule as plain values.
    var rule: ConnectionRule { get }
}
