/// The values that a parameter may take, with its unit, so that errors can say both.
public struct AllowedRange: Hashable, Sendable, CustomStringConvertible {
    /// The least value; `-infinity` for none.
    public let lower: Double
    /// Whether the least value itself is allowed.
    public let includesLower: Bool
    /// The greatest value, itself allowed; `infinity` for none.
    public let upper: Double
    /// The unit, "" for pure numbers.
    public let unit: String

    /// The range of s16.15 numbers: the chip holds parameters in 32 bits with 15 of them behind the point.
    package static let fixedPointLimit = 65_535.0

    /// Makes a range; bounds not given are those of s16.15 numbers.
    package init(
        _ unit: String,
        from lower: Double = -AllowedRange.fixedPointLimit,
        includingLower: Bool = true,
        to upper: Double = AllowedRange.fixedPointLimit
    ) {
        self.unit = unit
        self.lower = lower
        self.includesLower = includingLower
        self.upper = upper
    }

    /// Whether a value is a finite number inside the range.
    public func contains(_ value: Double) -> Bool {
        value.isFinite && (includesLower ? value >= lower : value > lower) && value <= upper
    }

    /// The range in words, such as "more than 0.0 ms and at most 65535.0 ms".
    public var description: String {
        let suffix = unit.isEmpty ? "" : " \(unit)"
        var parts: [String] = []
        if lower.isFinite { parts.append("\(includesLower ? "at least" : "more than") \(lower)\(suffix)") }
        if upper.isFinite { parts.append("at most \(upper)\(suffix)") }
        return parts.isEmpty ? "any finite number\(suffix)" : parts.joined(separator: " and ")
    }
}
