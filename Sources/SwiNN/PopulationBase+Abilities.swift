public import NetworkModel

extension PopulationBase {
    /// The receptors that all cells of the group have.
    public var receptorTypes: [Receptor] {
        Receptor.allCases.filter { receptor in
            components.allSatisfy { $0.grandparent.schema.receptorTypes.contains(receptor) }
        }
    }

    /// Whether synaptic input of all cells is a conductance.
    public var conductanceBased: Bool { components.allSatisfy { $0.grandparent.schema.conductanceBased } }

    /// Whether current can be injected into all cells; not into spike sources.
    public var injectable: Bool { components.allSatisfy { $0.grandparent.schema.injectable } }

    /// Whether all cells can record a variable.
    public func canRecord(_ variable: String) -> Bool {
        components.allSatisfy { view in view.grandparent.schema.recordable.contains { $0.rawValue == variable } }
    }

    /// The unit of a recorded variable, a parameter or a state variable; empty for pure numbers.
    ///
    /// - Throws: ``NetworkError`` for an unknown name, and when cells of an assembly differ.
    public func findUnits(_ name: String) throws -> String {
        let units = try components.map { try $0.grandparent.unit(of: name) }
        let first = units.first ?? ""
        try NetworkError.require(
            units.allSatisfy { $0 == first },
            .mismatch,
            what: "the unit of '\(name)' is not the same for all cells",
            location: "'\(label)'.findUnits",
            given: Set(units).sorted().joined(separator: ", "),
            allowed: "one unit"
        )
        return first
    }

    /// A random choice of cells' indices.
    func sampleIndices(_ count: Int, seed: UInt64?) throws -> [Int] {
        try NetworkError.require(
            (0...size).contains(count),
            what: "sample size",
            location: "'\(label)'.sample",
            given: "\(count)",
            allowed: "from 0 to \(size), the number of cells"
        )
        let simulation = components.first?.grandparent.simulation
        let drawn = seed == nil ? simulation?.samplesDrawn ?? 0 : 0
        if seed == nil { simulation?.samplesDrawn += 1 }
        let seed = seed ?? simulation?.network.seed ?? 1
        let group = RandomStream.index(of: label)
        var stream =
            drawn == 0
            ? RandomStream(seed: seed, purpose: .sample, group)
            : RandomStream(seed: seed, purpose: .sample, group, drawn)
        return Array((0..<size).shuffled(using: &stream).prefix(count))
    }
}

extension Population {
    /// A random choice of cells, each at most once, in random order.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - seed: A seed of the choice's own, which makes the same choice each time; nil for the network's, with another
    ///     choice each time.
    /// - Throws: ``NetworkError`` when there are fewer cells.
    public func sample(_ count: Int, seed: UInt64? = nil) throws -> PopulationView {
        try PopulationView(self, .indices(sampleIndices(count, seed: seed)), label: "sample of \(label)")
    }

    /// The unit of a recorded variable, a parameter or a state variable.
    fileprivate func unit(of name: String) throws(NetworkError) -> String {
        if let variable = schema.recordable.first(where: { $0.rawValue == name }) { return variable.unit }
        let entries = schema.parameters + schema.stateVariables
        if schema.kind == .spikeSourceArray, ParameterName(rawValue: name) == .spikeTimes { return "ms" }
        guard let entry = entries.first(where: { $0.name == ParameterName(rawValue: name) }) else {
            throw NetworkError(
                .unknownName,
                what: "neither recorded variable, parameter nor state variable",
                location: description.location,
                given: "'\(name)'",
                allowed: (schema.recordable.map(\.rawValue) + entries.map(\.name.rawValue)).joined(separator: ", ")
            )
        }
        return entry.range.unit
    }
}

extension PopulationView {
    /// A random choice of the view's cells, each at most once, in random order.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - seed: A seed of the choice's own, which makes the same choice each time; nil for the network's, with another
    ///     choice each time.
    /// - Throws: ``NetworkError`` when there are fewer cells.
    public func sample(_ count: Int, seed: UInt64? = nil) throws -> PopulationView {
        try PopulationView(self, .indices(sampleIndices(count, seed: seed)), label: "sample of \(label)")
    }
}

extension Assembly {
    /// A random choice of cells, each at most once, as an assembly with a view of each component that is touched.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - seed: A seed of the choice's own, which makes the same choice each time; nil for the network's, with another
    ///     choice each time.
    /// - Throws: ``NetworkError`` when there are fewer cells.
    public func sample(_ count: Int, seed: UInt64? = nil) throws -> Assembly {
        try part(sampleIndices(count, seed: seed), label: "sample of \(label)")
    }
}
