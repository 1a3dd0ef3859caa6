internal import Foundation
internal import GRDB
internal import RecordedData

// How values stand in the tables.

extension RunDescription {
    init(row: Row) throws {
        self.init(
            simulator: try row.decode(forColumn: "simulator"),
            timeStep: try row.decode(forColumn: "timeStep"),
            spikeTiming: try row.decode(forColumn: "spikeTiming"),
            seed: UInt64(try row.decode(String.self, forColumn: "seed")) ?? 0,
            date: try row.date("date")
        )
        guard hasTimeStep else {
            throw RecordingStoreError(.damagedData, "The run's time step is \(timeStep) ms; it is greater than 0")
        }
    }

    /// Whether the time step is greater than 0.
    var hasTimeStep: Bool { timeStep > 0 && timeStep.isFinite }

    func insert(_ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO run (simulator, timeStep, spikeTiming, seed, date) VALUES (?, ?, ?, ?, ?)",
            arguments: [simulator, timeStep, spikeTiming, String(seed), date?.secondsSince1970]
        )
    }
}

extension StoredPopulation {
    init(row: Row) throws {
        self.init(
            label: try row.decode(forColumn: "label"),
            firstID: try row.number("firstID", in: Self.firstIDs),
            size: try row.number("size", in: Self.sizes),
            description: try row.decode(forColumn: "description"),
            annotations: try row.annotations()
        )
    }

    /// What a first ID may be.
    static let firstIDs = 0...Int(UInt32.max)
    /// How many neurons there may be: as many as the front door allows.
    static let sizes = 0...(1 << 24)
}

// A damaged file may have anything in a column: what has another form is an error.
extension Row {
    /// A whole number.
    func number(_ column: String, in range: ClosedRange<Int>) throws -> Int {
        let number: Int = try decode(forColumn: column)
        guard range.contains(number) else {
            throw RecordingStoreError(
                .damagedData,
                "'\(column)' is \(number); it lies between \(range.lowerBound) and \(range.upperBound)"
            )
        }
        return number
    }

    /// A step, or a number of steps: 32 bits, as a record has it.
    func steps(_ column: String, from first: Int = 0) throws -> Int {
        try number(column, in: first...Int(UInt32.max))
    }

    /// A moment; nil when there is none.
    func date(_ column: String) throws -> RecordingDate? {
        guard try decode(Int?.self, forColumn: column) != nil else { return nil }
        return RecordingDate(secondsSince1970: try number(column, in: RecordingDate.writableSeconds))
    }

    /// The neuron indices of a region or recording.
    func neuronIndices() throws -> [Int] { try StoredForms.indices(decode(forColumn: "neuronIndices")) }

    /// The annotations.
    func annotations() throws -> Annotations { try StoredForms.annotations(decode(forColumn: "annotations")) }
}

/// Conversions between values and columns.
enum StoredForms {
    /// Neuron indices as a blob of little-endian `UInt32`.
    static func blob(_ indices: [Int]) -> Data {
        var data = Data(capacity: indices.count * 4)
        for index in indices {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: index).littleEndian) { data.append(contentsOf: $0) }
        }
        return data
    }

    /// The neuron indices of a blob.
    static func indices(_ blob: Data) throws -> [Int] {
        guard blob.count.isMultiple(of: 4) else {
            throw RecordingStoreError(.damagedData, "A list of neuron indices has \(blob.count) bytes, not words")
        }
        return blob.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map {
                Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
            }
        }
    }

    /// Annotations as JSON, names in order.
    static func text(_ annotations: Annotations) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        return String(decoding: try encoder.encode(annotations), as: UTF8.self)
    }

    /// The annotations of a JSON text.
    static func annotations(_ text: String) throws -> Annotations {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        do {
            return try decoder.decode(Annotations.self, from: Data(text.utf8))
        } catch {
            throw RecordingStoreError(.damagedData, "Annotations '\(text)' cannot be read", cause: error)
        }
    }
}
