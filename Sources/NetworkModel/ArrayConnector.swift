/// Connects the pairs for which a matrix holds true.
public struct ArrayConnector: Connector, Hashable, Sendable {
    /// A row for each presynaptic cell, with a column for each postsynaptic one.
    public let array: [[Bool]]
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [("array", "\(array.count) × \(array.first?.count ?? 0)")]
    }
    /// The rule.
    public var rule: ConnectionRule {
        .listed { [array] context in
            guard array.count == context.preCount, array.allSatisfy({ $0.count == context.postCount }) else {
                throw NetworkError(
                    .wrongCount,
                    what: "connection matrix has the wrong shape",
                    location: context.location,
                    given: "\(array.count) × \(array.first?.count ?? 0)",
                    allowed: "\(context.preCount) × \(context.postCount), presynaptic × postsynaptic cells"
                )
            }
            return context.pairs { array[$0][$1] }
        }
    }

    /// Makes the connector; the shape is checked when the projection is made.
    public init(_ array: [[Bool]]) { self.array = array }

    /// Makes the connector from numbers: those that are not 0 count as true.
    public init(_ array: [[Int]]) { self.array = array.map { $0.map { $0 != 0 } } }
}
