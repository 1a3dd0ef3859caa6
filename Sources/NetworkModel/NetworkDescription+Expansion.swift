extension NetworkDescription {
    /// Lists the synapses of a projection.
    ///
    /// - Returns: The synapses, sorted by presynaptic position, then by postsynaptic position.
    /// - Throws: ``NetworkError`` for drawn weights of both signs or a drawn delay that is negative or too long.
    /// - Complexity: O(synapses + cells).
    package func synapses(of id: ProjectionID) throws(NetworkError) -> SynapseList {
        let projection = self[id]
        let expansion = ProjectionExpansion(projection, in: self)
        var starts = [Int](repeating: 0, count: projection.pre.indices.count + 1)
        var own = ProjectionExpansion.Synapses()
        var checks = SynapseChecks(projection, in: self)
        for target in 0..<expansion.targetCount {
            expansion.list(target, into: &own)
            try checks.check(own)
            for source in own.sources { starts[Int(source) + 1] += 1 }
        }
        for index in projection.pre.indices.indices { starts[index + 1] += starts[index] }
        var result = SynapseList(count: starts.last ?? 0)
        for target in 0..<expansion.targetCount {
            expansion.list(target, into: &own)
            for index in own.sources.indices {
                let source = Int(own.sources[index])
                let place = starts[source]
                starts[source] += 1
                result.pre[place] = Int32(projection.pre.indices[source])
                result.post[place] = Int32(projection.post.indices[target])
                result.weights[place] = abs(own.weights[index])
                result.delaySteps[place] = own.delaySteps[index]
            }
        }
        return result
    }
}

/// Checks synapses as they are drawn.
package struct SynapseChecks {
    private var signs: WeightSigns
    private let limit: Int32
    private let timeStep: Double
    private let location: String

    /// Checks for a projection.
    package init(_ projection: ProjectionDescription, in network: NetworkDescription) {
        signs = WeightSigns(receptor: projection.receptor, location: projection.location)
        limit = Int32(network.delayStepLimit)
        timeStep = network.timeStep
        location = projection.location
    }

    /// Takes the synapses of a target into account.
    ///
    /// - Throws: ``NetworkError`` for weights of both signs, or out of the chip's range, and delays that are negative or
    ///   too long.
    package mutating func check(_ synapses: borrowing ProjectionExpansion.Synapses) throws(NetworkError) {
        for weight in synapses.weights {
            try NetworkDescription.checkWeight(weight, location)
            try signs.note(weight)
        }
        for steps in synapses.delaySteps where steps < 1 || steps > limit {
            throw NetworkError(
                .valueOutOfRange,
                what: "delay",
                location: location,
                given: steps < 1 ? "one below 0.0 ms" : "\(Double(steps) * timeStep) ms",
                allowed: "from 0.0 ms (rounded to one step, \(timeStep) ms) to \(Double(limit) * timeStep) ms"
            )
        }
    }
}
