/// Numbers for cells that are worked out only when they are asked for: PyNN's `LazyArray` of one dimension.
///
///     let tau = try LazyArray(.function { 10 + Double($0) }, count: 5) * 2
///     try tau.evaluate()          // [20, 22, 24, 26, 28]
///     IFCurrExp(tauM: tau.value)
///
/// Arithmetic is remembered and done at the end. Distributions draw a number for each index, the same whenever it is
/// asked for.
public struct LazyArray {
    /// The number of elements; nil while it is not known.
    public private(set) var count: Int?
    /// What the array was made of.
    public let base: ParameterValue
    private var operations: [(Double, Int) throws -> Double] = []
    private let seed: UInt64

    /// Makes an array.
    ///
    /// - Parameters:
    ///   - base: One number, a list, a function of the index or a distribution.
    ///   - count: The number of elements, at least 0; nil for that of a list, or to be given later.
    ///   - seed: Seeds draws of a distribution that has no seed of its own.
    /// - Throws: ``NetworkError`` for a count that a list does not have, or parameters that a distribution does not allow.
    public init(_ base: ParameterValue, count: Int? = nil, seed: UInt64 = 1) throws(NetworkError) {
        self.base = base
        self.seed = seed
        switch base {
        case .values(let list): self.count = list.count
        case .random(let distribution): try distribution.validate()
        case .value, .function: break
        }
        if let count { try setCount(count) }
    }

    /// Gives the array a number of elements: PyNN's `shape`.
    ///
    /// - Throws: ``NetworkError`` for a number below 0, or another than a list has.
    public mutating func setCount(_ count: Int) throws(NetworkError) {
        var allowed = "at least 0"
        if case .values(let list) = base { allowed = "\(list.count), the length of the list" }
        try NetworkError.require(
            count >= 0 && (!isList || count == self.count),
            .wrongCount,
            what: "number of elements",
            location: "LazyArray",
            given: "\(count)",
            allowed: allowed
        )
        self.count = count
    }

    private var isList: Bool { if case .values = base { true } else { false } }

    /// Whether all elements are known to be the same without working them out.
    public var isHomogeneous: Bool {
        guard case .value = base else { return false }
        return operations.isEmpty
    }

    /// The element at an index.
    ///
    /// - Throws: ``NetworkError`` for an index that the array does not have.
    public subscript(index: Int) -> Double {
        get throws {
            try NetworkError.require(
                index >= 0 && index < count ?? .max,
                .indexOutOfRange,
                what: "index",
                location: "LazyArray",
                given: "\(index)",
                allowed: count.map { "below \($0)" } ?? "at least 0"
            )
            let first: Double =
                switch base {
                case .value(let number): number
                case .values(let list): list[index]
                case .function(let function): function(index)
                case .random(let distribution): distribution.number(at: index, seed: seed)
                }
            return try operations.reduce(first) { try $1($0, index) }
        }
    }

    /// The elements, or those where a mask is true.
    ///
    /// - Throws: ``NetworkError`` while the number of elements is not known, or for a mask of another length.
    public func evaluate(mask: [Bool]? = nil) throws -> [Double] {
        guard let count = mask?.count ?? count, count == self.count ?? count else {
            throw NetworkError(
                .wrongCount,
                what: "number of elements",
                location: "LazyArray",
                given: mask.map { "a mask of \($0.count)" } ?? "none",
                allowed: self.count.map { "\($0)" } ?? "a number: call setCount(_:)"
            )
        }
        return try (0..<count).filter { mask?[$0] ?? true }.map { try self[$0] }
    }

    /// One number where all elements are the same, otherwise the list of them: PyNN's `simplify`.
    ///
    /// - Throws: ``NetworkError`` while the number of elements is not known.
    public func simplified() throws -> ParameterValue {
        if isHomogeneous { return base }
        return .simplifying(try evaluate())
    }

    /// The array as a value for cells; what cannot be worked out is no number there, and is refused.
    public var value: ParameterValue {
        if isHomogeneous { return base }
        return .function { index in (try? self[index]) ?? .nan }
    }

    /// Remembers an operation.
    private func then(_ operation: @escaping (Double, Int) throws -> Double) -> LazyArray {
        var result = self
        result.operations.append(operation)
        return result
    }

    /// The array with a function applied to each element.
    public func map(_ function: @escaping (Double) -> Double) -> LazyArray { then { number, _ in function(number) } }

    private func combined(
        with other: LazyArray,
        _ operation: @escaping (Double, Double) -> Double
    ) throws(NetworkError) -> LazyArray {
        var result = then { number, index in operation(number, try other[index]) }
        if let count = other.count {
            try NetworkError.require(
                result.count ?? count == count,
                .wrongCount,
                what: "arrays of different lengths",
                location: "LazyArray",
                given: "\(count)",
                allowed: "\(result.count ?? count)"
            )
            result.count = count
        }
        return result
    }

    /// Each element and a number added.
    public static func + (left: LazyArray, right: Double) -> LazyArray { left.map { $0 + right } }
    /// Each element less a number.
    public static func - (left: LazyArray, right: Double) -> LazyArray { left.map { $0 - right } }
    /// Each element times a number.
    public static func * (left: LazyArray, right: Double) -> LazyArray { left.map { $0 * right } }
    /// Each element divided by a number.
    public static func / (left: LazyArray, right: Double) -> LazyArray { left.map { $0 / right } }

    /// Elements added one by one.
    ///
    /// - Throws: ``NetworkError`` for arrays of different lengths.
    public static func + (left: LazyArray, right: LazyArray) throws -> LazyArray { try left.combined(with: right, +) }
    /// Elements subtracted one by one.
    ///
    /// - Throws: ``NetworkError`` for arrays of different lengths.
    public static func - (left: LazyArray, right: LazyArray) throws -> LazyArray { try left.combined(with: right, -) }
    /// Elements multiplied one by one.
    ///
    /// - Throws: ``NetworkError`` for arrays of different lengths.
    public static func * (left: LazyArray, right: LazyArray) throws -> LazyArray { try left.combined(with: right, *) }
    /// Elements divided one by one.
    ///
    /// - Throws: ``NetworkError`` for arrays of different lengths.
    public static func / (left: LazyArray, right: LazyArray) throws -> LazyArray { try left.combined(with: right, /) }
}

extension ParameterValue {
    /// One number where all of a list are the same, otherwise the list: PyNN's `simplify`.
    public static func simplifying(_ values: [Double]) -> ParameterValue {
        guard let first = values.first, values.allSatisfy({ $0 == first }) else { return .values(values) }
        return .value(first)
    }
}
