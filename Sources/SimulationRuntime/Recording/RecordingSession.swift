import Foundation
import NetworkModel
import RecordedData
import RecordingStore

/// What one simulation records, from the description of the network to Neo's shape.
///
/// Both back ends feed it the words that a core would write, so that there is one decoder.
struct RecordingSession {
    /// One recorded variable of one population, with the parts that cores make of it.
    private struct Recording {
        let id: RecordingID
        var regions: [RegionID] = []
    }

    private let database: RecordingDatabase
    private var network: NetworkDescription
    private var recordings: [[Recording]] = []
    private let temporaryFolder: URL?

    /// Opens the database and begins the first segment.
    ///
    /// - Parameters:
    ///   - path: The SQLite file; `nil` for one in a temporary folder, which goes with the session.
    /// - Throws: `RecordingStoreError`, or what the file system says.
    init(_ network: NetworkDescription, path: String?, simulator: String) throws {
        self.network = network
        var file = path
        if file == nil {
            let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            temporaryFolder = folder
            file = folder.appending(path: "recordings.sqlite").path()
        } else {
            temporaryFolder = nil
        }
        if let path {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        database = try RecordingDatabase(
            creatingAt: file ?? "",
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
        try update(to: network)
    }

    /// Takes over a network that has grown since the segment began, before anything of the segment is recorded.
    mutating func update(to network: NetworkDescription) throws {
        self.network = network
        recordings = []
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

    /// Declares what is recorded in the current segment, once: at its first step, for up to then the network may grow.
    mutating func declareRecordings() throws {
        recordings = try network.populations.map { population in
            try population.recording.map { request in
                let isSpikes = request.variable == .spikes
                let definition = RecordingDefinition(
                    variable: request.variable.rawValue,
                    unit: request.variable.unit,
                    kind: isSpikes ? .spikes : .matrix,
                    interval: isSpikes ? 1 : max(1, network.steps(request.samplingInterval)),
                    neuronIndices: request.indices
                )
                return Recording(id: try database.addRecording(definition, of: population.label))
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
    func clear(_ query: RecordingQuery) throws {
        try database.clear(population: network[query.population].label)
    }

    /// Closes the file; a temporary one is removed.
    func close() throws {
        try database.close()
        if let temporaryFolder { try? FileManager.default.removeItem(at: temporaryFolder) }
    }
}
