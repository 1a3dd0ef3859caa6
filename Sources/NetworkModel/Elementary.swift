/// Elementary functions in plain Swift arithmetic.
///
/// Random numbers decide which synapses exist, so they must come out the same on every machine. The mathematical
/// libraries of different systems differ in the last bit of `log` and `cos`; these series use only the operations
/// that IEEE 754 defines exactly. They are good to about one unit in the last place, which is more than sampling
/// needs, and are not meant for anything else.
package enum Elementary {
    static let twoPi = 6.283185307179586
    private static let ln2High = 0.693147180369123816490
    private static let ln2Low = 1.90821492927058770002e-10

    /// The natural logarithm of a positive finite number.
    package static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x < .infinity else { return x }
        var exponent = Int(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa /= 2
            exponent += 1
        }
        // log m = 2 artanh((m − 1)/(m + 1)); the argument is at most 0.172, so twelve terms suffice.
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var sum = 0.0
        var k = 25
        while k >= 1 {
            sum = sum * square + 1 / Double(k)
            k -= 2
        }
        let e = Double(exponent)
        return e * ln2High + (2 * s * sum + e * ln2Low)
    }

    /// The exponential function.
    package static func exp(_ x: Double) -> Double {
        guard x > -745 else { return x.isNaN ? x : 0 }
        guard x < 709.7 else { return .infinity }
        let k = (x / 0.6931471805599453).rounded(.toNearestOrEven)
        let r = (x - k * ln2High) - k * ln2Low
        var sum = 1.0
        var n = 16.0
        while n >= 1 {
            sum = 1 + r * sum / n
            n -= 1
        }
        // Two steps, because 2^k alone may be below the normal numbers where the product is not.
        let half = Int(k) / 2
        return sum * Double(sign: .plus, exponent: half, significand: 1)
            * Double(sign: .plus, exponent: Int(k) - half, significand: 1)
    }

    /// The cosine of `turns` full circles.
    package static func cosine(turns: Double) -> Double {
        // Beyond, neighbouring numbers are whole turns apart.
        guard abs(turns) < 0x1p52 else { return .nan }
        let eighths = (turns * 4).rounded(.toNearestOrEven)
        let rest = (turns * 4 - eighths) * (twoPi / 4)
        let quadrant = ((Int(eighths) % 4) + 4) % 4
        switch quadrant {
        case 0: return cosineSeries(rest)
        case 1: return -sineSeries(rest)
        case 2: return -cosineSeries(rest)
        default: return sineSeries(rest)
        }
    }

    /// The angle in [0, π] of which `x` in [−1, 1] is the cosine.
    package static func arcCosine(_ x: Double) -> Double {
        if x <= -1 { return twoPi / 2 }
        return 2 * arcTangent(((1 - x) / (1 + x)).squareRoot())
    }

    /// The arc tangent of a number that is not negative.
    private static func arcTangent(_ x: Double) -> Double {
        // Three halvings of the angle bring any argument below 0.2.
        var t = x
        for _ in 0..<3 { t = t.isInfinite ? 1 : t / (1 + (1 + t * t).squareRoot()) }
        let square = t * t
        var sum = 0.0
        var k = 27
        while k >= 1 {
            let term = 1 / Double(k)
            sum = term - square * sum
            k -= 2
        }
        return 8 * t * sum
    }

    private static func cosineSeries(_ x: Double) -> Double {
        let square = x * x
        var sum = 1.0
        var n = 18.0
        while n >= 2 {
            sum = 1 - square * sum / (n * (n - 1))
            n -= 2
        }
        return sum
    }

    private static func sineSeries(_ x: Double) -> Double {
        let square = x * x
        var sum = 1.0
        var n = 19.0
        while n >= 3 {
            sum = 1 - square * sum / (n * (n - 1))
            n -= 2
        }
        return x * sum
    }
}
