public import NetworkModel

/// Consecutive cells with the same value.
public struct ValueRange: Hashable, Sendable {
    /// The cells' indices in the group.
    public let indices: Range<Int>
    /// Their value.
    public let value: Double
}

extension PopulationBase {
    /// The values of a parameter as ranges of cells that have the same: sPyNNaker's ranged lists.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public func getRanges(_ name: ParameterName) throws -> [ValueRange] {
        var ranges: [ValueRange] = []
        for (index, value) in try get(name).enumerated() {
            let first = ranges.last.flatMap { $0.value == value ? $0.indices.lowerBound : nil }
            if first != nil { ranges.removeLast() }
            ranges.append(ValueRange(indices: (first ?? index)..<(index + 1), value: value))
        }
        return ranges
    }
}
