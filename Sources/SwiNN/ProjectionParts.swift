import NetworkModel

/// Cuts a projection between assemblies into projections between populations.
///
/// Connectors' indices run over the concatenated cells. Pairwise rules fall apart by themselves, one-to-one and lists
/// become a list for each pair of components, and values that go by index are shifted.
@MainActor
struct ProjectionParts {
    /// A projection between two components.
    struct Part {
        let pre: PopulationView
        let post: PopulationView
        let preOffset: Int
        let postOffset: Int
        let rule: ConnectionRule
        let synapse: StaticSynapse
    }

    let pre: [PopulationView]
    let post: [PopulationView]
    let location: String

    /// The parts; those that can have no synapse are left out, but never all.
    func split(_ rule: ConnectionRule, _ synapse: StaticSynapse) throws -> [Part] {
        if pre.count == 1 && post.count == 1 {
            return [Part(pre: pre[0], post: post[0], preOffset: 0, postOffset: 0, rule: rule, synapse: synapse)]
        }
        if case .list(let list) = rule { try check(list) }
        var parts: [Part] = []
        var preOffset = 0
        for source in pre {
            var postOffset = 0
            for target in post {
                let window = Window(
                    pre: preOffset..<(preOffset + source.indices.count),
                    post: postOffset..<(postOffset + target.indices.count),
                    total: (total(pre), total(post))
                )
                if let own = window.rule(rule) {
                    parts.append(
                        Part(
                            pre: source,
                            post: target,
                            preOffset: preOffset,
                            postOffset: postOffset,
                            rule: own,
                            synapse: StaticSynapse(
                                weight: window.value(synapse.weight),
                                delay: synapse.delay.map(window.value)
                            )
                        )
                    )
                }
                postOffset += target.indices.count
            }
            preOffset += source.indices.count
        }
        return parts
    }

    private func total(_ views: [PopulationView]) -> Int { views.reduce(0) { $0 + $1.indices.count } }

    private func check(_ list: ConnectionList) throws(NetworkError) {
        for (side, indices, count) in [
            ("presynaptic", list.pre, total(pre)), ("postsynaptic", list.post, total(post)),
        ] {
            for (row, index) in indices.enumerated() where index < 0 || index >= count {
                throw NetworkError(
                    .indexOutOfRange,
                    what: "\(side) index in row \(row) of the connection list",
                    location: "projection '\(location)'",
                    given: "\(index)",
                    allowed: "from 0 to \(count - 1)"
                )
            }
        }
        let lengths = [list.post.count, list.weights?.count, list.delays?.count].compactMap { $0 }
        guard lengths.allSatisfy({ $0 == list.pre.count }) else {
            throw NetworkError(
                .wrongCount,
                what: "columns of the connection list differ in length",
                location: "projection '\(location)'",
                given: "\(lengths)",
                allowed: "\(list.pre.count)"
            )
        }
    }
}

/// A rectangle of a connection matrix: one pair of components.
private struct Window {
    let pre: Range<Int>
    let post: Range<Int>
    let total: (pre: Int, post: Int)

    /// The rule inside the rectangle; nil when nothing can be there.
    func rule(_ rule: ConnectionRule) -> ConnectionRule? {
        switch rule {
        case .allToAll, .fixedProbability:
            return rule
        case .oneToOne:
            let both = pre.clamped(to: post)
            guard !both.isEmpty else { return nil }
            return .list(
                ConnectionList(
                    pre: both.map { $0 - pre.lowerBound },
                    post: both.map { $0 - post.lowerBound }
                )
            )
        case .list(let list):
            let rows = list.pre.indices.filter { pre.contains(list.pre[$0]) && post.contains(list.post[$0]) }
            guard !rows.isEmpty else { return nil }
            return .list(
                ConnectionList(
                    pre: rows.map { list.pre[$0] - pre.lowerBound },
                    post: rows.map { list.post[$0] - post.lowerBound },
                    weights: list.weights.map { weights in rows.map { weights[$0] } },
                    delays: list.delays.map { delays in rows.map { delays[$0] } }
                )
            )
        }
    }

    /// The value inside the rectangle.
    func value(_ value: SynapseValue) -> SynapseValue {
        switch value {
        case .value, .random:
            return value
        case .matrix(let matrix):
            // A matrix of the wrong shape is passed on whole, to be refused with its own shape.
            guard matrix.count == total.pre, matrix.allSatisfy({ $0.count == total.post }) else { return value }
            return .matrix(matrix[pre].map { Array($0[post]) })
        case .function(let function):
            return .function { function(pre.lowerBound + $0, post.lowerBound + $1) }
        }
    }
}
