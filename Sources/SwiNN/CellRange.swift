/// Swift's ranges, as they choose cells.
public protocol CellRange {
    /// The same choice as a selector.
    var selector: CellSelector { get }
}

extension Range<Int>: CellRange {
    /// The same choice as a selector.
    public var selector: CellSelector { .range(lowerBound, upperBound) }
}

extension ClosedRange<Int>: CellRange {
    /// The same choice as a selector.
    public var selector: CellSelector { .range(lowerBound, upperBound == .max ? .max : upperBound + 1) }
}

extension PartialRangeFrom<Int>: CellRange {
    /// The same choice as a selector.
    public var selector: CellSelector { .range(lowerBound, nil) }
}

extension PartialRangeUpTo<Int>: CellRange {
    /// The same choice as a selector.
    public var selector: CellSelector { .range(0, upperBound) }
}

extension PartialRangeThrough<Int>: CellRange {
    /// The same choice as a selector.
    public var selector: CellSelector { .range(0, upperBound == .max ? .max : upperBound + 1) }
}
