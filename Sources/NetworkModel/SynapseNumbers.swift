/// Weights or delays as the lower floors see them: plain and checked as far as can be without drawing.
package enum SynapseNumbers: Hashable, Sendable {
    /// One number for all synapses.
    case uniform(Double)
    /// A draw for each synapse.
    case random(RandomDistribution)
    /// A number for each connection of the projection's table, in its order.
    case each([Double])
}

extension SynapseNumbers {
    /// Whether the numbers speak for an inhibitory projection where no receptor was named.
    var isMostlyNegative: Bool {
        switch self {
        case .uniform(let value): value < 0
        case .random(let distribution): distribution.isMostlyNegative
        case .each(let values): values.contains { $0 < 0 } && !values.contains { $0 > 0 }
        }
    }
}
