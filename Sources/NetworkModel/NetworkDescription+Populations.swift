extension NetworkDescription {
    /// The greatest number of cells in a population: an index must fit a routing key beside the core's own bits.
    private static let sizeLimit = 1 << 24

    /// Adds a population and fills in everything that was not given.
    ///
    /// - Parameters:
    ///   - size: The number of cells.
    ///   - cell: The cell type with its parameters.
    ///   - structure: Where the cells are.
    ///   - initialValues: Initial values of state variables; others keep their defaults.
    ///   - label: The label; nil for "Population n". A label already in use gets a number behind it.
    ///   - options: Where it runs, what its weights must bear, a seed of its own.
    /// - Returns: The population's number.
    /// - Throws: ``NetworkError`` for a size, name or value that is not allowed, or a structure that does not hold the
    ///   cells; what a structure of the script's own throws. Nothing is added then.
    package mutating func addPopulation(
        size: Int,
        cell: any CellType,
        structure: any Structure = Line(),
        initialValues: [ParameterName: ParameterValue] = [:],
        label: String? = nil,
        options: PopulationOptions = PopulationOptions()
    ) throws -> PopulationID {
        let id = PopulationID(rawValue: populations.count)
        let name = uniqueLabel(label ?? "Population \(id.rawValue)")
        let location = "population '\(name)'"
        guard size >= 1 && size <= Self.sizeLimit else {
            throw NetworkError(
                .valueOutOfRange,
                what: "size",
                location: location,
                given: "\(size)",
                allowed: "from 1 to \(Self.sizeLimit) cells"
            )
        }
        let schema = type(of: cell).schema
        var population = PopulationDescription(
            id: id,
            label: name,
            size: size,
            firstID: cellCount,
            kind: schema.kind,
            parameters: Dictionary(
                uniqueKeysWithValues: schema.parameters.map { ($0.name, .uniform($0.defaultValue)) }
            ),
            initialValues: Dictionary(
                uniqueKeysWithValues: schema.stateVariables.map { ($0.name, .uniform($0.defaultValue)) }
            ),
            spikeTimes: try cell.spikeTimes?.resolved(count: size, location: location)
                ?? Array(repeating: [], count: size),
            positions: [],
            options: options
        )
        population.positions = try positions(structure, of: population)
        let all = Array(0..<size)
        try apply(cell.parameters, to: &population, indices: all)
        population.initialize(try stateValues(initialValues, of: all, in: population), of: all)
        append(population)
        return id
    }

    /// Puts a population's cells somewhere else.
    ///
    /// - Throws: ``NetworkError`` for another number of positions than cells, or numbers that are not finite; what a
    ///   structure of the script's own throws. Nothing is changed then.
    package mutating func place(_ id: PopulationID, _ structure: any Structure) throws {
        self[id].positions = try positions(structure, of: self[id])
    }

    /// Puts some cells somewhere else, µm.
    ///
    /// - Throws: ``NetworkError`` for another number of positions than cells, or numbers that are not finite. Nothing is
    ///   changed then.
    package mutating func place(_ selection: CellSelection, at positions: [SIMD3<Double>]) throws(NetworkError) {
        let location = self[selection.population].location
        try check(positions, count: selection.indices.count, location)
        for (index, position) in zip(selection.indices, positions) {
            self[selection.population].positions[index] = position
        }
    }

    private func positions(
        _ structure: any Structure,
        of population: PopulationDescription
    ) throws -> [SIMD3<Double>] {
        var stream = RandomStream(
            seed: population.options.seed ?? seed,
            purpose: .position,
            population.streamIndex
        )
        let positions = try structure.positions(count: population.size, using: &stream)
        try check(positions, count: population.size, population.location)
        return positions
    }

    private func check(_ positions: [SIMD3<Double>], count: Int, _ location: String) throws(NetworkError) {
        guard positions.count == count else {
            throw NetworkError(
                .wrongCount,
                what: "wrong number of positions",
                location: location,
                given: "\(positions.count)",
                allowed: "\(count), the number of cells"
            )
        }
        for (index, place) in positions.enumerated() where !(0..<3).allSatisfy({ place[$0].isFinite }) {
            throw NetworkError(
                .valueOutOfRange,
                what: "position \(index)",
                location: location,
                given: "(\(place.x), \(place.y), \(place.z))",
                allowed: "finite numbers of µm"
            )
        }
    }

    /// Changes parameters of some cells.
    ///
    /// - Parameters:
    ///   - values: New values by name.
    ///   - selection: The cells.
    /// - Throws: ``NetworkError`` for an unknown name, a wrong count or a value out of range. Nothing is changed then.
    package mutating func set(
        _ values: [ParameterName: ParameterValue],
        of selection: CellSelection
    ) throws(NetworkError) {
        var population = self[selection.population]
        try apply(values, to: &population, indices: selection.indices)
        self[selection.population] = population
    }

    /// Changes initial values of some cells' state variables.
    ///
    /// - Throws: ``NetworkError`` as for ``set(_:of:)``.
    package mutating func initialize(
        _ values: [ParameterName: ParameterValue],
        of selection: CellSelection
    ) throws(NetworkError) {
        let numbers = try stateValues(values, of: selection)
        self[selection.population].initialize(numbers, of: selection.indices)
    }

    /// Numbers for the state variables of some cells, in their order; nothing is changed.
    ///
    /// - Throws: ``NetworkError`` as for ``set(_:of:)``.
    package func stateValues(
        _ values: [ParameterName: ParameterValue],
        of selection: CellSelection
    ) throws(NetworkError) -> [ParameterName: CellValues] {
        try stateValues(values, of: selection.indices, in: self[selection.population])
    }

    private func stateValues(
        _ values: [ParameterName: ParameterValue],
        of indices: [Int],
        in population: PopulationDescription
    ) throws(NetworkError) -> [ParameterName: CellValues] {
        var result: [ParameterName: CellValues] = [:]
        for (name, value) in values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let entry = population.schema.stateVariable(name) else {
                throw unknown(name, "state variable", population.schema.stateVariableNames, population.location)
            }
            result[name] = try value.resolved(for: indices, context(entry, population, .initialValue))
        }
        return result
    }

    /// Gives some cells of a spike source array new times.
    ///
    /// - Throws: ``NetworkError`` when the cells are no spike source array, or for a wrong count or time.
    package mutating func setSpikeTimes(_ times: SpikeTimes, of selection: CellSelection) throws(NetworkError) {
        var population = self[selection.population]
        guard population.kind == .spikeSourceArray else {
            throw unknown(.spikeTimes, "parameter", population.schema.parameterNames, population.location)
        }
        let lists = try times.resolved(count: selection.indices.count, location: population.location)
        for (index, list) in zip(selection.indices, lists) { population.spikeTimes[index] = list }
        self[selection.population] = population
    }

    /// Asks for a recording. Cells are united with those already recorded, as in PyNN.
    ///
    /// - Parameters:
    ///   - variableName: PyNN's name of the variable.
    ///   - selection: The cells.
    ///   - samplingInterval: Time between samples, ms; nil for every time step, or for what was asked before.
    /// - Throws: ``NetworkError`` when the cells cannot record it, or the interval is not a whole number of steps, or
    ///   differs from one asked before.
    package mutating func record(
        _ variableName: String,
        of selection: CellSelection,
        samplingInterval: Double? = nil
    ) throws(NetworkError) {
        let population = self[selection.population]
        let recordable = population.schema.recordable
        guard let variable = RecordedVariable(rawValue: variableName), recordable.contains(variable) else {
            throw NetworkError(
                .notRecordable,
                what: "\(population.kind) cannot record this variable",
                location: population.location,
                given: "'\(variableName)'",
                allowed: recordable.map { "'\($0)'" }.joined(separator: ", ")
            )
        }
        if let samplingInterval { try checkSamplingInterval(samplingInterval, variable, population.location) }
        let old = population.recording.first { $0.variable == variable }
        let everyCell = selection.indices.count == population.size
        if let old, let samplingInterval, old.samplingInterval != samplingInterval, !everyCell {
            throw NetworkError(
                .mismatch,
                what: "sampling interval of '\(variable)' differs from the one of cells already recorded",
                location: population.location,
                given: "\(samplingInterval) ms",
                allowed: "\(old.samplingInterval) ms, or a recording of the whole population"
            )
        }
        let request = RecordingRequest(
            variable: variable,
            indices: Set(selection.indices).union(old?.indices ?? []).sorted(),
            samplingInterval: samplingInterval ?? old?.samplingInterval ?? timeStep
        )
        self[population.id].recording.removeAll { $0.variable == variable }
        self[population.id].recording.append(request)
        self[population.id].recording.sort { $0.variable.rawValue < $1.variable.rawValue }
    }

    /// Stops recording some cells altogether.
    package mutating func stopRecording(of selection: CellSelection) {
        let removed = Set(selection.indices)
        for position in self[selection.population].recording.indices {
            self[selection.population].recording[position].indices.removeAll(where: removed.contains)
        }
        self[selection.population].recording.removeAll { $0.indices.isEmpty }
    }

    private func checkSamplingInterval(
        _ interval: Double,
        _ variable: RecordedVariable,
        _ location: String
    ) throws(NetworkError) {
        let ratio = interval / timeStep
        guard interval.isFinite, ratio >= 0.5, ratio <= 1e9, abs(ratio - ratio.rounded()) < 1e-6 else {
            throw NetworkError(
                .valueOutOfRange,
                what: "sampling interval of '\(variable)'",
                location: location,
                given: "\(interval) ms",
                allowed: "a whole multiple of the time step, \(timeStep) ms"
            )
        }
    }

    private func apply(
        _ values: [ParameterName: ParameterValue],
        to population: inout PopulationDescription,
        indices: [Int]
    ) throws(NetworkError) {
        for (name, value) in values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let entry = population.schema.parameter(name) else {
                throw unknown(name, "parameter", population.schema.parameterNames, population.location)
            }
            let resolved = try value.resolved(for: indices, context(entry, population, .parameter))
            population.parameters[name] = population.parameter(name)
                .replacing(indices, with: resolved, count: population.size)
        }
        try checkThreshold(population)
    }

    /// A reset potential at or above the threshold would make a cell spike for ever; NEST refuses it too.
    private func checkThreshold(_ population: PopulationDescription) throws(NetworkError) {
        guard population.kind == .ifCurrExp else { return }
        let reset = population.parameter(.vReset)
        let threshold = population.parameter(.vThresh)
        for cell in 0..<population.size {
            guard reset[cell] < threshold[cell] else {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "v_reset of cell \(cell)",
                    location: population.location,
                    given: "\(reset[cell]) mV",
                    allowed: "less than v_thresh, \(threshold[cell]) mV"
                )
            }
            if case (.uniform, .uniform) = (reset, threshold) { return }
        }
    }

    private func context(
        _ entry: CellSchema.Entry,
        _ population: PopulationDescription,
        _ purpose: RandomStream.Purpose
    ) -> ParameterValue.Context {
        ParameterValue.Context(
            what: entry.name.rawValue,
            location: population.location,
            range: entry.range,
            seed: population.options.seed ?? seed,
            purpose: purpose,
            stream: population.streamIndex
        )
    }

    private func unknown(
        _ name: ParameterName,
        _ noun: String,
        _ names: String,
        _ location: String
    ) -> NetworkError {
        NetworkError(.unknownName, what: "unknown \(noun)", location: location, given: "'\(name)'", allowed: names)
    }

    private func uniqueLabel(_ label: String) -> String {
        let taken = Set(populations.map(\.label))
        guard taken.contains(label) else { return label }
        var number = 2
        while taken.contains("\(label) (\(number))") { number += 1 }
        return "\(label) (\(number))"
    }
}
