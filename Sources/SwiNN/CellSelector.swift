import NetworkModel

/// Which cells of a group a view takes.
public enum CellSelector: Hashable, Sendable {
    /// One cell; negative indices count from the end.
    case at(Int)
    /// Cells from the first number to before the second; nil for the end.
    case range(Int, Int?)
    /// Cells by index, in that order; negative indices count from the end.
    case indices([Int])
    /// Cells where the mask is true; it has a value for each cell.
    case mask([Bool])
    /// Every `by`-th cell.
    case every(from: Int = 0, by: Int)

    /// The indices chosen among `size` cells.
    ///
    /// - Throws: ``NetworkError`` naming the index and the group.
    func resolve(_ size: Int, _ label: String) throws(NetworkError) -> [Int] {
        func index(_ index: Int) throws(NetworkError) -> Int {
            guard index >= -size && index < size else { throw refusal("index", "\(index)") }
            return index < 0 ? index + size : index
        }
        func refusal(_ what: String, _ given: String) -> NetworkError {
            NetworkError(
                .indexOutOfRange,
                what: what,
                location: "'\(label)'",
                given: given,
                allowed: size == 0 ? "none" : "from 0 to \(size - 1) (or -\(size) to -1, from the end)"
            )
        }
        switch self {
        case .at(let single):
            return [try index(single)]
        case .range(let low, let high):
            let end = high ?? size
            guard low >= 0 && low <= end && end <= size else {
                throw NetworkError(
                    .indexOutOfRange,
                    what: "range",
                    location: "'\(label)'",
                    given: "\(low)..<\(end)",
                    allowed: "within 0..<\(size)"
                )
            }
            return Array(low..<end)
        case .indices(let indices):
            var result: [Int] = []
            var seen = Set<Int>()
            for given in indices {
                let resolved = try index(given)
                // A cell is in a view once, as in PyNN.
                if seen.insert(resolved).inserted { result.append(resolved) }
            }
            return result
        case .mask(let mask):
            guard mask.count == size else {
                throw NetworkError(
                    .wrongCount,
                    what: "mask has the wrong length",
                    location: "'\(label)'",
                    given: "\(mask.count)",
                    allowed: "\(size), the number of cells"
                )
            }
            return mask.indices.filter { mask[$0] }
        case .every(let start, let step):
            try NetworkError.require(
                step > 0,
                .indexOutOfRange,
                what: "step",
                location: "'\(label)'",
                given: "\(step)",
                allowed: "at least 1"
            )
            guard start >= 0 && start < size else { throw refusal("start", "\(start)") }
            return Array(stride(from: start, to: size, by: step))
        }
    }
}
