internal import Foundation
internal import GRDB
internal import RecordedData

/// A recording with its row's number.
struct StoredRecording {
    let id: Int64
    let definition: RecordingDefinition
    /// The step at which it ended, or at which the segment ends for now.
    let endStep: Int
    /// Whether it has ended with nothing left of it.
    let isOver: Bool

    /// The recordings of a population in a segment, in the order they were declared.
    ///
    /// - Parameter segment: The segment's number; nil for the last one.
    static func fetch(_ database: Database, population: Int64, segment: Int?) throws -> [StoredRecording] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT recording.*, IFNULL(endStep, stopStep) AS lastStep,
                    (SELECT IFNULL(MAX(toStep), 0) FROM extraction WHERE extraction.segment = recording.segment) AS storedStep
                FROM recording JOIN segment ON segment.number = recording.segment
                WHERE population = ? AND segment = IFNULL(?, (SELECT MAX(number) FROM segment))
                ORDER BY id
                """,
            arguments: [population, segment]
        ).map { row in
            let kind: String = try row.decode(forColumn: "kind")
            guard let kind = RecordingKind(rawValue: kind) else {
                throw RecordingStoreError(.damagedData, "A recording of the unknown kind '\(kind)'")
            }
            let startStep = try row.steps("startStep")
            let endStep = try row.number("lastStep", in: 0...row.steps("storedStep"))
            return StoredRecording(
                id: try row.decode(forColumn: "id"),
                definition: RecordingDefinition(
                    variable: try row.decode(forColumn: "variable"),
                    unit: try row.decode(forColumn: "unit"),
                    kind: kind,
                    interval: try row.steps("interval", from: 1),
                    neuronIndices: try row.neuronIndices(),
                    startStep: startStep
                ),
                endStep: endStep,
                isOver: try row.decode(Int?.self, forColumn: "endStep") != nil && startStep >= endStep
            )
        }
    }

    /// The recorded neurons that are also among those given.
    func neuronIndices(within indices: Set<Int>?) -> [Int] {
        guard let indices else { return definition.neuronIndices }
        return definition.neuronIndices.filter(indices.contains)
    }

    /// Calls `body` with the decoder, the neurons and the bytes of each region and extraction: regions in the order
    /// they were added, extractions in the order of time. The bytes are borrowed from SQLite.
    func forEachRegionData(
        _ database: Database,
        _ body: (RecordDecoder, [Int], UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let regions = try Row.fetchAll(
            database,
            sql: "SELECT id, neuronIndices FROM region WHERE recording = ? ORDER BY id",
            arguments: [id]
        )
        for region in regions {
            let neurons = try region.neuronIndices()
            let decoder = RecordDecoder(kind: definition.kind, neuronCount: neurons.count)
            // The order is the index's own: SQLite would sort rows with their blobs otherwise.
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT bytes FROM data WHERE region = ? ORDER BY extraction",
                arguments: [try region.decode(Int64.self, forColumn: "id")]
            )
            while let row = try rows.next() {
                try row.withUnsafeData(atIndex: 0) { data in
                    try data?.withUnsafeBytes { try body(decoder, neurons, $0) }
                }
            }
        }
    }
}

/// Which neurons are wanted.
struct RecordingView {
    let population: StoredPopulation
    let indices: Set<Int>?
    let timeStep: Double

    /// One train for each wanted neuron of spike recordings that follow one another, by ascending index: from the begin
    /// of the first that has the neuron to the end of the last.
    func spikeTrains(of recordings: [StoredRecording], _ database: Database) throws -> [SpikeTrain] {
        let neurons = Set(recordings.flatMap { $0.neuronIndices(within: indices) }).sorted()
        let trainOf = Dictionary(zip(neurons, neurons.indices)) { first, _ in first }
        var trains = neurons.map { index in
            SpikeTrain(
                times: [],
                tStart: .infinity,
                tStop: 0,
                sourcePopulation: population.label,
                sourceIndex: index,
                sourceID: population.firstID + index
            )
        }
        for recording in recordings {
            for train in recording.neuronIndices(within: indices).compactMap({ trainOf[$0] }) {
                trains[train].tStart = min(trains[train].tStart, Double(recording.definition.startStep) * timeStep)
                trains[train].tStop = Double(recording.endStep) * timeStep
            }
            try recording.forEachRegionData(database) { decoder, regionNeurons, bytes in
                let places = regionNeurons.map { trainOf[$0] }
                try decoder.forEachSpike(in: bytes) { stamp, position in
                    if let train = places[position] { trains[train].times.append(Double(stamp) * timeStep) }
                }
            }
        }
        for train in trains.indices where !zip(trains[train].times, trains[train].times.dropFirst()).allSatisfy(<=) {
            trains[train].times.sort()
        }
        return trains
    }

    /// The signal of a matrix recording: the slices of all cores side by side.
    func analogSignal(of recording: StoredRecording, _ database: Database) throws -> AnalogSignal {
        let definition = recording.definition
        let neurons = recording.neuronIndices(within: indices)
        let columnOf = Dictionary(zip(neurons, neurons.indices)) { first, _ in first }
        let interval = definition.interval
        let firstSample = (definition.startStep + interval - 1) / interval
        let sampleCount = max(0, (recording.endStep + interval - 1) / interval - firstSample)
        // Both numbers come from the file; samples without a record are NaN and take no room there.
        let size = Double(sampleCount) * Double(neurons.count * MemoryLayout<Double>.size)
        guard size <= Double(ProcessInfo.processInfo.physicalMemory) else {
            throw RecordingStoreError(
                .damagedData,
                """
                '\(definition.variable)' of '\(population.label)' has \(sampleCount) samples of \(neurons.count) neurons, \
                more than the memory holds
                """
            )
        }
        var values = [Double](repeating: .nan, count: sampleCount * neurons.count)
        try recording.forEachRegionData(database) { decoder, regionNeurons, bytes in
            let columns = regionNeurons.enumerated().compactMap { position, neuron in
                columnOf[neuron].map { (position: position, column: $0) }
            }
            try decoder.forEachSample(in: bytes) { step, record in
                let sample = Int(step) / interval - firstSample
                guard Int(step).isMultiple(of: interval), sample >= 0, sample < sampleCount else {
                    throw RecordingStoreError(
                        .damagedData,
                        """
                        '\(definition.variable)' of '\(population.label)' has a sample of step \(step); sampled are \
                        multiples of \(interval) from \(definition.startStep) to below \(recording.endStep)
                        """
                    )
                }
                for (position, column) in columns {
                    values[sample * neurons.count + column] = record.value(position)
                }
            }
        }
        return AnalogSignal(
            name: definition.variable,
            units: definition.unit,
            samplingPeriod: Double(interval) * timeStep,
            tStart: Double(firstSample * interval) * timeStep,
            values: values,
            sourcePopulation: population.label,
            channelIndices: neurons,
            sourceIDs: neurons.map { population.firstID + $0 }
        )
    }
}
