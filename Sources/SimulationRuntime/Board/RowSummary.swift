import NetworkLowering

/// What is needed to know of the rows of a projection to a core before they are made: little enough to be kept for every
/// core that is thought of.
struct RowSummary: Sendable {
    /// The rows of one delay stage.
    struct Stage: Sendable {
        /// The most synapses of a row; 0 when the stage has none.
        let longest: Int
        /// The synaptic events of a step.
        let events: Double
        /// A bit for each source neuron: whether it has synapses.
        private let sources: [UInt64]

        fileprivate init(_ lengths: [UInt32], _ rates: SpikeRates) {
            var longest: UInt32 = 0
            var events = 0.0
            var bits = [UInt64](repeating: 0, count: (lengths.count + 63) / 64)
            for (source, length) in lengths.enumerated() where length > 0 {
                longest = max(longest, length)
                events += Double(length) * rates[source]
                bits[source / 64] |= 1 << UInt64(source % 64)
            }
            self.longest = Int(longest)
            self.events = events
            sources = bits
        }

        /// Whether any of some source neurons has synapses.
        func reaches(from neurons: Range<Int>) -> Bool {
            guard !neurons.isEmpty, !sources.isEmpty else { return false }
            let (first, last) = (neurons.lowerBound / 64, (neurons.upperBound - 1) / 64)
            for word in first...last {
                var bits = sources[word]
                if word == first { bits &= .max << UInt64(neurons.lowerBound % 64) }
                if word == last { bits &= .max >> UInt64(63 - (neurons.upperBound - 1) % 64) }
                if bits != 0 { return true }
            }
            return false
        }
    }

    /// The stages, those without synapses included.
    let stages: [Stage]

    /// Whether each of the core's neurons has synapses.
    let hasSynapses: [Bool]

    /// Summarises rows.
    ///
    /// - Parameter rates: How often the source neurons fire.
    init(_ lengths: RowLengths, rates: SpikeRates) {
        stages = lengths.stages.map { Stage($0, rates) }
        hasSynapses = lengths.hasSynapses
    }

    /// Whether any of some source neurons has synapses.
    func reaches(from neurons: Range<Int>) -> Bool { stages.contains { $0.reaches(from: neurons) } }
}
