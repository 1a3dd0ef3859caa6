/// A projection's synapses, grouped by the neuron they come from.
package struct FixedPointProjection: Sendable {
    /// The projection's label, for messages.
    package var label: String
    /// The index of the population the synapses come from.
    package var source: Int
    /// The index of the population they go to.
    package var target: Int
    /// The receptor they act on.
    package var receptor: Int
    /// Where each source neuron's synapses begin in `synapses`; one more number than there are source neurons.
    package private(set) var rowStarts: [Int]
    /// The synapses, in the order of their source neurons and otherwise in the order given.
    package private(set) var synapses: [FixedPointSynapse]
    /// For each of `synapses`, its place in the list given: what comes back from the chip is put in that order again.
    package private(set) var order: [Int32]

    /// Creates a projection from a list of synapses in any order.
    ///
    /// - Parameters:
    ///   - sourceSize: The size of the source population.
    ///   - list: Each synapse with the index of its source neuron, 0..<`sourceSize`.
    package init(
        label: String,
        source: Int,
        target: Int,
        receptor: Int,
        sourceSize: Int,
        list: [(source: Int, synapse: FixedPointSynapse)]
    ) {
        self.label = label
        self.source = source
        self.target = target
        self.receptor = receptor
        var starts = [Int](repeating: 0, count: sourceSize + 1)
        for item in list { starts[item.source + 1] += 1 }
        for index in 0..<sourceSize { starts[index + 1] += starts[index] }
        rowStarts = starts
        let blank = FixedPointSynapse(target: 0, weight: 0, delay: 0)
        synapses = [FixedPointSynapse](repeating: blank, count: list.count)
        order = [Int32](repeating: 0, count: list.count)
        for (place, item) in list.enumerated() {
            synapses[starts[item.source]] = item.synapse
            order[starts[item.source]] = Int32(truncatingIfNeeded: place)
            starts[item.source] += 1
        }
    }

    /// The synapses of a source neuron.
    package subscript(row neuron: Int) -> ArraySlice<FixedPointSynapse> {
        synapses[rowStarts[neuron]..<rowStarts[neuron + 1]]
    }

    /// The longest delay in steps; 0 without synapses.
    package var longestDelay: Int {
        Int(synapses.lazy.map(\.delay).max() ?? 0)
    }
}

/// A synapse without its source neuron.
package struct FixedPointSynapse: Hashable, Sendable {
    /// The neuron it acts on, counted from its population's first.
    package var target: Int32
    /// The weight in the receptor's units of 2^(shift − 15) nA.
    package var weight: UInt16
    /// The delay in steps, at least 1.
    package var delay: UInt16

    /// Creates a synapse.
    package init(target: Int32, weight: UInt16, delay: UInt16) {
        self.target = target
        self.weight = weight
        self.delay = delay
    }
}
