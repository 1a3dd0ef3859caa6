public import NetworkModel
public import RecordedData
public import SimulationRuntime

// PyNN's module-level functions. They act on the current simulation, the one that `setup` made.

/// Starts a simulation; one that was current ends.
///
/// - Parameters:
///   - timestep: The time step, ms; PyNN's default is 0.1.
///   - minDelay: The smallest delay, ms; nil for the time step. It is the delay of synapses that are given none.
///   - maxDelay: The greatest delay allowed, ms; nil for any.
///   - target: Where to run; nil for the environment variable `SWINN_TARGET` ("spin3", "spin5", "triad", "host", or a
///     board's host name), or an emulated SpiNN-5 board.
///   - spikeTiming: Whether a spike is stamped with the end of its step (`.nest`) or its beginning (`.sPyNNaker`).
///   - seed: The seed of everything random.
///   - timeScaleFactor: How many times slower than real time a board runs, at least 1.
///   - neuronsPerCore: At most so many cells of any kind on a core, from 1 to 256; nil for each kind's own number.
///   - boardsRequired: The fewest boards to do, at least 1; without a `target` and `SWINN_TARGET`, the smallest emulated
///     machine of as many is taken. A real machine's are counted when it is reached; the host, which has none, does.
///   - chipsRequired: The fewest chips to do, likewise; not together with boards.
///   - store: The SQLite file for recordings; nil for a temporary one.
///   - databaseSocketAddresses: Programs that are to be told of runs, as by ``addDatabaseSocketAddress(_:)``.
///   - extra: Arguments that other back ends of PyNN take, by PyNN's names; ``SetupExtra`` says what becomes of each.
/// - Returns: 0, the rank of the only process.
/// - Throws: ``NetworkError`` for a value out of range, a machine that is too small, and an extra argument that is a
///   misspelling; errors of ending the simulation before.
@MainActor
@discardableResult
public func setup(
    timestep: Double = 0.1,
    minDelay: Double? = nil,
    maxDelay: Double? = nil,
    target: SimulationTarget? = nil,
    spikeTiming: SpikeTiming = .nest,
    seed: UInt64 = 1,
    timeScaleFactor: Int = 1,
    neuronsPerCore: Int? = nil,
    boardsRequired: Int? = nil,
    chipsRequired: Int? = nil,
    store: String? = nil,
    databaseSocketAddresses: [DatabaseSocketAddress] = [],
    extra: [String: String] = [:]
) throws -> Int {
    let extras = try SetupExtras(extra)
    let size = try MachineSize(boards: boardsRequired ?? extras.boards, chips: chipsRequired ?? extras.chips)
    let chosen = try SimulationTarget.choose(target, size)
    let rank = try setup(
        timestep: timestep,
        minDelay: minDelay,
        maxDelay: maxDelay,
        target: chosen,
        spikeTiming: spikeTiming,
        seed: extras.seed ?? seed,
        timeScaleFactor: extras.timeScaleFactor ?? timeScaleFactor,
        neuronsPerCore: neuronsPerCore,
        machineSize: size,
        store: store,
        backend: makeBackend(for: chosen)
    )
    for address in databaseSocketAddresses { try addDatabaseSocketAddress(address) }
    for note in extras.notes { Simulation.current?.progress.warn(note) }
    return rank
}

/// Starts a simulation on a back end of the caller's.
@MainActor
@discardableResult
package func setup(
    timestep: Double = 0.1,
    minDelay: Double? = nil,
    maxDelay: Double? = nil,
    target: SimulationTarget = .host,
    spikeTiming: SpikeTiming = .nest,
    seed: UInt64 = 1,
    timeScaleFactor: Int = 1,
    neuronsPerCore: Int? = nil,
    machineSize: MachineSize? = nil,
    store: String? = nil,
    backend: any SimulationBackend
) throws -> Int {
    guard (1...1_000_000).contains(timeScaleFactor) else {
        throw NetworkError(
            .valueOutOfRange,
            what: "timeScaleFactor",
            location: "setup",
            given: "\(timeScaleFactor)",
            allowed: "from 1 to 1000000"
        )
    }
    try Simulation.checkNeuronsPerCore(neuronsPerCore, "setup")
    let network = try NetworkDescription(
        timeStep: timestep,
        minDelay: minDelay,
        maxDelay: maxDelay,
        seed: seed,
        spikeTiming: spikeTiming
    )
    var options = SimulationOptions(
        target: target,
        machineSize: machineSize,
        timeScaleFactor: timeScaleFactor,
        storePath: store
    )
    if let neuronsPerCore {
        for kind in CellSchema.Kind.allCases { options.neuronsPerCore[kind] = neuronsPerCore }
    }
    try Simulation.begin(Simulation(network: network, options: options, backend: backend))
    return 0
}

/// Something that is called while a simulation runs: with the current time in ms, it returns the time at which it wants
/// to be called next.
public typealias RunCallback = @MainActor (_ time: Double) throws -> Double

