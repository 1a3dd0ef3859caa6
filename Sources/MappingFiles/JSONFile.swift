import Foundation

/// JSON read and written, with errors that name file and field.
struct JSONFile {
    /// The name that errors give.
    let name: String

    /// The content.
    let data: Data

    /// Takes content for that of a file.
    init(_ data: Data, name: String) {
        self.data = data
        self.name = name
    }

    /// Reads a file.
    init(contentsOf url: URL) throws(MappingFileError) {
        name = url.relativePath
        do {
            data = try Data(contentsOf: url)
        } catch {
            let exists = FileManager.default.fileExists(atPath: url.path(percentEncoded: false))
            throw MappingFileError(file: name, problem: exists ? "cannot be read" : "there is no such file")
        }
    }

    /// The bytes of a file, with keys in alphabetical order and without escaped slashes.
    static func data(_ content: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(content) + Data("\n".utf8)
    }

    /// An error of this file.
    func error(_ field: String, _ problem: String) -> MappingFileError {
        MappingFileError(file: name, field: field, problem: problem)
    }

    /// Fails unless a condition holds.
    func require(_ condition: Bool, _ field: String, _ problem: @autoclosure () -> String) throws(MappingFileError) {
        guard condition else { throw error(field, problem()) }
    }

    /// The content as a value.
    func decode<Content: Decodable>(_ type: Content.Type = Content.self) throws(MappingFileError) -> Content {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let DecodingError.keyNotFound(key, context) {
            throw error(Self.path(context.codingPath + [key]), "is missing")
        } catch let DecodingError.typeMismatch(type, context) {
            throw error(Self.path(context.codingPath), "must be \(Self.noun(type))")
        } catch let DecodingError.valueNotFound(type, context) {
            // A list that ends too early has no value either.
            throw error(Self.path(context.codingPath), "must be \(Self.noun(type)), but there is nothing")
        } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
            throw error(Self.path(context.codingPath), context.debugDescription)
        } catch {
            let isJSON = (try? JSONSerialization.jsonObject(with: data)) != nil
            throw self.error("", isJSON ? "a number in a list is out of range" : "is not JSON")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }

    private static func noun(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Double.Type: "a number"
        case is any FixedWidthInteger.Type: "a number"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "a \(type)"
        }
    }
}

/// Whole numbers, in place of Foundation's own way, which does not tell the field of one that is out of range.
extension KeyedDecodingContainer {
    func decode(_: Int.Type, forKey key: Key) throws -> Int { try whole(decode(Double.self, forKey: key), key) }

    func decode(_: UInt8.Type, forKey key: Key) throws -> UInt8 { try whole(decode(Double.self, forKey: key), key) }

    func decode(_: UInt32.Type, forKey key: Key) throws -> UInt32 { try whole(decode(Double.self, forKey: key), key) }

    func decodeIfPresent(_: Int.Type, forKey key: Key) throws -> Int? {
        try decodeIfPresent(Double.self, forKey: key).map { try whole($0, key) }
    }

    private func whole<Number: FixedWidthInteger>(_ value: Double, _ key: Key) throws -> Number {
        if let number = Number(exactly: value) { return number }
        let range = Number.bitWidth < 64 ? " from 0 to \(Number.max)" : ""
        let text = Int(exactly: value).map(String.init) ?? "\(value)"
        throw DecodingError.dataCorruptedError(
            forKey: key,
            in: self,
            debugDescription: "is \(text); it must be a whole number\(range)"
        )
    }
}
