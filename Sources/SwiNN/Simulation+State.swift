import NetworkModel

/// State variables of some cells that a script has changed, in the order of the cells.
struct StateChange {
    let values: [ParameterName: CellValues]
    let selection: CellSelection
}

extension Simulation {
    /// Brings changed state variables to the back end, before a run.
    func writeState() throws {
        for change in pendingState {
            let backend = backend
            try blocking { try await backend.setState(change.values, of: change.selection) }
        }
        pendingState = []
    }

    /// A state variable of some cells as it is now.
    func state(_ name: ParameterName, of selection: CellSelection) throws -> [Double] {
        try requireOpen("currentValues")
        let population = network[selection.population]
        var values = population.initialValue(name).array(count: population.size)
        if currentStep > 0, isLoaded(selection.population) {
            let backend = backend
            values = try blocking { try await backend.state(of: selection.population) }?[name] ?? values
        }
        for change in pendingState where change.selection.population == selection.population {
            guard let numbers = change.values[name] else { continue }
            for (position, index) in change.selection.indices.enumerated() { values[index] = numbers[position] }
        }
        return selection.indices.map { values[$0] }
    }
}

// What PyNN's back ends keep in `simulator.state`.
extension Simulation {
    /// The time step, ms.
    public var dt: Double { network.timeStep }
    /// The time simulated since the start or the last reset, ms; the same as ``currentTime``.
    public var t: Double { currentTime.withoutBinaryDust }
    /// Whether a run has begun since the start or the last reset.
    public var running: Bool { currentStep > 0 }
    /// How many resets there were: the number of the current segment, from 0.
    public var segmentCounter: Int { segment }
    /// The smallest delay, ms.
    public var minDelay: Double { network.minDelay }
    /// The number of processes: 1.
    public var numProcesses: Int { 1 }
    /// The rank of this process: 0.
    public var mpiRank: Int { 0 }
}
