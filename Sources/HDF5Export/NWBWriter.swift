internal import Foundation
internal import HDF5Files
internal import RecordedData

/// Writes blocks as an NWB 2 file, in the conventions by which Neo's NWBIO finds blocks and segments again.
///
/// All spike trains are rows of one table, `/units`; each signal is a time series in `/acquisition`. Times are in
/// seconds. What NWB has no place for goes as JSON into `/general/notes` and the comments of the time series.
///
/// - SeeAlso: NWB 2.9.0, https://nwb-schema.readthedocs.io; Neo 0.14.6, `neo/io/nwbio.py`.
struct NWBWriter {
    private let file: HDF5File

    /// Writes a complete NWB file.
    static func write(_ blocks: [Block], to path: String) throws(HDF5Error) {
        // Readers put blocks and segments together by their names.
        guard Set(blocks.map(\.name)).count == blocks.count else {
            let names = blocks.map { "'\($0.name)'" }.joined(separator: ", ")
            throw HDF5Error(.unwritableData, "two blocks of an NWB file have one name; given: \(names)")
        }
        for block in blocks {
            guard Set(block.segments.map(\.name)).count == block.segments.count else {
                throw HDF5Error(.unwritableData, "two segments of the block '\(block.name)' have one name")
            }
            for train in block.segments.flatMap(\.spikeTrains) { try train.requireMilliseconds() }
        }
        try HDF5File.write(to: path) { file throws(HDF5Error) in
            try NWBWriter(file: file).writeAll(blocks)
        }
    }

    private func writeAll(_ blocks: [Block]) throws(HDF5Error) {
        try setType("NWBFile", of: file.root)
        try file.setText("nwb_version", "2.9.0", of: file.root)
        let now = RecordingDate(secondsSince1970: Int(Date().timeIntervalSince1970))
        let start = (blocks.compactMap(\.recordingDate).min() ?? now).zoned
        let description = blocks.map { $0.description.isEmpty ? $0.name : $0.description }.joined(separator: "; ")
        for (name, text) in [
            ("identifier", UUID().uuidString.lowercased()), ("session_description", description),
            ("session_start_time", start), ("timestamps_reference_time", start),
        ] {
            _ = try file.write(name, scalar: text, in: file.root)
        }
        _ = try file.write("file_create_date", [now.zoned], in: file.root)
        for name in ["analysis", "processing", "stimulus", "stimulus/presentation", "stimulus/templates", "general"] {
            _ = try file.makeGroup(name, in: file.root)
        }
        _ = try file.write("general/notes", scalar: JSONText.of(Notes(blocks)), in: file.root)
        let acquisition = try file.makeGroup("acquisition", in: file.root)
        let signals = blocks.flatMap { block in
            block.segments.flatMap { segment in segment.analogSignals.map { Place(block, segment, $0) } }
        }
        for (signal, name) in zip(signals, Self.names(of: signals)) {
            try write(signal, as: name, in: acquisition.id)
        }
        let trains = blocks.flatMap { block in
            block.segments.flatMap { segment in segment.spikeTrains.map { Place(block, segment, $0) } }
        }
        if !trains.isEmpty { try write(trains) }
    }

    /// Something recorded, with the block and the segment it is in.
    private struct Place<Value> {
        let block: String
        let segment: String
        let value: Value

        init(_ block: Block, _ segment: Segment, _ value: Value) {
            self.block = block.name
            self.segment = segment.name
            self.value = value
        }
    }

    // MARK: - Signals

    /// The variable's name where one signal has it, else block, variable and segment.
    private static func names(of signals: [Place<AnalogSignal>]) -> [String] {
        let counts = Dictionary(signals.map { ($0.value.name, 1) }, uniquingKeysWith: +)
        var used: [String: Int] = [:]
        return signals.map { signal in
            let variable = signal.value.name
            let isOnly = counts[variable] == 1
            let name = (isOnly ? variable : "\(signal.block)_\(variable)_\(signal.segment)").asLinkName
            used[name, default: 0] += 1
            return used[name] == 1 ? name : "\(name)_\(used[name, default: 0])"
        }
    }

    /// What a time series says of its place in its comments; Neo looks for block and segment.
    private struct Comments: Encodable {
        let block: String
        let segment: String
        let sourcePopulation: String
        let channelIndex: [Int]
        let channelIDs: [Int]

        enum CodingKeys: String, CodingKey {
            case block
            case segment
            case sourcePopulation = "source_population"
            case channelIndex = "channel_index"
            case channelIDs = "channel_ids"
        }
    }

