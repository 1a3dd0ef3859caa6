import ChipInterface
import Foundation

/// What a core has to do in a step of a network, in cycles.
struct CoreLoad: Sendable {
    /// What it does whatever happens: steps, updates, samples.
    var certain = 0.0

    /// What spikes take as often as they are expected: those that arrive, with their rows and synapses, and the core's own.
    var expected = 0.0

    /// The sum that is told to the mapper.
    ///
    /// How often neurons fire is a guess, and must not keep a network from being loaded: a single neuron never takes longer
    /// than there is time, unless what is certain does.
    ///
    /// - Parameter limit: What a core may do in a step.
    func cycles(neurons: Int, limit: Int) -> Int {
        let sum = Int((certain + expected).rounded(.up))
        return neurons == 1 ? max(Int(certain.rounded(.up)), min(sum, limit)) : sum
    }
}

extension CoreLoad {
    /// Adds what recording takes.
    ///
    /// - Parameter spikes: How many spikes the core's neurons have in a step.
    mutating func record(_ recordings: [RecordingPlan], spikes: Double) {
        for recording in recordings {
            let count = recording.neurons.count
            if recording.variable == .spikes {
                let words = Double((count + 31) / 32)
                expected += (1 - exp(-spikes)) * (KernelCost.record + words * KernelCost.recordedSpikeWord)
            } else {
                let values = Double(count) * KernelCost.recordedValue
                certain += (KernelCost.record + values) / Double(recording.interval)
            }
        }
    }
}
