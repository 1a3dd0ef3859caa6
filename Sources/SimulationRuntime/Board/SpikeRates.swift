import Foundation
import NetworkLowering
import NeuralModels

/// How often each neuron or source of a population is expected to fire in a step.
struct SpikeRates: Sendable {
    /// How many spikes a neuron has in a step, if all are alike.
    private let alike: Double
    /// Otherwise the sums of what the neurons before each have, and of all.
    private let sums: [Double]

    /// The fewest steps over which the spikes of a spike source array are spread: a volley at the start is not the rule.
    private static let shortestSpan = 1_000.0

    /// Neurons that all fire equally often in a step.
    init(alike: Double) {
        self.alike = alike
        sums = []
    }

    /// What is known of a population: the mean of Poisson sources, whenever they fire, and the given spikes of others from the first
    /// to the last; nil for neurons.
    init?(_ content: FixedPointPopulation.Content) {
        var each: [Double]
        switch content {
        case .ifCurrExp: return nil
        case .poisson(let sources): each = sources.map(\.meanSpikes)
        case .spikeArray(let size, let spikes):
            each = [Double](repeating: 0, count: size)
            guard let first = spikes.first?.stamp, let last = spikes.last?.stamp else { break }
            let share = 1 / max(Self.shortestSpan, Double(last - first) + 1)
            for spike in spikes { each[Int(spike.source)] += share }
        }
        alike = 0
        var sums = [0.0]
        for rate in each { sums.append(sums[sums.count - 1] + rate) }
        self.sums = sums
    }

    /// The spikes of one neuron in a step.
    subscript(neuron: Int) -> Double { sums.isEmpty ? alike : sums[neuron + 1] - sums[neuron] }

    /// The spikes of some neurons in a step.
    subscript(neurons: Range<Int>) -> Double {
        sums.isEmpty ? alike * Double(neurons.count) : sums[neurons.upperBound] - sums[neurons.lowerBound]
    }
}

extension PoissonSource {
    /// How many spikes the source has in a step on average, while it may fire.
    fileprivate var meanSpikes: Double { -Double(draws) * log((Double(silence) + 1) * 0x1p-32) }
}
