import HostEngine
import NetworkLowering
package import NetworkModel
package import RecordedData
import RecordingStore

/// Runs a network on this computer's processor, with the sources and in the arithmetic of the ARM programs.
///
/// An actor because the front door's calls and the work they start must not overlap, and a run is long: a lock would
/// block a thread for all of it.
package actor HostBackend: SimulationBackend {
    private struct Loaded {
        var network: NetworkDescription
        var requests: [HostRequest]
        var simulation: HostSimulation
        /// Where each recording goes in the store; `nil` before the first step of a segment.
        var regions: [RegionID]?
    }

    /// Which request of which population an engine's recording is for.
    private struct HostRequest {
        var population: Int
        var request: Int
        var neurons: [Int]
        var isSpikes: Bool
    }

    /// The most steps between two reports of progress and two writes to the store.
    private static let stretch = 1_000

    private var loaded: Loaded?
    private var session: RecordingSession?
    private var hasEnded = false
    private var options = SimulationOptions(target: .host)

    /// Creates a back end.
    package init() {}

    package func prepare(_ network: NetworkDescription, _ options: SimulationOptions) async throws {
        self.options = options
        try load(network)
    }

    /// Loads a network: at the beginning, or in place of the one before, with the state of what stays.
    private func load(_ network: NetworkDescription) throws {
        options.progress(ProgressReport("Lowering"))
        let lowered = try FixedPointNetwork(network)
        if session == nil {
            session = try RecordingSession(network, path: options.storePath, simulator: "SwiNN")
        } else {
            try session?.update(to: network)
        }
        var state: NetworkState?
        if let simulation = loaded?.simulation, simulation.step > 0 {
            state = simulation.state.rescaled(from: simulation.network, to: lowered)
        }
        loaded = try simulation(of: lowered, network, resuming: state)
    }

    private func simulation(
        of lowered: FixedPointNetwork,
        _ network: NetworkDescription,
        resuming state: NetworkState?
    ) throws -> Loaded {
        var requests: [HostRequest] = []
        var engineRequests: [HostRecordingRequest] = []
        for (index, population) in network.populations.enumerated() {
            for (number, request) in population.recording.enumerated() where !request.indices.isEmpty {
                let isSpikes = request.variable == .spikes
                requests.append(
                    HostRequest(population: index, request: number, neurons: request.indices, isSpikes: isSpikes)
                )
                engineRequests.append(
                    HostRecordingRequest(
                        population: index,
                        variable: request.variable.engineNumber,
                        neurons: request.indices,
                        interval: isSpikes ? 1 : max(1, network.steps(request.samplingInterval))
                    )
                )
            }
        }
        return Loaded(
            network: network,
            requests: requests,
            simulation: try HostSimulation(lowered, recordings: engineRequests, resuming: state)
        )
    }

    package func run(steps: Int) async throws {
        let regions = try declareRegions()
        guard let loaded, let session else { throw SimulationError(.notPrepared, "run came before prepare") }
        let saturations = loaded.simulation.saturations
        var done = 0
        while done < steps {
            let stretch = min(Self.stretch, steps - done)
            let first = Int(loaded.simulation.step)
            var marks = loaded.simulation.recordings.map(Mark.init)
            loaded.simulation.run(steps: stretch)
            let data = loaded.requests.indices.map { index in
                RegionData(
                    region: regions[index],
                    bytes: marks[index].words(
                        since: loaded.simulation.recordings[index],
                        neurons: loaded.requests[index].neurons,
                        isSpikes: loaded.requests[index].isSpikes
                    )
                )
            }
            try session.store(data, steps: first..<(first + stretch))
            done += stretch
            options.progress(ProgressReport("Running", Double(done) / Double(steps)))
        }
        for (index, count) in zip(loaded.simulation.saturations, saturations).map(-).enumerated() where count > 0 {
            options.warn("\(loaded.network.populations[index].label): \(count) \(RunReport.clamped)")
        }
    }

    /// How much of a recording has been stored.
    private struct Mark {
        var spikes: Int
        var steps: Int

        init(_ recording: HostRecording) {
            spikes = recording.spikes.count
            steps = recording.steps.count
        }

        /// The words that a core would have written since.
        mutating func words(since recording: HostRecording, neurons: [Int], isSpikes: Bool) -> [UInt8] {
            var words: [UInt32] = []
            if isSpikes {
                let place = Dictionary(neurons.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
                var field = [UInt32](repeating: 0, count: (neurons.count + 31) / 32)
                var stamp: UInt32?
                func flush(_ words: inout [UInt32]) {
                    if let stamp { words += [stamp] + field }
                    field = [UInt32](repeating: 0, count: field.count)
                }
                for spike in recording.spikes[spikes...] {
                    guard let bit = place[Int(spike.neuron)] else { continue }
                    let isSet = field[bit / 32] >> UInt32(bit % 32) & 1 == 1
                    if spike.stamp != stamp || isSet { flush(&words) }
                    stamp = spike.stamp
                    field[bit / 32] |= 1 << UInt32(bit % 32)
                }
                flush(&words)
            } else {
                for (row, step) in recording.steps.enumerated().dropFirst(steps) {
                    words.append(step)
                    words += recording.samples[(row * neurons.count)..<((row + 1) * neurons.count)].map {
                        UInt32(bitPattern: $0)
                    }
                }
            }
            return WordBuffer.bytes(of: words)
        }
    }

    /// The places of all recordings in the store, which begin with a segment's first step.
    private func declareRegions() throws -> [RegionID] {
        guard let loaded, var session else { return [] }
        if let regions = loaded.regions { return regions }
        try session.declareRecordings(from: Int(loaded.simulation.step))
        let regions = try loaded.requests.map { request in
            try session.addRegion(population: request.population, request: request.request, neurons: request.neurons)
        }
        self.session = session
        self.loaded?.regions = regions
        return regions
    }

    package func reset() async throws {
        guard let loaded else { return }
        loaded.simulation.reset()
        try session?.beginSegment(of: loaded.network)
        self.loaded?.regions = nil
    }

    package func apply(_ network: NetworkDescription) async throws {
        guard let loaded else { throw SimulationError(.notPrepared, "a change came before prepare") }
        guard network.differsOnlyInNumbers(from: loaded.network) else { return try load(network) }
        let lowered = try FixedPointNetwork(network)
        try loaded.simulation.replace(with: lowered)
        self.loaded?.network = network
    }

    package func fetch(_ query: RecordingQuery) async throws -> Block {
        guard let session else { throw SimulationError(.notPrepared, "there are no data before prepare") }
        return try session.fetch(query)
    }

    package func synapses(of projection: ProjectionID) async throws -> SynapseList? {
        guard let simulation = loaded?.simulation,
            simulation.network.projections.indices.contains(projection.rawValue)
        else { return nil }
        let own = simulation.network.projections[projection.rawValue]
        let rows = simulation.rows(of: projection.rawValue)
        return own.list((0..<own.sourceSize).map { Array(rows[$0]) })
    }

    package func state(of population: PopulationID) async throws -> [ParameterName: [Double]]? {
        loaded?.simulation[content: population.rawValue].state
    }

    package func setState(_ values: [ParameterName: CellValues], of selection: CellSelection) async throws {
        guard let loaded else { throw SimulationError(.notPrepared, "a change of state came before prepare") }
        try loaded.simulation[content: selection.population.rawValue].setState(values, of: selection.indices)
    }

    package func clear(_ population: PopulationID) async throws { try session?.clear(population) }

    package func machine(_ options: SimulationOptions) async throws -> MachineSummary? { nil }

    package func end() async throws {
        loaded = nil
        guard !hasEnded else { return }
        hasEnded = true
        try session?.finish()
    }
}

extension NetworkModel.RecordedVariable {
    /// The number of a variable in the model's `sample`; `nil` for spikes.
    var engineNumber: Int? {
        switch self {
        case .spikes: nil
        case .v: 0
        case .gsynExc: 1
        case .gsynInh: 2
        }
    }
}
