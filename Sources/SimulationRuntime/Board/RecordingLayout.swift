import ChipInterface
import NetworkLowering
import NetworkModel
import NeuralModels

/// Which neurons of a population are recorded, by request.
struct RecordingLayout: Sendable {
    private let requests: [[RecordingRequest]]
    private let recordsPerStep: [Int]
    private let timeStep: Double

    /// Gathers the requests of all populations.
    init(_ network: FixedPointNetwork, description: NetworkDescription) {
        timeStep = description.timeStep
        requests = description.populations.map(\.recording)
        recordsPerStep = network.populations.map { population in
            switch population.content {
            case .ifCurrExp:
                return 1
            case .poisson(let sources):
                // A draw's mean is at most 8: thirty spikes of one are beyond any chance.
                let draws = sources.map(\.draws).max() ?? 1
                let isSlow = (sources.map(\.silence).min() ?? .max) > .max / 2
                return isSlow ? 6 : Int(draws) * 30
            case .spikeArray(_, let spikes):
                var most = 1
                var run = 0
                var last: SourceSpike?
                for spike in spikes {
                    run = spike == last ? run + 1 : 1
                    last = spike
                    most = max(most, run)
                }
                return most
            }
        }
    }

    /// What the core with the neurons `part` of a population records.
    func plans(population: Int, part: Range<Int>) -> [RecordingPlan] {
        requests[population].enumerated().compactMap { index, request in
            let neurons = request.indices.filter(part.contains).map { UInt16($0 - part.lowerBound) }
            guard !neurons.isEmpty else { return nil }
            let isSpikes = request.variable == .spikes
            return RecordingPlan(
                request: index,
                variable: ChipInterface.RecordedVariable(request.variable),
                neurons: neurons,
                interval: isSpikes ? 1 : UInt32(max(1, (request.samplingInterval / timeStep).rounded())),
                recordsPerStep: isSpikes ? recordsPerStep[population] : 1
            )
        }
    }
}
