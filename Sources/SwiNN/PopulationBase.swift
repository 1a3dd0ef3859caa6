public import NetworkModel
public import RecordedData

/// Cells that can be recorded, set and connected together: a population, a view of one, or an assembly.
@MainActor
public protocol PopulationBase: AnyObject {
    /// The views of populations that make up the group, in order; indices run over their concatenation.
    var components: [PopulationView] { get }
    /// The label.
    var label: String { get }
    /// The number of cells.
    var size: Int { get }
    /// Facts that go with the group's data.
    var annotations: Annotations { get set }
}

extension PopulationBase {
    /// The cells, in index order.
    public var all: [Cell] {
        components.flatMap { view in view.indices.map { Cell(population: view.grandparent, index: $0) } }
    }

    /// Adds facts that go with the group's data; a fact of the same name is replaced.
    public func annotate(_ facts: Annotations) { annotations.merge(facts) { $1 } }

    /// The index of a cell in this group.
    ///
    /// - Throws: ``NetworkError`` when the cell is not in it.
    public func idToIndex(_ cell: Cell) throws -> Int {
        var offset = 0
        for view in components {
            if view.grandparent === cell.population, let position = view.indices.firstIndex(of: cell.index) {
                return offset + position
            }
            offset += view.indices.count
        }
        throw NetworkError(
            .indexOutOfRange,
            what: "the cell is not in the group",
            location: "'\(label)'.idToIndex",
            given: "ID \(cell.id)",
            allowed: "IDs of its \(size) cells"
        )
    }

    // MARK: - Parameters and state

    /// Sets parameters.
    ///
    /// Between runs this takes effect at the current time. Lists and functions go by position in the group.
    ///
    /// - Parameter values: New values by name, PyNN's or Swift's.
    /// - Throws: ``NetworkError`` for an unknown name, a wrong number of values or a value out of range.
    public func set(_ values: [ParameterName: ParameterValue]) throws {
        try checkCounts(values)
        try changing("set") { network, selection, slice throws(NetworkError) in
            try network.set(values.mapValues { $0.slice(slice.offset, slice.count) }, of: selection)
        }
    }

    /// Gives the cells of spike source arrays new spike times, ms.
    ///
    /// - Throws: ``NetworkError`` when the cells have none, or for a wrong number of lists or a time out of range.
    public func set(spikeTimes: [Double]) throws { try set(.shared(spikeTimes)) }

    /// Gives each cell of spike source arrays its own new spike times, ms.
    ///
    /// - Throws: ``NetworkError`` as for shared times.
    @_disfavoredOverload
    public func set(spikeTimes: [[Double]]) throws { try set(.each(spikeTimes)) }

    private func set(_ times: SpikeTimes) throws {
        if case .each(let lists) = times { try checkCount(lists.count, "spike_times") }
        try changing("set") { network, selection, slice throws(NetworkError) in
            try network.setSpikeTimes(times.slice(slice.offset, slice.count), of: selection)
        }
    }

    /// Sets the initial values of state variables.
    ///
    /// After a run this changes the state as it is now, too, as in PyNN; a reset goes back to these values.
    ///
    /// - Parameter values: Initial values by name: v in mV, isyn_exc and isyn_inh in nA.
    /// - Throws: ``NetworkError`` as for ``set(_:)``.
    public func initialize(_ values: [ParameterName: ParameterValue]) throws {
        if let simulation = components.first?.grandparent.simulation, simulation.currentStep > 0 {
            try setState(values)
        }
        try checkCounts(values)
        try changing("initialize") { network, selection, slice throws(NetworkError) in
            try network.initialize(
                values.mapValues { $0.slice(slice.offset, slice.count) },
                of: selection
            )
        }
    }

