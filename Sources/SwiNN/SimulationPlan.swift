import Foundation
import NetworkModel
import RecordedData
import SONATANetworks
public import SimulationRuntime

/// What is to be done with a network, as SONATA's simulation configuration says.
///
///     let plan = try loadSONATASimulationPlan("simulation_config.json")
///     try plan.setup()
///     try plan.execute(importFromSONATA("circuit_config.json"))
///     try end()
@MainActor
public struct SimulationPlan {
    private let plan: SONATAPlan

    /// The time step, ms.
    public var timestep: Double { plan.timestep }
    /// The time at which the simulation ends, ms.
    public var tstop: Double { plan.tstop }
    /// The folder that ``execute(_:)`` writes to.
    public var outputFolder: String { plan.outputFolder }

    init(_ plan: SONATAPlan) { self.plan = plan }

    /// Starts a simulation with the plan's time step.
    ///
    /// - Parameters:
    ///   - target: Where to run; nil for the default of `setup`.
    ///   - seed: The seed of everything random.
    /// - Throws: ``NetworkError`` for a time step out of range.
    public func setup(target: SimulationTarget? = nil, seed: UInt64 = 1) throws {
        try SwiNN.setup(timestep: timestep, target: target, seed: seed)
    }

    /// Gives the virtual nodes their spikes, records, runs, and writes what was recorded as ``SonataIO`` does: the spikes
    /// of all nodes that are not virtual, and the reports, under the names and node IDs of the network's files.
    ///
    /// - Parameter network: The network, imported into the current simulation.
    /// - Throws: ``NetworkError`` for node sets, files or variables that are not there; errors of running and writing.
    public func execute(_ network: SonataNetwork) throws {
        let order = SonataIO.SortOrder(rawValue: plan.sortOrder)
        guard let order else {
            throw NetworkError(
                .unknownName,
                what: "spikes_sort_order",
                location: "simulation plan",
                given: "'\(plan.sortOrder)'",
                allowed: "'none', 'by_id', 'by_time'"
            )
        }
        for input in plan.inputs { try give(input, to: network) }
        for population in network.populations where !population.schema.receptorTypes.isEmpty {
            try population.record("spikes")
        }
        for report in plan.reports {
            for set in try network.cells(of: report.cells, plan.nodeSets) {
                try set.cells.record([report.variable], samplingInterval: report.interval)
            }
        }
        try runUntil(tstop)
        let io = SonataIO(plan.outputFolder, spikesFile: plan.spikesFile, spikesSortOrder: order)
        try io.write(network.recordedNodes())
    }

    private func give(_ input: SONATAPlan.Input, to network: SonataNetwork) throws {
        for set in try network.cells(of: input.nodeSet, plan.nodeSets) {
            let spikes = try SONATASpikes.read(input.file, population: set.population)
            if let stranger = Set(spikes.keys).subtracting(set.ids).min() {
                throw NetworkError(
                    .indexOutOfRange,
                    what: "spikes of a node that the set '\(input.nodeSet)' does not have",
                    location: "'\(input.file)'",
                    given: "\(stranger)"
                )
            }
            try set.cells.set(spikeTimes: set.ids.map { spikes[$0] ?? [] })
        }
    }
}

/// Reads what is to be done with a network from a SONATA simulation configuration.
///
/// Inputs are spikes in HDF5 files; reports are of variables that can be recorded.
///
/// - Parameter config: The simulation configuration.
/// - Throws: ``NetworkError`` for a file that is missing or has not what is needed, and for other kinds of input.
@MainActor
public func loadSONATASimulationPlan(_ config: String) throws -> SimulationPlan {
    SimulationPlan(try SONATAPlan(readingConfig: config))
}
