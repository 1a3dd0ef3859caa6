/// Parameters by name, with a value for each of some cells: PyNN's `ParameterSpace`.
///
///     var space = try ParameterSpace(["tau_m": .function { 10 + Double($0) }, "cm": 0.25], of: IFCurrExp.self, count: 3)
///     try space.update(["v_rest": -70])
///     try space.evaluate()["tau_m"]     // [10, 11, 12]
public struct ParameterSpace {
    /// Names, defaults, units and ranges that the parameters must keep to; nil for any names.
    public let schema: CellSchema?
    /// The number of cells: the one given, or that of the first list; nil while it is not known.
    public private(set) var count: Int?
    private var arrays: [ParameterName: LazyArray] = [:]

    /// Makes a space.
    ///
    /// - Parameters:
    ///   - parameters: Values by name.
    ///   - cellType: The cell type whose parameters they are; nil for any names.
    ///   - count: The number of cells; nil if it is to be given later.
    /// - Throws: ``NetworkError`` for a name that the cell type does not have, or lists of other lengths.
    public init(
        _ parameters: [ParameterName: ParameterValue],
        of cellType: (any CellType.Type)? = nil,
        count: Int? = nil
    ) throws(NetworkError) {
        schema = cellType?.schema
        self.count = count
        try update(parameters)
    }

    /// The names, in alphabetical order.
    public var keys: [ParameterName] { arrays.keys.sorted { $0.rawValue < $1.rawValue } }

    /// Names and arrays, in alphabetical order.
    public var items: [(name: ParameterName, array: LazyArray)] {
        keys.compactMap { name in arrays[name].map { (name, $0) } }
    }

    /// The array of a name; nil when it is not among the parameters.
    public subscript(name: ParameterName) -> LazyArray? { arrays[name] }

    /// Adds parameters, or gives them other values.
    ///
    /// - Throws: ``NetworkError`` for a name that the cell type does not have, or lists of other lengths. Nothing is changed
    ///   then.
    public mutating func update(_ parameters: [ParameterName: ParameterValue]) throws(NetworkError) {
        var updated = self
        for (name, value) in parameters.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let schema {
                try NetworkError.require(
                    schema.parameter(name) != nil,
                    .unknownName,
                    what: "unknown parameter",
                    location: "\(schema.kind)",
                    given: "'\(name)'",
                    allowed: schema.parameters.map(\.name.rawValue).joined(separator: ", ")
                )
            }
            let array = try LazyArray(value, count: updated.count, seed: RandomStream.index(of: name.rawValue))
            updated.arrays[name] = array
            if updated.count == nil, let count = array.count { try updated.setCount(count) }
        }
        self = updated
    }

    /// Takes a parameter out; nil when it is not there.
    public mutating func pop(_ name: ParameterName) -> LazyArray? { arrays.removeValue(forKey: name) }

    /// Gives all arrays a number of elements: PyNN's `shape`.
    ///
    /// - Throws: ``NetworkError`` for a number below 0, or another than a list has. Nothing is changed then.
    public mutating func setCount(_ count: Int) throws(NetworkError) {
        var sized = arrays
        for name in arrays.keys { try sized[name]?.setCount(count) }
        (arrays, self.count) = (sized, count)
    }

    /// Whether all arrays are known to be the same for all cells.
    public var isHomogeneous: Bool { arrays.values.allSatisfy(\.isHomogeneous) }

    /// All numbers by name, or those of the cells where a mask is true: PyNN's `evaluate` and `as_dict`.
    ///
    /// - Throws: ``NetworkError`` while the number of cells is not known, or for a mask of another length.
    public func evaluate(mask: [Bool]? = nil) throws -> [ParameterName: [Double]] {
        try arrays.mapValues { array in
            var array = array
            if array.count == nil, let count { try array.setCount(count) }
            return try array.evaluate(mask: mask)
        }
    }

    /// The parameters of one cell after the other: PyNN's `columns`.
    ///
    /// - Throws: ``NetworkError`` while the number of cells is not known.
    public func columns() throws -> [[ParameterName: Double]] {
        let all = try evaluate()
        let count = all.values.first?.count ?? 0
        return (0..<count).map { index in all.mapValues { $0[index] } }
    }

    /// The parameters for more cells: those where a mask is true get the numbers there are, in order, others none (NaN).
    /// What is the same for all cells stays so.
    ///
    /// - Parameter mask: A value for each of the cells; as many are true as there are cells now.
    /// - Throws: ``NetworkError`` when they are not as many.
    public func expanded(mask: [Bool]) throws -> ParameterSpace {
        var result = self
        result.count = mask.count
        let places = mask.count { $0 }
        for (name, numbers) in try evaluate() {
            try NetworkError.require(
                places == numbers.count,
                .wrongCount,
                what: "mask has the wrong number of cells",
                location: "ParameterSpace",
                given: "\(places)",
                allowed: "\(numbers.count)"
            )
            if arrays[name]?.isHomogeneous == true {
                try result.arrays[name]?.setCount(mask.count)
            } else {
                var rest = numbers[...]
                result.arrays[name] = try LazyArray(.values(mask.map { $0 ? rest.removeFirst() : .nan }))
            }
        }
        return result
    }

    /// The values, to be set: `cells.set(space.values)`.
    public var values: [ParameterName: ParameterValue] { arrays.mapValues(\.value) }
}

extension ParameterSpace {
    /// Whether two spaces have the same names and numbers; false where numbers cannot be worked out yet.
    public static func == (left: ParameterSpace, right: ParameterSpace) -> Bool {
        guard let own = try? left.evaluate(), let other = try? right.evaluate() else { return false }
        return own == other
    }
}
