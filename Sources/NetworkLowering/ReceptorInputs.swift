import NetworkModel

/// What comes in at one receptor of one population, gathered to choose its weight scale.
struct ReceptorInputs {
    /// The largest single weight in nA.
    private(set) var largestWeight = 0.0
    /// The smallest weight above 0 in nA.
    private(set) var smallestWeight = Double.infinity

    /// Mean and variance of each neuron's input in a step if all sources fire independently.
    private var means: [Double]
    private var variances: [Double]
    /// For each neuron and delay, the sum of the weights.
    private var volleys: [Int64: Double] = [:]

    init(size: Int) {
        means = Array(repeating: 0, count: size)
        variances = Array(repeating: 0, count: size)
    }

    /// Adds the synapses of a projection from `source`.
    mutating func add(_ list: SynapseList, from source: PopulationDescription, timeStep: Double) {
        let poisson = source.kind == .spikeSourcePoisson
        let rates = source.parameter(.rate)
        for index in 0..<list.count {
            let weight = list.weights[index]
            guard weight > 0 else { continue }
            largestWeight = max(largestWeight, weight)
            smallestWeight = min(smallestWeight, weight)
            let rate = poisson ? rates[Int(list.pre[index])] : WeightScale.ordinaryRate
            let spikes = rate * timeStep / 1000
            let target = Int(list.post[index])
            means[target] += spikes * weight
            variances[target] += spikes * weight * weight
            volleys[Int64(target) << 32 | Int64(list.delaySteps[index]), default: 0] += weight
        }
    }

    /// The scale that suits these inputs; nil when a weight is too large for any.
    var scale: WeightScale? {
        let ordinary = zip(means, variances).lazy.map { $0 + 5 * $1.squareRoot() }.max() ?? 0
        return WeightScale(
            largestWeight: largestWeight,
            ordinarySum: ordinary,
            largestVolley: volleys.values.max() ?? 0
        )
    }

    /// What to tell the user when small weights are far from their codes.
    func note(on receptor: Receptor, scale: WeightScale) -> String? {
        guard smallestWeight.isFinite else { return nil }
        let error = (scale.weight(of: scale.code(for: smallestWeight)) - smallestWeight).magnitude
        guard error > 0.01 * smallestWeight else { return nil }
        return "\(receptor) weights are multiples of \(scale.weight(of: 1)) nA because the largest is "
            + "\(largestWeight) nA; the smallest, \(smallestWeight) nA, becomes "
            + "\(scale.weight(of: scale.code(for: smallestWeight))) nA"
    }
}
