/// The exponential function in plain Swift arithmetic.
///
/// Mathematical libraries differ in their last bits; a network's constants must not. Only operations that IEEE 754
/// defines exactly are used, and the results are good to about one unit in the last place.
enum ExactExponential {
    private static let ln2High = 0.693147180369123816490
    private static let ln2Low = 1.90821492927058770002e-10

    /// e to the power of `x`.
    static func exp(_ x: Double) -> Double {
        if x < -745 { return 0 }
        if x > 709 { return .infinity }
        let exponent = (x / 0.6931471805599453).rounded(.toNearestOrEven)
        let rest = (x - exponent * ln2High) - exponent * ln2Low
        let mantissa = 1 + smallMinusOne(rest)
        // In two factors, because 2 to the exponent may not be a normal number where the product is.
        let half = Int(exponent) / 2
        return mantissa * Double(sign: .plus, exponent: half, significand: 1)
            * Double(sign: .plus, exponent: Int(exponent) - half, significand: 1)
    }

    /// e to the power of `x`, less one; accurate for small `x` as well.
    static func minusOne(_ x: Double) -> Double {
        x.magnitude < 0.5 ? smallMinusOne(x) : exp(x) - 1
    }

    /// (eˣ − 1)/x, which is 1 at 0.
    static func meanGrowth(_ x: Double) -> Double {
        x == 0 ? 1 : minusOne(x) / x
    }

    /// Taylor's series; |x| ≤ 0.5 makes the eighteenth term less than 2⁻⁷⁰ of the first.
    private static func smallMinusOne(_ x: Double) -> Double {
        var sum = 1.0
        var n = 18.0
        while n >= 2 {
            sum = 1 + x * sum / n
            n -= 1
        }
        return x * sum
    }
}
