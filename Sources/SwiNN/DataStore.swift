import NetworkModel
public import RecordedData
import RecordingStore

/// The recordings of a simulation that has ended, read from its SQLite file: the one given to `setup(store:)`.
///
///     let store = try DataStore("runs/synfire.sqlite")
///     let block = try store.population("ring").getData()
///
/// It needs no simulation, and changes nothing in the file: sPyNNaker's `NeoBufferDatabase`.
public final class DataStore: Sendable {
    /// The file.
    public let path: String
    private let database: RecordingDatabase

    /// Opens a file for reading.
    ///
    /// - Throws: ``NetworkError`` when there is none, or it is no store of recordings.
    public init(_ path: String) throws {
        self.path = path
        database = try Self.naming(path) { try RecordingDatabase(openingAt: path) }
    }

    /// The time step, ms.
    public var timeStep: Double { database.run.timeStep }

    /// The labels of all populations, in the order in which they were made.
    ///
    /// - Throws: ``NetworkError`` when the file cannot be read.
    public var labels: [String] {
        get throws { try reading { try database.populations().map(\.label) } }
    }

    /// A population by its label.
    ///
    /// - Throws: ``NetworkError`` when there is none.
    public func population(_ label: String) throws -> DataPopulation {
        let all = try reading { try database.populations() }
        guard let stored = all.first(where: { $0.label == label }) else {
            throw NetworkError(
                .unknownName,
                what: "no population of that label",
                location: "'\(path)'",
                given: "'\(label)'",
                allowed: all.map { "'\($0.label)'" }.joined(separator: ", ")
            )
        }
        return DataPopulation(
            store: self,
            label: label,
            firstID: stored.firstID,
            indices: Array(0..<stored.size),
            description: stored.description
        )
    }

    /// What was recorded of all populations, a block for each.
    ///
    /// - Throws: ``NetworkError`` when the file cannot be read.
    public func getData() throws -> [Block] { try labels.map { try population($0).getData() } }

    func block(_ label: String, _ variables: [String]?, _ indices: [Int], _ annotations: Annotations) throws -> Block {
        try reading {
            try database.block(
                population: label,
                variables: variables.map(Set.init),
                indices: Set(indices),
                annotations: annotations
            )
        }
    }

    private func reading<Value>(_ body: () throws -> Value) throws -> Value { try Self.naming(path, body) }

    /// Turns the store's errors into the front door's.
    private static func naming<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as RecordingStoreError {
            throw NetworkError(
                error.code == .notRecorded ? .notRecordable : .file,
                what: error.description,
                location: "'\(path)'"
            )
        }
    }
}
