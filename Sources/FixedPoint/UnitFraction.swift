/// An unsigned fraction of one with 32 bits (U0.32): decay factors and probabilities.
package struct UnitFraction: RawRepresentable, Hashable, Sendable {
    /// The fraction times 2³².
    package var rawValue: UInt32

    /// Creates a fraction from its bits.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Creates the fraction nearest to `value`; a tie goes to the even neighbour.
    ///
    /// One itself has no code: anything that rounds to it becomes the largest fraction, 1 − 2⁻³².
    ///
    /// - Throws: `FixedPointRangeError` when `value` lies outside 0...1 or is not a number.
    package init(_ value: Double) throws(FixedPointRangeError) {
        guard value >= 0, value <= 1 else {
            throw FixedPointRangeError(value: value, lowest: 0, highest: 1)
        }
        let scaled = (value * 4_294_967_296).rounded(.toNearestOrEven)
        rawValue = scaled >= 4_294_967_295 ? .max : UInt32(scaled)
    }

    /// The fraction as a binary floating-point number, exactly.
    package var value: Double {
        Double(rawValue) / 4_294_967_296
    }
}
