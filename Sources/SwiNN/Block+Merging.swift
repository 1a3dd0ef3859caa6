import RecordedData

extension Block {
    /// The data of two groups in one block: segments of the same number are joined.
    func merged(with other: Block) -> Block {
        var result = self
        for (index, segment) in other.segments.enumerated() {
            guard result.segments.indices.contains(index) else {
                result.segments.append(segment)
                continue
            }
            result.segments[index].spikeTrains += segment.spikeTrains
            result.segments[index].analogSignals += segment.analogSignals
            result.segments[index].annotations.merge(segment.annotations) { own, _ in own }
        }
        return result
    }
}
