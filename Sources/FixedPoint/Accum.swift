/// A signed number with 16 integer and 15 fraction bits, ISO/IEC TR 18037's `accum` (s16.15).
///
/// Membrane voltages (mV), currents (nA) and recorded samples are in this format. It reaches from −65536 to just
/// below 65536 in steps of 2⁻¹⁵ ≈ 3.05e-5.
package struct Accum: RawRepresentable, Hashable, Sendable {
    /// The number times 2¹⁵.
    package var rawValue: Int32

    /// How many bits stand behind the binary point.
    package static var fractionBits: Int32 { 15 }

    /// Creates a number from its bits.
    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Creates the number nearest to `value`; a tie goes to the even neighbour.
    ///
    /// - Throws: `FixedPointRangeError` when `value` rounds to something outside −65536 ..< 65536 or is not a number.
    package init(_ value: Double) throws(FixedPointRangeError) {
        rawValue = try FixedPointScale.signed(value, fractionBits: 15)
    }

    /// The number as a binary floating-point number, exactly.
    package var value: Double {
        Double(rawValue) / 32768
    }

    /// The product as the ARM computes it: 64 bits, shifted right by 15, so rounded towards −∞; wraps on overflow.
    package static func * (left: Accum, right: Accum) -> Accum {
        let wide = signedProduct(left.rawValue, right.rawValue) >> 15
        return Accum(rawValue: Int32(truncatingIfNeeded: wide))
    }
}
