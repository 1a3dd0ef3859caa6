public import NetworkModel
public import RecordedData

/// Populations, views, assemblies and projections held together: PyNN's `Network`.
///
///     let network = Network(excitatory, inhibitory, recurrent)
///     try network.record("spikes")
@MainActor
public final class Network {
    /// The populations, those of added views and assemblies too, each once and in the order in which they came.
    public private(set) var populations: [Population] = []
    /// The views.
    public private(set) var views: [PopulationView] = []
    /// The assemblies.
    public private(set) var assemblies: [Assembly] = []
    /// The projections.
    public private(set) var projections: [Projection] = []

    /// Holds groups and projections together.
    public init(_ components: any NetworkComponent...) {
        for component in components { component.join(self) }
    }

    /// Adds groups and projections; what is there already stays there once.
    public func add(_ components: any NetworkComponent...) {
        for component in components { component.join(self) }
    }

    fileprivate func insert(_ population: Population) {
        if !populations.contains(population) { populations.append(population) }
    }

    fileprivate func insert(_ view: PopulationView) {
        if !views.contains(where: { $0 === view }) { views.append(view) }
        insert(view.grandparent)
    }

    fileprivate func insert(_ assembly: Assembly) {
        if !assemblies.contains(where: { $0 === assembly }) { assemblies.append(assembly) }
        for view in assembly.components { insert(view.grandparent) }
    }

    fileprivate func insert(_ projection: Projection) {
        if !projections.contains(where: { $0 === projection }) { projections.append(projection) }
    }

    /// The number of cells of all populations.
    public var countNeurons: Int { populations.reduce(0) { $0 + $1.size } }

    /// The number of synapses of all projections.
    public var countConnections: Int { projections.reduce(0) { $0 + $1.size } }

    /// The component of that label: the first among populations, then views, assemblies and projections; nil when there is
    /// none.
    public func getComponent(_ label: String) -> (any NetworkComponent)? {
        let all: [any NetworkComponent] = populations + views + assemblies + projections
        return all.first { $0.label == label }
    }

    /// The populations of some cell types, or of all into which current can be injected, as an assembly.
    ///
    /// - Parameter cellTypes: The types, such as `[IFCurrExp.self]`; nil for all but spike sources.
    public func filter(cellTypes: [any CellType.Type]? = nil) throws -> Assembly {
        let chosen = populations.filter { population in
            guard let cellTypes else { return population.injectable }
            return cellTypes.contains { $0.schema.kind == population.schema.kind }
        }
        let assembly = try Assembly(label: "cells of a network")
        for population in chosen { try assembly += population }
        return assembly
    }

    /// Chooses what is recorded of all populations.
    ///
    /// - Throws: ``NetworkError`` as for a population's `record`.
    public func record(
        _ variables: Variables?,
        toFile: String? = nil,
        samplingInterval: Double? = nil,
        includeSpikeSource: Bool = true
    ) throws {
        for population in populations where includeSpikeSource || population.injectable {
            try population.record(variables, toFile: toFile, samplingInterval: samplingInterval)
        }
    }

    /// What was recorded, a block for each assembly.
    ///
    /// - Throws: ``NetworkError`` as for an assembly's `getData`.
    public func getData(
        _ variables: Variables = .all,
        clear: Bool = false,
        annotations: Annotations = [:]
    ) throws -> [Block] {
        try assemblies.map { try $0.getData(variables, clear: clear, annotations: annotations) }
    }

    /// Writes what was recorded to one file, a block for each assembly.
    ///
    /// - Throws: ``NetworkError`` as for an assembly's `writeData`.
    public func writeData(
        _ path: String,
        _ variables: Variables = .all,
        clear: Bool = false,
        annotations: Annotations = [:]
    ) throws {
        try getData(variables, clear: clear, annotations: annotations).write(path)
    }
}

/// What a ``Network`` holds: populations, views, assemblies and projections.
@MainActor
public protocol NetworkComponent: AnyObject {
    /// The label.
    var label: String { get }
    /// Adds it to a network.
    func join(_ network: Network)
}

extension Population: NetworkComponent {
    /// Adds the population to a network.
    public func join(_ network: Network) { network.insert(self) }
}

extension PopulationView: NetworkComponent {
    /// Adds the view and its population to a network.
    public func join(_ network: Network) { network.insert(self) }
}

extension Assembly: NetworkComponent {
    /// Adds the assembly and its populations to a network.
    public func join(_ network: Network) { network.insert(self) }
}

extension Projection: NetworkComponent {
    /// Adds the projection to a network.
    public func join(_ network: Network) { network.insert(self) }
}
