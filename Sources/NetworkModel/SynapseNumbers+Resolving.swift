extension SynapseValue {
    /// Whether the value is for one connection after the other, so that they must be listed.
    var isPerConnection: Bool {
        switch self {
        case .value, .random: false
        case .matrix, .values, .function, .distance, .expression: true
        }
    }

    /// Refuses a matrix of another shape than so many presynaptic and postsynaptic cells.
    package func checkShape(
        _ preCount: Int,
        _ postCount: Int,
        _ what: String,
        _ location: String
    ) throws(NetworkError) {
        guard case .matrix(let matrix) = self else { return }
        try NetworkError.require(
            matrix.count == preCount && matrix.allSatisfy { $0.count == postCount },
            .wrongCount,
            what: "\(what) matrix has the wrong shape",
            location: location,
            given: "\(matrix.count) × \((matrix.first { $0.count != postCount } ?? matrix.first)?.count ?? 0)",
            allowed: "\(preCount) × \(postCount), presynaptic × postsynaptic cells"
        )
    }

    /// Turns what was given into numbers for a projection's connections.
    ///
    /// - Parameters:
    ///   - table: The connections, when ``isPerConnection``.
    ///   - order: For each of them its place in the list it was sorted from.
    ///   - what: "weight" or "delay".
    /// - Throws: ``NetworkError`` for wrong shapes, text that is no expression, or values that are no numbers.
    func resolved(
        _ table: ConnectionTable?,
        order: [Int],
        _ what: String,
        _ context: ConnectionContext
    ) throws(NetworkError) -> SynapseNumbers {
        let table = table ?? ConnectionTable(starts: [0], sources: [])
        func each(_ value: (Int, Int) throws(NetworkError) -> Double) throws(NetworkError) -> SynapseNumbers {
            var values: [Double] = []
            values.reserveCapacity(table.sources.count)
            for post in 0..<table.targetCount {
                for row in table.starts[post]..<table.starts[post + 1] {
                    values.append(try value(Int(table.sources[row]), post))
                }
            }
            return .each(values)
        }
        switch self {
        case .value(let value):
            return .uniform(value)
        case .random(let distribution):
            try distribution.validate()
            return .random(distribution)
        case .matrix(let matrix):
            try checkShape(context.preCount, context.postCount, what, context.location)
            return try each { matrix[$0][$1] }
        case .values(let values):
            guard values.count == table.sources.count else {
                throw NetworkError(
                    .wrongCount,
                    what: "\(what) has the wrong number of values",
                    location: context.location,
                    given: "\(values.count)",
                    allowed: "\(table.sources.count), the number of connections"
                )
            }
            return .each(order.map { values[$0] })
        case .function(let function):
            return try each(function)
        case .distance(let function):
            let distances = context.distances()
            return try each { function(distances[pre: $0, post: $1]) }
        case .expression(let text):
            let function = DistanceFunction.expression(try Expression(text, variables: ["d"]))
            let distances = context.distances()
            return try each { pre, post throws(NetworkError) in try function(distances, pre, post) }
        }
    }
}
