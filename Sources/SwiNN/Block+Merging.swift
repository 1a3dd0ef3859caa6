import RecordedData

extension Segment {
    /// The number in its name: how many resets were before it.
    var number: Int? { Int(name.drop { !$0.isNumber }) }
}

extension Block {
    /// The data of two groups in one block: segments of the same name are joined. One of them may lack earlier segments,
    /// which were cleared.
    func merged(with other: Block) -> Block {
        var result = self
        for segment in other.segments {
            guard let index = result.segments.firstIndex(where: { $0.name == segment.name }) else {
                result.segments.append(segment)
                continue
            }
            result.segments[index].spikeTrains += segment.spikeTrains
            result.segments[index].analogSignals += segment.analogSignals
            result.segments[index].annotations.merge(segment.annotations) { own, _ in own }
        }
        result.segments.sort { $0.number ?? 0 < $1.number ?? 0 }
        return result
    }
}
