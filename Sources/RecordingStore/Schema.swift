internal import GRDB

/// The tables of a recording database.
///
/// Lists of neuron indices are blobs of little-endian `UInt32`; dates are seconds since 1970; annotations are JSON
/// objects {name: {kind: value}}.
enum Schema {
    /// "SwNN" in the file's header tells our files from others.
    static let applicationID = 0x5377_4E4E

    /// Whether a database is one of ours.
    static func isOf(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID
    }

    /// Whether a database is nobody's yet: it has neither an owner nor a table.
    static func isEmpty(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "PRAGMA application_id") == 0
            && Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0
    }

    /// The same of a file without a log, by its first bytes: whether it is one of ours, or nobody's yet. Opening it might
    /// leave a log beside a file of others.
    ///
    /// - SeeAlso: SQLite's file format, 1.3 and 1.6: the application's ID at 68, the first page's kind at 100 and its
    ///   number of cells at 103.
    static func isOf(head: [UInt8]) -> Bool {
        guard head.count == 108, head.starts(with: Array("SQLite format 3\0".utf8)) else { return false }
        let owner = head[68..<72].reduce(0) { $0 << 8 | Int($1) }
        return owner == applicationID || owner == 0 && head[100] == 13 && head[103] == 0 && head[104] == 0
    }

    /// Pages of 64 KiB, SQLite's largest, halve the time of writing large blobs.
    static let pageSize = 65_536

    /// All versions of the schema, oldest first. A released one is never changed: a new one is added.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: version1)
        }
        return migrator
    }

    private static let version1 = """
        CREATE TABLE run (
            simulator TEXT NOT NULL,
            timeStep REAL NOT NULL,          -- ms
            spikeTiming TEXT NOT NULL,
            seed TEXT NOT NULL,              -- decimal: 64 bits without sign
            date INTEGER
        ) STRICT;
        CREATE TABLE segment (
            number INTEGER PRIMARY KEY,      -- from 0
            startDate INTEGER,
            stopStep INTEGER NOT NULL,       -- end of the last extraction; t_stop = stopStep * timeStep
            annotations TEXT NOT NULL
        ) STRICT;
        CREATE TABLE population (
            id INTEGER PRIMARY KEY,
            label TEXT NOT NULL UNIQUE,
            firstID INTEGER NOT NULL,
            size INTEGER NOT NULL,
            description TEXT NOT NULL,
            annotations TEXT NOT NULL,
            firstSegment INTEGER NOT NULL    -- segments before it were cleared
        ) STRICT;
        CREATE TABLE recording (
            id INTEGER PRIMARY KEY,
            population INTEGER NOT NULL REFERENCES population(id),
            segment INTEGER NOT NULL REFERENCES segment(number),
            variable TEXT NOT NULL,
            unit TEXT NOT NULL,
            kind TEXT NOT NULL,              -- 'matrix' or 'spikes'
            interval INTEGER NOT NULL,       -- steps between samples
            neuronIndices BLOB NOT NULL,
            startStep INTEGER NOT NULL,      -- begin of recording, or of what was not cleared
            endStep INTEGER                  -- where it ended before the segment did; NULL if it did not
        ) STRICT;
        CREATE TABLE region (
            id INTEGER PRIMARY KEY,
            recording INTEGER NOT NULL REFERENCES recording(id),
            neuronIndices BLOB NOT NULL      -- of the columns or bits
        ) STRICT;
        CREATE INDEX regionOfRecording ON region(recording);
        CREATE TABLE extraction (
            number INTEGER PRIMARY KEY,      -- from 1
            segment INTEGER NOT NULL REFERENCES segment(number),
            fromStep INTEGER NOT NULL,
            toStep INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE data (
            id INTEGER PRIMARY KEY,
            region INTEGER NOT NULL REFERENCES region(id),
            extraction INTEGER NOT NULL REFERENCES extraction(number),
            missing INTEGER NOT NULL,        -- 1 when records are lost
            lostRecords INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            UNIQUE (region, extraction)
        ) STRICT;
        """
}