    /// The values of a parameter, one for each cell in index order.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public func get(_ name: ParameterName) throws -> [Double] {
        try components.flatMap { view in
            let population = view.grandparent
            guard population.schema.parameter(name) != nil else {
                throw NetworkError(
                    .unknownName,
                    what: "unknown parameter",
                    location: population.description.location,
                    given: "'\(name)'",
                    allowed: population.schema.parameterNames
                )
            }
            return population.description.parameter(name).selecting(view.indices).array(count: view.indices.count)
        }
    }

    /// The initial values of a state variable, one for each cell in index order.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public func initialValues(_ name: ParameterName) throws -> [Double] {
        try components.flatMap { view in
            let population = view.grandparent
            try population.requireStateVariable(name)
            return population.description.initialValue(name).selecting(view.indices).array(count: view.indices.count)
        }
    }

    /// Changes state variables as they are now; initial values stay, and a reset goes back to them.
    ///
    /// - Parameter values: Values by name: v in mV, isyn_exc and isyn_inh in nA.
    /// - Throws: ``NetworkError`` as for ``set(_:)``.
    public func setState(_ values: [ParameterName: ParameterValue]) throws {
        guard let simulation = components.first?.grandparent.simulation else { return }
        try checkCounts(values)
        var changes: [StateChange] = []
        try changing("setState") { network, selection, slice throws(NetworkError) in
            let own = values.mapValues { $0.slice(slice.offset, slice.count) }
            changes.append(StateChange(values: try network.stateValues(own, of: selection), selection: selection))
        }
        simulation.pendingState += changes
    }

    /// The values of a state variable as they are now, one for each cell in index order: mV or nA.
    ///
    /// While time is 0 these are the initial values; later they are read from the target.
    ///
    /// - Throws: ``NetworkError`` for an unknown name; errors of the target.
    public func currentValues(_ name: ParameterName) throws -> [Double] {
        try components.flatMap { view in
            try view.grandparent.requireStateVariable(name)
            return try view.grandparent.simulation.state(name, of: view.selection)
        }
    }

    private func checkCounts(_ values: [ParameterName: ParameterValue]) throws {
        for (name, value) in values {
            if case .values(let list) = value { try checkCount(list.count, name.rawValue) }
        }
    }

    private func checkCount(_ count: Int, _ name: String) throws {
        guard count != size else { return }
        throw NetworkError(
            .wrongCount,
            what: "\(name) has the wrong number of values",
            location: "'\(label)'",
            given: "\(count)",
            allowed: "1 or \(size), the number of cells"
        )
    }

    /// Applies a change to each component, or to none.
    private func changing(
        _ call: String,
        _ change: (inout NetworkDescription, CellSelection, ComponentSlice) throws(NetworkError) -> Void
    ) throws {
        guard let simulation = components.first?.grandparent.simulation else { return }
        try simulation.change("'\(label)'.\(call)") { network in
            var offset = 0
            for view in components {
                let slice = ComponentSlice(offset: offset, count: view.indices.count)
                try change(&network, view.selection, slice)
                offset += view.indices.count
            }
        }
    }

    // MARK: - Recording

    /// Chooses what is recorded; nil stops all recording of these cells.
    ///
    /// Cells are added to those recorded before. What is chosen between two runs is recorded from the current time on.
    ///
    /// - Parameters:
    ///   - variables: `"spikes"`, `"v"`, `"gsyn_exc"`, `"gsyn_inh"`, a list of them, or `.all`.
    ///   - toFile: A file to be written at `end()`; its extension says the format.
    ///   - samplingInterval: Time between samples, ms, a whole number of time steps; nil for every step.
    /// - Throws: ``NetworkError`` for a variable that the cells cannot record, or an interval that does not fit.
    public func record(
        _ variables: Variables?,
        toFile: String? = nil,
        samplingInterval: Double? = nil
    ) throws {
        guard let simulation = components.first?.grandparent.simulation else { return }
        if let toFile { _ = try DataFile.io(for: toFile) }
        try changing("record") { network, selection, _ throws(NetworkError) in
            guard let variables else { return network.stopRecording(of: selection) }
            for name in variables.names(of: network[selection.population].schema) {
                try network.record(name, of: selection, samplingInterval: name == "spikes" ? nil : samplingInterval)
            }
        }
        if let toFile, let variables {
            simulation.writeAtEnd(PendingFile(group: self, variables: variables, path: toFile))
        }
    }

    /// What was recorded, in Neo's shape: a segment for each run between resets, the current one last.
    ///
    /// - Parameters:
    ///   - variables: What to read; `.all` for everything recorded.
    ///   - clear: Whether to forget all that was recorded of the cells' populations, other cells and variables included, as
    ///     in PyNN; later data then start at the current time.
    ///   - annotations: Further facts for the block.
    /// - Throws: ``NetworkError`` for a variable that was not recorded, or an error of the recording store.
    public func getData(
        _ variables: Variables = .all,
        clear: Bool = false,
        annotations: Annotations = [:]
    ) throws -> Block {
        let call = "'\(label)'.getData"
        let blocks = try components.map { try $0.block(variables, location: call) }
        // What is cleared is the whole of a population: not before each component has been read.
        if clear { try clearRecordings(call) }
        var block = blocks.dropFirst().reduce(blocks.first ?? Block(name: label)) { $0.merged(with: $1) }
        block.name = label
        block.description = describe()
        for index in block.segments.indices where block.segments[index].description.isEmpty {
            block.segments[index].description = block.description
        }
        block.annotations.merge(blockAnnotations.merging(self.annotations) { $1 }) { $1 }
        block.annotations.merge(annotations) { $1 }
        return block
    }

    /// Forgets all that was recorded of the cells' populations.
    private func clearRecordings(_ call: String) throws {
        guard let simulation = components.first?.grandparent.simulation else { return }
        try simulation.requireOpen(call)
        for population in Set(components.map(\.grandparent.id)) { try simulation.clear(population) }
    }

    /// Writes what was recorded to a file.
    ///
    /// - Parameters:
    ///   - path: The file; its extension says the format: `.nix` and `.h5` are NIX, `.nwb` is NWB 2, `.csv` is text,
    ///     `.sonata` a folder of SONATA's files. Missing folders are made.
    ///   - variables: What to write.
    ///   - clear: Whether to forget all that was recorded of the cells' populations once it is written.
    ///   - annotations: Further facts for the block.
    /// - Throws: ``NetworkError`` for an extension without a writer; errors of reading and writing. No half-written
    ///   file is left.
    public func writeData(
        _ path: String,
        _ variables: Variables = .all,
        clear: Bool = false,
        annotations: Annotations = [:]
    ) throws {
        try writeData(DataFile.io(for: path), variables, clear: clear, annotations: annotations)
    }

    /// Writes what was recorded to something of the caller's choice.
    ///
    /// - Parameters:
    ///   - io: What to write to.
    ///   - variables: What to write.
    ///   - clear: Whether to forget all that was recorded of the cells' populations once it is written.
    ///   - annotations: Further facts for the block.
    /// - Throws: Errors of reading and writing. No half-written file is left.
    public func writeData(
        _ io: any BlockIO,
        _ variables: Variables = .all,
        clear: Bool = false,
        annotations: Annotations = [:]
    ) throws {
        try io.write([getData(variables, annotations: annotations)])
        // Only what has been written is forgotten.
        if clear { try clearRecordings("'\(label)'.writeData") }
    }

    /// The number of spikes of each recorded cell in the current segment, by the cell's ID.
    ///
    /// - Throws: ``NetworkError`` when spikes are not recorded; of an assembly, components without are left out.
    public func getSpikeCounts() throws -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for view in components {
            let isRecorded = view.grandparent.description.recording.contains { $0.variable == .spikes }
            if self is Assembly, !isRecorded { continue }
            for train in try view.getData("spikes").segments.last?.spikeTrains ?? [] {
                counts[train.sourceID] = train.count
            }
        }
        return counts
    }

    /// The mean number of spikes of the recorded cells in the current segment; 0 when there are none.
    public func meanSpikeCount() throws -> Double {
        let counts = try getSpikeCounts()
        return counts.isEmpty ? 0 : Double(counts.values.reduce(0, +)) / Double(counts.count)
    }

    private var blockAnnotations: Annotations {
        let ids = all.map(\.id)
        return [
            "label": .text(label), "size": .integer(size), "first_index": 0, "last_index": .integer(size),
            "first_id": .integer(ids.min() ?? 0), "last_id": .integer(ids.max() ?? 0), "simulator": "SwiNN",
            "dt": .real(components.first?.grandparent.simulation.network.timeStep ?? 0), "mpi_processes": 1,
        ]
    }
}

/// Where a component's cells lie in its group.
struct ComponentSlice {
    let offset: Int
    let count: Int
}

extension ParameterValue {
    /// The part of a value, of as many numbers as the group has cells, that falls on some consecutive cells of a group.
    fileprivate func slice(_ offset: Int, _ count: Int) -> ParameterValue {
        switch self {
        case .value, .random: self
        case .values(let list): .values(Array(list[offset..<(offset + count)]))
        case .function(let function): .function { function(offset + $0) }
        }
    }
}

extension SpikeTimes {
    /// The part of a value, of as many numbers as the group has cells, that falls on some consecutive cells of a group.
    fileprivate func slice(_ offset: Int, _ count: Int) -> SpikeTimes {
        switch self {
        case .shared: self
        case .each(let lists): .each(Array(lists[offset..<(offset + count)]))
        case .function(let function): .function { function(offset + $0) }
        }
    }
}
