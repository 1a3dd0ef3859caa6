package import ChipInterface

/// How many synapses each source neuron has to some neurons, by delay stage: what decides how long rows are.
package struct RowLengths: Sendable {
    /// For each stage, the number of synapses of each source neuron; empty for a stage without synapses.
    package private(set) var stages: [[UInt32]] = []

    /// Whether each of the neurons has synapses.
    package let hasSynapses: [Bool]

    /// Counts a projection's synapses to the neurons `targets` of a core.
    package init(_ projection: FixedPointProjection, to targets: Range<Int>, shape: SynapseShape) {
        var stages: [[UInt32]] = []
        var hasSynapses = [Bool](repeating: false, count: targets.count)
        projection.forEachSynapse(to: targets) { source, synapse in
            hasSynapses[Int(synapse.target) - targets.lowerBound] = true
            let stage = shape.split(delay: Int(synapse.delay)).stage
            while stages.count <= stage { stages.append([]) }
            if stages[stage].isEmpty { stages[stage] = Array(repeating: 0, count: projection.sourceSize) }
            stages[stage][source] += 1
        }
        self.stages = stages
        self.hasSynapses = hasSynapses
    }

    /// The number of synapses.
    package var total: Int { stages.reduce(0) { $1.reduce($0) { $0 + Int($1) } } }

    /// The longest row of some source neurons in a stage; 0 when none of them has synapses there.
    package func longest(stage: Int, of sources: Range<Int>) -> Int {
        guard stages.indices.contains(stage), !stages[stage].isEmpty else { return 0 }
        return Int(stages[stage][sources].max() ?? 0)
    }
}
