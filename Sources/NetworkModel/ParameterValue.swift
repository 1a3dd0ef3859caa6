/// What a script may give for a parameter or an initial value: a number, a list, a function or a distribution.
///
///     IFCurrExp(cm: 0.25, tauM: [10, 12, 15], iOffset: .function { 0.1 * Double($0) },
///               vRest: .random(.uniform(low: -70, high: -65)))
public enum ParameterValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// One number for all cells.
    case value(Double)
    /// One number for each cell, in index order.
    case values([Double])
    /// A function of the cell's index.
    case function((Int) -> Double)
    /// A draw for each cell.
    case random(RandomDistribution)

    /// One number for all cells.
    public init(floatLiteral value: Double) { self = .value(value) }

    /// One number for all cells.
    public init(integerLiteral value: Int) { self = .value(Double(value)) }

    /// One number for each cell.
    public init(arrayLiteral elements: Double...) { self = .values(elements) }

    /// Where a value is wanted: what the numbers are for, and how errors call it.
    package struct Context {
        /// The name of the parameter.
        package let what: String
        /// The population or function concerned.
        package let location: String
        /// The values allowed.
        package let range: AllowedRange
        /// The network's seed.
        package let seed: UInt64
        /// What drawn numbers are for.
        package let purpose: RandomStream.Purpose
        /// The first index of the streams: the population's number.
        package let stream: UInt64

        /// Makes a context.
        package init(
            what: String,
            location: String,
            range: AllowedRange,
            seed: UInt64,
            purpose: RandomStream.Purpose,
            stream: UInt64
        ) {
            self.what = what
            self.location = location
            self.range = range
            self.seed = seed
            self.purpose = purpose
            self.stream = stream
        }
    }

    /// Turns what was given into numbers and checks each of them.
    ///
    /// A cell's draw depends on the seed, the population, the parameter and the cell's own index: the same cell draws
    /// the same number through a view as through its population.
    ///
    /// - Parameters:
    ///   - indices: The cells' indices in their population; functions get positions in this list, as in PyNN.
    ///   - context: What the numbers are for.
    /// - Throws: ``NetworkError`` for a list of another length or a number out of range.
    package func resolved(for indices: [Int], _ context: Context) throws(NetworkError) -> CellValues {
        let result: CellValues
        switch self {
        case .value(let value):
            result = .uniform(value)
        case .values(let values):
            guard values.count == indices.count else {
                throw NetworkError(
                    .wrongCount,
                    what: "\(context.what) has the wrong number of values",
                    location: context.location,
                    given: "\(values.count)",
                    allowed: "1 or \(indices.count), the number of cells"
                )
            }
            result = .each(values)
        case .function(let function):
            result = .each(indices.indices.map(function))
        case .random(let distribution):
            try distribution.validate()
            let name = RandomStream.index(of: context.what)
            let seed = distribution.seed ?? context.seed
            result = .each(
                indices.map { index in
                    var stream = RandomStream(
                        seed: seed,
                        purpose: context.purpose,
                        context.stream,
                        name,
                        UInt64(index)
                    )
                    return distribution.draw(from: &stream)
                }
            )
        }
        try check(result, indices, context)
        return result
    }

    private func check(_ values: CellValues, _ indices: [Int], _ context: Context) throws(NetworkError) {
        switch values {
        case .uniform(let value):
            guard context.range.contains(value) else { throw refusal(of: value, cell: nil, context) }
        case .each(let list):
            for (position, value) in list.enumerated() where !context.range.contains(value) {
                throw refusal(of: value, cell: indices[position], context)
            }
        }
    }

    private func refusal(of value: Double, cell: Int?, _ context: Context) -> NetworkError {
        NetworkError(
            .valueOutOfRange,
            what: cell.map { "\(context.what) of cell \($0)" } ?? context.what,
            location: context.location,
            given: "\(value)",
            allowed: context.range.description
        )
    }
}
