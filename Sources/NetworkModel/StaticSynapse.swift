/// A synapse that does not change: a weight and a delay (PyNN's `StaticSynapse`).
public struct StaticSynapse {
    /// The weight: nA for current-based cells. Inhibitory weights may be negative or positive, but not both.
    public let weight: SynapseValue
    /// The delay, ms; nil for the network's smallest. Rounded to the nearest step, at least one.
    public let delay: SynapseValue?

    /// Makes a synapse type; PyNN's default weight is 0.
    public init(weight: SynapseValue = 0, delay: SynapseValue? = nil) {
        self.weight = weight
        self.delay = delay
    }
}
