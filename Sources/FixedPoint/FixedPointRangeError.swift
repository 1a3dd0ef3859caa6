/// A number that a fixed-point format cannot hold.
package struct FixedPointRangeError: Error, Hashable, Sendable {
    /// The number that was to be converted.
    package let value: Double

    /// The smallest number the format holds.
    package let lowest: Double

    /// The largest number the format holds.
    package let highest: Double

    /// Creates the error for a number outside a format's range.
    package init(value: Double, lowest: Double, highest: Double) {
        self.value = value
        self.lowest = lowest
        self.highest = highest
    }
}
