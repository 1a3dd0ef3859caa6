import Foundation
package import NetworkModel
import RecordedData
package import SimulationRuntime

/// One simulation: the network a script describes, and the back end that runs it.
///
/// `setup` makes the current one and `end` closes it; `run`, `reset` and the rest act on it. There is no other global
/// state.
@MainActor
public final class Simulation {
    /// The simulation that the last `setup` made, until `end`.
    public private(set) static var current: Simulation?

    /// The network as described so far.
    package var network: NetworkDescription
    /// The options given at `setup`.
    package private(set) var options: SimulationOptions
    let progress: Progress
    var pendingFiles: [PendingFile] = []
    /// How many random samples of cells were drawn with the network's seed.
    var samplesDrawn: UInt64 = 0
    /// Changes of state that the back end does not know yet, in their order.
    var pendingState: [StateChange] = []
    /// Synapses of projections that asked for copies, as they were at the last pause.
    var downloads: [ProjectionID: SynapseList] = [:]
    private(set) var segmentAnnotations: [Int: Annotations] = [:]
    let backend: any SimulationBackend
    private var state = State.described
    private(set) var currentStep = 0
    private(set) var segment = 0
    private var prepared: NetworkDescription?
    private var isInCallback = false
    private var isChanging = false

    private enum State {
        /// Nothing is loaded yet.
        case described
        /// The network is loaded, or was before it changed.
        case loaded
        /// The back end has thrown; data can still be read.
        case failed(String)
        /// `end` was called.
        case ended
    }

    package init(network: NetworkDescription, options: SimulationOptions, backend: any SimulationBackend) {
        self.network = network
        self.backend = backend
        let progress = Progress()
        self.progress = progress
        self.options = options
        self.options.progress = { progress.show($0) }
        self.options.warn = { progress.warn($0) }
    }

    /// Makes a simulation the current one; a simulation that was current ends.
    package static func begin(_ simulation: Simulation) throws {
        if let old = current { try old.end() }
        current = simulation
    }

    /// Does something while this simulation is the current one.
    func whileCurrent<Result>(_ body: @MainActor () throws -> Result) rethrows -> Result {
        let other = Self.current
        Self.current = self
        defer { Self.current = other }
        return try body()
    }

    /// The current simulation, for a call of that name.
    ///
    /// - Throws: ``NetworkError`` when `setup` has not been called, or `end` has.
    static func active(for call: String) throws -> Simulation {
        guard let current else {
            throw NetworkError(
                .state,
                what: "there is no simulation",
                location: call,
                allowed: "after setup(…) and before end()"
            )
        }
        return current
    }

    /// The segment that is under way, and its first step not yet done.
    var position: (segment: Int, step: Int) { (segment, currentStep) }

    /// The time simulated since the start or the last reset, ms.
    public var currentTime: Double { Double(currentStep) * network.timeStep }

    /// Refuses calls on things of a simulation that has ended.
    func requireOpen(_ call: String) throws {
        if case .ended = state {
            throw NetworkError(
                .state,
                what: "its simulation has ended",
                location: call,
                allowed: "before end() and before the next setup(…)"
            )
        }
    }

    /// Refuses what cannot change in the midst of a run.
    func requireStart(_ call: String, what: String) throws {
        try requireOpen(call)
        guard currentStep == 0 else {
            throw NetworkError(
                .state,
                what: "\(what) cannot change while time is \(currentTime) ms",
                location: call,
                allowed: "before run(…), or after reset()"
            )
        }
    }

    // MARK: - Running

    /// Advances by whole steps.
    func run(steps: Int) throws {
        try requireRunnable("run")
        try guarding {
            try load()
            guard steps > 0 else { return }
            try writeState()
            let backend = backend
            try blocking { try await backend.run(steps: steps) }
            currentStep += steps
            for id in downloads.keys { downloads[id] = try synapses(of: id) }
        }
        progress.finish()
    }

    /// Goes back to time 0; the data so far become a finished segment. Before the first step it does nothing.
    func reset(annotations: Annotations, newSamples: Bool = false) throws {
        try requireRunnable("reset")
        guard currentStep > 0 else { return }
        if newSamples { network.sample += 1 }
        try guarding {
            let backend = backend
            try blocking { try await backend.reset() }
        }
        pendingState = []
        segmentAnnotations[segment] = annotations
        segment += 1
        currentStep = 0
    }

    /// Writes the files that `record(…, toFile:)` asked for, stops the back end and forgets the simulation.
    func end() throws {
        if case .ended = state { return }
        try requireNoCallback("end")
        try requireNoChange("end")
        defer {
            state = .ended
            if Self.current === self { Self.current = nil }
            progress.finish()
        }
        let written = Result { try writePendingFiles() }
        let backend = backend
        try blocking { try await backend.end() }
        try written.get()
    }

