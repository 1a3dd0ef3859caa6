/// Makes a small world: every cell is connected to those within a distance, and each connection is then moved to another
/// target with a probability.
///
/// PyNN declares the connector and leaves it to back ends. As in sPyNNaker, the connections within `degree` are the
/// ones moved, and a moved one goes to any target, each equally likely; no pair is connected twice.
public struct SmallWorldConnector: Connector, Hashable, Sendable {
    /// The distance in µm below which cells are connected.
    public let degree: Double
    /// The probability with which a connection is moved.
    public let rewiring: Double
    /// Whether a cell may be connected to itself.
    public let allowSelfConnections: SelfConnections
    /// How many connections each presynaptic cell makes; nil for all within the distance. The nearest come first, of
    /// equally near ones the first.
    public let connectionCount: Int?
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [
            ("degree", "\(degree)"), ("rewiring", "\(rewiring)"),
            ("allow_self_connections", "\(allowSelfConnections)"),
            ("n_connections", connectionCount.map { "\($0)" } ?? "None"),
        ]
    }
    /// The rule.
    public var rule: ConnectionRule { .listed(list) }

    /// Makes the connector; its numbers are checked when the projection is made.
    public init(
        degree: Double,
        rewiring: Double,
        allowSelfConnections: SelfConnections = .allowed,
        connectionCount: Int? = nil,
        seed: UInt64? = nil
    ) {
        self.degree = degree
        self.rewiring = rewiring
        self.allowSelfConnections = allowSelfConnections
        self.connectionCount = connectionCount
        self.seed = seed
    }

    private func list(_ context: ConnectionContext) throws(NetworkError) -> ConnectionList {
        let numbers = [
            ("rewiring", rewiring, rewiring >= 0 && rewiring <= 1, "from 0.0 to 1.0"),
            ("degree", degree, degree >= 0, "at least 0.0 µm"),
            ("n_connections", Double(connectionCount ?? 0), (connectionCount ?? 0) >= 0, "at least 0"),
        ]
        for (what, given, holds, allowed) in numbers {
            try NetworkError.require(
                holds,
                what: what,
                location: context.location,
                given: "\(given)",
                allowed: allowed
            )
        }
        let distances = context.distances()
        var list = ConnectionList(pre: [], post: [])
        for pre in 0..<context.preCount {
            let allowed = (0..<context.postCount).filter { context.allows(pre, $0, allowSelfConnections) }
            var near = allowed.map { (post: $0, distance: distances[pre: pre, post: $0]) }
                .filter { $0.distance < degree }
            if let connectionCount {
                near.sort { ($0.distance, $0.post) < ($1.distance, $1.post) }
                near.removeLast(max(0, near.count - connectionCount))
            }
            // A moved connection may go wherever the cell is not connected yet, back to its old place as well.
            var taken = Set(near.map(\.post))
            var stream = context.stream(forTarget: pre, seed: seed)
            for (post, _) in near {
                var target = post
                if stream.nextUnit() < rewiring {
                    taken.remove(post)
                    let free = allowed.filter { !taken.contains($0) }
                    target = free[stream.next(below: free.count)]
                    taken.insert(target)
                }
                list.pre.append(pre)
                list.post.append(target)
            }
        }
        return list
    }
}