/// Advances the simulation.
///
/// The first run maps the network and loads it; `run(0)` does only that. A time that is not a whole number of steps is
/// rounded up, with a warning.
///
/// - Parameters:
///   - simtime: The time to advance, ms, at least 0.
///   - callbacks: Functions to be called at times they choose, the first time at the start. They may set, get and read
///     data, but neither run nor reset nor end the simulation.
/// - Returns: The current time, ms.
/// - Throws: ``NetworkError`` before `setup`, for a time that is negative or not finite, and for numbers of the network that
///   the chip cannot compute with; what a callback throws; errors of the target, which end running.
@MainActor
@discardableResult
public func run(_ simtime: Double, callbacks: [RunCallback] = []) throws -> Double {
    let simulation = try Simulation.active(for: "run")
    let timeStep = simulation.network.timeStep
    let steps = try simulation.steps(in: simtime, "time to run", "run")
    guard !callbacks.isEmpty else {
        try simulation.run(steps: steps)
        return simulation.currentTime
    }
    let end = simulation.currentTime + Double(steps) * timeStep
    try simulation.run(steps: 0)
    var due = try callbacks.map(simulation.call)
    while true {
        let now = simulation.currentTime
        // Requests in the past would stand still: they count as the next step.
        let next = min(end, max(due.min() ?? end, now + timeStep))
        let count = Int(((next - now) / timeStep).rounded())
        guard count > 0 else { break }
        try simulation.run(steps: count)
        for index in callbacks.indices where due[index] <= simulation.currentTime + timeStep / 2 {
            due[index] = try simulation.call(callbacks[index])
        }
    }
    return simulation.currentTime
}

extension Simulation {
    /// A time in whole steps, rounded up with a warning.
    ///
    /// - Parameters:
    ///   - time: The time, ms.
    ///   - what: What it is, in words.
    func steps(in time: Double, _ what: String, _ call: String) throws(NetworkError) -> Int {
        let exact = time / network.timeStep
        try NetworkError.require(
            exact >= 0 && exact < 0x1p31,
            what: what,
            location: call,
            given: "\(time) ms",
            allowed: "from 0.0 ms to 2^31 time steps"
        )
        let steps = Int(exact.rounded())
        // A time given in decimals is rarely a whole number of steps in binary.
        guard abs(exact - Double(steps)) > 1e-6 else { return steps }
        let rounded = (exact.rounded(.up) * network.timeStep).withoutBinaryDust
        progress.warn("\(call): \(what), \(time) ms, is rounded up to \(rounded) ms, whole time steps")
        return Int(exact.rounded(.up))
    }
}

/// The same as ``run(_:callbacks:)``.
@MainActor
@discardableResult
public func runFor(_ simtime: Double, callbacks: [RunCallback] = []) throws -> Double {
    try run(simtime, callbacks: callbacks)
}

/// Advances the simulation to a time, ms.
///
/// - Throws: ``NetworkError`` when that time is more than half a step past; otherwise as ``run(_:callbacks:)``.
@MainActor
@discardableResult
public func runUntil(_ time: Double, callbacks: [RunCallback] = []) throws -> Double {
    let simulation = try Simulation.active(for: "runUntil")
    let now = simulation.currentTime
    guard time >= now - simulation.network.timeStep / 2 else {
        throw NetworkError(
            .valueOutOfRange,
            what: time.isNaN ? "time to run until" : "time to run until is past",
            location: "runUntil",
            given: "\(time) ms",
            allowed: "at least the current time, \(now) ms"
        )
    }
    return try run(max(0, time - now), callbacks: callbacks)
}

/// Goes back to time 0: state variables take their initial values, parameters stay, and what was recorded becomes a
/// finished segment. Before any run, and directly after another reset, it does nothing.
///
/// - Parameters:
///   - annotations: Facts for the segment that is finished.
///   - newSamples: Whether random sources and noisy currents give other samples from now on; else the same again.
@MainActor
public func reset(annotations: Annotations = [:], newSamples: Bool = false) throws {
    try Simulation.active(for: "reset").reset(annotations: annotations, newSamples: newSamples)
}

/// Writes the files that were asked for and releases the target. Without a simulation it does nothing.
@MainActor
public func end() throws {
    try Simulation.current?.end()
}

/// The time simulated since the start or the last reset, ms.
@MainActor
public func getCurrentTime() throws -> Double {
    try Simulation.active(for: "getCurrentTime").currentTime.withoutBinaryDust
}

/// The time step, ms.
@MainActor
public func getTimeStep() throws -> Double { try Simulation.active(for: "getTimeStep").network.timeStep }

/// The smallest delay, ms.
@MainActor
public func getMinDelay() throws -> Double { try Simulation.active(for: "getMinDelay").network.minDelay }

/// The greatest delay allowed, ms.
@MainActor
public func getMaxDelay() throws -> Double {
    let network = try Simulation.active(for: "getMaxDelay").network
    return network.maxDelay ?? Double(NetworkDescription.delayStepLimit) * network.timeStep
}

/// The number of processes: 1.
public func numProcesses() -> Int { 1 }

/// The simulator's name: PyNN's `name()`.
public func simulatorName() -> String { "SwiNN" }

/// The rank of this process: 0.
public func rank() -> Int { 0 }

/// PyNN's names of the cell types there are.
public func listStandardModels() -> [String] { CellSchema.Kind.allCases.map(\.rawValue) }

/// Limits the cells of a type on a core; nil for the default. To be called before any population is made.
///
/// - Throws: ``NetworkError`` before `setup`, after the first population, and for a number outside 1 to 256.
@MainActor
public func setNumberOfNeuronsPerCore(_ cellType: (some CellType).Type, _ count: Int?) throws {
    try Simulation.active(for: "setNumberOfNeuronsPerCore").setNeuronsPerCore(cellType.schema.kind, count)
}
