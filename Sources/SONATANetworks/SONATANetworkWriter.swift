internal import Foundation
internal import HDF5Files
internal import RecordedData

/// Writes a network as SONATA's files of nodes and edges, with their tables of types.
///
/// What is the same for all members of a part stands in the table; what differs, in the HDF5 file.
///
/// - SeeAlso: SONATA Developer Guide, "Nodes" and "Edges".
package enum SONATANetworkWriter {
    /// Attributes that SONATA has beside the parameters of models.
    private static let attributes: Set<String> = ["x", "y", "z", "syn_weight", "delay", "nsyns"]

    /// Writes `nodes.h5` and `node_types.csv`, and where there are edges `edges.h5` and `edge_types.csv`.
    ///
    /// - Parameters:
    ///   - network: The network. Texts that differ between the members of a part are not written.
    ///   - folder: The folder; it is made if missing, and files of these names are replaced.
    /// - Throws: `HDF5Error` when a file cannot be written. Each file that is there is complete.
    package static func write(_ network: SONATANetwork, to folder: String) throws {
        try HDF5File.write(to: "\(folder)/nodes.h5") { file throws(HDF5Error) in
            let root = try start(file, "nodes")
            var type = 0
            for nodes in network.nodes {
                let group = try file.makeGroup(nodes.name.asLinkName, in: root.id)
                _ = try file.write("node_id", nodes.ids, in: group.id)
                try write(nodes.parts, count: nodes.ids.count, kind: "node", firstType: &type, file, group)
            }
        }
        try types(of: network.nodes.flatMap(\.parts), kind: "node")
            .write(toFile: "\(folder)/node_types.csv", atomically: true, encoding: .utf8)
        guard !network.edges.isEmpty else { return }
        try HDF5File.write(to: "\(folder)/edges.h5") { file throws(HDF5Error) in
            let root = try start(file, "edges")
            var type = 0
            for edges in network.edges {
                let group = try file.makeGroup(edges.name.asLinkName, in: root.id)
                let sources = try file.write("source_node_id", edges.sourceIDs, in: group.id)
                try file.setText("node_population", edges.source, of: sources.id)
                let targets = try file.write("target_node_id", edges.targetIDs, in: group.id)
                try file.setText("node_population", edges.target, of: targets.id)
                try write(edges.parts, count: edges.sourceIDs.count, kind: "edge", firstType: &type, file, group)
            }
        }
        try types(of: network.edges.flatMap(\.parts), kind: "edge")
            .write(toFile: "\(folder)/edge_types.csv", atomically: true, encoding: .utf8)
    }

    private static func start(_ file: HDF5File, _ name: String) throws(HDF5Error) -> HDF5Handle {
        try file.setNumber("magic", 0x0A7A as UInt32, of: file.root)
        try file.setNumbers("version", [0, 1] as [UInt32], of: file.root)
        return try file.makeGroup(name, in: file.root)
    }

    private static func write(
        _ parts: [SONATAPart],
        count: Int,
        kind: String,
        firstType: inout Int,
        _ file: HDF5File,
        _ population: borrowing HDF5Handle
    ) throws(HDF5Error) {
        var (types, groups, indices) = ([Int](repeating: 0, count: count), [Int](), [Int]())
        groups = types
        indices = types
        for part in parts {
            for (index, position) in part.members.enumerated() {
                (types[position], groups[position], indices[position]) = (firstType, part.group, index)
            }
            firstType += 1
            let group = try file.makeGroup("\(part.group)", in: population.id)
            let parameters = try file.makeGroup("dynamics_params", in: group.id)
            for (name, column) in part.columns.sorted(by: { $0.key < $1.key }) {
                guard case .numbers(let values) = column else { continue }
                let isAttribute = attributes.contains(name)
                let dataset = try file.write(name, values, in: isAttribute ? group.id : parameters.id)
                // SONATA has delays among the attributes, PyNN looks for them among the parameters.
                if name == "delay" { try file.link(dataset, as: name, in: parameters.id) }
            }
        }
        _ = try file.write("\(kind)_type_id", types, in: population.id)
        _ = try file.write("\(kind)_group_id", groups, in: population.id)
        _ = try file.write("\(kind)_group_index", indices, in: population.id)
    }

    /// The table of types: one for each part.
    private static func types(of parts: [SONATAPart], kind: String) -> String {
        var names: Set<String> = []
        for part in parts { names.formUnion(part.columns.keys) }
        let columns = names.sorted()
        var lines = [DelimitedText.line(["\(kind)_type_id"] + columns, separator: " ")]
        for (type, part) in parts.enumerated() {
            let cells = columns.map { name in
                switch part.columns[name] {
                case .number(let number): "\(number)"
                case .text(let text): text
                case .numbers, .texts, nil: "NULL"
                }
            }
            lines.append(DelimitedText.line(["\(type)"] + cells, separator: " "))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
