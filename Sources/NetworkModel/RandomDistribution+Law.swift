package import RandomNumbers

/// A distribution in whole numbers of a unit, as the chip draws it.
package struct ScaledLaw: Hashable, Sendable {
    /// The law, in units of `unit` · 2^−`exponent`.
    package let law: NumberLaw
    /// The bits behind the point.
    package let exponent: Int

    /// What a draw stands for.
    package func value(of draw: Int32) -> Double {
        Double(draw) * Double(sign: .plus, exponent: -exponent, significand: 1)
    }
}

extension RandomDistribution {
    /// The greatest normal draw in standard deviations, and the greatest exponential one in means, rounded up.
    private static let normalReach = 6.5
    private static let exponentialReach = 23.0

    /// The distribution in whole numbers; nil for kinds that are drawn in floating point, on the host alone.
    ///
    /// - Parameter unit: What 1 stands for: 1 for weights, the time step for delays in ms.
    package func law(unit: Double) -> ScaledLaw? {
        let numbers = parameters.map { $0 / unit }
        let reach: Double
        switch kind {
        case .uniform, .uniformInt: reach = max(abs(numbers[0]), abs(numbers[1]))
        case .normal: reach = abs(numbers[0]) + Self.normalReach * numbers[1]
        case .normalClipped, .normalClippedToBoundary:
            reach = max(
                abs(numbers[0]) + Self.normalReach * numbers[1],
                max(numbers[2].isFinite ? abs(numbers[2]) : 0, numbers[3].isFinite ? abs(numbers[3]) : 0)
            )
        case .exponential: reach = Self.exponentialReach * numbers[0]
        case .exponentialClipped:
            reach = max(
                Self.exponentialReach * numbers[0],
                max(numbers[1].isFinite ? abs(numbers[1]) : 0, numbers[2].isFinite ? abs(numbers[2]) : 0)
            )
        case .lognormal, .gamma, .poisson, .binomial, .vonmises: return nil
        }
        // Draws stay below 2³⁰, and their unit between 1 and 2⁻⁶⁰.
        let exponent = reach > 0 ? min(29 - Int(reach.exponent), 60) : 0
        guard exponent >= 0, reach.isFinite else { return nil }
        let scale = Double(sign: .plus, exponent: exponent, significand: 1)
        func whole(_ number: Double) -> Int32 {
            if number == .infinity { return .max }
            return number == -.infinity ? .min : Int32((number * scale).rounded())
        }
        let first = whole(numbers[0])
        let law: NumberLaw
        switch kind {
        case .uniform:
            law = NumberLaw(.uniform, first, whole(numbers[1]) - first)
        case .uniformInt:
            // Whole numbers of ms are seldom whole numbers of units: only where they are is the law a grid of bits.
            let step = scale / unit
            guard step.rounded() == step, step >= 1, step.significand == 1, step.exponent < 31,
                parameters[1] - parameters[0] < 0x1p31
            else { return nil }
            law = NumberLaw(
                .uniformInt,
                first,
                Int32(parameters[1] - parameters[0]),
                low: Int32(step.exponent)
            )
        case .normal:
            law = NumberLaw(.normal, first, whole(numbers[1]))
        case .normalClipped:
            law = NumberLaw(.normal, first, whole(numbers[1]))
                .between(whole(numbers[2]), whole(numbers[3]))
        case .normalClippedToBoundary:
            law = NumberLaw(
                .normalClippedToBoundary,
                first,
                whole(numbers[1]),
                low: whole(numbers[2]),
                high: whole(numbers[3])
            )
        case .exponential:
            law = NumberLaw(.exponential, first)
        default:
            law = NumberLaw(.exponential, first).between(whole(numbers[1]), whole(numbers[2]))
        }
        return ScaledLaw(law: law, exponent: exponent)
    }
}

extension NumberLaw {
    /// The curved law with values from `low` to `high` alone; the nearer of the two where it has none.
    fileprivate func between(_ low: Int32, _ high: Int32) -> NumberLaw {
        LawTables.words.withUnsafeBufferPointer { tables in
            guard let tables = tables.baseAddress else { return self }
            /// The first word whose value does not exceed a bound, or 2³².
            func firstWord(notAbove isAbove: (Int32) -> Bool) -> UInt64 {
                var (least, most) = (UInt64(0), UInt64(1) << 32)
                while least < most {
                    let middle = (least + most) / 2
                    if isAbove(curve(at: UInt32(middle), tables)) { least = middle + 1 } else { most = middle }
                }
                return least
            }
            let first = firstWord { $0 > high }
            let end = firstWord { $0 >= low }
            if first >= end { return NumberLaw(.constant, first == 0 ? low : high) }
            var law = self
            law.low = Int32(bitPattern: UInt32(truncatingIfNeeded: first))
            law.high = Int32(bitPattern: UInt32(truncatingIfNeeded: end - first))
            return law
        }
    }
}
