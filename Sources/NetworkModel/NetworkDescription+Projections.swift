extension NetworkDescription {
    /// The longest delay in time steps: step counts of delays are kept in 16 bits.
    package static let delayStepLimit = 65_535

    /// Adds a projection.
    ///
    /// Weights' signs: an excitatory projection takes none below 0. An inhibitory one takes them all at most 0 (as
    /// PyNN writes it) or all at least 0; both signs together are refused. Without a receptor, weights that are
    /// negative (a distribution: mostly negative) mean an inhibitory projection, as PyNN guesses.
    ///
    /// - Parameters:
    ///   - pre: The presynaptic cells.
    ///   - post: The postsynaptic cells.
    ///   - rule: Which of them are connected.
    ///   - synapse: Weights and delays; a list's own columns go before them.
    ///   - receptor: PyNN's name of the receptor, or nil to go by the weights' sign.
    ///   - label: The label; nil for "pre → post".
    /// - Returns: The projection's number.
    /// - Throws: ``NetworkError`` for values, indices, counts or receptors that are not allowed. Nothing is added then.
    package mutating func addProjection(
        from pre: CellSelection,
        to post: CellSelection,
        rule: ConnectionRule,
        synapse: StaticSynapse,
        receptor receptorName: String? = nil,
        label: String? = nil
    ) throws(NetworkError) -> ProjectionID {
        let id = ProjectionID(rawValue: projections.count)
        let name = label ?? "\(self[pre.population].label) → \(self[post.population].label)"
        let location = "projection '\(name)'"
        try check(rule, pre, post, location)
        var weight = try numbers(synapse.weight, pre, post, "weight", location)
        var delay =
            try synapse.delay.map { value throws(NetworkError) in
                try numbers(value, pre, post, "delay", location)
            } ?? .uniform(minDelay)
        if case .list(let list) = rule {
            if let weights = list.weights { weight = .each(weights) }
            if let delays = list.delays { delay = .each(delays) }
        }
        let receptor = try self.receptor(receptorName, weight, self[post.population], location)
        let signs = WeightSigns(receptor: receptor, location: location)
        try forEachKnown(weight) { value throws(NetworkError) in try Self.checkWeight(value, location) }
        try signs.check(weight)
        try forEachKnown(delay) { value throws(NetworkError) in _ = try delaySteps(value, location) }
        append(
            ProjectionDescription(
                id: id,
                label: name,
                pre: pre,
                post: post,
                rule: rule,
                weight: weight,
                delay: delay,
                receptor: receptor
            )
        )
        return id
    }

    /// The whole number of steps nearest to a delay (halves upwards), at least one.
    ///
    /// - Throws: ``NetworkError`` for a delay that is negative, not finite, or above the greatest allowed.
    func delaySteps(_ delay: Double, _ location: String) throws(NetworkError) -> Int {
        let limit = min(maxDelay ?? .infinity, Double(Self.delayStepLimit) * timeStep)
        guard delay.isFinite && delay >= 0 && delay <= limit else {
            throw NetworkError(
                .valueOutOfRange,
                what: "delay",
                location: location,
                given: "\(delay) ms",
                allowed: "from 0.0 ms (rounded to one step, \(timeStep) ms) to \(limit) ms"
            )
        }
        return max(1, steps(delay))
    }

    /// Refuses a weight that is no finite number of the chip's range.
    static func checkWeight(_ weight: Double, _ location: String) throws(NetworkError) {
        guard weight.isFinite && abs(weight) <= AllowedRange.fixedPointLimit else {
            throw NetworkError(
                .valueOutOfRange,
                what: "weight",
                location: location,
                given: "\(weight) nA",
                allowed: "finite, of magnitude at most \(AllowedRange.fixedPointLimit) nA"
            )
        }
    }

    private func check(
        _ rule: ConnectionRule,
        _ pre: CellSelection,
        _ post: CellSelection,
        _ location: String
    ) throws(NetworkError) {
        switch rule {
        case .allToAll, .oneToOne:
            break
        case .fixedProbability(let probability, _, _):
            guard probability >= 0 && probability <= 1 else {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "connection probability",
                    location: location,
                    given: "\(probability)",
                    allowed: "from 0.0 to 1.0"
                )
            }
        case .list(let list):
            let lengths = [("post", list.post.count), ("weight", list.weights?.count), ("delay", list.delays?.count)]
            for (column, length) in lengths {
                guard let length, length != list.pre.count else { continue }
                throw NetworkError(
                    .wrongCount,
                    what: "column \(column) of the connection list has another length than column pre",
                    location: location,
                    given: "\(length)",
                    allowed: "\(list.pre.count)"
                )
            }
            try checkIndices(list.pre, pre, "presynaptic", location)
            try checkIndices(list.post, post, "postsynaptic", location)
        }
    }

    private func checkIndices(
        _ indices: [Int],
        _ selection: CellSelection,
        _ side: String,
        _ location: String
    ) throws(NetworkError) {
        for (row, index) in indices.enumerated() where index < 0 || index >= selection.indices.count {
            throw NetworkError(
                .indexOutOfRange,
                what: "\(side) index in row \(row) of the connection list",
                location: location,
                given: "\(index)",
                allowed: "from 0 to \(selection.indices.count - 1)"
            )
        }
    }

    private func numbers(
        _ value: SynapseValue,
        _ pre: CellSelection,
        _ post: CellSelection,
        _ what: String,
        _ location: String
    ) throws(NetworkError) -> SynapseNumbers {
        let rows = pre.indices.count
        let columns = post.indices.count
        switch value {
        case .value(let value):
            return .uniform(value)
        case .random(let distribution):
            try distribution.validate()
            return .random(distribution)
        case .matrix(let matrix):
            guard matrix.count == rows, matrix.allSatisfy({ $0.count == columns }) else {
                throw NetworkError(
                    .wrongCount,
                    what: "\(what) matrix has the wrong shape",
                    location: location,
                    given: "\(matrix.count) × \(matrix.first?.count ?? 0)",
                    allowed: "\(rows) × \(columns), presynaptic × postsynaptic cells"
                )
            }
            return .matrix(matrix.flatMap { $0 }, postCount: columns)
        case .function(let function):
            var matrix: [Double] = []
            matrix.reserveCapacity(rows * columns)
            for row in 0..<rows {
                for column in 0..<columns { matrix.append(function(row, column)) }
            }
            return .matrix(matrix, postCount: columns)
        }
    }

    private func receptor(
        _ name: String?,
        _ weight: SynapseNumbers,
        _ post: PopulationDescription,
        _ location: String
    ) throws(NetworkError) -> Receptor {
        let receptors = post.schema.receptorTypes
        guard !receptors.isEmpty else {
            throw NetworkError(
                .receptor,
                what: "the target, \(post.location), takes no input",
                location: location,
                given: "\(post.kind)",
                allowed: "cells that have receptors"
            )
        }
        guard let name else {
            return weight.isMostlyNegative ? .inhibitory : .excitatory
        }
        guard let receptor = Receptor(rawValue: name), receptors.contains(receptor) else {
            throw NetworkError(
                .receptor,
                what: "\(post.kind) of \(post.location) has no such receptor type",
                location: location,
                given: "'\(name)'",
                allowed: receptors.map { "'\($0)'" }.joined(separator: ", ")
            )
        }
        return receptor
    }

    /// Visits the numbers that are known before drawing. Pairs that end up unconnected count too where a matrix
    /// is finite there; NaN marks "no matter" in a matrix and is looked at only where a synapse uses it.
    private func forEachKnown(
        _ numbers: SynapseNumbers,
        _ body: (Double) throws(NetworkError) -> Void
    ) throws(NetworkError) {
        switch numbers {
        case .uniform(let value): try body(value)
        case .each(let values): for value in values { try body(value) }
        case .matrix(let values, _): for value in values where !value.isNaN { try body(value) }
        case .random: break
        }
    }
}
