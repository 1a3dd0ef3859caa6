package import ChipInterface
package import NeuralModels

/// A population's neurons or sources as the chip holds them, in order.
package struct FixedPointPopulation: Sendable {
    /// What a population consists of.
    package enum Content: Sendable {
        /// Neurons of type `IF_curr_exp`.
        case ifCurrExp([IFCurrExpNeuron])
        /// Poisson sources.
        case poisson([PoissonSource])
        /// Sources with given spikes, sorted by stamp, then by source.
        case spikeArray(size: Int, spikes: [SourceSpike])
    }

    /// The population's label, for messages.
    package var label: String

    /// The neurons or sources.
    package var content: Content

    /// The left shifts that make ring buffer entries s16.15 inputs.
    package var weightShifts: WeightShifts

    /// In which numbers currents are injected; nil where none flows in.
    package var injection: CurrentInjection?

    /// Creates a population.
    package init(label: String, content: Content, weightShifts: WeightShifts = WeightShifts()) {
        self.label = label
        self.content = content
        self.weightShifts = weightShifts
    }

    /// How many neurons or sources it has.
    package var size: Int {
        switch content {
        case .ifCurrExp(let neurons): neurons.count
        case .poisson(let sources): sources.count
        case .spikeArray(let size, _): size
        }
    }

    /// How many receptors its neurons have; 0 for sources.
    package var receptorCount: Int {
        switch content {
        case .ifCurrExp: IFCurrExpNeuron.receptorCount
        case .poisson, .spikeArray: 0
        }
    }
}

/// One spike of a source whose spikes are given.
package struct SourceSpike: Hashable, Sendable, Comparable {
    /// The step in which it fires, its spike's stamp.
    package var stamp: UInt32
    /// The source, counted from the population's first.
    package var source: UInt32

    /// Creates a spike.
    package init(stamp: UInt32, source: UInt32) {
        self.stamp = stamp
        self.source = source
    }

    package static func < (left: SourceSpike, right: SourceSpike) -> Bool {
        (left.stamp, left.source) < (right.stamp, right.source)
    }
}
