import RecordedData

extension Block {
    /// The same data with trains and channels in the order of the given indices, repetitions included.
    func ordered(by indices: [Int]) -> Block {
        var block = self
        for number in block.segments.indices {
            let segment = block.segments[number]
            let trains = Dictionary(segment.spikeTrains.map { ($0.sourceIndex, $0) }) { first, _ in first }
            block.segments[number].spikeTrains = indices.compactMap { trains[$0] }
            block.segments[number].analogSignals = segment.analogSignals.map { $0.ordered(by: indices) }
        }
        return block
    }
}

extension AnalogSignal {
    /// The same samples with the channels in the order of the given indices.
    fileprivate func ordered(by indices: [Int]) -> AnalogSignal {
        let columns = indices.compactMap { channelIndices.firstIndex(of: $0) }
        var ordered: [Double] = []
        ordered.reserveCapacity(sampleCount * columns.count)
        for sample in 0..<sampleCount {
            for column in columns { ordered.append(values[sample * channelCount + column]) }
        }
        return AnalogSignal(
            name: name,
            units: units,
            samplingPeriod: samplingPeriod,
            tStart: tStart,
            values: ordered,
            sourcePopulation: sourcePopulation,
            channelIndices: columns.map { channelIndices[$0] },
            sourceIDs: columns.map { sourceIDs[$0] },
            annotations: annotations
        )
    }
}
