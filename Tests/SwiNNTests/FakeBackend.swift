import NetworkModel
import RecordedData
import SimulationRuntime
import SwiNN
import Synchronization

/// A back end that computes nothing: it writes down what it is told, and every recorded cell spikes once in the middle
/// of each run. A cell of index i has v = i in every sample.
final class FakeBackend: SimulationBackend {
    enum Call: Equatable {
        case prepare
        case run(Int)
        case reset
        case apply
        case clear
        case setState([ParameterName: CellValues], [Int])
        case end
    }

    struct Failure: Error, CustomStringConvertible {
        let description = "core 0,0,3 took a data abort"
    }

    private struct State {
        var calls: [Call] = []
        var network: NetworkDescription?
        var options: SimulationOptions?
        var failsNextRun = false
        var steps = 0
        var segments: [(steps: Int, spikes: [Double])] = [(0, [])]
    }

    private let state = Mutex(State())

    var calls: [Call] { state.withLock { $0.calls } }
    var network: NetworkDescription? { state.withLock { $0.network } }
    var options: SimulationOptions? { state.withLock { $0.options } }
    func failNextRun() { state.withLock { $0.failsNextRun = true } }

    func prepare(_ network: NetworkDescription, _ options: SimulationOptions) async throws {
        options.progress(ProgressReport("Loading", 1))
        state.withLock {
            $0.calls.append(.prepare)
            $0.network = network
            $0.options = options
        }
    }

    func run(steps: Int) async throws {
        // Longer than a scheduler's patience with a blocked thread, shorter than a tester's.
        try await Task.sleep(for: .milliseconds(1))
        try state.withLock {
            $0.calls.append(.run(steps))
            if $0.failsNextRun { throw Failure() }
            let last = $0.segments.count - 1
            let timeStep = $0.network?.timeStep ?? 1
            $0.segments[last].spikes.append((Double($0.segments[last].steps) + Double(steps) / 2) * timeStep)
            $0.segments[last].steps += steps
        }
    }

    func reset() async throws {
        state.withLock {
            $0.calls.append(.reset)
            $0.segments.append((0, []))
        }
    }

    func apply(_ network: NetworkDescription) async throws {
        state.withLock {
            $0.calls.append(.apply)
            $0.network = network
        }
    }

    func clear(_ population: PopulationID) async throws {
        state.withLock {
            $0.calls.append(.clear)
            $0.segments[$0.segments.count - 1].spikes = []
        }
    }

    func state(of population: PopulationID) async throws -> [ParameterName: [Double]]? {
        network.map { network in
            let own = network[population]
            return own.initialValues.mapValues { $0.array(count: own.size) }
        }
    }

    func setState(_ values: [ParameterName: CellValues], of selection: CellSelection) async throws {
        state.withLock { $0.calls.append(.setState(values, selection.indices)) }
    }

    func machine(_ options: SimulationOptions) async throws -> MachineSummary? { nil }

    func synapses(of projection: ProjectionID) async throws -> SynapseList? { nil }

    func end() async throws { state.withLock { $0.calls.append(.end) } }

    func fetch(_ query: RecordingQuery) async throws -> Block {
        state.withLock { state in
            guard let network = state.network else { return Block(name: "") }
            let population = network[query.population]
            let segments = state.segments.enumerated().map { number, segment in
                let stop = Double(segment.steps) * network.timeStep
                var result = Segment(name: "segment\(number)")
                for request in population.recording where query.variables.contains(request.variable) {
                    let indices = request.indices.filter { query.indices?.contains($0) ?? true }
                    if request.variable == .spikes {
                        result.spikeTrains = indices.map {
                            SpikeTrain(
                                times: segment.spikes,
                                tStop: stop,
                                sourcePopulation: population.label,
                                sourceIndex: $0,
                                sourceID: population.firstID + $0
                            )
                        }
                    } else {
                        let samples = Int(stop / request.samplingInterval)
                        result.analogSignals.append(
                            AnalogSignal(
                                name: request.variable.rawValue,
                                units: request.variable.unit,
                                samplingPeriod: request.samplingInterval,
                                values: (0..<samples).flatMap { _ in indices.map(Double.init) },
                                sourcePopulation: population.label,
                                channelIndices: indices,
                                sourceIDs: indices.map { population.firstID + $0 }
                            )
                        )
                    }
                }
                return result
            }
            return Block(name: population.label, segments: segments)
        }
    }
}

/// Runs a script on a fake back end, as a main program would, and ends its simulation.
@MainActor
func script(
    timestep: Double = 1,
    minDelay: Double? = nil,
    maxDelay: Double? = nil,
    neuronsPerCore: Int? = nil,
    seed: UInt64 = 1,
    _ body: @MainActor (FakeBackend) throws -> Void
) throws {
    let backend = FakeBackend()
    try setup(
        timestep: timestep,
        minDelay: minDelay,
        maxDelay: maxDelay,
        seed: seed,
        neuronsPerCore: neuronsPerCore,
        backend: backend
    )
    defer { try? end() }
    try body(backend)
}

/// The error that a piece of a script throws, or nil.
@MainActor
func networkError(_ body: @MainActor () throws -> Void) -> NetworkError? {
    do {
        try body()
        return nil
    } catch {
        return error as? NetworkError
    }
}
