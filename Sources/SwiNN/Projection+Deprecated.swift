public import NetworkModel

// What PyNN itself calls deprecated, for old scripts.
extension Projection {
    /// Changes weights, nA.
    @available(*, deprecated, message: "use set(weight:)")
    public func setWeights(_ weight: SynapseValue) throws { try set(weight: weight) }

    /// Draws new weights, nA.
    @available(*, deprecated, message: "use set(weight: .random(…))")
    public func randomizeWeights(_ distribution: RandomDistribution) throws { try set(weight: .random(distribution)) }

    /// Changes delays, ms.
    @available(*, deprecated, message: "use set(delay:)")
    public func setDelays(_ delay: SynapseValue) throws { try set(delay: delay) }

    /// Draws new delays, ms.
    @available(*, deprecated, message: "use set(delay: .random(…))")
    public func randomizeDelays(_ distribution: RandomDistribution) throws { try set(delay: .random(distribution)) }

    /// Changes a property of the synapses.
    @available(*, deprecated, message: "use set(weight:delay:)")
    public func setSynapseDynamics(_ name: String, _ value: SynapseValue) throws {
        try requireProperty(name)
        try set(weight: name == "weight" ? value : nil, delay: name == "delay" ? value : nil)
    }

    /// Draws a property of the synapses anew.
    @available(*, deprecated, message: "use set(weight:delay:)")
    public func randomizeSynapseDynamics(_ name: String, _ distribution: RandomDistribution) throws {
        try requireProperty(name)
        let value = SynapseValue.random(distribution)
        try set(weight: name == "weight" ? value : nil, delay: name == "delay" ? value : nil)
    }

    /// The weights in nA, without addresses.
    @available(*, deprecated, message: "use get([\"weight\"], format:, withAddress: false)")
    public func getWeights<Result>(format: ProjectionFormat<Result>) throws -> Result {
        try get(["weight"], format: format, withAddress: false)
    }

    /// The delays in ms, without addresses.
    @available(*, deprecated, message: "use get([\"delay\"], format:, withAddress: false)")
    public func getDelays<Result>(format: ProjectionFormat<Result>) throws -> Result {
        try get(["delay"], format: format, withAddress: false)
    }

    /// A property of the synapses, without addresses.
    @available(*, deprecated, message: "use get([name], format:, withAddress: false)")
    public func getSynapseDynamics<Result>(_ name: String, format: ProjectionFormat<Result>) throws -> Result {
        try get([name], format: format, withAddress: false)
    }

    /// Writes all synapses as text.
    @available(*, deprecated, message: "use save(_:_:)")
    public func saveConnections(_ path: String) throws { try save(["weight", "delay"], path) }

    /// Writes the weights as text.
    @available(*, deprecated, message: "use save([\"weight\"], path)")
    public func printWeights(_ path: String) throws { try save(["weight"], path) }

    /// Writes the delays as text.
    @available(*, deprecated, message: "use save([\"delay\"], path)")
    public func printDelays(_ path: String) throws { try save(["delay"], path) }
}
