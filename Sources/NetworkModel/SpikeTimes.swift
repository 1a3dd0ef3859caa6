/// The spike times of a population of sources, as a script gives them.
public enum SpikeTimes {
    /// The same times for all cells, ms.
    case shared([Double])
    /// Times for each cell, in index order, ms.
    case each([[Double]])
    /// A function from the cell's index to its times, ms.
    case function((Int) -> [Double])

    /// Turns what was given into one sorted list per cell.
    ///
    /// - Parameters:
    ///   - count: The number of cells.
    ///   - location: How errors call the population.
    /// - Throws: ``NetworkError`` for another number of lists than cells, or for times that are negative or not
    ///   finite.
    package func resolved(count: Int, location: String) throws(NetworkError) -> [[Double]] {
        let lists: [[Double]]
        switch self {
        case .shared(let times): lists = Array(repeating: times, count: count)
        case .each(let each): lists = each
        case .function(let function): lists = (0..<count).map(function)
        }
        guard lists.count == count else {
            throw NetworkError(
                .wrongCount,
                what: "spike_times has the wrong number of lists",
                location: location,
                given: "\(lists.count)",
                allowed: "one flat list, or \(count) lists, one for each cell"
            )
        }
        for (cell, times) in lists.enumerated() {
            for time in times where !(time.isFinite && time >= 0) {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "spike_times of cell \(cell)",
                    location: location,
                    given: "\(time)",
                    allowed: "finite times of at least 0.0 ms"
                )
            }
        }
        return lists.map { $0.sorted() }
    }
}
