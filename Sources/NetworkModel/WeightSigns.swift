/// Watches the signs of a projection's weights.
struct WeightSigns {
    let receptor: Receptor
    let location: String
    private var sawPositive = false
    private var sawNegative = false

    init(receptor: Receptor, location: String) {
        self.receptor = receptor
        self.location = location
    }

    /// Checks weights that are known before drawing.
    func check(_ weight: SynapseNumbers) throws(NetworkError) {
        var signs = self
        switch weight {
        case .uniform(let value): try signs.note(value)
        case .each(let values): for value in values { try signs.note(value) }
        case .random: break
        }
    }

    /// Takes one more weight into account.
    mutating func note(_ weight: Double) throws(NetworkError) {
        if weight > 0 { sawPositive = true }
        if weight < 0 { sawNegative = true }
        if receptor == .excitatory && sawNegative {
            throw NetworkError(
                .weightSign,
                what: "negative weight on an excitatory receptor",
                location: location,
                given: "\(weight) nA",
                allowed: "at least 0.0 nA, or receptorType \"inhibitory\""
            )
        }
        if sawPositive && sawNegative {
            throw NetworkError(
                .weightSign,
                what: "weights of both signs in one projection",
                location: location,
                given: "\(weight) nA after weights of the other sign",
                allowed: "inhibitory weights all at most 0.0 nA, or all at least 0.0 nA"
            )
        }
    }
}
