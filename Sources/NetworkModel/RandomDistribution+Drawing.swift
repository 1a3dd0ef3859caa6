// PyNN's `RandomDistribution.next`: numbers for a script's own use.

extension RandomDistribution {
    /// Makes a distribution from PyNN's name and its parameters in PyNN's order.
    ///
    /// - Parameters:
    ///   - name: PyNN's name, such as `"normal_clipped"`.
    ///   - parameters: All of its parameters; `infinity` is allowed for the bounds of clipped kinds.
    ///   - seed: A seed of its own; nil uses the network's.
    /// - Throws: ``NetworkError`` for an unknown name, another number of parameters, or a value out of range.
    public init(_ name: String, _ parameters: [Double], seed: UInt64? = nil) throws(NetworkError) {
        let names = Kind(rawValue: name)?.parameterNames ?? []
        try NetworkError.require(
            names.isEmpty || names.count == parameters.count,
            .wrongCount,
            what: "wrong number of parameters",
            location: "random distribution '\(name)'",
            given: "\(parameters.count)",
            allowed: "\(names.count): " + names.joined(separator: ", ")
        )
        try self.init(name, Dictionary(zip(names, parameters)) { $1 }, seed: seed)
    }

    /// Draws numbers from a generator of the caller's, which goes on where it stood.
    ///
    /// - Parameters:
    ///   - count: How many, at least 0.
    ///   - mask: Which of them are kept; all are drawn, so that a mask changes no other number. Nil keeps all.
    ///   - generator: A ``NumpyRNG``, a ``RandomStream``, or any other of Swift's generators.
    /// - Throws: ``NetworkError`` for a count below 0, a mask of another length or parameters that are not allowed.
    public func next(
        _ count: Int,
        mask: [Bool]? = nil,
        using generator: inout some RandomNumberGenerator
    ) throws(NetworkError) -> [Double] {
        try NetworkError.require(
            count >= 0 && mask?.count ?? count == count,
            .wrongCount,
            what: "numbers to draw",
            location: "random distribution '\(kind.rawValue)'",
            given: mask.map { "\(count) with a mask of \($0.count)" } ?? "\(count)",
            allowed: "at least 0, and a mask as long"
        )
        try validate()
        var numbers: [Double] = []
        for index in 0..<count {
            let number = draw(from: &generator)
            if mask?[index] ?? true { numbers.append(number) }
        }
        return numbers
    }

    /// Draws numbers from the distribution's own seed, or from seed 1; the same whenever they are asked for.
    ///
    /// - Throws: ``NetworkError`` for a count below 0, a mask of another length or parameters that are not allowed.
    public func next(_ count: Int, mask: [Bool]? = nil) throws(NetworkError) -> [Double] {
        var stream = RandomStream(seed: seed ?? 1)
        return try next(count, mask: mask, using: &stream)
    }

    /// The number of an index among those that belong to a seed.
    func number(at index: Int, seed other: UInt64) -> Double {
        var stream = RandomStream(seed: seed ?? other, purpose: .user, UInt64(bitPattern: Int64(index)))
        return draw(from: &stream)
    }
}