    private func write(_ place: Place<AnalogSignal>, as name: String, in parent: HDF5ID) throws(HDF5Error) {
        let signal = place.value
        let group = try file.makeGroup(name, in: parent)
        try setType("TimeSeries", of: group.id)
        try file.setText("description", "\(signal.name) of \(signal.sourcePopulation)", of: group.id)
        let comments = Comments(
            block: place.block,
            segment: place.segment,
            sourcePopulation: signal.sourcePopulation,
            channelIndex: signal.channelIndices,
            channelIDs: signal.sourceIDs
        )
        try file.setLongText("comments", JSONText.of(comments), of: group.id)
        let width = signal.channelCount
        let data =
            ChannelTiles.areExactAsFloat(signal.values)
            ? try file.write("data", signal.values.map { Float($0) }, width: width, in: group.id)
            : try file.write("data", signal.values, width: width, in: group.id)
        // Neo makes the unit's name of both; it knows no other unit with a factor.
        let isVoltage = signal.units == "mV"
        try file.setText("unit", isVoltage ? "volts" : signal.units, of: data.id)
        try file.setNumber("conversion", isVoltage ? 0.001 : 1.0, of: data.id)
        try file.setNumber("offset", 0.0, of: data.id)
        try file.setNumber("resolution", -1.0, of: data.id)
        let start = try file.write("starting_time", scalar: signal.tStart / 1_000, in: group.id)
        try file.setNumber("rate", signal.samplingRate, of: start.id)
        try file.setText("unit", "seconds", of: start.id)
    }

    // MARK: - Spikes

    private func write(_ trains: [Place<SpikeTrain>]) throws(HDF5Error) {
        let units = try file.makeGroup("units", in: file.root)
        try setType("Units", of: units.id)
        try file.setText("description", "Spike trains, one row for each neuron and segment", of: units.id)
        let id = try file.write("id", Array(trains.indices), in: units.id)
        try setType("ElementIdentifiers", namespace: "hdmf-common", of: id.id)

        let times = try file.write("spike_times", trains.flatMap { $0.value.times.map { $0 / 1_000 } }, in: units.id)
        try setColumn(times, "Spike times in seconds")
        var ends: [UInt64] = []
        for train in trains { ends.append((ends.last ?? 0) + UInt64(train.value.count)) }
        try writeIndex("spike_times", ends, in: units.id)
        let intervals = trains.flatMap { [$0.value.tStart / 1_000, $0.value.tStop / 1_000] }
        let observed = try file.write("obs_intervals", intervals, width: 2, in: units.id)
        try setColumn(observed, "When each neuron was recorded, in seconds")
        try writeIndex("obs_intervals", trains.indices.map { UInt64($0) + 1 }, in: units.id)

        let texts: [(name: String, description: String, values: [String])] = [
            ("_name", "Name of the spike train", trains.map { "\($0.value.sourcePopulation) \($0.value.sourceIndex)" }),
            ("segment", "The run between resets", trains.map(\.segment)),
            ("block", "The recorded group", trains.map(\.block)),
            ("source_population", "The neuron's population", trains.map(\.value.sourcePopulation)),
        ]
        for (name, description, values) in texts {
            try setColumn(file.write(name, values, in: units.id), description)
        }
        let numbers: [(name: String, description: String, values: [Int])] = [
            ("source_index", "The neuron's index in its population", trains.map(\.value.sourceIndex)),
            ("source_id", "The neuron's number in the simulation", trains.map(\.value.sourceID)),
        ]
        for (name, description, values) in numbers {
            try setColumn(file.write(name, values, in: units.id), description)
        }
        let names = ["spike_times", "obs_intervals"] + texts.map(\.name) + numbers.map(\.name)
        try file.setTexts("colnames", names, of: units.id)
    }

    private func setColumn(_ dataset: borrowing HDF5Handle, _ description: String) throws(HDF5Error) {
        try setType("VectorData", namespace: "hdmf-common", of: dataset.id)
        try file.setText("description", description, of: dataset.id)
    }

    /// Where the values of each row of a ragged column end.
    private func writeIndex(_ column: String, _ ends: [UInt64], in units: HDF5ID) throws(HDF5Error) {
        let index = try file.write("\(column)_index", ends, in: units)
        try setType("VectorIndex", namespace: "hdmf-common", of: index.id)
        try file.setText("description", "Ends of the rows of \(column)", of: index.id)
        try file.setReference("target", to: "/units/\(column)", of: index.id)
    }

    private func setType(_ type: String, namespace: String = "core", of object: HDF5ID) throws(HDF5Error) {
        try file.setText("neurodata_type", type, of: object)
        try file.setText("namespace", namespace, of: object)
        try file.setText("object_id", UUID().uuidString.lowercased(), of: object)
    }
}

extension RecordingDate {
    /// ISO 8601 with a zone by its number, as NWB wants it.
    fileprivate var zoned: String { "\(description.dropLast())+00:00" }
}
