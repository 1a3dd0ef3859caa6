public import NetworkModel
public import SimulationRuntime

/// One network on several targets side by side, each with a simulation of its own: PyNN's `MultiSim`.
///
///     let both = try MultiSim([.host, .virtual(.spin3)], timestep: 1) { try Ring(size: 200) }
///     try both.run(1_000)
///     for (target, count) in try both.each({ try $0.cells.meanSpikeCount() }) { print(target, count) }
///     try both.end()
@MainActor
public final class MultiSim<Model> {
    private var runs: [(target: SimulationTarget, simulation: Simulation, model: Model)] = []

    /// Builds the model for each target.
    ///
    /// A simulation that is current stays so; the models' simulations are current only while the model is built or called.
    ///
    /// - Parameters:
    ///   - targets: Where to run, each once.
    ///   - timestep: The time step, ms.
    ///   - spikeTiming: Which end of its step a spike is stamped with.
    ///   - seed: The seed of everything random, the same for all.
    ///   - build: Makes the populations and projections; what it returns is handed to ``each(_:)``.
    /// - Throws: What the building throws; simulations begun are ended then.
    public init(
        _ targets: [SimulationTarget],
        timestep: Double = 0.1,
        spikeTiming: SpikeTiming = .nest,
        seed: UInt64 = 1,
        _ build: @MainActor () throws -> Model
    ) throws {
        do {
            for target in targets {
                let simulation = Simulation(
                    network: try NetworkDescription(timeStep: timestep, seed: seed, spikeTiming: spikeTiming),
                    options: SimulationOptions(target: target),
                    backend: makeBackend(for: target)
                )
                do {
                    runs.append((target, simulation, try simulation.whileCurrent(build)))
                } catch {
                    try? simulation.end()
                    throw error
                }
            }
        } catch {
            try? end()
            throw error
        }
    }

    /// Does something with the model of each target, while its simulation is the current one.
    ///
    /// - Returns: What comes of it, in the order of the targets.
    public func each<Result>(
        _ body: @MainActor (Model) throws -> Result
    ) throws -> [(target: SimulationTarget, result: Result)] {
        try runs.map { run in (run.target, try run.simulation.whileCurrent { try body(run.model) }) }
    }

    /// Advances all simulations.
    ///
    /// - Parameters:
    ///   - simtime: The time to advance, ms.
    ///   - steps: Into how many runs of equal length it is cut.
    /// - Throws: ``NetworkError`` for fewer than one run, and as `run`.
    public func run(_ simtime: Double, steps: Int = 1) throws {
        try NetworkError.require(
            steps >= 1,
            what: "steps",
            location: "MultiSim.run",
            given: "\(steps)",
            allowed: "at least 1"
        )
        for _ in 0..<steps { _ = try each { _ in try SwiNN.run(simtime / Double(steps)) } }
    }

    /// Ends all simulations; the models cannot be used any more. The first error is thrown when all have ended.
    public func end() throws {
        let results = runs.map { run in Result { try run.simulation.end() } }
        runs = []
        for result in results { try result.get() }
    }
}
