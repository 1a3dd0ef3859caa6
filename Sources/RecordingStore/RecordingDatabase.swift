internal import Foundation
internal import GRDB

/// The SQLite database of one simulation: everything recorded, as the machine's own words, written as it is fetched.
///
/// One extraction is one transaction, so a script that dies leaves a file with all extractions completed before;
/// queries decode the words when they are asked. The object may be used from any thread: GRDB's queue serialises.
///
/// ```swift
/// let database = try RecordingDatabase(creatingAt: "run.sqlite", run: run)
/// try database.beginSegment()
/// try database.add(population)
/// let recording = try database.addRecording(definition, of: "excitatory")
/// let region = try database.addRegion(neuronIndices: Array(0..<64), of: recording)
/// try database.recordExtraction(steps: 0..<1_000, data: [RegionData(region: region, bytes: bytes)])
/// let block = try database.block(population: "excitatory")
/// ```
package final class RecordingDatabase: Sendable {
    /// The file's path; nil for a database in memory.
    package let path: String?
    /// Facts about the whole simulation.
    package let run: RunDescription

    private let queue: DatabaseQueue

    /// Makes a database in memory, gone with the object.
    ///
    /// - Parameter run: Facts about the whole simulation.
    /// - Throws: `RecordingStoreError`.
    package init(inMemory run: RunDescription) throws {
        path = nil
        self.run = run
        queue = try Self.wrapping("make a recording database in memory") { try DatabaseQueue() }
        try Self.setUp(queue, run: run, what: "in memory")
    }

    /// Makes a database file.
    ///
    /// - Parameters:
    ///   - path: The file to make; its folder must exist.
    ///   - run: Facts about the whole simulation.
    ///   - replacing: Whether a store of that name, or an empty file, is replaced; else it is an error. Anything else of that
    ///     name, be it a file, a database of others or a folder, is an error in any case.
    /// - Throws: `RecordingStoreError`.
    package init(creatingAt path: String, run: RunDescription, replacing: Bool = false) throws {
        if FileManager.default.fileExists(atPath: path) {
            guard replacing else {
                throw RecordingStoreError(.fileExists, "'\(path)' exists; give another name or ask to replace it")
            }
            guard Self.isStore(path) else {
                throw RecordingStoreError(
                    .notAStore,
                    "'\(path)' is no recording database and is not replaced by one; give another name"
                )
            }
            // The log and its index belong to the old file: left behind, they would be replayed into the new one.
            for suffix in ["", "-wal", "-shm", "-journal"] where FileManager.default.fileExists(atPath: path + suffix) {
                do {
                    try FileManager.default.removeItem(atPath: path + suffix)
                } catch {
                    throw RecordingStoreError(.cannotOpen, "'\(path + suffix)' cannot be replaced", cause: error)
                }
            }
        }
        self.path = path
        self.run = run
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            // With the write-ahead log, NORMAL loses nothing when the script dies; FULL would wait for the disk.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        queue = try Self.wrapping("make '\(path)'", code: .cannotOpen) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
        try Self.setUp(queue, run: run, what: "'\(path)'")
    }

    /// Opens a finished or abandoned database for reading.
    ///
    /// - Parameter path: The file.
    /// - Throws: `RecordingStoreError`: no such file, none of ours, or of a newer version.
    package init(openingAt path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw RecordingStoreError(.cannotOpen, "There is no recording database '\(path)'")
        }
        let queue = try Self.wrapping("open '\(path)'", code: .cannotOpen) { try Self.reading(path) }
        self.queue = queue
        self.path = path
        run = try Self.wrapping("read '\(path)'", code: .cannotOpen) {
            try queue.read { database in
                guard try Schema.isOf(database) else {
                    throw RecordingStoreError(.notAStore, "'\(path)' is no recording database")
                }
                let migrator = Schema.migrator
                guard try !migrator.hasBeenSuperseded(database), try migrator.hasCompletedMigrations(database) else {
                    throw RecordingStoreError(.notAStore, "'\(path)' was written by another version of this library")
                }
                guard let row = try Row.fetchOne(database, sql: "SELECT * FROM run") else {
                    throw RecordingStoreError(.damagedData, "'\(path)' does not say which run it holds")
                }
                return try RunDescription(row: row)
            }
        }
    }

    /// Ends writing: empties the write-ahead log into the file, so that the file alone holds everything and can be
    /// opened from a read-only place, and closes it. The object cannot be used afterwards.
    ///
    /// - Throws: `RecordingStoreError`.
    package func close() throws {
        try Self.wrapping("close \(path ?? "the database")") {
            if path != nil, !queue.configuration.readonly {
                try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            }
            try queue.close()
        }
    }

    // MARK: - Access for the other parts of this type

    /// Reads in one transaction.
    func read<Value>(_ what: String, _ body: (Database) throws -> Value) throws -> Value {
        try Self.wrapping("\(what) in \(path ?? "the database in memory")") { try queue.read(body) }
    }

    /// Writes in one transaction: all of it, or nothing.
    func write<Value>(_ what: String, _ body: (Database) throws -> Value) throws -> Value {
        try Self.wrapping("\(what) in \(path ?? "the database in memory")") { try queue.write(body) }
    }

    /// Whether a file is a store, or one in the making that has no content yet.
    private static func isStore(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 108) ?? Data() else {
            return false
        }
        guard !FileManager.default.fileExists(atPath: path + "-wal") else {
            // What a script that died wrote last stands in the log alone.
            let isStore = try? reading(path).read { try Schema.isOf($0) || Schema.isEmpty($0) }
            return isStore ?? false
        }
        return head.isEmpty || Schema.isOf(head: [UInt8](head))
    }

    private static func reading(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func setUp(_ queue: DatabaseQueue, run: RunDescription, what: String) throws {
        guard run.hasTimeStep else {
            throw RecordingStoreError(.invalidArgument, "A time step of \(run.timeStep) ms: it is greater than 0")
        }
        try wrapping("make the tables of \(what)", code: .cannotOpen) {
            try queue.writeWithoutTransaction { database in
                // In this order: the page size is fixed by the first page, which the journal mode writes.
                try database.execute(sql: "PRAGMA page_size = \(Schema.pageSize)")
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            }
            try Schema.migrator.migrate(queue)
            try queue.write { try run.insert($0) }
        }
    }

    /// Turns what GRDB throws into this module's error; ours pass.
    private static func wrapping<Value>(
        _ what: String,
        code: RecordingStoreError.Code = .databaseFailed,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch let error as RecordingStoreError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw RecordingStoreError(.notAStore, "Failed to \(what): the file is no database", cause: error)
        } catch {
            throw RecordingStoreError(code, "Failed to \(what)", cause: error)
        }
    }
}
