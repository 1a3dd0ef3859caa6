internal import Foundation
internal import GRDB
package import RecordedData

extension RecordingDatabase {
    /// All populations, in the order they were added.
    ///
    /// - Throws: `RecordingStoreError`.
    package func populations() throws -> [StoredPopulation] {
        try read("list the populations") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM population ORDER BY id").map {
                try StoredPopulation(row: $0)
            }
        }
    }

    /// The variables recorded of a population in any of its segments.
    ///
    /// - Parameter label: The population's label.
    /// - Throws: `RecordingStoreError`: an unknown population.
    package func recordedVariables(population label: String) throws -> [String] {
        try read("list the variables of '\(label)'") { database in
            let id: Int64 = try Self.population(label, database).decode(forColumn: "id")
            return try String.fetchAll(
                database,
                sql: "SELECT variable FROM recording WHERE population = ? GROUP BY variable ORDER BY MIN(id)",
                arguments: [id]
            )
        }
    }

    /// Number of records of a population that the machine had no room for, over all segments.
    ///
    /// - Parameter label: The population's label.
    /// - Throws: `RecordingStoreError`: an unknown population.
    package func lostRecords(population label: String) throws -> Int {
        try read("count the lost records of '\(label)'") { database in
            let id: Int64 = try Self.population(label, database).decode(forColumn: "id")
            return try Int.fetchOne(
                database,
                sql: """
                    SELECT SUM(lostRecords) FROM recording JOIN region ON region.recording = recording.id
                    JOIN data ON data.region = region.id WHERE recording.population = ?
                    """,
                arguments: [id]
            ) ?? 0
        }
    }

    /// All that was recorded of a population, one segment per run between resets.
    ///
    /// Each recorded neuron has a spike train, silent ones too, by ascending index; each other variable has one signal,
    /// or one after the other where other neurons or intervals were chosen during the segment,
    /// with a channel per recorded neuron. Samples that the machine had no room for are NaN. A segment in which
    /// nothing of the population was recorded is there, empty.
    ///
    /// - Parameters:
    ///   - label: The population's label.
    ///   - variables: The variables wanted, under PyNN's names; nil for all.
    ///   - indices: Indices in the population of the neurons wanted, those of a view; nil for all. Neurons that were
    ///     not recorded are passed over.
    ///   - annotations: More annotations of the block; they win over stored ones.
    /// - Throws: `RecordingStoreError`: an unknown population, a variable that was never recorded, damaged data.
    package func block(
        population label: String,
        variables: Set<String>? = nil,
        indices: Set<Int>? = nil,
        annotations: Annotations = [:]
    ) throws -> Block {
        try read("read the data of '\(label)'") { database in
            let row = try Self.population(label, database)
            let population = try StoredPopulation(row: row)
            let id: Int64 = try row.decode(forColumn: "id")
            if let variables {
                let known = try String.fetchSet(
                    database,
                    sql: "SELECT variable FROM recording WHERE population = ?",
                    arguments: [id]
                )
                if let unknown = variables.subtracting(known).sorted().first {
                    throw RecordingStoreError(
                        .notRecorded,
                        "'\(unknown)' of '\(label)' is not recorded; recorded: \(known.sorted().joined(separator: ", "))"
                    )
                }
            }
            let segments = try Row.fetchAll(
                database,
                sql: "SELECT * FROM segment WHERE number >= ? ORDER BY number",
                arguments: [try row.decode(Int.self, forColumn: "firstSegment")]
            ).map { segment in
                try self.segment(segment, of: population, id: id, variables, indices, database)
            }
            return Block(
                name: label,
                description: population.description,
                annotations: blockAnnotations(population).merging(annotations) { $1 },
                recordingDate: segments.first?.recordingDate ?? run.date,
                segments: segments
            )
        }
    }

    /// Number of spikes of each recorded neuron in the last segment, silent ones too, by index in the population.
    ///
    /// - Parameters:
    ///   - label: The population's label.
    ///   - indices: Indices of the neurons wanted; nil for all.
    /// - Throws: `RecordingStoreError`: an unknown population, spikes not recorded, damaged data.
    /// - Complexity: O(*s*) for *s* spikes, without keeping their times.
    package func spikeCounts(population label: String, indices: Set<Int>? = nil) throws -> [Int: Int] {
        try read("count the spikes of '\(label)'") { database in
            let id: Int64 = try Self.population(label, database).decode(forColumn: "id")
            let recordings = try StoredRecording.fetch(database, population: id, segment: nil)
                .filter { $0.definition.kind == .spikes }
            guard !recordings.isEmpty else {
                throw RecordingStoreError(.notRecorded, "The spikes of '\(label)' are not recorded in this segment")
            }
            var counts: [Int: Int] = [:]
            for recording in recordings {
                for index in recording.neuronIndices(within: indices) { counts[index, default: 0] += 0 }
                try recording.forEachRegionData(database) { decoder, neurons, bytes in
                    var regionCounts = [Int](repeating: 0, count: neurons.count)
                    try decoder.forEachSpike(in: bytes) { _, position in regionCounts[position] += 1 }
                    for (neuron, count) in zip(neurons, regionCounts) { counts[neuron]? += count }
                }
            }
            return counts
        }
    }

    private func blockAnnotations(_ population: StoredPopulation) -> Annotations {
        let own: Annotations = [
            "label": .text(population.label),
            "size": .integer(population.size),
            "first_index": 0,
            "last_index": .integer(population.size),
            "first_id": .integer(population.firstID),
            "last_id": .integer(population.firstID + population.size - 1),
            "simulator": .text(run.simulator),
            "dt": .real(run.timeStep),
            "mpi_processes": 1,
        ]
        return own.merging(population.annotations) { $1 }
    }

    private func segment(
        _ row: Row,
        of population: StoredPopulation,
        id: Int64,
        _ variables: Set<String>?,
        _ indices: Set<Int>?,
        _ database: Database
    ) throws -> Segment {
        let number: Int = try row.decode(forColumn: "number")
        let digits = String(number)
        var segment = Segment(
            name: "segment" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits,
            annotations: try row.annotations(),
            recordingDate: try row.date("startDate")
        )
        let recordings = try StoredRecording.fetch(database, population: id, segment: number)
            .filter { !$0.isOver && (variables?.contains($0.definition.variable) ?? true) }
        if recordings.isEmpty { segment.description = "empty" }
        let view = RecordingView(population: population, indices: indices, timeStep: run.timeStep)
        segment.spikeTrains = try view.spikeTrains(of: recordings.filter { $0.definition.kind == .spikes }, database)
        segment.analogSignals = try recordings.filter { $0.definition.kind == .matrix }
            .map { try view.analogSignal(of: $0, database) }
        return segment
    }
}
