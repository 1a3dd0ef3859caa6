public import NetworkModel

/// Connects the pairs that another projection connects.
@MainActor
public struct CloneConnector: @MainActor Connector {
    /// The other projection.
    public let referenceProjection: Projection
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] { [("reference_projection", referenceProjection.label)] }
    /// The rule.
    public var rule: ConnectionRule {
        let projection = referenceProjection
        let cells = (projection.pre.all.map(\.id), projection.post.all.map(\.id))
        let list = Result { try projection.pairs() }
        return .listed { context in
            guard context.preIDs == cells.0, context.postIDs == cells.1 else {
                throw NetworkError(
                    .mismatch,
                    what: "the projection to be cloned joins other cells",
                    location: context.location,
                    given: "\(cells.0.count) and \(cells.1.count) cells",
                    allowed: "the same cells in the same order"
                )
            }
            return try list.get()
        }
    }

    /// Makes the connector.
    public init(_ referenceProjection: Projection) { self.referenceProjection = referenceProjection }
}
