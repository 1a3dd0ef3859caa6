extension RandomNumberGenerator {
    /// A number in [0, 1), in steps of 2⁻⁵³.
    public mutating func nextUnit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number in (0, 1], whose logarithm is finite.
    package mutating func nextPositiveUnit() -> Double {
        Double((next() >> 11) + 1) * 0x1p-53
    }

    /// A number below `bound`, each equally likely; `bound` must be positive.
    package mutating func next(below bound: Int) -> Int {
        // The high half of a full product; the bias is below bound/2⁶⁴.
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
