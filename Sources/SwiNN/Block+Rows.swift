import NetworkModel
public import RecordedData

/// A spike, or a sample of a recorded variable, as a row of a table.
public struct DataRow: Hashable, Sendable {
    /// The cell's index in its population.
    public let index: Int
    /// The time, ms.
    public let time: Double
    /// The value in the variable's unit; nil for a spike.
    public let value: Double?

    /// Makes a row.
    public init(index: Int, time: Double, value: Double? = nil) {
        self.index = index
        self.time = time
        self.value = value
    }
}

/// Excitatory and inhibitory synaptic input of a cell in one sample.
public struct SynapticInputRow: Hashable, Sendable {
    /// The cell's index in its population.
    public let index: Int
    /// The time, ms.
    public let time: Double
    /// The excitatory input, nA for current-based cells.
    public let excitatory: Double
    /// The inhibitory input, nA for current-based cells.
    public let inhibitory: Double
}

// sPyNNaker's `neo_convertor`: recorded data as tables.

extension Sequence<SpikeTrain> {
    /// All spikes as rows, train after train: sPyNNaker's `convert_spiketrains`.
    public var rows: [DataRow] {
        flatMap { train in train.times.map { DataRow(index: train.sourceIndex, time: $0) } }
    }

    /// The number of all spikes: sPyNNaker's `count_spiketrains`.
    public var spikeCount: Int { reduce(0) { $0 + $1.count } }
}

extension AnalogSignal {
    /// All samples as rows, cell after cell.
    public var rows: [DataRow] { channelIndices.indices.flatMap(rows) }

    /// The samples of a channel as rows.
    fileprivate func rows(_ channel: Int) -> [DataRow] {
        zip(times, column(channel)).map { DataRow(index: channelIndices[channel], time: $0, value: $1) }
    }
}

extension Block {
    /// The spikes of a run as rows (index, time), cell after cell.
    ///
    /// - Parameter run: The segment's number, from 0.
    /// - Throws: `NetworkError` when there is no such segment.
    public func convertSpikes(run: Int = 0) throws -> [DataRow] { try segment(run).spikeTrains.rows }

    /// The samples of a variable in a run as rows (index, time, value), cell after cell; `"spikes"` gives the spikes.
    ///
    /// There are several signals of a variable when it was recorded of several populations, or of more cells from some time
    /// on. The rows are of all of them.
    ///
    /// - Parameters:
    ///   - name: The variable.
    ///   - run: The segment's number, from 0.
    /// - Throws: `NetworkError` when there is no such segment or it has no such variable.
    public func convertData(_ name: String, run: Int = 0) throws -> [DataRow] {
        if name == "spikes" { return try convertSpikes(run: run) }
        var cells: [Int] = []
        var rows: [Int: [DataRow]] = [:]
        for signal in try signals(name, run) {
            for (channel, cell) in signal.sourceIDs.enumerated() {
                if rows[cell] == nil { cells.append(cell) }
                rows[cell, default: []] += signal.rows(channel)
            }
        }
        return cells.flatMap { rows[$0] ?? [] }
    }

    /// The same for several runs, a table for each.
    ///
    /// - Parameters:
    ///   - name: The variable.
    ///   - runs: The segments' numbers; nil for all.
    /// - Throws: `NetworkError` when there is no such segment or it has no such variable.
    public func convertDataList(_ name: String, runs: [Int]? = nil) throws -> [[DataRow]] {
        try (runs ?? Array(segments.indices)).map { try convertData(name, run: $0) }
    }

    /// Excitatory and inhibitory input of the first run side by side.
    ///
    /// - Parameter other: The block with the inhibitory input; nil for this one.
    /// - Throws: `NetworkError` when one is missing, or they are of other cells or times.
    public func convertGsyn(inhibitory other: Block? = nil) throws -> [SynapticInputRow] {
        let rows = try (convertData("gsyn_exc"), (other ?? self).convertData("gsyn_inh"))
        try NetworkError.require(
            rows.0.map(\.index) == rows.1.map(\.index) && rows.0.map(\.time) == rows.1.map(\.time),
            .mismatch,
            what: "gsyn_exc and gsyn_inh are of other cells or times",
            location: "block '\(name)'",
            given: "\(rows.0.count) and \(rows.1.count) values",
            allowed: "the same cells and times"
        )
        return zip(rows.0, rows.1).map {
            SynapticInputRow(index: $0.index, time: $0.time, excitatory: $0.value ?? 0, inhibitory: $1.value ?? 0)
        }
    }

