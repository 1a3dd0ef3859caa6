/// A rule that says which cells are connected.
///
/// A script's own connector lists what it wants:
///
///     struct Diagonals: Connector {
///         var rule: ConnectionRule {
///             .listed { context in
///                 context.pairs { (pre, post) in (pre + post) % 3 == 0 }
///             }
///         }
///     }
public protocol Connector {
    /// The rule.
    var rule: ConnectionRule { get }
    /// What the connector was made with, by PyNN's names.
    var parameters: [(name: String, value: String)] { get }
}

extension Connector {
    /// Nothing.
    public var parameters: [(name: String, value: String)] { [] }

    /// The connector's name: its type's.
    public var name: String { "\(type(of: self))" }
}
