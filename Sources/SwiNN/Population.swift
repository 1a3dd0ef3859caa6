public import NetworkModel
public import RecordedData

/// Cells of one type.
///
///     let cells = try Population(200, IFCurrExp(cm: 0.25), label: "ring")
///     try cells.record(["spikes", "v"])
///     try cells[0..<10].set([.iOffset: 0.1])
@MainActor
@dynamicMemberLookup
public final class Population: PopulationBase, @MainActor Equatable {
    let simulation: Simulation
    let id: PopulationID
    /// Facts that go with the population's data.
    public var annotations: Annotations = [:]

    /// Makes a population in the current simulation.
    ///
    /// - Parameters:
    ///   - size: The number of cells, at least 1.
    ///   - cellType: The cell type with its parameters.
    ///   - structure: Where the cells are.
    ///   - initialValues: Initial values of state variables.
    ///   - label: The label; nil for "Population n". A label already in use gets a number behind it.
    ///   - neuronsPerCore: At most so many cells on a core; nil for the cell type's number.
    ///   - additionalParameters: What sPyNNaker lets one say about a population, by its names; see
    ///     ``AdditionalParameters``.
    /// - Throws: ``NetworkError`` before `setup`, and for sizes, names or values that are not allowed, or a structure that
    ///   does not hold the cells.
    public init(
        _ size: Int,
        _ cellType: any CellType,
        structure: any Structure = Line(),
        initialValues: [ParameterName: ParameterValue] = [:],
        label: String? = nil,
        neuronsPerCore: Int? = nil,
        additionalParameters: AdditionalParameters = [:]
    ) throws {
        let simulation = try Simulation.active(for: "Population(…)")
        self.simulation = simulation
        try Simulation.checkNeuronsPerCore(neuronsPerCore, "Population(…)")
        let kind = type(of: cellType).schema
        var options = try additionalParameters.options(of: kind, "population '\(label ?? "\(kind.kind)")'") {
            simulation.progress.warn($0)
        }
        options.neuronsPerCore = neuronsPerCore ?? options.neuronsPerCore
        let chosen = options
        id = try simulation.change("Population(…)") { network in
            try network.addPopulation(
                size: size,
                cell: cellType,
                structure: structure,
                initialValues: initialValues,
                label: label,
                options: chosen
            )
        }
        self.structure = structure
    }

    /// Makes a population: sPyNNaker's `Population.create`.
    ///
    /// - Throws: ``NetworkError`` as for a population made directly.
    @available(*, deprecated, message: "use Population(n, cellType)")
    public static func create(_ cellType: any CellType, n: Int = 1) throws -> Population { try Population(n, cellType) }

    /// Makes a population on a grid of unit spacing, as PyNN does for a size of two numbers.
    ///
    /// - Parameter size: The numbers of cells along x and y.
    /// - Throws: ``NetworkError`` as for a population of one number.
    public convenience init(
        _ size: (Int, Int),
        _ cellType: any CellType,
        initialValues: [ParameterName: ParameterValue] = [:],
        label: String? = nil,
        neuronsPerCore: Int? = nil,
        additionalParameters: AdditionalParameters = [:]
    ) throws {
        let count = try Self.product([size.0, size.1])
        try self.init(
            count,
            cellType,
            structure: Grid2D(aspectRatio: Double(size.0) / Double(size.1)),
            initialValues: initialValues,
            label: label,
            neuronsPerCore: neuronsPerCore,
            additionalParameters: additionalParameters
        )
    }

    /// Makes a population on a grid of unit spacing, as PyNN does for a size of three numbers.
    ///
    /// - Parameter size: The numbers of cells along x, y and z.
    /// - Throws: ``NetworkError`` as for a population of one number.
    public convenience init(
        _ size: (Int, Int, Int),
        _ cellType: any CellType,
        initialValues: [ParameterName: ParameterValue] = [:],
        label: String? = nil,
        neuronsPerCore: Int? = nil,
        additionalParameters: AdditionalParameters = [:]
    ) throws {
        let count = try Self.product([size.0, size.1, size.2])
        try self.init(
            count,
            cellType,
            structure: Grid3D(
                aspectRatioXY: Double(size.0) / Double(size.1),
                aspectRatioXZ: Double(size.0) / Double(size.2)
            ),
            initialValues: initialValues,
            label: label,
            neuronsPerCore: neuronsPerCore,
            additionalParameters: additionalParameters
        )
    }

