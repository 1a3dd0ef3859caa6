package import RandomNumbers

/// Connections that targets draw, with everything decided but the sources.
package struct DrawnConnections: Hashable, Sendable {
    /// How many synapses targets get.
    package enum Counts: Hashable, Sendable {
        /// Each the same number.
        case same(UInt32)
        /// Each its own.
        case each([UInt32])

        /// The number of a target.
        package subscript(target: Int) -> UInt32 {
            switch self {
            case .same(let count): count
            case .each(let counts): counts[target]
            }
        }
    }

    /// Where targets stand among the sources.
    package enum OwnPlaces: Hashable, Sendable {
        /// Nowhere, or it does not matter.
        case none
        /// Target j is source j + offset, if there is one.
        case shifted(Int)
        /// The source that each target is; −1 for none.
        case each([Int32])

        package func place(of target: Int, among sourceCount: Int) -> Int? {
            switch self {
            case .none: return nil
            case .shifted(let offset):
                let place = target + offset
                return (0..<sourceCount).contains(place) ? place : nil
            case .each(let places): return places[target] < 0 ? nil : Int(places[target])
            }
        }
    }

    /// The number of sources.
    package let sourceCount: Int
    /// The number of targets.
    package let targetCount: Int
    /// How many synapses each target gets.
    package let counts: Counts
    /// Whether a source may be drawn again before all others have been.
    package let withReplacement: Bool
    /// Where targets stand among the sources, if that matters.
    package let own: OwnPlaces
    /// Whether a target skips all sources up to itself, not just itself.
    package let skipsEarlier: Bool
    /// The seed of the choice.
    package let seed: UInt64

    /// The sources that a target does not choose from.
    package func gap(of target: Int) -> SourceGap {
        guard let place = own.place(of: target, among: sourceCount) else { return .none }
        return skipsEarlier
            ? SourceGap(first: 0, count: UInt32(place + 1)) : SourceGap(first: UInt32(place), count: 1)
    }

    /// Decides how many synapses each target gets.
    ///
    /// - Throws: ``NetworkError`` for a probability or number out of range, or synapses asked for where there is no
    ///   source.
    init(_ rule: DrawnRule, _ context: ConnectionContext) throws(NetworkError) {
        sourceCount = context.preCount
        targetCount = context.postCount
        withReplacement = rule.withReplacement
        skipsEarlier = rule.selfConnections == .noMutual
        seed = rule.seed ?? context.seed
        own = rule.selfConnections == .allowed ? .none : Self.ownPlaces(context)
        let (own, sourceCount, skipsEarlier) = (own, sourceCount, skipsEarlier)
        func available(_ target: Int) -> Int {
            guard let place = own.place(of: target, among: sourceCount) else { return sourceCount }
            return sourceCount - (skipsEarlier ? place + 1 : 1)
        }
        func stream(_ indices: UInt64) -> RandomStream {
            RandomStream(seed: rule.seed ?? context.seed, purpose: .count, context.owner, indices)
        }
        var counts: [Int] = []
        counts.reserveCapacity(targetCount)
        switch rule.count {
        case .all:
            for target in 0..<targetCount { counts.append(available(target)) }
        case .probability(let probability):
            guard probability >= 0 && probability <= 1 else {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "connection probability",
                    location: context.location,
                    given: "\(probability)",
                    allowed: "from 0.0 to 1.0"
                )
            }
            for target in 0..<targetCount {
                var stream = stream(UInt64(target))
                counts.append(stream.binomial(trials: available(target), probability: probability))
            }
        case .perTarget(let count):
            try count.validate()
            for target in 0..<targetCount {
                var stream = stream(UInt64(target))
                let number = try count.draw(from: &stream, context.location)
                if number > 0 && available(target) == 0 { throw Self.noSource(target, number, context) }
                counts.append(number)
            }
        case .total(let count):
            try count.validate()
            var stream = stream(UInt64.max)
            var left = try count.draw(from: &stream, context.location)
            var pairs = (0..<targetCount).reduce(0) { $0 + available($1) }
            guard left <= pairs || (rule.withReplacement && pairs > 0) else {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "total number of connections",
                    location: context.location,
                    given: "\(left)",
                    allowed: "at most \(pairs), the number of pairs"
                        + (pairs > 0 ? ", or connections with replacement" : "")
                )
            }
            for target in 0..<targetCount {
                let own = available(target)
                let number =
                    rule.withReplacement
                    ? stream.binomial(trials: left, probability: pairs == 0 ? 0 : Double(own) / Double(pairs))
                    : stream.hypergeometric(draws: left, marked: own, total: pairs)
                counts.append(number)
                left -= number
                pairs -= own
            }
        }
        if let first = counts.first, counts.allSatisfy({ $0 == first }) {
            self.counts = .same(UInt32(first))
        } else {
            self.counts = .each(counts.map(UInt32.init))
        }
    }

    private static func noSource(_ target: Int, _ count: Int, _ context: ConnectionContext) -> NetworkError {
        NetworkError(
            .mismatch,
            what: "cell \(target) has no source that it may be connected to",
            location: context.location,
            given: "\(count) connections",
            allowed: "more presynaptic cells, or self-connections"
        )
    }

    private static func ownPlaces(_ context: ConnectionContext) -> OwnPlaces {
        guard let firstPre = context.preIDs.first, let firstPost = context.postIDs.first else { return .none }
        func isRun(_ ids: [Int]) -> Bool { ids.indices.allSatisfy { ids[$0] == ids[0] + $0 } }
        if isRun(context.preIDs) && isRun(context.postIDs) {
            let apart =
                firstPost + context.postCount <= firstPre || firstPre + context.preCount <= firstPost
            return apart ? .none : .shifted(firstPost - firstPre)
        }
        let places = Dictionary(zip(context.preIDs, context.preIDs.indices)) { first, _ in first }
        let own = context.postIDs.map { Int32(places[$0] ?? -1) }
        return own.contains { $0 >= 0 } ? .each(own) : .none
    }

    /// The draw of a projection of these connections.
    package func draw(
        owner: UInt64,
        weight: NumberLaw,
        weightSeed: UInt64,
        delay: NumberLaw,
        delaySeed: UInt64
    ) -> SynapseDraw {
        SynapseDraw(
            choices: .init(seed: seed, purpose: RandomStream.Purpose.connectivity.rawValue, owner: owner),
            weights: .init(seed: weightSeed, purpose: RandomStream.Purpose.weight.rawValue, owner: owner),
            delays: .init(seed: delaySeed, purpose: RandomStream.Purpose.delay.rawValue, owner: owner),
            sourceCount: UInt32(sourceCount),
            replaces: withReplacement,
            weight: weight,
            delay: delay
        )
    }
}
