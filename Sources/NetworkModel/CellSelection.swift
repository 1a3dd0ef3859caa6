/// Some cells of one population, in an order.
package struct CellSelection: Hashable, Sendable {
    /// The population.
    package let population: PopulationID
    /// The cells' indices in it.
    package let indices: [Int]

    /// Makes a selection.
    package init(population: PopulationID, indices: [Int]) {
        self.population = population
        self.indices = indices
    }
}
