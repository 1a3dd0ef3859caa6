internal import Foundation
internal import NetworkModel
internal import RecordedData

/// A table of node or edge types: what is said of all nodes or edges of a type.
///
/// The file has a line for each type, spaces between the cells, and the columns' names in its first line; `NULL` or
/// `NONE` is no value. A cell `dynamics_params` names a JSON file of further values.
struct SONATATypes {
    let path: String
    private let rows: [Int: [String: SONATAColumn]]

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - kind: "node" or "edge".
    ///   - folder: The folder of the JSON files; nil for that of the table.
    /// - Throws: `NetworkError` for files that cannot be read or have another form.
    init(_ path: String, kind: String, parameters folder: String?) throws(NetworkError) {
        let location = "'\(path)'"
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw NetworkError(.file, what: "cannot be read (\(error))", location: location)
        }
        var lines = DelimitedText.rows(text, separator: " ")
        guard let names = lines.first?.cells, let place = names.firstIndex(of: "\(kind)_type_id") else {
            throw NetworkError(
                .file,
                what: "the first line has no '\(kind)_type_id'",
                location: location,
                given: lines.first.map { "'\($0.cells.joined(separator: " "))'" } ?? "an empty file"
            )
        }
        lines.removeFirst()
        var rows: [Int: [String: SONATAColumn]] = [:]
        for (line, cells) in lines {
            guard cells.count == names.count, let id = Int(cells[place]), rows[id] == nil else {
                throw NetworkError(
                    .file,
                    what: "line \(line)",
                    location: location,
                    given: "'\(cells.joined(separator: " "))'",
                    allowed: "\(names.count) cells and a \(kind)_type_id of its own"
                )
            }
            var row: [String: SONATAColumn] = [:]
            for (name, cell) in zip(names, cells) where name != names[place] && !["NULL", "NONE", ""].contains(cell) {
                row[name] = Double(cell).map { .number($0) } ?? .text(cell)
            }
            if case .text(let file) = row.removeValue(forKey: "dynamics_params") {
                let folder = folder ?? URL(filePath: path).deletingLastPathComponent().relativePath
                let parameters = try SONATAConfig("\(folder)/\(file)")
                for name in parameters.names {
                    if let value = parameters[name] { row[name] = try value.column() }
                }
            }
            rows[id] = row
        }
        self.path = path
        self.rows = rows
    }

    /// What is said of a type.
    ///
    /// - Throws: `NetworkError` when the table does not have it.
    func row(_ id: Int) throws(NetworkError) -> [String: SONATAColumn] {
        guard let row = rows[id] else {
            throw NetworkError(
                .file,
                what: "there is no such type",
                location: "'\(path)'",
                given: "\(id)",
                allowed: rows.keys.sorted().map { "\($0)" }.joined(separator: ", ")
            )
        }
        return row
    }
}
