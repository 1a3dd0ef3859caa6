public import RecordedData

/// What two recordings are to have in common: sPyNNaker's `neo_compare` knows the same three.
public struct DataComparison: Hashable, Sendable {
    /// Whether both must have the same number of segments.
    public var sameRuns: Bool
    /// Whether the same variables must have been recorded.
    public var sameData: Bool
    /// Whether both must be of the same length; otherwise what goes beyond the shorter one does not count.
    public var sameLength: Bool

    /// Makes a comparison; without arguments everything must be the same.
    public init(sameRuns: Bool = true, sameData: Bool = true, sameLength: Bool = true) {
        self.sameRuns = sameRuns
        self.sameData = sameData
        self.sameLength = sameLength
    }
}

extension Block {
    /// Where two recordings differ, in words; nil when they do not. Labels, dates and annotations do not count.
    public func difference(from other: Block, _ comparison: DataComparison = DataComparison()) -> String? {
        if comparison.sameRuns, segments.count != other.segments.count {
            return "\(segments.count) segments, the other has \(other.segments.count)"
        }
        for (number, pair) in zip(segments, other.segments).enumerated() {
            if let difference = pair.0.difference(from: pair.1, comparison) {
                return "segment \(number): \(difference)"
            }
        }
        return nil
    }
}

extension Segment {
    /// Where two segments differ, in words; nil when they do not.
    public func difference(from other: Segment, _ comparison: DataComparison = DataComparison()) -> String? {
        if comparison.sameData || !(spikeTrains.isEmpty || other.spikeTrains.isEmpty) {
            let indices = (spikeTrains.map(\.sourceIndex), other.spikeTrains.map(\.sourceIndex))
            if indices.0 != indices.1 { return "spikes of cells \(indices.0), the other of \(indices.1)" }
            for (own, train) in zip(spikeTrains, other.spikeTrains) {
                if let difference = own.difference(from: train, comparison) { return difference }
            }
        }
        let names = (analogSignals.map(\.name), other.analogSignals.map(\.name))
        if comparison.sameData, names.0.sorted() != names.1.sorted() {
            return "records \(names.0), the other \(names.1)"
        }
        for name in Set(names.0).sorted() {
            for (own, signal) in zip(filter(name: name), other.filter(name: name)) {
                if let difference = own.difference(from: signal, comparison) { return difference }
            }
        }
        return nil
    }
}

extension SpikeTrain {
    /// Where two trains differ, in words; nil when they do not.
    public func difference(from other: SpikeTrain, _ comparison: DataComparison = DataComparison()) -> String? {
        let cell = "spikes of cell \(sourceIndex)"
        if comparison.sameLength, count != other.count { return "\(cell): \(count), the other has \(other.count)" }
        guard let place = zip(times, other.times).enumerated().first(where: { $0.element.0 != $0.element.1 }) else {
            return nil
        }
        return "\(cell): number \(place.offset) at \(place.element.0) ms, the other's at \(place.element.1) ms"
    }
}

extension AnalogSignal {
    /// Where two signals differ, in words; nil when they do not. Samples that are missing from both are the same.
    public func difference(from other: AnalogSignal, _ comparison: DataComparison = DataComparison()) -> String? {
        guard channelIndices == other.channelIndices else {
            return "\(name) of cells \(channelIndices), the other of \(other.channelIndices)"
        }
        if comparison.sameLength, sampleCount != other.sampleCount {
            return "\(name): \(sampleCount) samples, the other has \(other.sampleCount)"
        }
        guard (tStart, samplingPeriod) == (other.tStart, other.samplingPeriod) else {
            return "\(name) from \(tStart) ms every \(samplingPeriod) ms, "
                + "the other from \(other.tStart) ms every \(other.samplingPeriod) ms"
        }
        for sample in 0..<min(sampleCount, other.sampleCount) {
            for channel in channelIndices.indices {
                let pair = (self[sample, channel], other[sample, channel])
                guard pair.0 != pair.1, !(pair.0.isNaN && pair.1.isNaN) else { continue }
                return "\(name) of cell \(channelIndices[channel]), sample \(sample): \(pair.0), the other's \(pair.1)"
            }
        }
        return nil
    }
}
