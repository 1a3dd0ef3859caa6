internal import Foundation
internal import GRDB
package import RecordedData

extension RecordingDatabase {
    /// Begins the next segment: the first, or the one after a reset. Recordings are declared anew in each.
    ///
    /// - Parameters:
    ///   - startDate: When it begins, in civil time.
    ///   - annotations: Facts about it.
    /// - Returns: Its number, from 0.
    /// - Throws: `RecordingStoreError`.
    @discardableResult
    package func beginSegment(startDate: RecordingDate? = nil, annotations: Annotations = [:]) throws -> Int {
        try write("begin a segment") { database in
            let number = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM segment") ?? 0
            try database.execute(
                sql: "INSERT INTO segment (number, startDate, stopStep, annotations) VALUES (?, ?, 0, ?)",
                arguments: [number, startDate?.secondsSince1970, try StoredForms.text(annotations)]
            )
            return number
        }
    }

    /// Adds a population, or replaces the description and annotations of the one of that label.
    ///
    /// - Parameter population: The population.
    /// - Throws: `RecordingStoreError`, also when the label is in use for other neurons.
    package func add(_ population: StoredPopulation) throws {
        guard StoredPopulation.sizes.contains(population.size), StoredPopulation.firstIDs.contains(population.firstID)
        else {
            throw RecordingStoreError(
                .invalidArgument,
                """
                '\(population.label)': the size lies in \(StoredPopulation.sizes), the first id in \
                \(StoredPopulation.firstIDs)
                """
            )
        }
        let annotations = try StoredForms.text(population.annotations)
        try write("add the population '\(population.label)'") { database in
            let known = try Row.fetchOne(
                database,
                sql: "SELECT firstID, size FROM population WHERE label = ?",
                arguments: [population.label]
            )
            if let known, known["firstID"] != population.firstID || known["size"] != population.size {
                throw RecordingStoreError(
                    .invalidArgument,
                    "There already is another population '\(population.label)'; labels are unique in a database"
                )
            }
            try database.execute(
                sql: """
                    INSERT INTO population (label, firstID, size, description, annotations, firstSegment)
                    VALUES (?, ?, ?, ?, ?, 0)
                    ON CONFLICT (label) DO UPDATE
                    SET description = excluded.description, annotations = excluded.annotations
                    """,
                arguments: [
                    population.label, population.firstID, population.size, population.description, annotations,
                ]
            )
        }
    }

