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
    ///   - space: How distances are measured.
    ///   - receptor: PyNN's name of the receptor, or nil to go by the weights' sign.
    ///   - label: The label; nil for "pre → post".
    /// - Returns: The projection's number.
    /// - Throws: ``NetworkError`` for values, indices, counts or receptors that are not allowed, or what a connector of
    ///   the script's own throws. Nothing is added then.
    package mutating func addProjection(
        from pre: CellSelection,
        to post: CellSelection,
        rule: ConnectionRule,
        synapse: StaticSynapse,
        space: Space = Space(),
        receptor receptorName: String? = nil,
        label: String? = nil
    ) throws -> ProjectionID {
        let id = ProjectionID(rawValue: projections.count)
        let name = label ?? "\(self[pre.population].label) → \(self[post.population].label)"
        let context = context(from: [pre], to: [post], space: space, location: "projection '\(name)'")
        let receptors = self[post.population]
        try requireReceptor(receptors, context.location)
        var (weight, delay) = (synapse.weight, synapse.delay ?? .value(minDelay))
        let connectivity: Connectivity
        var table: ConnectionTable?
        var order: [Int] = []
        if case .drawn(let drawn) = rule {
            let connections = try DrawnConnections(drawn, context)
            if weight.isPerConnection || delay.isPerConnection {
                let drawnTable = connections.table(owner: context.owner)
                order = Array(drawnTable.sources.indices)
                table = drawnTable
                connectivity = .listed(drawnTable)
            } else {
                connectivity = .drawn(connections)
            }
        } else {
            let list = try context.list(rule)
            let sorted = ConnectionTable.sorting(list, targetCount: context.postCount)
            if let weights = list.weights { weight = .values(weights) }
            if let delays = list.delays { delay = .values(delays) }
            (table, order) = (sorted.table, sorted.order)
            connectivity = .listed(sorted.table)
        }
        let weights = try weight.resolved(table, order: order, "weight", context)
        let delays = try delay.resolved(table, order: order, "delay", context)
        let receptor = try self.receptor(receptorName, weights, receptors, context.location)
        try check(weights, delays, receptor, context.location)
        append(
            ProjectionDescription(
                id: id,
                label: name,
                pre: pre,
                post: post,
                connectivity: connectivity,
                weight: weights,
                delay: delays,
                receptor: receptor
            )
        )
        return id
    }

    /// Changes a projection's weights or delays. Values for one connection after the other go by the presynaptic index,
    /// then by the postsynaptic one.
    ///
    /// - Parameters:
    ///   - weight: The new weights, or nil to leave them.
    ///   - delay: The new delays, or nil to leave them.
    ///   - id: The projection.
    ///   - space: How distances are measured.
    /// - Throws: ``NetworkError`` for values that are not allowed. Nothing is changed then.
    package mutating func set(
        weight: SynapseValue?,
        delay: SynapseValue?,
        of id: ProjectionID,
        space: Space = Space()
    ) throws(NetworkError) {
        var projection = self[id]
        let context = context(
            from: [projection.pre],
            to: [projection.post],
            space: space,
            location: projection.location
        )
        let values = [weight, delay].compactMap { $0 }
        if values.contains(where: \.isPerConnection), case .drawn(let drawn) = projection.connectivity {
            // What was drawn stays what it was, now as a list.
            projection.connectivity = .listed(drawn.table(owner: UInt64(id.rawValue)))
        }
        var table: ConnectionTable?
        if case .listed(let own) = projection.connectivity { table = own }
        let order = table?.ranksBySource(sourceCount: context.preCount) ?? []
        if let weight { projection.weight = try weight.resolved(table, order: order, "weight", context) }
        if let delay { projection.delay = try delay.resolved(table, order: order, "delay", context) }
        try check(projection.weight, projection.delay, projection.receptor, context.location)
        self[id] = projection
    }

    /// What a connector can know of some cells.
    ///
    /// - Parameters:
    ///   - pre: The presynaptic cells, one selection after the other.
    ///   - post: The postsynaptic cells.
    ///   - space: How distances are measured.
    ///   - location: How errors call the projection, which is the next to be added.
    package func context(
        from pre: [CellSelection],
        to post: [CellSelection],
        space: Space,
        location: String
    ) -> ConnectionContext {
        func ids(_ selections: [CellSelection]) -> [Int] {
            selections.flatMap { selection in
                let first = self[selection.population].firstID
                return selection.indices.map { first + $0 }
            }
        }
        return ConnectionContext(
            preIDs: ids(pre),
            postIDs: ids(post),
            location: location,
            space: space,
            seed: seed,
            owner: UInt64(projections.count),
            positions: { (positions(of: pre), positions(of: post)) }
        )
    }

    /// The positions of some cells in µm, one selection after the other.
    package func positions(of selections: [CellSelection]) -> [SIMD3<Double>] {
        selections.flatMap { selection in
            let own = self[selection.population].positions
            return selection.indices.map { own[$0] }
        }
    }

    /// Checks the numbers that are known before drawing.
    private func check(
        _ weight: SynapseNumbers,
        _ delay: SynapseNumbers,
        _ receptor: Receptor,
        _ location: String
    ) throws(NetworkError) {
        let signs = WeightSigns(receptor: receptor, location: location)
        try forEachKnown(weight) { value throws(NetworkError) in try Self.checkWeight(value, location) }
        try signs.check(weight)
        try forEachKnown(delay) { value throws(NetworkError) in try checkDelay(value, location) }
    }

    /// Refuses a delay that is negative, not finite, or above the greatest allowed.
    func checkDelay(_ delay: Double, _ location: String) throws(NetworkError) {
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
    }

    /// The greatest delay allowed in steps.
    package var delayStepLimit: Int {
        min(Self.delayStepLimit, maxDelay.map(steps) ?? Self.delayStepLimit)
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

    private func requireReceptor(_ post: PopulationDescription, _ location: String) throws(NetworkError) {
        guard post.schema.receptorTypes.isEmpty else { return }
        throw NetworkError(
            .receptor,
            what: "the target, \(post.location), takes no input",
            location: location,
            given: "\(post.kind)",
            allowed: "cells that have receptors"
        )
    }

    private func receptor(
        _ name: String?,
        _ weight: SynapseNumbers,
        _ post: PopulationDescription,
        _ location: String
    ) throws(NetworkError) -> Receptor {
        let receptors = post.schema.receptorTypes
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

    /// Visits the numbers that are known before drawing.
    private func forEachKnown(
        _ numbers: SynapseNumbers,
        _ body: (Double) throws(NetworkError) -> Void
    ) throws(NetworkError) {
        switch numbers {
        case .uniform(let value): try body(value)
        case .each(let values): for value in values { try body(value) }
        case .random: break
        }
    }
}
