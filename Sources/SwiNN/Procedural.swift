public import NetworkModel
public import RecordedData

// PyNN's procedural interface.

/// Makes a population.
///
/// - Throws: ``NetworkError`` as for ``Population``.
@MainActor
public func create(_ cellType: any CellType, n: Int = 1) throws -> Population { try Population(n, cellType) }

/// Connects two groups with a probability.
///
/// - Parameters:
///   - pre: The presynaptic cells.
///   - post: The postsynaptic cells.
///   - weight: The weights, nA.
///   - delay: The delays, ms; nil for the smallest.
///   - receptorType: The receptor; nil goes by the weights' sign.
///   - p: The probability of each pair.
///   - seed: A seed of the connector's own; nil for the network's.
/// - Throws: ``NetworkError`` as for ``Projection``.
@MainActor
@discardableResult
public func connect(
    _ pre: any PopulationBase,
    _ post: any PopulationBase,
    weight: SynapseValue = 0,
    delay: SynapseValue? = nil,
    receptorType: String? = nil,
    p: Double = 1,
    seed: UInt64? = nil
) throws -> Projection {
    try Projection(
        pre,
        post,
        FixedProbabilityConnector(p, seed: seed),
        StaticSynapse(weight: weight, delay: delay),
        receptorType: receptorType
    )
}

/// Chooses what is recorded of a group and the file that it is written to at `end()`.
///
/// - Throws: ``NetworkError`` as for ``PopulationBase/record(_:toFile:samplingInterval:)``.
@available(*, deprecated, message: "use source.record(variables, toFile: file)")
@MainActor
public func record(
    _ variables: Variables,
    _ source: any PopulationBase,
    _ file: String,
    samplingInterval: Double? = nil,
    annotations: Annotations = [:]
) throws {
    try source.record(variables, toFile: file, samplingInterval: samplingInterval)
    source.annotate(annotations)
}

/// Sets initial values of a group's state variables.
///
/// - Throws: ``NetworkError`` as for ``PopulationBase/initialize(_:)``.
@available(*, deprecated, message: "use cells.initialize(values)")
@MainActor
public func initialize(_ cells: any PopulationBase, _ values: [ParameterName: ParameterValue]) throws {
    try cells.initialize(values)
}

/// Sets parameters of a group.
///
/// - Throws: ``NetworkError`` as for ``PopulationBase/set(_:)``.
@available(*, deprecated, message: "use cells.set(values)")
@MainActor
public func set(_ cells: any PopulationBase, _ values: [ParameterName: ParameterValue]) throws { try cells.set(values) }

/// The cell type of a name, PyNN's: the models of the back ends are the standard ones.
///
/// - Throws: ``NetworkError`` for another name.
public func nativeCellType(_ name: String) throws -> any CellType.Type {
    switch CellSchema.Kind(rawValue: name) {
    case .ifCurrExp: IFCurrExp.self
    case .spikeSourceArray: SpikeSourceArray.self
    case .spikeSourcePoisson: SpikeSourcePoisson.self
    case nil: throw unknownModel("cell type", name, listStandardModels())
    }
}

/// The synapse type of a name, PyNN's.
///
/// - Throws: ``NetworkError`` for another name than `"StaticSynapse"`.
public func nativeSynapseType(_ name: String) throws -> StaticSynapse.Type {
    guard name == "StaticSynapse" else { throw unknownModel("synapse type", name, ["StaticSynapse"]) }
    return StaticSynapse.self
}

private func unknownModel(_ noun: String, _ name: String, _ known: [String]) -> NetworkError {
    NetworkError(
        .unknownName,
        what: "no \(noun) of that name",
        location: "native models",
        given: "'\(name)'",
        allowed: known.joined(separator: ", ")
    )
}
