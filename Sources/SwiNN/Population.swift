public import NetworkModel
public import RecordedData

/// Cells of one type.
///
///     let cells = try Population(200, IFCurrExp(cm: 0.25), label: "ring")
///     try cells.record(["spikes", "v"])
///     try cells[0..<10].set([.iOffset: 0.1])
@MainActor
public final class Population: PopulationBase {
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
    /// - Throws: ``NetworkError`` before `setup`, and for sizes, names or values that are not allowed.
    public init(
        _ size: Int,
        _ cellType: any CellType,
        structure: Structure = .line(),
        initialValues: [ParameterName: ParameterValue] = [:],
        label: String? = nil,
        neuronsPerCore: Int? = nil
    ) throws {
        simulation = try Simulation.active(for: "Population(…)")
        try Simulation.checkNeuronsPerCore(neuronsPerCore, "Population(…)")
        id = try simulation.network.addPopulation(
            size: size,
            cell: cellType,
            structure: structure,
            initialValues: initialValues,
            label: label,
            neuronsPerCore: neuronsPerCore
        )
    }

    var description: PopulationDescription { simulation.network[id] }

    /// The label, unique in the simulation.
    public var label: String { description.label }
    /// The number of cells.
    public var size: Int { description.size }
    /// Names, defaults, units and ranges of the cell type.
    public var schema: CellSchema { description.schema }
    /// Where the cells are.
    public var structure: Structure { description.structure }
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

    /// Both, as an assembly.
    public static func + (left: Population, right: any PopulationBase) throws -> Assembly {
        try Assembly(left, right)
    }
}
