import Foundation
public import NetworkModel

/// Connects the pairs of a list in a text file, as ``Projection/save(_:_:withAddress:)`` and PyNN write it.
///
/// A line has the presynaptic and the postsynaptic index and further columns, with white space between them. What
/// follows `#` is a comment, but for a line `# columns = ["i", "j", "weight", "delay"]` that names the columns. Without
/// it there are two columns, or four with weight and delay.
public struct FromFileConnector: Connector {
    /// The file.
    public let path: String
    /// Whether each process has a file of its own, with its rank behind a point: that of the only process is 0.
    public let distributed: Bool
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [("file", path), ("distributed", "\(distributed)")]
    }
    /// The rule; the file is read when the projection is made.
    public var rule: ConnectionRule {
        .listed { [name = distributed ? "\(path).0" : path] context in
            let text: String
            do {
                text = try String(contentsOf: URL(filePath: name), encoding: .utf8)
            } catch {
                throw NetworkError(
                    .file,
                    what: "the connection list cannot be read (\(error.localizedDescription))",
                    location: context.location,
                    given: "'\(name)'"
                )
            }
            return try Self.list(text, file: name, context.location)
        }
    }

    /// Makes the connector.
    public init(_ path: String, distributed: Bool = false) {
        self.path = path
        self.distributed = distributed
    }

    static func list(_ text: String, file: String, _ location: String) throws(NetworkError) -> ConnectionList {
        var names: [String]?
        var rows: [[Double]] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, let columns = columns(in: parts[1]) { names = columns }
            let words = parts.first?.split(whereSeparator: \.isWhitespace) ?? []
            guard !words.isEmpty else { continue }
            let numbers = words.compactMap { Double($0) }
            guard numbers.count == words.count else {
                throw NetworkError(
                    .file,
                    what: "line \(number + 1) of '\(file)' is no row of numbers",
                    location: location,
                    given: "'\(line.prefix(60))'"
                )
            }
            rows.append(numbers)
        }
        names = names?.filter { $0 != "i" && $0 != "j" }
        return try ConnectionList(rows: rows, columnNames: names, location: location)
    }

    /// The names in a comment such as `columns = ["i", "j", "weight"]`; nil in another.
    private static func columns(in comment: Substring) -> [String]? {
        let sides = comment.split(separator: "=", maxSplits: 1)
        guard sides.count == 2, sides[0].trimmingCharacters(in: .whitespaces) == "columns" else { return nil }
        return sides[1].split(separator: ",").map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " \t\r\"'[]()"))
        }
        .filter { !$0.isEmpty }
    }
}
