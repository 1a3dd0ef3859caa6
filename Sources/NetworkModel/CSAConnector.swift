/// Pairs of cells as a set, put together from others: Djurfeldt's connection-set algebra ("The connection-set algebra: a
/// novel formalism for the representation of connectivity structure", 2012), with the operators of its `csa` package.
///
///     let ring = ConnectionSet.oneToOne.shifted(pre: 0, post: 1) + ConnectionSet { pre, post in pre == 99 && post == 0 }
///     let sparse = ConnectionSet.random(fanIn: 10) * (.full - .oneToOne)
///     CSAConnector(sparse, weight: { _, _ in 0.5 }, delay: { pre, post in 1 + Double(abs(pre - post)) / 10 })
public struct ConnectionSet {
    /// A set, or a choice from one.
    private indirect enum Form {
        case condition((Int, Int) -> Bool)
        case chance(Double)
        case total(Int, Form)
        case fanIn(Int, Form)
        case fanOut(Int, Form)
        case both(Form, Form)
        case either(Form, Form)
        case without(Form, Form)
        case shifted(Form, Int, Int)
        case blocks(Form, Int, Int)
    }

    private let form: Form

    private init(_ form: Form) { self.form = form }

    /// The pairs that fulfil a condition.
    public init(_ condition: @escaping (_ pre: Int, _ post: Int) -> Bool) { form = .condition(condition) }

    /// All pairs.
    public static var full: ConnectionSet { ConnectionSet { _, _ in true } }
    /// Pairs of equal indices.
    public static var oneToOne: ConnectionSet { ConnectionSet { $0 == $1 } }
    /// Each pair with a probability, independently.
    public static func random(_ probability: Double) -> ConnectionSet { ConnectionSet(.chance(probability)) }
    /// A number of all pairs, each choice equally likely; `random(total:) * set` chooses from a set.
    public static func random(total: Int) -> ConnectionSet { ConnectionSet(.total(total, full.form)) }
    /// A number of pairs for each postsynaptic cell, each choice equally likely; `random(fanIn:) * set` chooses from a set.
    public static func random(fanIn: Int) -> ConnectionSet { ConnectionSet(.fanIn(fanIn, full.form)) }
    /// A number of pairs for each presynaptic cell, each choice equally likely; `random(fanOut:) * set` chooses from a set.
    public static func random(fanOut: Int) -> ConnectionSet { ConnectionSet(.fanOut(fanOut, full.form)) }

    /// The pairs that are in both; a random choice on the left chooses from the right.
    public static func * (left: ConnectionSet, right: ConnectionSet) -> ConnectionSet {
        switch left.form {
        case .total(let count, let set): ConnectionSet(.total(count, .both(set, right.form)))
        case .fanIn(let count, let set): ConnectionSet(.fanIn(count, .both(set, right.form)))
        case .fanOut(let count, let set): ConnectionSet(.fanOut(count, .both(set, right.form)))
        default: ConnectionSet(.both(left.form, right.form))
        }
    }

    /// The pairs that are in one or the other.
    public static func + (left: ConnectionSet, right: ConnectionSet) -> ConnectionSet {
        ConnectionSet(.either(left.form, right.form))
    }

    /// The pairs that are in the left but not in the right.
    public static func - (left: ConnectionSet, right: ConnectionSet) -> ConnectionSet {
        ConnectionSet(.without(left.form, right.form))
    }

    /// The set with all indices moved.
    public func shifted(pre: Int, post: Int) -> ConnectionSet { ConnectionSet(.shifted(form, pre, post)) }

    /// The set with each pair become a block of pairs: csa's `block`.
    public func blocks(pre: Int, post: Int) -> ConnectionSet { ConnectionSet(.blocks(form, pre, post)) }

    /// Refuses probabilities, numbers and sizes out of range.
    private static func check(_ form: Form, _ location: String) throws(NetworkError) {
        func require(_ holds: Bool, _ what: String, _ given: String, _ allowed: String) throws(NetworkError) {
            try NetworkError.require(
                holds,
                what: "\(what) of a connection set",
                location: location,
                given: given,
                allowed: allowed
            )
        }
        switch form {
        case .condition: break
        case .chance(let probability):
            try require(probability >= 0 && probability <= 1, "probability", "\(probability)", "from 0.0 to 1.0")
        case .total(let count, let set), .fanIn(let count, let set), .fanOut(let count, let set):
            try require(count >= 0, "number of pairs", "\(count)", "at least 0")
            try check(set, location)
        case .both(let left, let right), .either(let left, let right), .without(let left, let right):
            try check(left, location)
            try check(right, location)
        case .shifted(let set, _, _): try check(set, location)
        case .blocks(let set, let pre, let post):
            try require(pre >= 1 && post >= 1, "blocks", "(\(pre), \(post))", "at least 1 each")
            try check(set, location)
        }
    }

    /// The set's pairs of some cells: for each postsynaptic index the presynaptic ones, ascending.
    ///
    /// - Throws: ``NetworkError`` for probabilities, numbers and sizes out of range.
    func rows(_ context: ConnectionContext, seed: UInt64?) throws(NetworkError) -> [[Int]] {
        try Self.check(form, context.location)
        var random = Streams(context: context, seed: seed)
        return Self.rows(form, context.preCount, context.postCount, &random)
    }

