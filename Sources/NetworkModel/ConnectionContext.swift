/// What a connector can know of the cells it is to connect.
public struct ConnectionContext {
    /// The number of presynaptic cells.
    public let preCount: Int
    /// The number of postsynaptic cells.
    public let postCount: Int
    /// The presynaptic cells' IDs.
    public let preIDs: [Int]
    /// The postsynaptic cells' IDs.
    public let postIDs: [Int]
    /// How errors call the projection.
    public let location: String
    /// Where distances are measured.
    package let space: Space
    /// The network's seed.
    package let seed: UInt64
    /// The projection's number, which names its random streams.
    package let owner: UInt64
    private let positions: () -> (pre: [SIMD3<Double>], post: [SIMD3<Double>])

    package init(
        preIDs: [Int],
        postIDs: [Int],
        location: String,
        space: Space,
        seed: UInt64,
        owner: UInt64,
        positions: @escaping () -> (pre: [SIMD3<Double>], post: [SIMD3<Double>])
    ) {
        preCount = preIDs.count
        postCount = postIDs.count
        self.preIDs = preIDs
        self.postIDs = postIDs
        self.location = location
        self.space = space
        self.seed = seed
        self.owner = owner
        self.positions = positions
    }

    /// Whether two indices mean the same cell.
    public func isSelf(_ pre: Int, _ post: Int) -> Bool { preIDs[pre] == postIDs[post] }

    /// Whether a pair may be connected.
    ///
    /// - Parameter rule: With ``SelfConnections/noMutual``, a pair of cells that both stand on both sides may only if
    ///   the presynaptic one comes later, as in PyNN.
    public func allows(_ pre: Int, _ post: Int, _ rule: SelfConnections) -> Bool {
        switch rule {
        case .allowed: true
        case .forbidden: preIDs[pre] != postIDs[post]
        case .noMutual: preIDs[pre] > postIDs[post]
        }
    }

    /// A target's own random numbers.
    ///
    /// - Parameter seed: A seed of the connector's own, or nil for the network's.
    public func stream(forTarget post: Int, seed own: UInt64? = nil) -> RandomStream {
        RandomStream(seed: own ?? seed, purpose: .connectivity, owner, UInt64(post))
    }

    /// The distances between the cells.
    public func distances() -> PairDistances {
        let positions = positions()
        return PairDistances(pre: positions.pre, post: positions.post, space: space)
    }

    /// The pairs that fulfil a condition, target by target.
    public func pairs(where condition: (_ pre: Int, _ post: Int) throws -> Bool) rethrows -> ConnectionList {
        var list = ConnectionList(pre: [], post: [])
        for post in 0..<postCount {
            for pre in 0..<preCount where try condition(pre, post) {
                list.pre.append(pre)
                list.post.append(post)
            }
        }
        return list
    }

    /// The pairs that come up with their probability.
    ///
    /// - Parameters:
    ///   - selfConnections: Which pairs may be connected at all.
    ///   - seed: A seed of the connector's own, or nil for the network's.
    ///   - probability: A pair's probability; below 0 means 0, above 1 means 1.
    /// - Throws: ``NetworkError`` for a probability that is no number; what `probability` throws.
    /// - Complexity: O(pairs).
    public func pairs(
        _ selfConnections: SelfConnections,
        seed: UInt64?,
        probability: (_ pre: Int, _ post: Int) throws -> Double
    ) throws -> ConnectionList {
        var list = ConnectionList(pre: [], post: [])
        for post in 0..<postCount {
            var stream = stream(forTarget: post, seed: seed)
            for pre in 0..<preCount {
                // A number for each pair, so that a pair's fate does not hang on the others'.
                let number = stream.nextUnit()
                guard allows(pre, post, selfConnections) else { continue }
                let likelihood = try probability(pre, post)
                guard !likelihood.isNaN else {
                    throw NetworkError(
                        .valueOutOfRange,
                        what: "connection probability of cells \(pre) and \(post)",
                        location: location,
                        given: "\(likelihood)",
                        allowed: "a number"
                    )
                }
                if number < likelihood {
                    list.pre.append(pre)
                    list.post.append(post)
                }
            }
        }
        return list
    }
}

/// The distances between presynaptic and postsynaptic cells.
public struct PairDistances {
    /// The presynaptic cells' positions, µm.
    public let pre: [SIMD3<Double>]
    /// The postsynaptic cells' positions, µm.
    public let post: [SIMD3<Double>]
    /// Where they are measured.
    public let space: Space

    /// The distance of a pair, µm.
    public subscript(pre index: Int, post target: Int) -> Double { space.distance(pre[index], post[target]) }

    /// From the presynaptic to the postsynaptic cell, µm; scale, offset and boundaries of the space do not count, as
    /// in PyNN's `DisplacementDependentProbabilityConnector`.
    public func displacement(_ index: Int, _ target: Int) -> SIMD3<Double> { post[target] - pre[index] }
}
