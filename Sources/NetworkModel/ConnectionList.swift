/// Connections listed one by one, as columns.
public struct ConnectionList: Hashable, Sendable {
    /// Presynaptic indices, in the presynaptic selection.
    public var pre: [Int]
    /// Postsynaptic indices, in the postsynaptic selection.
    public var post: [Int]
    /// Weights, nA, or nil to use the synapse type's.
    public var weights: [Double]?
    /// Delays, ms, or nil to use the synapse type's.
    public var delays: [Double]?

    /// Makes a list of columns; their lengths are checked when the projection is made.
    public init(pre: [Int], post: [Int], weights: [Double]? = nil, delays: [Double]? = nil) {
        self.pre = pre
        self.post = post
        self.weights = weights
        self.delays = delays
    }
}