    /// Calls a callback of a run, which meanwhile can neither be run, reset nor ended.
    ///
    /// - Returns: The time at which it wants to be called next, ms.
    func call(_ callback: RunCallback) throws -> Double {
        isInCallback = true
        defer { isInCallback = false }
        let next = try callback(currentTime)
        guard !next.isNaN else {
            throw NetworkError(
                .valueOutOfRange,
                what: "the time at which a callback wants to be called next",
                location: "run",
                given: "\(next) ms",
                allowed: "a time; infinity for never"
            )
        }
        return next
    }

    /// Changes the network, all of it or nothing. Functions of the script that are asked for values meanwhile see the
    /// network as it was before.
    func change<Result>(_ call: String, _ change: (inout NetworkDescription) throws -> Result) throws -> Result {
        try requireOpen(call)
        try requireNoChange(call)
        isChanging = true
        defer { isChanging = false }
        var changed = network
        let result = try change(&changed)
        network = changed
        return result
    }

    private func requireNoChange(_ call: String) throws {
        guard isChanging else { return }
        throw NetworkError(
            .state,
            what: "called by a function that is asked for values",
            location: call,
            allowed: "outside of it; it may call get and the like"
        )
    }

    private func requireNoCallback(_ call: String) throws {
        guard isInCallback else { return }
        throw NetworkError(
            .state,
            what: "called by a callback of run",
            location: call,
            allowed: "after the run; callbacks may call set, get, getData and the like"
        )
    }

    private func requireRunnable(_ call: String) throws {
        try requireOpen(call)
        try requireNoCallback(call)
        try requireNoChange(call)
        if case .failed(let reason) = state {
            throw NetworkError(
                .state,
                what: "the simulation has failed (\(reason))",
                location: call,
                allowed: "reading data, end(), or a new setup(…)"
            )
        }
    }

    /// Brings the back end up to date with the network.
    private func load() throws {
        guard network != prepared else { return }
        let backend = backend
        let network = network
        let options = options
        if prepared == nil {
            try blocking { try await backend.prepare(network, options) }
        } else {
            try blocking { try await backend.apply(network) }
        }
        state = .loaded
        prepared = network
    }

    /// Runs a piece of work on the back end; anything it throws but a refusal of what was described ends running.
    private func guarding<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch {
            progress.finish()
            if !(error is NetworkError) { state = .failed("\(error)") }
            throw error
        }
    }

    // MARK: - Reading

    /// The machine that the simulation runs on; nil where there are no chips.
    func machine(_ call: String) throws -> MachineSummary? {
        try requireRunnable(call)
        let backend = backend
        let options = options
        return try guarding { try blocking { try await backend.machine(options) } }
    }

    /// Whether the back end has a population: one that came after the last run, it has not.
    func isLoaded(_ population: PopulationID) -> Bool {
        prepared?.populations.indices.contains(population.rawValue) == true
    }

    /// What was recorded of some cells of a population; nil when it has not run yet.
    func fetch(_ query: RecordingQuery) throws -> Block? {
        guard isLoaded(query.population) else { return nil }
        let backend = backend
        return try blocking { try await backend.fetch(query) }
    }

    /// Forgets all that was recorded of a population.
    func clear(_ population: PopulationID) throws {
        guard isLoaded(population) else { return }
        let backend = backend
        try blocking { try await backend.clear(population) }
    }

    /// The synapses of a projection: as the back end holds them once the network is loaded, else as described.
    func synapses(of id: ProjectionID) throws -> SynapseList {
        if case .ended = state, let copy = downloads[id] { return copy }
        let backend = backend
        if prepared?.projections.indices.contains(id.rawValue) == true, prepared?[id] == network[id],
            let loaded = try blocking({ try await backend.synapses(of: id) })
        {
            return loaded
        }
        return try network.synapses(of: id)
    }

    /// Limits the cells of a kind on a core; nil for the back end's default.
    func setNeuronsPerCore(_ kind: CellSchema.Kind, _ count: Int?) throws {
        guard network.populations.isEmpty else {
            throw NetworkError(
                .state,
                what: "there are populations already",
                location: "setNumberOfNeuronsPerCore",
                allowed: "before the first Population(…)"
            )
        }
        try Self.checkNeuronsPerCore(count, "setNumberOfNeuronsPerCore")
        options.neuronsPerCore[kind] = count
    }

    static func checkNeuronsPerCore(_ count: Int?, _ location: String) throws {
        // Eight bits of a routing key number the cells of a core.
        guard let count, !(1...256).contains(count) else { return }
        throw NetworkError(
            .valueOutOfRange,
            what: "neurons per core",
            location: location,
            given: "\(count)",
            allowed: "from 1 to 256"
        )
    }
}