    /// A stream of random numbers for each choice of an expression, in the order in which they stand.
    private struct Streams {
        let context: ConnectionContext
        let seed: UInt64?
        var count = 0

        mutating func next() -> RandomStream {
            count += 1
            return RandomStream(
                seed: seed ?? context.seed,
                purpose: .connectivity,
                context.owner,
                UInt64(count) << 32
            )
        }
    }

    private static func rows(_ form: Form, _ preCount: Int, _ postCount: Int, _ random: inout Streams) -> [[Int]] {
        func choose(_ count: Int, _ list: [Int], _ stream: inout RandomStream) -> [Int] {
            Array(list.shuffled(using: &stream).prefix(count)).sorted()
        }
        switch form {
        case .condition(let condition):
            return (0..<postCount).map { post in (0..<preCount).filter { condition($0, post) } }
        case .chance(let probability):
            var stream = random.next()
            return (0..<postCount).map { _ in (0..<preCount).filter { _ in stream.nextUnit() < probability } }
        case .total(let count, let set):
            let rows = rows(set, preCount, postCount, &random)
            let pairs = rows.enumerated().flatMap { post, row in row.map { post * preCount + $0 } }
            var stream = random.next()
            var result = [[Int]](repeating: [], count: postCount)
            for pair in choose(count, pairs, &stream) { result[pair / preCount].append(pair % preCount) }
            return result
        case .fanIn(let count, let set):
            let rows = rows(set, preCount, postCount, &random)
            var stream = random.next()
            return rows.map { choose(count, $0, &stream) }
        case .fanOut(let count, let set):
            let rows = transposed(rows(set, preCount, postCount, &random), preCount)
            var stream = random.next()
            return transposed(rows.map { choose(count, $0, &stream) }, postCount)
        case .both(let left, let right):
            return combined(left, right, preCount, postCount, &random) { $0.intersection($1) }
        case .either(let left, let right):
            return combined(left, right, preCount, postCount, &random) { $0.union($1) }
        case .without(let left, let right):
            return combined(left, right, preCount, postCount, &random) { $0.subtracting($1) }
        case .shifted(let set, let pre, let post):
            // Sets are looked at from index 0 on; so far away there is nothing to be looked at.
            guard pre.magnitude <= 1 << 24, post.magnitude <= 1 << 24 else {
                return Array(repeating: [], count: postCount)
            }
            let rows = rows(set, preCount + abs(pre), postCount + abs(post), &random)
            return (0..<postCount).map { target in
                rows.indices.contains(target - post)
                    ? rows[target - post].map { $0 + pre }.filter { (0..<preCount).contains($0) } : []
            }
        case .blocks(let set, let pre, let post):
            func blocks(_ count: Int, _ width: Int) -> Int { count == 0 ? 0 : (count - 1) / width + 1 }
            let rows = rows(set, blocks(preCount, pre), blocks(postCount, post), &random)
            return (0..<postCount).map { target in
                rows[target / post].flatMap { block in
                    let first = block * pre
                    return first..<(first + min(pre, preCount - first))
                }
            }
        }
    }

    private static func combined(
        _ left: Form,
        _ right: Form,
        _ preCount: Int,
        _ postCount: Int,
        _ random: inout Streams,
        _ combine: (Set<Int>, Set<Int>) -> Set<Int>
    ) -> [[Int]] {
        let first = rows(left, preCount, postCount, &random)
        let second = rows(right, preCount, postCount, &random)
        return zip(first, second).map { combine(Set($0), Set($1)).sorted() }
    }

    private static func transposed(_ rows: [[Int]], _ count: Int) -> [[Int]] {
        var result = [[Int]](repeating: [], count: count)
        for (index, row) in rows.enumerated() { for element in row { result[element].append(index) } }
        return result
    }
}

/// Connects the pairs of a connection set.
public struct CSAConnector: Connector {
    /// The set.
    public let set: ConnectionSet
    /// The weight of each pair; nil for the synapse type's.
    public let weight: ((_ pre: Int, _ post: Int) -> Double)?
    /// The delay of each pair in ms; nil for the synapse type's.
    public let delay: ((_ pre: Int, _ post: Int) -> Double)?
    /// A seed of its own, or nil for the network's.
    public let seed: UInt64?
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] { [("cset", "a connection set")] }
    /// The rule.
    public var rule: ConnectionRule {
        .listed { context in
            var list = ConnectionList(
                pre: [],
                post: [],
                weights: weight == nil ? nil : [],
                delays: delay == nil ? nil : []
            )
            for (post, row) in try set.rows(context, seed: seed).enumerated() {
                for pre in row {
                    list.pre.append(pre)
                    list.post.append(post)
                    if let weight { list.weights?.append(weight(pre, post)) }
                    if let delay { list.delays?.append(delay(pre, post)) }
                }
            }
            return list
        }
    }

    /// Makes the connector.
    public init(
        _ set: ConnectionSet,
        weight: ((_ pre: Int, _ post: Int) -> Double)? = nil,
        delay: ((_ pre: Int, _ post: Int) -> Double)? = nil,
        seed: UInt64? = nil
    ) {
        self.set = set
        self.weight = weight
        self.delay = delay
        self.seed = seed
    }
}