    /// The number of spikes in a run.
    ///
    /// - Throws: `NetworkError` when there is no such segment.
    public func countSpikes(run: Int = 0) throws -> Int { try segment(run).spikeCount }

    private func segment(_ run: Int) throws(NetworkError) -> Segment {
        try NetworkError.require(
            segments.indices.contains(run),
            .indexOutOfRange,
            what: "run",
            location: "block '\(name)'",
            given: "\(run)",
            allowed: segments.isEmpty ? "none: it has no segments" : "from 0 to \(segments.count - 1)"
        )
        return segments[run]
    }

    private func signals(_ variable: String, _ run: Int) throws(NetworkError) -> [AnalogSignal] {
        let segment = try segment(run)
        let signals = segment.filter(name: variable)
        try NetworkError.require(
            !signals.isEmpty,
            .notRecordable,
            what: "this variable was not recorded",
            location: "block '\(name)', run \(run)",
            given: "'\(variable)'",
            allowed: segment.analogSignals.map { "'\($0.name)'" }.joined(separator: ", ")
        )
        return signals
    }
}

extension PopulationBase {
    /// What was recorded of a variable in the current segment as rows: sPyNNaker's `spinnaker_get_data`.
    ///
    /// - Parameter variable: `"spikes"` for rows (index, time), or another variable for rows (index, time, value).
    /// - Returns: The rows, cell after cell; indices count in the cells' populations.
    /// - Throws: ``NetworkError`` for a variable that was not recorded.
    public func getRows(_ variable: String) throws -> [DataRow] {
        try components.flatMap { view in
            let block = try view.getData(Variables([variable]))
            return block.segments.isEmpty ? [] : try block.convertData(variable, run: block.segments.count - 1)
        }
    }

    /// What was recorded of a variable in the current segment as a matrix: `spinnaker_get_data` with `as_matrix`.
    ///
    /// - Returns: A row for each sample, by time, with a value for each recorded cell.
    /// - Throws: ``NetworkError`` for a variable that was not recorded, for spikes, and where the cells were not sampled at
    ///   the same times.
    public func getMatrix(_ variable: String) throws -> [[Double]] {
        try NetworkError.require(
            variable != "spikes",
            .notRecordable,
            what: "spikes are no matrix",
            location: "'\(label)'.getMatrix",
            given: "'spikes'",
            allowed: "variables that are sampled"
        )
        let signals = try getData(Variables([variable])).segments.last?.filter(name: variable) ?? []
        let parts = Dictionary(grouping: signals.filter { $0.channelCount > 0 }) { $0.tStart }
            .sorted { $0.key < $1.key }
            .map(\.value)
        let cells = parts.map { $0.flatMap(\.sourceIDs) }
        try NetworkError.require(
            cells.allSatisfy { $0 == cells[0] } && Set(parts.joined().map(\.samplingPeriod)).count <= 1
                && parts.allSatisfy { part in part.allSatisfy { $0.sampleCount == part[0].sampleCount } },
            .mismatch,
            what: "'\(variable)' of the cells was not sampled at the same times, which makes no matrix",
            location: "'\(label)'.getMatrix",
            given: signals.map {
                "\($0.channelCount) cells from \($0.tStart) to \($0.tStop) ms every \($0.samplingPeriod) ms"
            }.joined(separator: ", "),
            allowed: "the same times for all; getRows has the rest"
        )
        return parts.flatMap { part in
            (0..<part[0].sampleCount).map { sample in part.flatMap { $0.row(sample) } }
        }
    }
}
