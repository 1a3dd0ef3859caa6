import RandomNumbers

extension ConnectionContext {
    /// The same with the two sides exchanged.
    package var mirrored: ConnectionContext {
        ConnectionContext(
            preIDs: postIDs,
            postIDs: preIDs,
            location: location,
            space: space,
            seed: seed,
            owner: owner,
            positions: {
                let distances = distances()
                return (distances.post, distances.pre)
            }
        )
    }

    /// Lists what a drawn rule connects, target by target.
    ///
    /// - Throws: ``NetworkError`` for a probability or number out of range.
    package func list(_ rule: DrawnRule) throws(NetworkError) -> ConnectionList {
        let connections = try DrawnConnections(rule, self)
        let table = connections.table(owner: owner)
        var list = ConnectionList(pre: table.sources.map(Int.init), post: [])
        list.post.reserveCapacity(list.pre.count)
        for post in 0..<table.targetCount {
            list.post.append(contentsOf: repeatElement(post, count: table.starts[post + 1] - table.starts[post]))
        }
        return list
    }

    /// Lists what a rule connects, and checks a connector's list.
    ///
    /// - Throws: ``NetworkError`` for indices, counts or probabilities that are not allowed; what a connector of the
    ///   script's own throws.
    package func list(_ rule: ConnectionRule) throws -> ConnectionList {
        switch rule {
        case .drawn(let drawn): return try list(drawn)
        case .listed(let make):
            let list = try make(self)
            try check(list)
            return list
        }
    }

    private func check(_ list: ConnectionList) throws(NetworkError) {
        let lengths = [("post", list.post.count), ("weight", list.weights?.count), ("delay", list.delays?.count)]
        for (column, length) in lengths {
            guard let length, length != list.pre.count else { continue }
            throw NetworkError(
                .wrongCount,
                what: "column \(column) of the connection list has another length than column pre",
                location: location,
                given: "\(length)",
                allowed: "\(list.pre.count)"
            )
        }
        try checkIndices(list.pre, preCount, "presynaptic")
        try checkIndices(list.post, postCount, "postsynaptic")
    }

    private func checkIndices(_ indices: [Int], _ count: Int, _ side: String) throws(NetworkError) {
        for (row, index) in indices.enumerated() where index < 0 || index >= count {
            throw NetworkError(
                .indexOutOfRange,
                what: "\(side) index in row \(row) of the connection list",
                location: location,
                given: "\(index)",
                allowed: count == 0 ? "none: there are no cells" : "from 0 to \(count - 1)"
            )
        }
    }
}

extension DrawnConnections {
    /// The connections as a table.
    func table(owner: UInt64) -> ConnectionTable {
        let constant = NumberLaw(.constant, 0)
        let draw = draw(owner: owner, weight: constant, weightSeed: 0, delay: constant, delaySeed: 0)
        var starts = [0]
        starts.reserveCapacity(targetCount + 1)
        var sources: [Int32] = []
        var scratch = [UInt32](repeating: 0, count: draw.scratchWords)
        var synapses: [DrawnSynapse] = []
        for target in 0..<targetCount {
            let count = Int(counts[target])
            if synapses.count < count {
                synapses = Array(repeating: DrawnSynapse(source: 0, weight: 0, delay: 0), count: count)
            }
            let drawn = draw.draw(
                target: UInt32(target),
                barring: gap(of: target),
                scratch: &scratch,
                tables: LawTables.words,
                into: &synapses,
                count: count
            )
            for index in 0..<drawn { sources.append(Int32(bitPattern: synapses[index].source)) }
            starts.append(sources.count)
        }
        return ConnectionTable(starts: starts, sources: sources)
    }
}

extension SynapseDraw {
    /// Draws a target's synapses into the start of an array; see ``draw(target:barring:scratch:tables:into:)``.
    func draw(
        target: UInt32,
        barring gap: SourceGap,
        scratch: inout [UInt32],
        tables: [UInt32],
        into synapses: inout [DrawnSynapse],
        count: Int
    ) -> Int {
        synapses.withUnsafeMutableBufferPointer { synapses in
            scratch.withUnsafeMutableBufferPointer { scratch in
                tables.withUnsafeBufferPointer { tables in
                    guard let scratch = scratch.baseAddress, let tables = tables.baseAddress else { return 0 }
                    return draw(
                        target: target,
                        barring: gap,
                        scratch: scratch,
                        tables: tables,
                        into: UnsafeMutableBufferPointer(rebasing: synapses[..<count])
                    )
                }
            }
        }
    }
}
