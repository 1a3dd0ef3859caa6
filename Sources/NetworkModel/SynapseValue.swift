/// What a script may give for the weights or delays of a projection.
public enum SynapseValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// One number for all synapses.
    case value(Double)
    /// A draw for each synapse.
    case random(RandomDistribution)
    /// A number for each pair: rows are presynaptic cells, columns postsynaptic ones.
    case matrix([[Double]])
    /// A function of the presynaptic and the postsynaptic index (in the selections that are connected).
    case function((_ pre: Int, _ post: Int) -> Double)

    /// One number for all synapses.
    public init(floatLiteral value: Double) { self = .value(value) }

    /// One number for all synapses.
    public init(integerLiteral value: Int) { self = .value(Double(value)) }
}
