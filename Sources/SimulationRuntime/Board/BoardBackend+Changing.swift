import BoardControl
import ChipInterface
import NetworkLowering
package import NetworkModel

/// A network that is changed while it is on the board.
extension BoardBackend {
    package func reset() async throws {
        guard let loaded, let controller, var session else { return }
        for part in loaded.parts {
            let content = loaded.lowered.populations[part.part.population].content
            try await write(part.replacement(with: content) + part.emptiedInputs, over: controller)
        }
        try await loaded.group.command(.resetTime, 0)
        try await Task.sleep(for: CoreGroup.settlingTime)
        try session.beginSegment(of: loaded.network)
        self.session = session
        self.loaded?.step = 0
        self.loaded?.resumed = nil
        self.loaded?.reload = []
        self.loaded?.isDeclared = false
    }

    package func apply(_ network: NetworkDescription) async throws {
        guard let loaded, let controller else {
            throw SimulationError(.notPrepared, "a change came before prepare")
        }
        var lowered = try FixedPointNetwork(network)
        if network.differsOnlyInNumbers(from: loaded.network) {
            lowered = lowered.keepingSynapses(of: loaded.lowered)
        } else if let writes = try rowWrites(for: lowered, of: network, in: loaded) {
            // Spikes that have come in are put into the ring buffers with the weights that they were sent with.
            try await loaded.group.command(.saveInputs)
            try await write(writes, over: controller)
        } else {
            return try await load(network)
        }
        if !loaded.parts.allSatisfy({ $0.fits(lowered.populations[$0.part.population].content) }) {
            return try await load(network)
        }
        for part in loaded.parts {
            // The numbers that currents come in depend on all that flow into the population.
            try await write(part.currentSources(of: lowered), over: controller)
            let population = part.part.population
            let isChanged = loaded.network.populations[population] != network.populations[population]
            guard isChanged || loaded.network.sample != network.sample else { continue }
            var content = lowered.populations[population].content
            if loaded.step > 0 {
                var present = loaded.lowered.populations[population].content
                try await part.readContent(over: controller, into: &present)
                content.adoptState(of: present)
            }
            try await write(part.replacement(with: content), over: controller)
        }
        self.loaded?.network = network
        self.loaded?.lowered = lowered
        self.loaded?.reload.insert(.reloadNeurons)
    }

    package func state(of population: PopulationID) async throws -> [ParameterName: [Double]]? {
        guard let loaded, let controller else { return nil }
        return try await content(of: population, in: loaded, over: controller).state
    }

    package func setState(_ values: [ParameterName: CellValues], of selection: CellSelection) async throws {
        guard let loaded, let controller else {
            throw SimulationError(.notPrepared, "a change of state came before prepare")
        }
        var content = try await content(of: selection.population, in: loaded, over: controller)
        try content.setState(values, of: selection.indices)
        for part in loaded.parts where part.part.population == selection.population.rawValue {
            try await write(part.replacement(with: content), over: controller)
        }
        self.loaded?.reload.insert(.reloadNeurons)
    }

    /// A population's neurons or sources as the board holds them.
    private func content(
        of population: PopulationID,
        in loaded: Loaded,
        over controller: BoardController
    ) async throws -> FixedPointPopulation.Content {
        var content = loaded.lowered.populations[population.rawValue].content
        for part in loaded.parts where part.part.population == population.rawValue {
            try await part.readContent(over: controller, into: &content)
        }
        return content
    }

    /// The rows to be written where a network has other weights and the rest stays as it is; nil where more changes.
    private func rowWrites(
        for lowered: FixedPointNetwork,
        of network: NetworkDescription,
        in loaded: Loaded
    ) throws -> [MemoryWrite]? {
        guard network.differsOnlyInWeights(from: loaded.network) else { return nil }
        let plan = try BoardPlan(
            lowered,
            description: network,
            machine: loaded.machine,
            options: options,
            keeping: loaded.mapping
        )
        guard plan.parts.count == loaded.parts.count else { return nil }
        let changed = zip(network.projections, loaded.network.projections).filter { $0 != $1 }
        let reweighted = Set(changed.map { $0.0.post.population.rawValue })
        var writes: [MemoryWrite] = []
        for (part, new) in zip(loaded.parts, plan.parts) {
            let isReweighted = reweighted.contains(new.population)
            guard let own = part.rowWrites(for: new, isReweighted: isReweighted) else { return nil }
            writes += own
        }
        return writes
    }

    func write(_ writes: [MemoryWrite], over controller: BoardController) async throws {
        for write in writes { try await controller.write(write.bytes, to: write.chip, address: write.address) }
    }

    /// What the cells hold at a pause, and the inputs on their way.
    func state(of loaded: Loaded, over controller: BoardController) async throws -> NetworkState {
        let step = UInt32(loaded.step)
        try await loaded.group.command(.saveInputs)
        var contents = loaded.lowered.populations.map(\.content)
        // Those that were left by the run before and whose time has not come.
        var inputs = contents.indices.map { index in
            guard let resumed = loaded.resumed, resumed.inputs.indices.contains(index) else { return [PendingInput]() }
            return resumed.inputs[index].filter { $0.step >= step }
        }
        for part in loaded.parts {
            let population = part.part.population
            try await part.readContent(over: controller, into: &contents[population])
            inputs[population] += try await part.inputs(from: step, over: controller)
        }
        return NetworkState(step: step, contents: contents, inputs: inputs)
    }
}
