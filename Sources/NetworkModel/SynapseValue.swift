/// What a script may give for the weights or delays of a projection.
///
///     StaticSynapse(weight: 0.5, delay: "0.2 + 0.1*d")
///     StaticSynapse(weight: .random(.uniform(low: 0, high: 1)), delay: .distance { 0.1 + $0 / 200 })
public enum SynapseValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral
{
    /// One number for all synapses.
    case value(Double)
    /// A draw for each synapse.
    case random(RandomDistribution)
    /// A number for each pair: rows are presynaptic cells, columns postsynaptic ones. Pairs without a synapse do not
    /// matter.
    case matrix([[Double]])
    /// A number for each connection: in the order of the connector's list, or, where there is none, by postsynaptic
    /// index, then presynaptic.
    case values([Double])
    /// A function of the presynaptic and the postsynaptic index (in the selections that are connected): PyNN's
    /// `IndexBasedExpression`.
    case function((_ pre: Int, _ post: Int) -> Double)
    /// A function of the distance in µm.
    case distance((_ distance: Double) -> Double)
    /// An expression of `d`, the distance in µm, and `d[0]`…, the differences along the axes that count; it is read when
    /// the projection is made.
    case expression(String)

    /// One number for all synapses.
    public init(floatLiteral value: Double) { self = .value(value) }

    /// One number for all synapses.
    public init(integerLiteral value: Int) { self = .value(Double(value)) }

    /// An expression of the distance.
    public init(stringLiteral value: String) { self = .expression(value) }

    /// A number for each connection.
    public init(arrayLiteral elements: Double...) { self = .values(elements) }
}
