extension NetworkDescription {
    /// Lists the synapses of a projection.
    ///
    /// - Returns: The synapses, sorted by presynaptic position, then by postsynaptic position.
    /// - Throws: ``NetworkError`` for drawn weights of both signs or a drawn delay that is negative or too long.
    /// - Complexity: O(synapses + cells).
    package func synapses(of id: ProjectionID) throws(NetworkError) -> SynapseList {
        let projection = self[id]
        let expansion = ProjectionExpansion(projection, in: self)
        var starts = [Int](repeating: 0, count: projection.pre.indices.count + 1)
        var own = ProjectionExpansion.Synapses()
        var checks = SynapseChecks(projection, in: self)
        for target in 0..<expansion.targetCount {
            expansion.list(target, into: &own)
            try checks.check(own)
            for source in own.sources { starts[Int(source) + 1] += 1 }
        }
        for index in projection.pre.indices.indices { starts[index + 1] += starts[index] }
        var result = SynapseList(count: starts.last ?? 0)
        for target in 0..<expansion.targetCount {
            expansion.list(target, into: &own)
            for index in own.sources.indices {
                let source = Int(own.sources[index])
                let place = starts[source]
                starts[source] += 1
                result.pre[place] = Int32(projection.pre.indices[source])
                result.post[place] = Int32(projection.post.indices[target])
                result.weights[place] = abs(own.weights[index])
                result.delaySteps[place] = own.delaySteps[index]
            }
        }
        return result
    }
}
