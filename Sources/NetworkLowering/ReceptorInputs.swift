import NetworkModel

/// What comes in at one receptor of one population, gathered to choose its weight scale.
struct ReceptorInputs {
    /// A projection to the receptor, with its source's expected firing.
    struct Input {
        let projection: ProjectionDescription
        let expansion: ProjectionExpansion
        let targets: CellPlaces
        /// Spikes of each source in a step, one number for each or one for all.
        let spikes: [Double]

        init(_ projection: ProjectionDescription, _ expansion: ProjectionExpansion, in network: NetworkDescription) {
            self.projection = projection
            self.expansion = expansion
            targets = CellPlaces(projection.post.indices)
            let source = network[projection.pre.population]
            let perStep = network.timeStep / 1000
            let expected = network[projection.post.population].options.spikesPerSecond
            let least = source.options.maxRate ?? 0
            switch source.kind == .spikeSourcePoisson ? source.parameter(.rate) : .uniform(expected) {
            case .uniform(let rate): spikes = [max(rate, least) * perStep]
            case .each(let rates): spikes = projection.pre.indices.map { max(rates[$0], least) * perStep }
            }
        }
    }

    /// The largest single weight in nA.
    private(set) var largestWeight = 0.0
    /// The smallest weight above 0 in nA.
    private(set) var smallestWeight = Double.infinity
    /// The longest delay of each input in steps.
    private(set) var longestDelays: [Int]

    /// The largest of all neurons' mean input in a step, if all sources fire independently, and some deviations.
    private var ordinarySum = 0.0
    /// The largest sum of a neuron's weights of one delay.
    private var largestVolley = 0.0

    /// Goes through all synapses.
    ///
    /// - Parameters:
    ///   - inputs: The projections.
    ///   - population: The neurons' population.
    ///   - receptor: The receptor's position among those of the population.
    /// - Throws: `NetworkError` for drawn weights of both signs or out of range, and delays that are negative or too
    ///   long.
    init(
        _ inputs: [Input],
        to population: PopulationDescription,
        receptor: Int,
        in network: NetworkDescription
    ) throws(NetworkError) {
        longestDelays = Array(repeating: 0, count: inputs.count)
        var checks = inputs.map { SynapseChecks($0.projection, in: network) }
        var own = ProjectionExpansion.Synapses()
        // The sums of one neuron's weights, by delay.
        var volleys: [Double] = []
        var longest = 0
        for neuron in 0..<population.size {
            var mean = 0.0
            var variance = 0.0
            for (number, input) in inputs.enumerated() {
                guard let place = input.targets.place(of: neuron) else { continue }
                input.expansion.list(place, into: &own)
                try checks[number].check(own)
                for index in own.sources.indices {
                    let delay = Int(own.delaySteps[index])
                    if delay > longestDelays[number] { longestDelays[number] = delay }
                    let weight = abs(own.weights[index])
                    guard weight > 0 else { continue }
                    largestWeight = max(largestWeight, weight)
                    smallestWeight = min(smallestWeight, weight)
                    let spikes = input.spikes.count == 1 ? input.spikes[0] : input.spikes[Int(own.sources[index])]
                    mean += spikes * weight
                    variance += spikes * weight * weight
                    if delay >= volleys.count {
                        volleys += repeatElement(0, count: delay + 1 - volleys.count)
                    }
                    volleys[delay] += weight
                    longest = max(longest, delay)
                }
            }
            ordinarySum = max(ordinarySum, mean + population.options.ringBufferSigma * variance.squareRoot())
            if longest > 0 {
                for delay in 0...longest {
                    largestVolley = max(largestVolley, volleys[delay])
                    volleys[delay] = 0
                }
                longest = 0
            }
        }
        if let expected = population.options.maxExpectedSummedWeight, receptor < expected.count {
            (ordinarySum, largestVolley) = (expected[receptor], 0)
        }
    }

    /// The scale that suits these inputs; nil when a weight is too large for any.
    var scale: WeightScale? {
        WeightScale(largestWeight: largestWeight, ordinarySum: ordinarySum, largestVolley: largestVolley)
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
