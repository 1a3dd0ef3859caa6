/// The synapses of a projection, one by one, as columns of equal length.
///
/// Sorted by the presynaptic cell, then by the postsynaptic one. The list depends on the network's seed and the
/// projection alone, never on how the network is cut into cores.
package struct SynapseList: Hashable, Sendable {
    /// Presynaptic indices in the presynaptic population.
    package var pre: [Int32] = []
    /// Postsynaptic indices in the postsynaptic population.
    package var post: [Int32] = []
    /// Weights' magnitudes in nA; the receptor gives the sign.
    package var weights: [Double] = []
    /// Delays in whole time steps, at least 1.
    package var delaySteps: [Int32] = []

    /// The number of synapses.
    package var count: Int { pre.count }

    /// Makes room for a number of synapses.
    package init(count: Int) {
        pre = Array(repeating: 0, count: count)
        post = Array(repeating: 0, count: count)
        weights = Array(repeating: 0, count: count)
        delaySteps = Array(repeating: 1, count: count)
    }
}
