internal import Foundation
internal import HDF5Files
internal import RecordedData

/// Facts as JSON, for formats that have no place of their own for them.
enum JSONText {
    static func of(_ value: some Encodable) throws(HDF5Error) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw HDF5Error(.unwritableData, "annotations cannot be written as JSON", cause: "\(error)")
        }
    }
}

/// Descriptions and annotations of blocks, and the annotations of their segments, by their names, which all differ.
struct Notes: Encodable {
    private struct BlockNotes: Encodable {
        let description: String
        let annotations: [String: Fact]
        let segments: [String: [String: Fact]]
    }

    /// An annotation's value as JSON has it.
    private struct Fact: Encodable {
        let value: AnnotationValue

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch value {
            case .boolean(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .real(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            case .integers(let values): try container.encode(values)
            case .reals(let values): try container.encode(values)
            case .texts(let values): try container.encode(values)
            }
        }
    }

    private let blocks: [String: BlockNotes]

    func encode(to encoder: any Encoder) throws { try blocks.encode(to: encoder) }

    init(_ blocks: [Block]) {
        self.blocks = Dictionary(
            blocks.map { block in
                let segments = block.segments.map { ($0.name, $0.annotations.mapValues(Fact.init)) }
                let notes = BlockNotes(
                    description: block.description,
                    annotations: block.annotations.mapValues(Fact.init),
                    segments: Dictionary(segments) { $1 }
                )
                return (block.name, notes)
            },
            uniquingKeysWith: { $1 }
        )
    }
}
