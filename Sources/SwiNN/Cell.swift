public import NetworkModel

/// One cell of a population: comparable by its ID, and with parameters of its own.
///
///     let cell = try pop[3]
///     try cell.set([.tauM: 12])
@MainActor
@dynamicMemberLookup
public struct Cell: Sendable, @MainActor Equatable {
    /// The population.
    public let population: Population
    /// The index in the population.
    public let index: Int

    init(population: Population, index: Int) {
        self.population = population
        self.index = index
    }

    /// The number of the cell among all cells of the simulation.
    public var id: Int { population.firstID + index }

    /// The cell as a view of one.
    public func asView() -> PopulationView {
        PopulationView(unchecked: population, [index], label: "\(population.label)[\(index)]")
    }

    /// The value of a parameter.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public func get(_ name: ParameterName) throws -> Double { try asView().get(name)[0] }

    /// Sets parameters of this cell.
    ///
    /// - Throws: ``NetworkError`` for an unknown name or a value out of range.
    public func set(_ values: [ParameterName: ParameterValue]) throws { try asView().set(values) }

    /// Sets initial values of this cell's state variables; after a run this changes the state as it is now, too.
    ///
    /// - Throws: ``NetworkError`` for an unknown name or a value out of range, or when the simulation has ended.
    public func initialize(_ values: [ParameterName: ParameterValue]) throws { try asView().initialize(values) }

    /// The position, µm.
    public var position: SIMD3<Double> { population.description.positions[index] }

    /// Puts the cell somewhere else, µm.
    ///
    /// - Throws: ``NetworkError`` for numbers that are not finite, or when the simulation has ended.
    public func setPosition(_ position: SIMD3<Double>) throws {
        try population.place([index], at: [position], "'\(population.label)'[\(index)].setPosition")
    }

    /// Whether two are the same cell of the same simulation.
    public static func == (left: Cell, right: Cell) -> Bool {
        left.population === right.population && left.index == right.index
    }

    /// Whether a cell has that ID.
    public static func == (left: Cell, right: Int) -> Bool { left.id == right }
}
