package import NetworkLowering
package import NeuralModels

/// A network run on the CPU by the code that runs on the chip, and so with the same bits as there.
///
///     let simulation = try HostSimulation(network, recordings: [...])
///     simulation.run(steps: 1000)
///     simulation.recordings[0].spikes
///
/// Populations are not cut into cores: a ring buffer spans a whole population and is as long as its longest delay. What
/// a step computes is the same: its inputs are saturating sums of the same codes, whatever their order.
package final class HostSimulation {
    /// The network that runs.
    package private(set) var network: FixedPointNetwork
    /// What is recorded.
    package let requests: [HostRecordingRequest]
    /// What was recorded, in the order of the requests.
    package private(set) var recordings: [HostRecording]
    /// The step that comes next: how many have been done since the start or the last reset.
    package private(set) var step: UInt32

    private var populations: [HostPopulation]
    /// The synapses of each projection.
    private let rows: [SynapseRows]
    private var spikeRequests: [[Int]]
    private var sampleRequests: [Int]
    private var recorded: [[Bool]]

    /// Creates a simulation at step 0, or in the state that a network was in of which this one is a later form.
    ///
    /// - Throws: `HostEngineError` for a request of a population, neuron or variable that does not exist, or an interval
    ///   below 1.
    package init(
        _ network: FixedPointNetwork,
        recordings requests: [HostRecordingRequest] = [],
        resuming state: NetworkState? = nil
    ) throws {
        for request in requests { try Self.check(request, network) }
        self.network = network
        self.requests = requests
        recordings = Array(repeating: HostRecording(), count: requests.count)
        step = state?.step ?? 0
        populations = HostPopulation.all(
            of: state.map(network.resuming) ?? network,
            from: step,
            inputs: state?.inputs ?? []
        )
        rows = Self.allRows(of: network)
        spikeRequests = Array(repeating: [], count: network.populations.count)
        sampleRequests = []
        recorded = []
        for (index, request) in requests.enumerated() {
            var flags = Array(repeating: false, count: network.populations[request.population].size)
            for neuron in request.neurons { flags[neuron] = true }
            recorded.append(flags)
            if request.variable == nil {
                spikeRequests[request.population].append(index)
            } else {
                sampleRequests.append(index)
            }
        }
    }

    private static func allRows(of network: FixedPointNetwork) -> [SynapseRows] {
        network.projections.map { SynapseRows($0, to: 0..<network.populations[$0.target].size) }
    }

    private static func check(_ request: HostRecordingRequest, _ network: FixedPointNetwork) throws {
        guard network.populations.indices.contains(request.population) else {
            throw HostEngineError.noSuchPopulation(request.population, count: network.populations.count)
        }
        let population = network.populations[request.population]
        if let neuron = request.neurons.first(where: { !(0..<population.size).contains($0) }) {
            throw HostEngineError.noSuchNeuron(neuron, label: population.label, size: population.size)
        }
        guard let variable = request.variable else { return }
        let count = population.variableCount
        guard (0..<count).contains(variable) else {
            throw HostEngineError.noSuchVariable(variable, label: population.label, count: count)
        }
        guard request.interval >= 1 else {
            throw HostEngineError.badInterval(request.interval, label: population.label)
        }
    }

    /// Runs `count` steps.
    package func run(steps count: Int) {
        let steps = Int(step)..<(Int(step) + count)
        let sources = network.populations.enumerated().map { network.currents(into: $0, part: 0..<$1.size) }
        var changes = populations.indices.map { network.currentChanges(of: sources[$0], into: $0, in: steps)[...] }
        for index in populations.indices { populations[index].clearCurrents() }
        for _ in 0..<count {
            for index in populations.indices {
                while let next = changes[index].first, next.step == step {
                    let members = network.currents[sources[index][next.source]].members[index] ?? []
                    populations[index].changeCurrent(by: next.change, of: members)
                    changes[index].removeFirst()
                }
            }
            advance()
        }
    }

    /// Goes back to step 0 and the network's initial state, and drops what was recorded.
    ///
    /// Random sources begin anew as well, so the same run gives the same result.
    package func reset() {
        populations = HostPopulation.all(of: network)
        recordings = Array(repeating: HostRecording(), count: requests.count)
        step = 0
    }

    /// Takes over changed numbers: constants and spike lists at once, initial state at the next reset. The synapses stay.
    ///
    /// Neurons keep their voltages and currents, Poisson sources their random numbers.
    ///
    /// - Parameter changed: The network with populations of the same kinds and sizes.
    /// - Throws: `HostEngineError` when kinds or sizes differ.
    package func replace(with changed: FixedPointNetwork) throws {
        guard changed.populations.count == populations.count else {
            throw HostEngineError.noSuchPopulation(changed.populations.count - 1, count: populations.count)
        }
        for (index, population) in changed.populations.enumerated() {
            guard populations[index].replaceConstants(with: population, from: step) else {
                throw HostEngineError.differentContent(label: population.label)
            }
        }
        network = changed.keepingSynapses(of: network)
        if step == 0 { reset() }
    }

    /// What the cells hold now, and the inputs on their way.
    package var state: NetworkState {
        NetworkState(
            step: step,
            contents: populations.map(\.content),
            inputs: populations.map { $0.inputs(from: step) }
        )
    }

    /// The neurons or sources of a population as they are now; their state may be changed.
    package subscript(content population: Int) -> FixedPointPopulation.Content {
        get { populations[population].content }
        set { populations[population].content = newValue }
    }

    /// How many inputs of each population were cut, since the start or the last reset, because the sum of a step found no
    /// room in its ring buffer.
    package var saturations: [Int] { populations.map(\.saturations) }

    /// The neurons of a population as they are now; nil for sources.
    package func neurons(of population: Int) -> [IFCurrExpNeuron]? {
        guard case .ifCurrExp(let neurons) = populations[population].content else { return nil }
        return neurons
    }

    /// The synapses of a projection.
    package func rows(of projection: Int) -> SynapseRows { rows[projection] }

    private func advance() {
        for index in sampleRequests { sample(index) }
        // Spikes of this step act at the next one at the earliest, so populations may be gone through in any order.
        for index in populations.indices {
            let isNeuron = network.populations[index].receptorCount > 0
            let stamp = isNeuron ? step &+ UInt32(network.spikeOffset) : step
            let fired = populations[index].advance(step)
            guard !fired.isEmpty else { continue }
            for request in spikeRequests[index] {
                for neuron in fired where recorded[request][Int(neuron)] {
                    recordings[request].spikes.append(HostSpike(stamp: stamp, neuron: neuron))
                }
            }
            for number in populations[index].outgoing {
                let projection = network.projections[number]
                populations[projection.target].receive(
                    rows[number],
                    receptor: projection.receptor,
                    from: fired,
                    stamp: stamp
                )
            }
        }
        step &+= 1
    }

    private func sample(_ index: Int) {
        let request = requests[index]
        guard let variable = request.variable, step % UInt32(request.interval) == 0 else { return }
        recordings[index].steps.append(step)
        populations[request.population].sample(variable, of: request.neurons, step, into: &recordings[index].samples)
    }
}
