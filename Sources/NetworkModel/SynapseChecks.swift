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
