/// One synapse.
public struct Connection: Hashable, Sendable {
    /// The index of the presynaptic cell in the projection's `pre`.
    public let presynapticIndex: Int
    /// The index of the postsynaptic cell in the projection's `post`.
    public let postsynapticIndex: Int
    /// The weight, nA; negative for inhibitory receptors.
    public let weight: Double
    /// The delay, ms.
    public let delay: Double

    /// Indices, weight and delay: PyNN's `as_tuple`.
    public var asTuple: (presynapticIndex: Int, postsynapticIndex: Int, weight: Double, delay: Double) {
        (presynapticIndex, postsynapticIndex, weight, delay)
    }
}