    private static func product(_ sides: [Int]) throws(NetworkError) -> Int {
        var product = 1
        for side in sides {
            let (next, overflow) = product.multipliedReportingOverflow(by: side)
            guard side >= 1, !overflow else {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "size",
                    location: "Population(…)",
                    given: "\(sides)",
                    allowed: "numbers of cells of at least 1 each"
                )
            }
            product = next
        }
        return product
    }

    /// Where the cells were put; nil once positions have been given one by one.
    public private(set) var structure: (any Structure)?

    /// Puts the cells somewhere else.
    ///
    /// Projections made before stay as they are.
    ///
    /// - Throws: ``NetworkError`` when the structure does not hold the cells, or the simulation has ended.
    public func setStructure(_ structure: any Structure) throws {
        try simulation.change("'\(label)'.setStructure") { try $0.place(id, structure) }
        self.structure = structure
    }

    /// Puts the cells at positions of their own, in index order, µm.
    ///
    /// - Throws: ``NetworkError`` for another number of positions than cells or numbers that are not finite, or when the
    ///   simulation has ended.
    public func setPositions(_ positions: [SIMD3<Double>]) throws {
        try place(Array(0..<size), at: positions, "'\(label)'.setPositions")
    }

    /// Puts some cells at positions of their own.
    func place(_ indices: [Int], at positions: [SIMD3<Double>], _ call: String) throws {
        let selection = CellSelection(population: id, indices: indices)
        try simulation.change(call) { try $0.place(selection, at: positions) }
        structure = nil
    }

    var description: PopulationDescription { simulation.network[id] }

    /// Refuses a name that is none of the cell type's state variables.
    func requireStateVariable(_ name: ParameterName) throws(NetworkError) {
        try NetworkError.require(
            schema.stateVariable(name) != nil,
            .unknownName,
            what: "unknown state variable",
            location: description.location,
            given: "'\(name)'",
            allowed: schema.stateVariableNames
        )
    }

    /// The label, unique in the simulation.
    public var label: String { description.label }
    /// The number of cells.
    public var size: Int { description.size }
    /// Names, defaults, units and ranges of the cell type.
    public var schema: CellSchema { description.schema }
    /// The ID of the first cell.
    public var firstID: Int { description.firstID }
    /// The ID of the last cell.
    public var lastID: Int { description.firstID + description.size - 1 }
    /// The spike times of each cell of a spike source array, ms; empty lists for other cells.
    public var spikeTimes: [[Double]] { description.spikeTimes }
    /// The whole population as one view.
    public var components: [PopulationView] {
        [PopulationView(unchecked: self, Array(0..<description.size), label: label)]
    }

    /// The cell at an index; negative ones count from the end.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public subscript(index: Int) -> Cell {
        get throws { Cell(population: self, index: try CellSelector.at(index).resolve(size, label)[0]) }
    }

    /// The cells of a range of indices, as a view.
    ///
    /// - Throws: ``NetworkError`` when the range reaches beyond the population.
    public subscript(selector: CellSelector) -> PopulationView {
        get throws { try PopulationView(self, selector) }
    }

    /// The cells of a range of indices, as a view: `pop[0..<10]`, `pop[5...]`.
    ///
    /// - Throws: ``NetworkError`` when the range reaches beyond the population.
    public subscript(range: some CellRange) -> PopulationView {
        get throws { try PopulationView(self, range.selector) }
    }

    /// The cells of some indices, in their order, as a view.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public subscript(indices: [Int]) -> PopulationView {
        get throws { try PopulationView(self, .indices(indices)) }
    }

    /// The cells where a mask is true, as a view.
    ///
    /// - Throws: ``NetworkError`` when the mask is not as long as the population.
    public subscript(mask: [Bool]) -> PopulationView {
        get throws { try PopulationView(self, .mask(mask)) }
    }

    /// Whether two are one and the same population.
    public static func == (left: Population, right: Population) -> Bool { left === right }

    /// Both, as an assembly.
    public static func + (left: Population, right: any PopulationBase) throws -> Assembly {
        try Assembly(left, right)
    }
}
