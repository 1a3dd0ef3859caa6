// The fields have PACMAN's names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import Foundation
package import GraphMapping
package import SpiNNakerMachine

/// A mapping as PACMAN writes it: five JSON files in a folder.
///
/// `machine_graph.json` has the parts and an edge for each pair that talks, `n_keys_map.json` the keys that each needs,
/// `placements.json` the cores, `routing_tables.json` the tables, `machine.json` the machine.
///
/// - SeeAlso: PACMAN 7.4.1, `pacman/utilities/file_format_schemas`, `json_utils.py` and `multicast_routing_tables.py`.
package struct PACMANFiles: Hashable, Sendable {
    /// The parts and who sends to whom.
    package struct Graph: Hashable, Sendable, Codable {
        /// The name of the graph.
        package var label: String
        /// The parts.
        package var vertices: [Vertex]
        /// One for each two parts that talk, for each partition.
        package var edges: [Edge]
    }

    /// A part.
    package struct Vertex: Hashable, Sendable, Codable {
        /// The name of PACMAN's class.
        package var `class` = "SimpleMachineVertex"
        /// The name of the part.
        package var label: String
        /// What it takes.
        package var resources: Resources
    }

    /// What a part takes, in bytes and cycles; tags are lists that are always empty.
    package struct Resources: Hashable, Sendable, Codable {
        /// Bytes of the core's own data memory.
        package var dtcm: Int
        /// Cycles of a step; not known.
        package var cpu_cycles = 0
        /// Bytes of SDRAM.
        package var fixed_sdram: Int
        /// Bytes of SDRAM for each step.
        package var per_timestep_sdram = 0
        /// IP tags: none.
        package var iptags: [Int] = []
        /// Reverse IP tags: none.
        package var reverse_iptags: [Int] = []
    }

    /// Packets from one part to another.
    package struct Edge: Hashable, Sendable, Codable {
        /// The name of the part that sends.
        package var pre_vertex: String
        /// The name of the part that receives.
        package var post_vertex: String
        /// The kind: 1 for multicast packets.
        package var traffic_type = 1
        /// The partition.
        package var label: String
        /// How much is sent: 1.
        package var traffic_weight = 1
    }

    /// The keys that a part needs for one partition.
    package struct KeyCount: Hashable, Sendable, Codable {
        /// The name of the part.
        package var pre_vertex_label: String
        /// The number of its keys.
        package var n_keys: Int
        /// The partition.
        package var identifier: String
    }

    /// Where a part runs.
    package struct Placement: Hashable, Sendable, Codable {
        /// The name of the part.
        package var vertex_label: String
        /// The chip's column.
        package var x: UInt8
        /// The chip's row.
        package var y: UInt8
        /// The core.
        package var p: UInt8
    }

    /// The table of a chip.
    package typealias Table = RoutingTableFile<Entry>

    /// An entry of a table.
    package struct Entry: RoutingEntryFile {
        package static var wordField: String { "spinnaker_route" }

        /// The key.
        package let key: UInt32
        /// The bits of it that count.
        package let mask: UInt32
        /// Whether the router would do the same without it.
        package let defaultable: Bool
        /// Links and virtual cores, as a route word.
        package let spinnaker_route: UInt32

        package var word: UInt32 { spinnaker_route }

        package init(_ entry: RoutingEntry) {
            (key, mask, spinnaker_route) = (entry.keyMask.key, entry.keyMask.mask, entry.route.rawValue)
            // Short tables have none that could be left out.
            defaultable = false
        }
    }

    /// `machine_graph.json`.
    package let graph: Graph
    /// `n_keys_map.json`.
    package let keyCounts: [KeyCount]
    /// `placements.json`.
    package let placements: [Placement]
    /// `routing_tables.json`.
    package let tables: [Table]
    /// `machine.json`.
    package let machine: MachineFile

    /// Creates the files of a mapping; partitions are named by their number.
    ///
    /// - Parameter name: The name of the graph.
    /// - Throws: `MappingFileError` for more than 20 million edges, since the form lists them one by one.
    package init(_ mapping: Mapping, named name: String, on machine: Machine) throws(MappingFileError) {
        let parts = mapping.graph
        let edges = parts.sources.reduce(0) { count, source in
            count + parts.targetLists[Int(source.targets)].reduce(0) { $0 + $1.count }
        }
        guard edges <= 20_000_000 else {
            throw MappingFileError(file: Self.names.graph, field: "edges", problem: "would be \(edges.inThousands)")
        }
        let labels = parts.vertices.indices.map(parts.label)
        graph = Graph(
            label: name,
            vertices: parts.vertices.indices.map { part in
                let resources = Resources(dtcm: parts.vertices[part].cost.dtcm, fixed_sdram: parts.sdram[part])
                return Vertex(label: labels[part], resources: resources)
            },
            edges: parts.sources.enumerated().flatMap { index, source in
                parts.targets(of: index).map { target in
                    Edge(
                        pre_vertex: labels[Int(source.part)],
                        post_vertex: labels[target],
                        label: "partition \(source.partition)"
                    )
                }
            }
        )
        keyCounts = parts.sources.indices.map { source in
            KeyCount(
                pre_vertex_label: labels[Int(parts.sources[source].part)],
                n_keys: 1 << Int(parts.sources[source].keyBits),
                identifier: "partition \(parts.sources[source].partition)"
            )
        }
        placements = zip(labels, mapping.placements).map { label, core in
            Placement(vertex_label: label, x: core.chip.x, y: core.chip.y, p: core.core)
        }
        tables = Table.tables(of: mapping)
        self.machine = MachineFile(machine)
    }

    /// The core of each part, by its name.
    package var cores: [String: CoreID] {
        Dictionary(
            placements.map { ($0.vertex_label, CoreID(x: $0.x, y: $0.y, core: $0.p)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The entries of each chip.
    package var entries: [ChipID: [RoutingEntry]] { Table.entries(of: tables) }

    // MARK: - Files

    private static let names = (
        graph: "machine_graph.json", keys: "n_keys_map.json", placements: "placements.json",
        tables: "routing_tables.json", machine: "machine.json"
    )

    /// Writes the files into a folder, which is made if it is not there; each appears when it is complete.
    ///
    /// - Throws: `MappingFileError`.
    package func write(into folder: URL) throws {
        let files = [
            (Self.names.graph, try JSONFile.data(graph)), (Self.names.keys, try JSONFile.data(keyCounts)),
            (Self.names.placements, try JSONFile.data(placements)), (Self.names.tables, try JSONFile.data(tables)),
            (Self.names.machine, try machine.data()),
        ]
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw MappingFileError(file: folder.relativePath, problem: "the folder cannot be made")
        }
        for (name, data) in files { try data.writeWhole(to: folder.appending(path: name)) }
    }

    /// Reads the files of a folder.
    ///
    /// - Throws: `MappingFileError`, also where files speak of parts that the graph does not have.
    package init(contentsOf folder: URL) throws(MappingFileError) {
        func open(_ name: String) throws(MappingFileError) -> JSONFile {
            try JSONFile(contentsOf: folder.appending(path: name))
        }
        machine = try MachineFile(contentsOf: folder.appending(path: Self.names.machine))
        var file = try open(Self.names.graph)
        graph = try file.decode()
        var labels: Set<String> = []
        for (index, vertex) in graph.vertices.enumerated() {
            let field = "vertices[\(index)].label"
            try file.require(labels.insert(vertex.label).inserted, field, "there is a '\(vertex.label)' already")
        }
        func check(_ label: String, _ field: String) throws(MappingFileError) {
            try file.require(labels.contains(label), field, "there is no vertex '\(label)'")
        }
        for (index, edge) in graph.edges.enumerated() {
            try check(edge.pre_vertex, "edges[\(index)].pre_vertex")
            try check(edge.post_vertex, "edges[\(index)].post_vertex")
        }
        file = try open(Self.names.keys)
        keyCounts = try file.decode()
        for (index, count) in keyCounts.enumerated() {
            try check(count.pre_vertex_label, "[\(index)].pre_vertex_label")
            try file.require(count.n_keys >= 0, "[\(index)].n_keys", "is \(count.n_keys)")
        }
        file = try open(Self.names.placements)
        placements = try file.decode()
        var placed: Set<String> = []
        var cores: Set<CoreID> = []
        for (index, placement) in placements.enumerated() {
            let core = CoreID(x: placement.x, y: placement.y, core: placement.p)
            try check(placement.vertex_label, "[\(index)].vertex_label")
            let isNew = placed.insert(placement.vertex_label).inserted
            try file.require(isNew, "[\(index)].vertex_label", "'\(placement.vertex_label)' is placed already")
            try file.require(placement.p < 18, "[\(index)].p", "is \(placement.p); it must be 0 to 17")
            try file.require(cores.insert(core).inserted, "[\(index)]", "core \(core) is taken already")
        }
        file = try open(Self.names.tables)
        tables = try file.decode()
        try Table.check(tables, of: file, field: "")
    }
}
