import NetworkModel
public import SimulationRuntime

// What sPyNNaker lets a script know and say of the machine.

/// The machine that the simulation runs on, which is started or reached for it.
///
/// - Throws: ``NetworkError`` before `setup`, and for a target without chips; errors of the target.
@MainActor
public func getMachine() throws -> MachineSummary {
    guard let machine = try Simulation.active(for: "getMachine").machine("getMachine") else {
        throw NetworkError(
            .unsupported,
            what: "the target has no chips",
            location: "getMachine",
            given: "host",
            allowed: "an emulated or a real board"
        )
    }
    return machine
}

/// Accepts how many cores are to do the synapses of a type's cells. It changes nothing: a core has cells together with their
/// synapses. A warning says so when a number above 0 is asked for.
///
/// - Throws: ``NetworkError`` before `setup`, and for a negative number.
@MainActor
public func setNumberOfSynapseCores(_ cellType: (some CellType).Type, _ count: Int?) throws {
    let simulation = try Simulation.active(for: "setNumberOfSynapseCores")
    try NetworkError.require(
        count ?? 0 >= 0,
        what: "synapse cores",
        location: "setNumberOfSynapseCores",
        given: "\(count ?? 0)",
        allowed: "at least 0, or nil"
    )
    guard let count, count > 0 else { return }
    simulation.progress.warn("setNumberOfSynapseCores(\(count)) changes nothing: cores have cells with their synapses")
}

/// Accepts whether long delays may take cores of their own. It changes nothing: they wait at the receiver and take none.
/// A warning says so when they are forbidden.
///
/// - Throws: ``NetworkError`` before `setup`.
@MainActor
public func setAllowDelayExtensions(_ cellType: (some CellType).Type, _ isAllowed: Bool) throws {
    let simulation = try Simulation.active(for: "setAllowDelayExtensions")
    guard !isAllowed else { return }
    simulation.progress.warn("setAllowDelayExtensions(false) changes nothing: long delays take no cores of their own")
}

extension CellType {
    /// The most cells of the type on a core: as many as a routing key can number.
    public static var absoluteMaxAtomsPerCore: Int { 256 }

    /// The same as ``setNumberOfNeuronsPerCore(_:_:)`` for the type.
    @MainActor
    public static func setModelMaxAtomsPerDimensionPerCore(_ count: Int?) throws {
        try setNumberOfNeuronsPerCore(Self.self, count)
    }

    /// The same as ``setNumberOfSynapseCores(_:_:)`` for the type.
    @MainActor
    public static func setModelNSynapseCores(_ count: Int?) throws { try setNumberOfSynapseCores(Self.self, count) }

    /// The same as ``setAllowDelayExtensions(_:_:)`` for the type.
    @MainActor
    public static func setModelAllowDelayExtensions(_ isAllowed: Bool) throws {
        try setAllowDelayExtensions(Self.self, isAllowed)
    }
}
