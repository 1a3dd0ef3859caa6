/// Connects every cell to all others of its group, as for a winner-take-all circuit; sPyNNaker's `AllButMeConnector`.
public struct AllButMeConnector: Connector, Hashable, Sendable {
    /// How many consecutive cells make a group; nil for all cells. The last group may be smaller.
    public let groupSize: Int?
    /// The weights in nA of the connections inside a group, presynaptic cell by presynaptic cell without itself; nil for the
    /// synapse type's.
    public let weights: [Double]?
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [
            ("n_neurons_per_group", groupSize.map { "\($0)" } ?? "None"),
            ("weights", weights.map { "\($0.count)" } ?? "None"),
        ]
    }
    /// The rule.
    public var rule: ConnectionRule {
        .listed { context in
            let both = min(context.preCount, context.postCount)
            let size = try GroupSize.check(groupSize, both, context)
            if let weights, weights.count != size * (size - 1) {
                throw NetworkError(
                    .wrongCount,
                    what: "weights of a group",
                    location: context.location,
                    given: "\(weights.count)",
                    allowed: "\(size * (size - 1)), one for each pair of unlike cells of a group"
                )
            }
            var list = ConnectionList(pre: [], post: [], weights: weights == nil ? nil : [])
            for pre in 0..<both {
                let first = pre / size * size
                for post in first..<min(first + size, both) where post != pre {
                    list.pre.append(pre)
                    list.post.append(post)
                    guard let weights else { continue }
                    let column = post - first - (post > pre ? 1 : 0)
                    list.weights?.append(weights[(pre - first) * (size - 1) + column])
                }
            }
            return list
        }
    }

    /// Makes the connector; sizes are checked when the projection is made.
    public init(groupSize: Int? = nil, weights: [Double]? = nil) {
        self.groupSize = groupSize
        self.weights = weights
    }
}

/// Connects cell i to cell i + offset of the same group; sPyNNaker's `OneToOneOffsetConnector`.
public struct OneToOneOffsetConnector: Connector, Hashable, Sendable {
    /// The offset, also below 0.
    public let offset: Int
    /// Whether what goes beyond the end of a group begins again at its start.
    public let wraps: Bool
    /// How many consecutive cells make a group; nil for all cells. The last group may be smaller.
    public let groupSize: Int?
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [
            ("offset", "\(offset)"), ("wrap", "\(wraps)"),
            ("n_neurons_per_group", groupSize.map { "\($0)" } ?? "None"),
        ]
    }
    /// The rule.
    public var rule: ConnectionRule {
        .listed { context in
            let both = min(context.preCount, context.postCount)
            let size = try GroupSize.check(groupSize, both, context)
            var list = ConnectionList(pre: [], post: [])
            for pre in 0..<both {
                let first = pre / size * size
                let count = min(size, both - first)
                var place = pre - first + offset % count
                if wraps { place = (place + count) % count }
                guard wraps || (offset.magnitude < count && (0..<count).contains(place)) else { continue }
                list.pre.append(pre)
                list.post.append(first + place)
            }
            return list
        }
    }

    /// Makes the connector; sizes are checked when the projection is made.
    public init(offset: Int, wraps: Bool, groupSize: Int? = nil) {
        self.offset = offset
        self.wraps = wraps
        self.groupSize = groupSize
    }
}

private enum GroupSize {
    static func check(_ size: Int?, _ count: Int, _ context: ConnectionContext) throws(NetworkError) -> Int {
        guard let size else { return max(count, 1) }
        try NetworkError.require(
            (1...1 << 24).contains(size),
            what: "cells in a group",
            location: context.location,
            given: "\(size)",
            allowed: "at least 1 and at most \(1 << 24)"
        )
        return size
    }
}
