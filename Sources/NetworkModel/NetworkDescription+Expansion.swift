extension NetworkDescription {
    /// Lists the synapses of a projection.
    ///
    /// Connectivity, weights and delays of a presynaptic cell come from three streams named by the projection and the
    /// cell's position in the presynaptic selection, so any part of a network expands the same way alone.
    ///
    /// - Returns: The synapses, sorted by presynaptic position, then in the order of the rule.
    /// - Throws: ``NetworkError`` for drawn weights of both signs or a drawn delay that is negative.
    /// - Complexity: O(synapses + presynaptic cells); fixed-probability connections are found by geometric jumps, not
    ///   by trying every pair.
    package func synapses(of id: ProjectionID) throws(NetworkError) -> SynapseList {
        let projection = self[id]
        let location = projection.location
        var result = SynapseList()
        var signs = WeightSigns(receptor: projection.receptor, location: location)
        let byRow = projection.rule.listRowsByPre(preCount: projection.pre.indices.count)
        for row in projection.pre.indices.indices {
            var targets: [(post: Int, listRow: Int)] = []
            self.targets(of: row, projection, byRow, &targets)
            guard !targets.isEmpty else { continue }
            var weights = ValueSource(projection.weight, stream(.weight, id, row, projection.weight), row)
            var delays = ValueSource(projection.delay, stream(.delay, id, row, projection.delay), row)
            for target in targets {
                let weight = weights.next(post: target.post, listRow: target.listRow)
                try Self.checkWeight(weight, location)
                try signs.note(weight)
                let delay = delays.next(post: target.post, listRow: target.listRow)
                result.pre.append(Int32(projection.pre.indices[row]))
                result.post.append(Int32(projection.post.indices[target.post]))
                result.weights.append(abs(weight))
                result.delaySteps.append(Int32(try delaySteps(delay, location)))
            }
        }
        return result
    }

    /// Finds the postsynaptic positions that a presynaptic position is connected to.
    private func targets(
        of row: Int,
        _ projection: ProjectionDescription,
        _ listRows: [[Int]],
        _ targets: inout [(post: Int, listRow: Int)]
    ) {
        let count = projection.post.indices.count
        let cell = projection.pre.indices[row]
        let isSamePopulation = projection.pre.population == projection.post.population
        func isSelf(_ post: Int) -> Bool { isSamePopulation && projection.post.indices[post] == cell }
        switch projection.rule {
        case .allToAll(let allowSelf):
            targets.reserveCapacity(count)
            for post in 0..<count where allowSelf || !isSelf(post) { targets.append((post, 0)) }
        case .oneToOne:
            if row < count { targets.append((row, 0)) }
        case .fixedProbability(let probability, let allowSelf, let ownSeed):
            var stream = RandomStream(
                seed: ownSeed ?? seed,
                purpose: .connectivity,
                UInt64(projection.id.rawValue),
                UInt64(row)
            )
            var skips = GeometricSkips(probability: probability)
            var post = skips.next(&stream)
            while post < count {
                if allowSelf || !isSelf(post) { targets.append((post, 0)) }
                post += 1 + skips.next(&stream)
            }
        case .list(let list):
            for listRow in listRows[row] { targets.append((list.post[listRow], listRow)) }
        }
    }

    private func stream(
        _ purpose: RandomStream.Purpose,
        _ id: ProjectionID,
        _ row: Int,
        _ numbers: SynapseNumbers
    ) -> RandomStream {
        var own: UInt64?
        if case .random(let distribution) = numbers { own = distribution.seed }
        return RandomStream(seed: own ?? seed, purpose: purpose, UInt64(id.rawValue), UInt64(row))
    }
}

extension ConnectionRule {
    /// For a list: the list's rows of each presynaptic position, in the list's order. Otherwise nothing.
    fileprivate func listRowsByPre(preCount: Int) -> [[Int]] {
        guard case .list(let list) = self else { return [] }
        var rows: [[Int]] = Array(repeating: [], count: preCount)
        for (row, pre) in list.pre.enumerated() { rows[pre].append(row) }
        return rows
    }
}

/// The weights or delays of one presynaptic cell, one synapse after the other.
private struct ValueSource {
    private let numbers: SynapseNumbers
    private var stream: RandomStream
    private let row: Int

    init(_ numbers: SynapseNumbers, _ stream: RandomStream, _ row: Int) {
        self.numbers = numbers
        self.stream = stream
        self.row = row
    }

    mutating func next(post: Int, listRow: Int) -> Double {
        switch numbers {
        case .uniform(let value): value
        case .random(let distribution): distribution.draw(from: &stream)
        case .matrix(let values, let postCount): values[row * postCount + post]
        case .each(let values): values[listRow]
        }
    }
}
