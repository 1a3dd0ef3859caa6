/// How many connections to make: a number, or a draw for each cell.
public enum ConnectionCount: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// Always the same.
    case fixed(Int)
    /// A draw for each cell, rounded to a whole number.
    case random(RandomDistribution)

    /// Always the same.
    public init(integerLiteral value: Int) { self = .fixed(value) }

    /// Draws a number.
    ///
    /// - Throws: ``NetworkError`` for one below 0 or above 2³¹.
    func draw(from stream: inout RandomStream, _ location: String) throws(NetworkError) -> Int {
        let number: Double =
            switch self {
            case .fixed(let number): Double(number)
            case .random(let distribution): distribution.draw(from: &stream).rounded()
            }
        guard number >= 0 && number < 0x1p31 else {
            throw NetworkError(
                .valueOutOfRange,
                what: "number of connections",
                location: location,
                given: "\(number)",
                allowed: "from 0 to 2147483647"
            )
        }
        return Int(number)
    }

    /// Checks the distribution's parameters.
    func validate() throws(NetworkError) {
        if case .random(let distribution) = self { try distribution.validate() }
    }
}
