internal import HDF5Files
internal import NetworkModel

/// A population of nodes or edges, column by column, as it stands in an HDF5 file.
struct SONATATable {
    let path: String
    let name: String
    /// The type, the group and the place in the group, of each node or edge.
    let types: [Int]
    let groups: [Int]
    let indices: [Int]
    /// `node_id`, or the edges' `source_node_id` and `target_node_id`, with the populations they count in.
    let ids: [(values: [Int], population: String?)]
    /// The columns of each group.
    let columns: [Int: [String: [Double]]]

    /// Reads all populations of a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - kind: "node" or "edge".
    /// - Throws: `NetworkError` for a file that is missing, damaged, or not SONATA's.
    static func read(_ path: String, kind: String) throws(NetworkError) -> [SONATATable] {
        do {
            return try HDF5Input.read(path) { file throws(HDF5Error) in
                if let magic = try file.integer("magic", of: "/"), magic != 0x0A7A {
                    throw HDF5Error(.unreadableData, "'\(path)' is no SONATA file: its magic number is \(magic)")
                }
                var tables: [SONATATable] = []
                for name in try file.names(in: "/\(kind)s") {
                    tables.append(try SONATATable(file, path: path, kind: kind, name: name))
                }
                return tables
            }
        } catch {
            throw NetworkError(.file, what: "\(error)", location: "'\(path)'")
        }
    }

    private init(_ file: borrowing HDF5Input, path: String, kind: String, name: String) throws(HDF5Error) {
        let place = "/\(kind)s/\(name)"
        self.path = path
        self.name = name
        types = try file.integers("\(place)/\(kind)_type_id")
        let count = types.count
        // One group need not be told.
        let isGrouped = file.contains("\(place)/\(kind)_group_id")
        groups = isGrouped ? try file.integers("\(place)/\(kind)_group_id") : Array(repeating: 0, count: count)
        indices = isGrouped ? try file.integers("\(place)/\(kind)_group_index") : Array(0..<count)
        var ids: [(values: [Int], population: String?)] = []
        for column in kind == "node" ? ["node_id"] : ["source_node_id", "target_node_id"] {
            // Nodes are numbered by their places unless something else is said.
            let isImplied = kind == "node" && !file.contains("\(place)/\(column)")
            ids.append(
                (
                    isImplied ? Array(0..<count) : try file.integers("\(place)/\(column)"),
                    try file.text("node_population", of: "\(place)/\(column)")
                )
            )
        }
        self.ids = ids
        guard ([groups, indices] + ids.map(\.values)).allSatisfy({ $0.count == count }) else {
            throw HDF5Error(.unreadableData, "the columns of '\(place)' in '\(path)' are of different lengths")
        }
        var columns: [Int: [String: [Double]]] = [:]
        for group in Set(groups) where file.contains("\(place)/\(group)") {
            for folder in ["\(place)/\(group)", "\(place)/\(group)/dynamics_params"] where file.contains(folder) {
                for name in try file.names(in: folder) where try file.containsNumbers("\(folder)/\(name)") {
                    columns[group, default: [:]][name] = try file.numbers("\(folder)/\(name)")
                }
            }
        }
        self.columns = columns
    }

    /// The nodes or edges by group and model.
    ///
    /// - Parameters:
    ///   - table: What is said of their types.
    ///   - keys: The texts of which a part has one each.
    /// - Throws: `NetworkError` for a type that is not in the table, or a group that has too few rows.
    func parts(_ table: SONATATypes, keys: [String]) throws(NetworkError) -> [SONATAPart] {
        var rows: [Int: [String: SONATAColumn]] = [:]
        for type in Set(types) { rows[type] = try table.row(type) }
        var members: [Key: [Int]] = [:]
        for position in types.indices {
            let row = rows[types[position]] ?? [:]
            let texts = keys.map { key in if case .text(let text) = row[key] { text } else { "" } }
            members[Key(group: groups[position], texts: texts), default: []].append(position)
        }
        var parts: [SONATAPart] = []
        for (key, members) in members.sorted(by: { $0.value[0] < $1.value[0] }) {
            let own = members.map { rows[types[$0]] ?? [:] }
            var result: [String: SONATAColumn] = [:]
            var names: Set<String> = []
            for type in Set(members.map { types[$0] }) { names.formUnion(rows[type]?.keys.map { $0 } ?? []) }
            for name in names {
                result[name] = SONATAColumn(own.map { $0[name] })
            }
            for (name, values) in columns[key.group] ?? [:] {
                var chosen: [Double] = []
                for position in members {
                    let index = indices[position]
                    guard values.indices.contains(index) else {
                        throw NetworkError(
                            .file,
                            what: "group \(key.group) of '\(self.name)' has no row for '\(name)'",
                            location: "'\(path)'",
                            given: "\(index)",
                            allowed: "from 0 to \(values.count - 1)"
                        )
                    }
                    chosen.append(values[index])
                }
                result[name] = .numbers(chosen)
            }
            parts.append(SONATAPart(group: key.group, members: members, columns: result))
        }
        return parts
    }

    private struct Key: Hashable {
        let group: Int
        let texts: [String]
    }
}

extension SONATAColumn {
    /// The column of values that types give each member.
    fileprivate init(_ values: [SONATAColumn?]) {
        if let first = values.first, let first, values.allSatisfy({ $0 == first }) {
            self = first
            return
        }
        let hasText = values.contains { if case .text = $0 { true } else { false } }
        if hasText {
            self = .texts(
                values.map { value in
                    switch value {
                    case .text(let text): text
                    case .number(let number): "\(number)"
                    default: ""
                    }
                }
            )
        } else {
            self = .numbers(values.map { if case .number(let number) = $0 { number } else { .nan } })
        }
    }
}
