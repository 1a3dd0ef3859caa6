import Foundation
import HDF5Export
import NetworkModel
public import RecordedData

/// A folder of SONATA's output files: `spikes.h5`, and a report such as `v.h5` for each signal's variable.
///
/// Populations are those that the cells belong to, and node IDs are indices in them, as in a network that is exported. Where the blocks have several
/// segments, each has a folder of its own in the folder, under its name. Values are in 32 bits, and there is no place for
/// annotations.
public struct SonataIO: BlockIO {
    /// How the spikes of a file are sorted.
    public enum SortOrder: String, Sendable {
        /// As they were recorded.
        case none
        /// By the cell, then by time.
        case byID = "by_id"
        /// By time, then by the cell.
        case byTime = "by_time"
    }

    private let folder: String
    private let spikesFile: String
    private let order: SONATASpikeOrder

    /// Makes a writer; files of the same names are replaced.
    ///
    /// - Parameters:
    ///   - folder: The folder of the files.
    ///   - spikesFile: The name of the file of spikes.
    ///   - spikesSortOrder: How the spikes are sorted.
    public init(_ folder: String, spikesFile: String = "spikes.h5", spikesSortOrder: SortOrder = .byTime) {
        self.folder = folder
        self.spikesFile = spikesFile
        order =
            switch spikesSortOrder {
            case .none: .none
            case .byID: .byID
            case .byTime: .byTime
            }
    }

    /// Writes blocks.
    ///
    /// - Throws: ``NetworkError`` when a segment has two signals of one variable and population, and when a file cannot be
    ///   written. Each file that is there is complete.
    public func write(_ blocks: [Block]) throws {
        var names: [String] = []
        for name in blocks.flatMap({ $0.segments.map(\.name) }) where !names.contains(name) { names.append(name) }
        for name in names {
            let segments = blocks.flatMap { $0.segments.filter { $0.name == name } }
            let folder = names.count == 1 ? folder : "\(folder)/\(name)"
            try DataFile.writing(folder) { try write(segments, to: folder) }
        }
    }

    private func write(_ segments: [Segment], to folder: String) throws {
        let trains = Self.grouped(segments.flatMap(\.spikeTrains), by: \.sourcePopulation)
        let reports = Self.grouped(segments.flatMap(\.analogSignals), by: \.name)
        for (variable, signals) in reports {
            let populations = signals.map(\.sourcePopulation)
            guard Set(populations).count == populations.count else {
                throw NetworkError(
                    .unsupported,
                    what: "several signals of one population in a SONATA report",
                    location: "'\(folder)'",
                    given: "'\(variable)' of \(populations.map { "'\($0)'" }.joined(separator: ", "))",
                    allowed: "one for each population"
                )
            }
        }
        if !trains.isEmpty {
            try BlockExporter.writeSONATASpikes(
                trains.map { (name: $0.key, trains: $0.values) },
                order: order,
                to: "\(folder)/\(spikesFile)"
            )
        }
        for (variable, signals) in reports {
            try BlockExporter.writeSONATAReport(
                signals.map { (name: $0.sourcePopulation, signal: $0) },
                to: "\(folder)/\(variable).h5"
            )
        }
    }

    /// Values by a text they have, in the order in which the texts come.
    private static func grouped<Value>(
        _ values: [Value],
        by key: KeyPath<Value, String>
    ) -> [(key: String, values: [Value])] {
        var groups: [(key: String, values: [Value])] = []
        var places: [String: Int] = [:]
        for value in values {
            let name = value[keyPath: key]
            if let place = places[name] {
                groups[place].values.append(value)
            } else {
                places[name] = groups.count
                groups.append((name, [value]))
            }
        }
        return groups
    }
}
