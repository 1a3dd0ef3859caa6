import ChipInterface
import FixedPoint
package import NetworkModel
import NeuralModels
import RandomNumbers

extension FixedPointNetwork {
    /// Turns a network's description into the numbers that the chip computes with.
    ///
    /// The result depends on the description alone; how the network is cut into cores later plays no part.
    ///
    /// - Throws: `NetworkError` naming the population or projection, the parameter, its value and the allowed range when
    ///   something has no fixed-point counterpart.
    package init(_ network: NetworkDescription) throws(NetworkError) {
        let expansions = network.projections.map { ProjectionExpansion($0, in: network) }
        var projections = [FixedPointProjection?](repeating: nil, count: expansions.count)
        var populations: [FixedPointPopulation] = []
        var notes: [String] = []
        for population in network.populations {
            let content = try population.fixedPointContent(in: network)
            var shifts = WeightShifts()
            for (index, receptor) in population.schema.receptorTypes.enumerated() {
                let numbers = network.projections.indices.filter {
                    network.projections[$0].post.population == population.id
                        && network.projections[$0].receptor == receptor
                }
                let inputs = try ReceptorInputs(
                    numbers.map { ReceptorInputs.Input(network.projections[$0], expansions[$0], in: network) },
                    to: population,
                    receptor: index,
                    in: network
                )
                guard let scale = inputs.scale else {
                    throw NetworkError(
                        .valueOutOfRange,
                        what: "\(receptor) weight",
                        location: population.location,
                        given: "\(inputs.largestWeight) nA",
                        allowed: "less than 65536 nA"
                    )
                }
                if let note = inputs.note(on: receptor, scale: scale) {
                    notes.append("\(population.location): \(note)")
                }
                try content.check(receptor: index, named: receptor.rawValue, scale: scale, at: population.location)
                shifts[index] = scale.shift
                for (number, longestDelay) in zip(numbers, inputs.longestDelays) {
                    let projection = network.projections[number]
                    try projection.checkDelay(longestDelay, timeStep: network.timeStep)
                    projections[number] = FixedPointProjection(
                        projection,
                        in: network,
                        expansion: expansions[number],
                        receptor: index,
                        scale: scale,
                        longestDelay: longestDelay
                    )
                }
            }
            var lowered = FixedPointPopulation(label: population.label, content: content, weightShifts: shifts)
            lowered.injection = try network.injection(into: population.id, content)
            populations.append(lowered)
        }
        // A projection's receptor is one of its target's, so that each has come by.
        let all = projections.compactMap { $0 }
        precondition(all.count == network.projections.count, "a projection to a receptor that its target has not")
        self.init(
            timestep: network.timeStep,
            spikeOffset: network.spikeTiming.spikeOffset,
            populations: populations,
            projections: all,
            currents: network.currents.indices.map { FixedPointCurrent(CurrentID(rawValue: $0), in: network) },
            notes: notes
        )
    }
}

extension PopulationDescription {
    /// The population's neurons or sources.
    func fixedPointContent(in network: NetworkDescription) throws(NetworkError) -> FixedPointPopulation.Content {
        switch kind {
        case .ifCurrExp:
            var neurons: [IFCurrExpNeuron] = []
            neurons.reserveCapacity(size)
            for index in 0..<size {
                let own = ifCurrExpParameters(index)
                do {
                    var neuron = try IFCurrExpNeuron(
                        own,
                        v: initialValue(.v)[index],
                        timestep: network.timeStep,
                        input: network.spikeTiming == .sPyNNaker ? .stepMean : .decaying
                    )
                    for name in [ParameterName.isynExc, .isynInh] {
                        try neuron.setState(name, initialValue(name)[index])
                    }
                    neurons.append(neuron)
                } catch {
                    throw refusal(error, cell: index)
                }
            }
            return .ifCurrExp(neurons)
        case .spikeSourcePoisson:
            var sources: [PoissonSource] = []
            sources.reserveCapacity(size)
            for index in 0..<size {
                let stream = WordStream(
                    seed: network.sampleSeed(options.seed ?? network.seed),
                    population: streamIndex,
                    neuron: UInt64(index)
                )
                do {
                    sources.append(
                        try PoissonSource(
                            rate: parameter(.rate)[index],
                            start: parameter(.start)[index],
                            duration: parameter(.duration)[index],
                            timestep: network.timeStep,
                            stream: stream
                        )
                    )
                } catch {
                    throw refusal(error, cell: index)
                }
            }
            return .poisson(sources)
        case .spikeSourceArray:
            var spikes: [SourceSpike] = []
            for (source, times) in spikeTimes.enumerated() {
                for time in times {
                    let step = gridStep(at: time, timestep: network.timeStep)
                    guard step >= 0, step < 4_294_967_295 else {
                        throw NetworkError(
                            .valueOutOfRange,
                            what: "spike_times of cell \(source)",
                            location: location,
                            given: "\(time) ms",
                            allowed: "0 to \(4_294_967_294 * network.timeStep) ms"
                        )
                    }
                    spikes.append(SourceSpike(stamp: UInt32(step), source: UInt32(source)))
                }
            }
            return .spikeArray(size: size, spikes: spikes.sorted())
        }
    }

    private func ifCurrExpParameters(_ index: Int) -> IFCurrExpParameters {
        var own = IFCurrExpParameters()
        own.vRest = parameter(.vRest)[index]
        own.cm = parameter(.cm)[index]
        own.tauM = parameter(.tauM)[index]
        own.tauRefrac = parameter(.tauRefrac)[index]
        own.tauSynE = parameter(.tauSynE)[index]
        own.tauSynI = parameter(.tauSynI)[index]
        own.iOffset = parameter(.iOffset)[index]
        own.vReset = parameter(.vReset)[index]
        own.vThresh = parameter(.vThresh)[index]
        return own
    }

    private func refusal(_ error: UnrepresentableParameter, cell: Int) -> NetworkError {
        NetworkError(
            .valueOutOfRange,
            what: "\(error.name) of cell \(cell)",
            location: location,
            given: error.value,
            allowed: error.allowed
        )
    }
}

extension FixedPointPopulation.Content {
    /// Refuses weights of which a full ring buffer entry could throw a voltage out of s16.15 in one step.
    func check(receptor: Int, named name: String, scale: WeightScale, at location: String) throws(NetworkError) {
        guard case .ifCurrExp(let neurons) = self else { return }
        let gains = neurons.lazy.map { neuron in
            Double(receptor == 0 ? neuron.excitationGain : neuron.inhibitionGain)
                / Double(1 << neuron.gainFractionBits)
        }
        let jump = scale.largestSum * (gains.max() ?? 0)
        guard jump <= 60_000 else {
            throw NetworkError(
                .valueOutOfRange,
                what: "\(name) input, with the cells' cm and the time step,",
                location: location,
                given: "up to \(scale.largestSum) nA in a step, which moves v by \(jump) mV",
                allowed: "at most 60000 mV in a step; use smaller weights or a larger cm"
            )
        }
    }
}

extension ProjectionDescription {
    /// The longest delay in steps: half of the range in which a delay stage's 16-bit stamps can be told apart.
    static let longestDelay = 16_383

    func checkDelay(_ steps: Int, timeStep: Double) throws(NetworkError) {
        guard steps <= Self.longestDelay else {
            throw NetworkError(
                .valueOutOfRange,
                what: "delay",
                location: location,
                given: "\(Double(steps) * timeStep) ms",
                allowed: "at most \(Double(Self.longestDelay) * timeStep) ms"
            )
        }
    }
}
