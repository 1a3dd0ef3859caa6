/// Round numbers along an axis.
struct AxisTicks {
    /// The numbers, ascending.
    let values: [Double]
    /// Their texts, all with as many decimals as the step between them needs.
    let labels: [String]

    /// Chooses ticks in a range: multiples of 1, 2 or 5 times a power of ten.
    ///
    /// - Parameters:
    ///   - range: The range of the axis.
    ///   - count: About how many ticks are wanted; at most that many intervals.
    init(_ range: ClosedRange<Double>, count: Int) {
        let span = range.upperBound - range.lowerBound
        guard span > 0, span.isFinite, count > 0 else {
            values = []
            labels = []
            return
        }
        let (step, decimals) = Self.step(for: span / Double(count))
        // A hair of tolerance: the ends of the range are sums of floating-point numbers.
        let first = (range.lowerBound / step - 1e-6).rounded(.up)
        let last = (range.upperBound / step + 1e-6).rounded(.down)
        let numbers = first <= last && last - first < 1_000 ? Array(stride(from: first, through: last, by: 1)) : []
        values = numbers.map { $0 * step }
        labels = values.map { Self.text($0, decimals: decimals) }
    }

    /// The least round step that is not below `least`, and the decimals it needs.
    private static func step(for least: Double) -> (step: Double, decimals: Int) {
        var power = 1.0
        var decimals = 0
        while power > least, decimals < 300 {
            power /= 10
            decimals += 1
        }
        while power * 10 <= least {
            power *= 10
            decimals -= 1
        }
        for factor in [1.0, 2, 5] where factor * power >= least { return (factor * power, max(0, decimals)) }
        return (10 * power, max(0, decimals - 1))
    }

    /// A number with so many decimals and a true minus sign.
    static func text(_ value: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 1e15 else { return "\(value)" }
        let whole = String(Int(scaled))
        let sign = value < 0 && scaled > 0 ? "\u{2212}" : ""
        guard decimals > 0 else { return sign + whole }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - whole.count)) + whole
        return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
