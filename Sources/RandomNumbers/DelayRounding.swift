/// How a drawn delay becomes a number of steps.
package enum DelayRounding {
    /// The steps nearest to a delay, halves upwards, at least 1; 0 for a delay that is negative.
    ///
    /// - Parameters:
    ///   - delay: The delay in units of 2^−`exponent` steps.
    ///   - exponent: From 0 to 60.
    @inline(__always)
    package static func steps(_ delay: Int32, exponent: Int) -> Int32 {
        if delay < 0 { return 0 }
        if exponent > 31 { return 1 }
        let bits = UInt32(truncatingIfNeeded: exponent)
        let half: UInt32 = bits == 0 ? 0 : 1 &<< (bits &- 1)
        let steps = (UInt32(bitPattern: delay) &+ half) &>> bits
        return steps == 0 ? 1 : Int32(bitPattern: steps)
    }
}
