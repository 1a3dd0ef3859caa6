/// Conversions from floating point to scaled integers of any binary point.
package enum FixedPointScale {
    /// The signed 32-bit integer nearest to `value` · 2^`fractionBits`; a tie goes to the even neighbour.
    ///
    /// - Throws: `FixedPointRangeError` when it does not fit or `value` is not a number.
    package static func signed(_ value: Double, fractionBits: Int) throws(FixedPointRangeError) -> Int32 {
        let scale = Double(UInt64(1) << UInt64(fractionBits))
        let scaled = (value * scale).rounded(.toNearestOrEven)
        guard scaled >= -2_147_483_648, scaled <= 2_147_483_647 else {
            throw FixedPointRangeError(
                value: value,
                lowest: -2_147_483_648 / scale,
                highest: 2_147_483_647 / scale
            )
        }
        return Int32(scaled)
    }

    /// The signed 64-bit integer nearest to `value` · 2^`fractionBits`; a tie goes to the even neighbour.
    ///
    /// - Throws: `FixedPointRangeError` when it does not fit or `value` is not a number.
    package static func signedWide(_ value: Double, fractionBits: Int) throws(FixedPointRangeError) -> Int64 {
        let scale = Double(UInt64(1) << UInt64(fractionBits))
        let scaled = (value * scale).rounded(.toNearestOrEven)
        guard scaled >= -9_223_372_036_854_775_808, scaled < 9_223_372_036_854_775_808 else {
            throw FixedPointRangeError(
                value: value,
                lowest: -9_223_372_036_854_775_808 / scale,
                highest: 9_223_372_036_854_774_784 / scale
            )
        }
        return Int64(scaled)
    }
}
