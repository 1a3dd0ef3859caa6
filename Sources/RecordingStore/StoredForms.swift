internal import Foundation
internal import GRDB
internal import RecordedData

// How values stand in the tables.

extension RunDescription {
    init(row: Row) {
        let seed: String = row["seed"]
        let date: Int? = row["date"]
        self.init(
            simulator: row["simulator"],
            timeStep: row["timeStep"],
            spikeTiming: row["spikeTiming"],
            seed: UInt64(seed) ?? 0,
            date: date.map { RecordingDate(secondsSince1970: $0) }
        )
    }

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
            label: row["label"],
            firstID: row["firstID"],
            size: row["size"],
            description: row["description"],
            annotations: try StoredForms.annotations(row["annotations"])
        )
    }
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
