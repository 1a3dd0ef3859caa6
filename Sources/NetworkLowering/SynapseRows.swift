/// A projection's synapses grouped by the neuron they come from, as a spike finds them.
package struct SynapseRows: Sendable {
    /// Where each source neuron's synapses begin in ``synapses``; one more number than there are source neurons.
    private var starts: [Int]
    /// The synapses, those of a source neuron in the order of their targets.
    private var synapses: [FixedPointSynapse]

    /// Lists a projection's synapses to some neurons.
    package init(_ projection: FixedPointProjection, to targets: Range<Int>) {
        var starts = [Int](repeating: 0, count: projection.sourceSize + 1)
        projection.forEachSynapse(to: targets) { source, _ in starts[source + 1] += 1 }
        for index in 0..<projection.sourceSize { starts[index + 1] += starts[index] }
        self.starts = starts
        let blank = FixedPointSynapse(target: 0, weight: 0, delay: 0)
        var synapses = [FixedPointSynapse](repeating: blank, count: starts[projection.sourceSize])
        projection.forEachSynapse(to: targets) { source, synapse in
            synapses[starts[source]] = synapse
            starts[source] += 1
        }
        self.synapses = synapses
    }

    /// The synapses of a source neuron.
    package subscript(neuron: Int) -> ArraySlice<FixedPointSynapse> { synapses[starts[neuron]..<starts[neuron + 1]] }
}
