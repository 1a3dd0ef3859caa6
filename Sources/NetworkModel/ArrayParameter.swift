/// Several numbers that are one value of one cell, such as its spike times: PyNN's `ArrayParameter` and `Sequence`.
///
///     let volley = ArrayParameter([10, 20, 30])
///     SpikeSourceArray(spikeTimes: volley + [0, 1, 2])      // three cells, each a millisecond after the one before
public struct ArrayParameter: Hashable, Sendable {
    /// The numbers.
    public let values: [Double]

    /// Makes a value of numbers.
    public init(_ values: [Double]) { self.values = values }

    /// The greatest number; nil when there are none.
    public func max() -> Double? { values.max() }

    private func map(_ function: (Double) -> Double) -> ArrayParameter { ArrayParameter(values.map(function)) }

    /// Every number and another added.
    public static func + (left: ArrayParameter, right: Double) -> ArrayParameter { left.map { $0 + right } }
    /// Every number less another.
    public static func - (left: ArrayParameter, right: Double) -> ArrayParameter { left.map { $0 - right } }
    /// Every number times another.
    public static func * (left: ArrayParameter, right: Double) -> ArrayParameter { left.map { $0 * right } }
    /// Every number divided by another.
    public static func / (left: ArrayParameter, right: Double) -> ArrayParameter { left.map { $0 / right } }

    /// The value with each of some numbers added to it: as many values.
    public static func + (left: ArrayParameter, right: [Double]) -> [ArrayParameter] { right.map { left + $0 } }
    /// The value with each of some numbers subtracted from it: as many values.
    public static func - (left: ArrayParameter, right: [Double]) -> [ArrayParameter] { right.map { left - $0 } }
    /// The value multiplied by each of some numbers: as many values.
    public static func * (left: ArrayParameter, right: [Double]) -> [ArrayParameter] { right.map { left * $0 } }
    /// The value divided by each of some numbers: as many values.
    public static func / (left: ArrayParameter, right: [Double]) -> [ArrayParameter] { right.map { left / $0 } }
}

extension SpikeSourceArray {
    /// Makes a source whose cells all spike at the same times, ms.
    @_disfavoredOverload
    public init(spikeTimes: ArrayParameter) { self.init(spikeTimes: spikeTimes.values) }

    /// Makes a source with times of its own for each cell, ms.
    @_disfavoredOverload
    public init(spikeTimes: [ArrayParameter]) { self.init(spikeTimes: spikeTimes.map(\.values)) }
}
