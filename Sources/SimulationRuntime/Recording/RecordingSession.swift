import Foundation
import NetworkModel
import RecordedData
import RecordingStore

/// What one simulation records, from the description of the network to Neo's shape.
///
/// Both back ends feed it the words that a core would write, so that there is one decoder.
struct RecordingSession {
    /// One recorded variable of one population.
    private struct Recording {
        let id: RecordingID
        let definition: RecordingDefinition
    }

    private var database: RecordingDatabase
    private var network: NetworkDescription
    private var recordings: [[Recording]] = []
    private let temporaryFolder: TemporaryFolder?

    /// Opens the database and begins the first segment.
    ///
    /// - Parameters:
    ///   - path: The SQLite file; `nil` for one in a temporary folder, which goes with the last copy of the session.
    /// - Throws: `RecordingStoreError`, or what the file system says.
    init(_ network: NetworkDescription, path: String?, simulator: String) throws {
        self.network = network
        let file: URL
        if let path {
            file = URL(filePath: path)
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            temporaryFolder = nil
        } else {
            let folder = try TemporaryFolder()
            temporaryFolder = folder
            file = folder.location.appending(path: "recordings.sqlite")
        }
        database = try RecordingDatabase(
            creatingAt: file.path(percentEncoded: false),
            run: RunDescription(
                simulator: simulator,
                timeStep: network.timeStep,
                spikeTiming: network.spikeTiming == .sPyNNaker ? "sPyNNaker" : "nest",
                seed: network.seed,
                date: Self.now
            ),
            replacing: true
        )
        try beginSegment(of: network)
    }

    private static var now: RecordingDate {
        RecordingDate(secondsSince1970: Int(Date().timeIntervalSince1970))
    }

    /// Begins a segment: the first, or the one after a reset.
    ///
    /// - Parameter network: The network as it is now; it may have grown.
    mutating func beginSegment(of network: NetworkDescription) throws {
        try database.beginSegment(startDate: Self.now)
        recordings = []
        try update(to: network)
    }

    /// Takes over a network that has grown.
    mutating func update(to network: NetworkDescription) throws {
        self.network = network
        for population in network.populations {
            try database.add(
                StoredPopulation(
                    label: population.label,
                    firstID: population.firstID,
                    size: population.size,
                    description: "\(population.label): \(population.size) × \(population.kind)"
                )
            )
        }
    }

    /// Declares what is recorded from a step of the current segment on. What was recorded before in the same way goes on;
    /// what is recorded otherwise, or no longer, ends there.
    mutating func declareRecordings(from step: Int) throws {
        let before = recordings
        recordings = try network.populations.enumerated().map { index, population in
            try population.recording.map { request in
                let isSpikes = request.variable == .spikes
                var definition = RecordingDefinition(
                    variable: request.variable.rawValue,
                    unit: request.variable.unit,
                    kind: isSpikes ? .spikes : .matrix,
                    interval: isSpikes ? 1 : max(1, network.steps(request.samplingInterval)),
                    neuronIndices: request.indices,
                    startStep: step
                )
                let open = before.indices.contains(index) ? before[index] : []
                if let own = open.first(where: { $0.definition.variable == definition.variable }) {
                    definition.startStep = own.definition.startStep
                    if definition == own.definition { return own }
                    definition.startStep = step
                    try database.endRecording(own.id)
                }
                return Recording(
                    id: try database.addRecording(definition, of: population.label),
                    definition: definition
                )
            }
        }
        for (old, new) in zip(before, recordings) {
            let variables = Set(new.map(\.definition.variable))
            for recording in old where !variables.contains(recording.definition.variable) {
                try database.endRecording(recording.id)
            }
        }
    }

    /// Declares the part of a recording that holds these neurons.
    mutating func addRegion(population: Int, request: Int, neurons: [Int]) throws -> RegionID {
        try database.addRegion(neuronIndices: neurons, of: recordings[population][request].id)
    }

    /// Stores what was fetched at one pause, all of it or nothing.
    func store(_ data: [RegionData], steps: Range<Int>) throws {
        try database.recordExtraction(steps: steps, data: data)
    }

    /// Reads back what was recorded of a population.
    func fetch(_ query: RecordingQuery) throws -> Block {
        let label = network[query.population].label
        let recorded = Set(try database.recordedVariables(population: label))
        let wanted = Set(query.variables.map(\.rawValue)).intersection(recorded)
        let block = try database.block(
            population: label,
            variables: wanted,
            indices: query.indices.map(Set.init)
        )
        guard let indices = query.indices, indices != indices.sorted() else { return block }
        return block.ordered(by: indices)
    }

    /// Forgets what was recorded of a population.
    func clear(_ population: PopulationID) throws {
        try database.clear(population: network[population].label)
    }

    /// Ends writing: the file holds everything from now on, and can still be read.
    mutating func finish() throws {
        let path = database.path ?? ""
        try database.close()
        database = try RecordingDatabase(openingAt: path)
    }
}

/// A folder that is removed with the last of those who use it.
final class TemporaryFolder: Sendable {
    /// Where it is.
    let location: URL

    init() throws {
        location = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: location, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: location) }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { location.appending(path: name).path(percentEncoded: false) }
}