    /// Declares that a variable of a population is recorded in the current segment.
    ///
    /// - Parameters:
    ///   - definition: What is recorded.
    ///   - label: The population's label.
    /// - Returns: The recording, for its regions.
    /// - Throws: `RecordingStoreError`: an unknown population, no segment begun, a variable whose
    ///   recording in this segment has not ended, indices out of range or not ascending, an interval below 1.
    package func addRecording(_ definition: RecordingDefinition, of label: String) throws -> RecordingID {
        let what = "'\(definition.variable)' of '\(label)'"
        guard definition.interval >= 1, definition.startStep >= 0 else {
            throw RecordingStoreError(
                .invalidArgument,
                "\(what): the interval is at least 1 step, the start at least 0"
            )
        }
        return try write("declare the recording of \(what)") { database in
            let population = try Self.population(label, database)
            let size: Int = population["size"]
            let indices = definition.neuronIndices
            guard zip(indices, indices.dropFirst()).allSatisfy(<), (indices.first ?? 0) >= 0,
                (indices.last ?? -1) < size
            else {
                throw RecordingStoreError(.invalidArgument, "\(what): indices ascend and lie in 0..<\(size)")
            }
            let segment = try Self.currentSegment(database)
            let id: Int64 = population["id"]
            let known = try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM recording
                        WHERE population = ? AND segment = ? AND variable = ? AND endStep IS NULL
                    )
                    """,
                arguments: [id, segment, definition.variable]
            )
            if known == true {
                throw RecordingStoreError(.invalidArgument, "\(what) is already recorded in segment \(segment)")
            }
            try database.execute(
                sql: """
                    INSERT INTO recording
                    (population, segment, variable, unit, kind, interval, neuronIndices, startStep)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, segment, definition.variable, definition.unit, definition.kind.rawValue, definition.interval,
                    StoredForms.blob(indices), definition.startStep,
                ]
            )
            return RecordingID(rawValue: database.lastInsertedRowID)
        }
    }

    /// Ends a recording of the current segment at the step that is stored last.
    ///
    /// - Throws: `RecordingStoreError`.
    package func endRecording(_ recording: RecordingID) throws {
        try write("end a recording") { database in
            try database.execute(
                sql: """
                    UPDATE recording SET endStep = (SELECT stopStep FROM segment WHERE number = recording.segment)
                    WHERE id = ?
                    """,
                arguments: [recording.rawValue]
            )
        }
    }

    /// Adds the part of a recording that one core makes.
    ///
    /// - Parameters:
    ///   - neuronIndices: Indices in the population of the region's columns or bits, in their order; all of them
    ///     recorded.
    ///   - recording: The recording.
    /// - Returns: The region, for its data.
    /// - Throws: `RecordingStoreError`: an index that the recording does not have.
    package func addRegion(neuronIndices: [Int], of recording: RecordingID) throws -> RegionID {
        try write("add a region") { database in
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT neuronIndices FROM recording WHERE id = ?",
                    arguments: [recording.rawValue]
                )
            else {
                throw RecordingStoreError(.invalidArgument, "There is no recording \(recording.rawValue)")
            }
            let recorded = Set(try row.neuronIndices())
            if let stranger = neuronIndices.first(where: { !recorded.contains($0) }) {
                throw RecordingStoreError(.invalidArgument, "Neuron \(stranger) of the region is not recorded")
            }
            try database.execute(
                sql: "INSERT INTO region (recording, neuronIndices) VALUES (?, ?)",
                arguments: [recording.rawValue, StoredForms.blob(neuronIndices)]
            )
            return RegionID(rawValue: database.lastInsertedRowID)
        }
    }

    /// Stores what was fetched at one pause, in one transaction: all of it, or nothing.
    ///
    /// - Parameters:
    ///   - steps: The steps of the current segment that ran since the extraction before.
    ///   - data: The bytes of the regions; regions without new bytes may be absent.
    /// - Returns: The extraction's number, from 1.
    /// - Throws: `RecordingStoreError`: no segment begun, steps that begin before the last extraction's end.
    @discardableResult
    package func recordExtraction(steps: Range<Int>, data: [RegionData]) throws -> Int {
        try write("store the extraction of steps \(steps.lowerBound) to \(steps.upperBound)") { database in
            let segment = try Self.currentSegment(database)
            let stop =
                try Int.fetchOne(database, sql: "SELECT stopStep FROM segment WHERE number = ?", arguments: [segment])
                ?? 0
            guard steps.lowerBound >= stop else {
                throw RecordingStoreError(
                    .invalidArgument,
                    "An extraction from step \(steps.lowerBound): segment \(segment) is stored up to step \(stop)"
                )
            }
            try database.execute(
                sql: "INSERT INTO extraction (segment, fromStep, toStep) VALUES (?, ?, ?)",
                arguments: [segment, steps.lowerBound, steps.upperBound]
            )
            let extraction = database.lastInsertedRowID
            let insertion = try database.cachedStatement(
                sql: "INSERT INTO data (region, extraction, missing, lostRecords, bytes) VALUES (?, ?, ?, ?, ?)"
            )
            for part in data {
                try insertion.execute(
                    arguments: [
                        part.region.rawValue, extraction, part.lostRecords > 0, part.lostRecords, Data(part.bytes),
                    ]
                )
            }
            try database.execute(
                sql: "UPDATE segment SET stopStep = ? WHERE number = ?",
                arguments: [steps.upperBound, segment]
            )
            return Int(extraction)
        }
    }

    /// Forgets what was recorded of a population so far: its data in all segments, and earlier segments as a whole.
    /// What comes later starts at the current segment's end of now.
    ///
    /// - Parameter label: The population's label.
    /// - Throws: `RecordingStoreError`: an unknown population.
    package func clear(population label: String) throws {
        try write("clear the data of '\(label)'") { database in
            let id: Int64 = try Self.population(label, database)["id"]
            let segment = try Self.currentSegment(database)
            try database.execute(
                sql: """
                    DELETE FROM data WHERE region IN (
                        SELECT region.id FROM region JOIN recording ON recording.id = region.recording
                        WHERE recording.population = :population
                    );
                    UPDATE recording SET startStep = MAX(startStep, (SELECT stopStep FROM segment WHERE number = :segment))
                    WHERE population = :population AND segment = :segment;
                    UPDATE population SET firstSegment = :segment WHERE id = :population;
                    """,
                arguments: ["population": id, "segment": segment]
            )
        }
    }

    // MARK: - Look-ups within a transaction

    static func population(_ label: String, _ database: Database) throws -> Row {
        if let row = try Row.fetchOne(database, sql: "SELECT * FROM population WHERE label = ?", arguments: [label]) {
            return row
        }
        let known = try String.fetchAll(database, sql: "SELECT label FROM population ORDER BY id")
        throw RecordingStoreError(
            .unknownPopulation,
            "There is no population '\(label)'; there are: \(known.map { "'\($0)'" }.joined(separator: ", "))"
        )
    }

    private static func currentSegment(_ database: Database) throws -> Int {
        guard let number = try Int.fetchOne(database, sql: "SELECT MAX(number) FROM segment") else {
            throw RecordingStoreError(.invalidArgument, "No segment has begun: call beginSegment first")
        }
        return number
    }
}
