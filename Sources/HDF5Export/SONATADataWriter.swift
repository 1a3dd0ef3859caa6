internal import HDF5Files
internal import RecordedData

/// How the spikes of a SONATA file are sorted. The raw value is the format's own number.
package enum SONATASpikeOrder: UInt8, CaseIterable, Sendable {
    /// As the trains come.
    case none
    /// By the cell, then by time.
    case byID
    /// By time, then by the cell.
    case byTime
}

/// Writes SONATA's output files: spikes and reports, as libsonata reads them. Nothing in them is compressed, since
/// libsonata's HDF5 cannot undo it.
///
/// - SeeAlso: SONATA Developer Guide, "Simulation output"; libsonata 0.2.2.
enum SONATADataWriter {
    static func writeSpikes(
        _ trains: [(name: String, trains: [SpikeTrain])],
        order: SONATASpikeOrder,
        to path: String
    ) throws(HDF5Error) {
        for train in trains.flatMap(\.trains) { try train.requireMilliseconds() }
        try HDF5File.write(to: path) { file throws(HDF5Error) in
            try writeHead(of: file)
            let root = try file.makeGroup("spikes", in: file.root)
            for (name, trains) in trains {
                let group = try file.makeGroup(name.asLinkName, in: root.id)
                try file.setChoice("sorting", order.rawValue, of: ["none", "by_id", "by_time"], group.id)
                var spikes = trains.flatMap { train in train.times.map { (train.sourceIndex, $0) } }
                switch order {
                case .none: break
                case .byID: spikes.sort { ($0.0, $0.1) < ($1.0, $1.1) }
                case .byTime: spikes.sort { ($0.1, $0.0) < ($1.1, $1.0) }
                }
                let times = try file.write("timestamps", spikes.map(\.1), in: group.id)
                try file.setText("units", "ms", of: times.id)
                _ = try file.write("node_ids", spikes.map { UInt64(truncatingIfNeeded: $0.0) }, in: group.id)
            }
        }
    }

    static func writeReport(_ signals: [(name: String, signal: AnalogSignal)], to path: String) throws(HDF5Error) {
        try HDF5File.write(to: path) { file throws(HDF5Error) in
            try writeHead(of: file)
            let root = try file.makeGroup("report", in: file.root)
            for (name, signal) in signals {
                let group = try file.makeGroup(name.asLinkName, in: root.id)
                let data = try file.write(
                    "data",
                    signal.values.map { Float($0) },
                    width: signal.channelCount,
                    in: group.id
                )
                try file.setText("units", signal.units, of: data.id)
                try file.setText("variable_name", signal.name, of: data.id)
                let mapping = try file.makeGroup("mapping", in: group.id)
                let nodes = try file.write(
                    "node_ids",
                    signal.channelIndices.map { UInt64(truncatingIfNeeded: $0) },
                    in: mapping.id
                )
                let isSorted = zip(signal.channelIndices, signal.channelIndices.dropFirst()).allSatisfy { $0 < $1 }
                try file.setNumber("sorted", isSorted ? 1 : 0 as UInt8, of: nodes.id)
                // A cell has one element, its soma.
                _ = try file.write("index_pointers", (0...signal.channelCount).map { UInt64($0) }, in: mapping.id)
                let elements = [UInt32](repeating: 0, count: signal.channelCount)
                _ = try file.write("element_ids", elements, in: mapping.id)
                let time = try file.write(
                    "time",
                    [signal.tStart, signal.tStop, signal.samplingPeriod],
                    in: mapping.id
                )
                try file.setText("units", "ms", of: time.id)
            }
        }
    }

    /// The attributes by which SONATA's files are told from others.
    private static func writeHead(of file: HDF5File) throws(HDF5Error) {
        try file.setNumber("magic", 0x0A7A as UInt32, of: file.root)
        try file.setNumbers("version", [0, 1] as [UInt32], of: file.root)
    }
}
