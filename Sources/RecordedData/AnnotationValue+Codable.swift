/// A value is coded with its kind as the key, so that 1 and 1.0 stay apart: `{"integer": 1}`.
extension AnnotationValue: Codable {
    private enum Kind: String, CodingKey {
        case boolean, integer, real, text, integers, reals, texts
    }

    /// Decodes a value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Kind.self)
        guard let kind = container.allKeys.first else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "An annotation without a kind")
            )
        }
        switch kind {
        case .boolean: self = .boolean(try container.decode(Bool.self, forKey: kind))
        case .integer: self = .integer(try container.decode(Int.self, forKey: kind))
        case .real: self = .real(try container.decode(Double.self, forKey: kind))
        case .text: self = .text(try container.decode(String.self, forKey: kind))
        case .integers: self = .integers(try container.decode([Int].self, forKey: kind))
        case .reals: self = .reals(try container.decode([Double].self, forKey: kind))
        case .texts: self = .texts(try container.decode([String].self, forKey: kind))
        }
    }

    /// Encodes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Kind.self)
        switch self {
        case .boolean(let value): try container.encode(value, forKey: .boolean)
        case .integer(let value): try container.encode(value, forKey: .integer)
        case .real(let value): try container.encode(value, forKey: .real)
        case .text(let value): try container.encode(value, forKey: .text)
        case .integers(let values): try container.encode(values, forKey: .integers)
        case .reals(let values): try container.encode(values, forKey: .reals)
        case .texts(let values): try container.encode(values, forKey: .texts)
        }
    }
}
