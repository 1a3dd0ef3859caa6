/// Numbers for the cells of a population: one for all, or one for each.
public enum CellValues: Hashable, Sendable {
    /// The same number for every cell.
    case uniform(Double)
    /// One number for each cell, in index order.
    case each([Double])

    /// The number of one cell; `index` must be that of a cell of the population.
    public subscript(index: Int) -> Double {
        switch self {
        case .uniform(let value): value
        case .each(let values): values[index]
        }
    }

    /// The numbers of `count` cells.
    public func array(count: Int) -> [Double] {
        switch self {
        case .uniform(let value): Array(repeating: value, count: count)
        case .each(let values): values
        }
    }

    /// The numbers with those of some cells replaced.
    ///
    /// - Parameters:
    ///   - indices: The cells' indices, each below `count`.
    ///   - values: Their new numbers, in the order of `indices`.
    ///   - count: The population's size.
    /// - Complexity: O(`count`).
    package func replacing(_ indices: [Int], with values: CellValues, count: Int) -> CellValues {
        if case .uniform(let value) = values, indices.count == count { return .uniform(value) }
        var all = array(count: count)
        for (position, index) in indices.enumerated() { all[index] = values[position] }
        return .each(all)
    }

    /// The numbers of some cells, in the order of `indices`.
    package func selecting(_ indices: [Int]) -> CellValues {
        switch self {
        case .uniform: self
        case .each(let values): .each(indices.map { values[$0] })
        }
    }
}
