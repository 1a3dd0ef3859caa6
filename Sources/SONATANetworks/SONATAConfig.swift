internal import Foundation
package import NetworkModel

/// A configuration file: JSON whose texts may begin with variables that its `manifest` defines.
///
/// - SeeAlso: SONATA Developer Guide, "Circuit config" and "Simulation config".
package struct SONATAConfig: Sendable {
    /// The file.
    package let path: String
    private let root: JSONValue
    private let keys: [String]

    /// Reads a file and puts the manifest's values in place of its variables.
    ///
    /// - Throws: `NetworkError` for a file that cannot be read, is no JSON, or has variables that nothing defines.
    package init(_ path: String) throws(NetworkError) {
        let value = try Self.json(path)
        guard case .object(let fields) = value else {
            throw NetworkError(.file, what: "no JSON object", location: "'\(path)'")
        }
        // From the root on: the paths that begin with it are complete.
        var variables = ["configdir": URL(filePath: path).absoluteURL.deletingLastPathComponent().path]
        if case .object(let manifest) = fields["manifest"] {
            for case (let name, .text(let text)) in manifest {
                variables[name.hasPrefix("$") ? String(name.dropFirst()) : name] = text
            }
        }
        self.path = path
        root = try Self.substitute(value, variables, path)
        keys = []
    }

    private init(path: String, value: JSONValue, keys: [String]) {
        self.path = path
        root = value
        self.keys = keys
    }

    /// The JSON of a file.
    static func json(_ path: String) throws(NetworkError) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw NetworkError(.file, what: "cannot be read as JSON (\(error))", location: "'\(path)'")
        }
    }

    // MARK: - Variables

    private static func substitute(
        _ value: JSONValue,
        _ variables: [String: String],
        _ path: String
    ) throws(NetworkError) -> JSONValue {
        switch value {
        case .text(let text) where text.contains("$"):
            return .text(try substitute(text, variables, path))
        case .array(let values):
            var result: [JSONValue] = []
            for value in values { result.append(try substitute(value, variables, path)) }
            return .array(result)
        case .object(let values):
            var result: [String: JSONValue] = [:]
            for (name, value) in values { result[name] = try substitute(value, variables, path) }
            return .object(result)
        case .null, .boolean, .number, .text:
            return value
        }
    }

    private static func substitute(
        _ text: String,
        _ variables: [String: String],
        _ path: String
    ) throws(NetworkError) -> String {
        var text = text
        // Each round resolves one variable; those that lead to themselves never end.
        for _ in 0..<100 {
            guard let match = text.firstMatch(of: /\$(?:\{(\w+)\}|(\w+))/) else { return text }
            let name = String(match.1 ?? match.2 ?? "")
            guard let value = variables[name] else {
                throw NetworkError(
                    .file,
                    what: "the manifest does not define a variable",
                    location: "'\(path)'",
                    given: "'$\(name)'",
                    allowed: variables.keys.sorted().map { "'$\($0)'" }.joined(separator: ", ")
                )
            }
            text.replaceSubrange(match.range, with: value)
        }
        throw NetworkError(
            .file,
            what: "a variable of the manifest leads to itself",
            location: "'\(path)'",
            given: "'\(text.prefix(80))'"
        )
    }

    // MARK: - Values

    /// The names of an object's values, in alphabetical order.
    package var names: [String] {
        if case .object(let values) = root { values.keys.sorted() } else { [] }
    }

    /// The value of that name; nil when there is none.
    package subscript(name: String) -> SONATAConfig? {
        guard case .object(let values) = root, let value = values[name], value != .null else { return nil }
        return SONATAConfig(path: path, value: value, keys: keys + [name])
    }

    /// The value of that name.
    ///
    /// - Throws: `NetworkError` when there is none.
    package func required(_ name: String) throws(NetworkError) -> SONATAConfig {
        guard let value = self[name] else {
            throw NetworkError(
                .file,
                what: "there is no '\((keys + [name]).joined(separator: "."))'",
                location: "'\(path)'"
            )
        }
        return value
    }

    /// The values of a list; a single value counts as a list of one.
    package var elements: [SONATAConfig] {
        guard case .array(let values) = root else { return [self] }
        return values.enumerated().map { SONATAConfig(path: path, value: $0.element, keys: keys + ["\($0.offset)"]) }
    }

    /// Whether it is false.
    var isFalse: Bool { root == .boolean(false) }

    /// Whether it has values by name.
    var isObject: Bool { if case .object = root { true } else { false } }

    /// The text.
    ///
    /// - Throws: `NetworkError` when it is none.
    package func text() throws(NetworkError) -> String {
        guard case .text(let text) = root else { throw wrong("a text") }
        return text
    }

    /// The number.
    ///
    /// - Throws: `NetworkError` when it is none.
    package func number() throws(NetworkError) -> Double {
        guard case .number(let number) = root else { throw wrong("a number") }
        return number
    }

    /// The number or the text, whichever it is.
    ///
    /// - Throws: `NetworkError` when it is neither.
    package func column() throws(NetworkError) -> SONATAColumn {
        switch root {
        case .number(let number): return .number(number)
        case .text(let text): return .text(text)
        default: throw wrong("a number or a text")
        }
    }

    /// The path that is the text: relative ones begin in the configuration's folder or, as PyNN writes them, in the
    /// current one.
    ///
    /// - Throws: `NetworkError` when it is no text.
    package func file() throws(NetworkError) -> String {
        let text = try text()
        guard !text.hasPrefix("/") else { return text }
        let beside = URL(filePath: path).deletingLastPathComponent().appending(path: text).relativePath
        let isOnlyHere =
            !FileManager.default.fileExists(atPath: beside) && FileManager.default.fileExists(atPath: text)
        return isOnlyHere ? text : beside
    }

    private func wrong(_ allowed: String) -> NetworkError {
        NetworkError(
            .file,
            what: "'\(keys.joined(separator: "."))'",
            location: "'\(path)'",
            given: "\(root)",
            allowed: allowed
        )
    }
}
