public import NetworkModel

extension Projection {
    /// Changes weights or delays.
    ///
    /// Values for one synapse after the other go in the order of ``connections()``. Which cells are connected stays as it
    /// is. Spikes that are on their way keep the weights and delays with which they were sent.
    ///
    /// - Parameters:
    ///   - weight: The new weights, nA; nil leaves them.
    ///   - delay: The new delays, ms; nil leaves them.
    /// - Throws: ``NetworkError`` for values that are not allowed. Nothing is changed in that case.
    public func set(weight: SynapseValue? = nil, delay: SynapseValue? = nil) throws {
        try simulation.change("projection '\(label)'.set") { network in
            let whole = (try per(weight, "weight"), try per(delay, "delay"))
            for part in parts {
                try network.set(
                    weight: whole.0.map { value($0, of: part) },
                    delay: whole.1.map { value($0, of: part) },
                    of: part.id,
                    space: space
                )
            }
        }
    }

    /// Values of one synapse after the other with the pairs that they are for; others as they are.
    private func per(_ value: SynapseValue?, _ what: String) throws -> Whole? {
        guard let value else { return nil }
        try value.checkShape(pre.size, post.size, what, "projection '\(label)'")
        guard case .values(let values) = value, parts.count > 1 else { return Whole(value: value, pairs: []) }
        let connections = try connections()
        try NetworkError.require(
            values.count == connections.count,
            .wrongCount,
            what: "\(what) has the wrong number of values",
            location: "projection '\(label)'",
            given: "\(values.count)",
            allowed: "\(connections.count), the number of synapses"
        )
        return Whole(value: value, pairs: connections.map { ($0.presynapticIndex, $0.postsynapticIndex) })
    }

    /// A value for all of a projection.
    private struct Whole {
        let value: SynapseValue
        /// The pairs that listed values are for, where they must be shared out.
        let pairs: [(pre: Int, post: Int)]
    }

    /// What of a value falls on a part.
    private func value(_ whole: Whole, of part: Part) -> SynapseValue {
        guard case .values(let values) = whole.value, !whole.pairs.isEmpty else {
            return part.window.value(whole.value)
        }
        return .values(
            whole.pairs.indices.filter {
                part.window.pre.contains(whole.pairs[$0].pre) && part.window.post.contains(whole.pairs[$0].post)
            }
            .map { values[$0] }
        )
    }
}
