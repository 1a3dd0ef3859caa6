package import Foundation
package import GraphMapping
package import SpiNNakerMachine

/// A network to map, as it stands in a file: nodes of so many cores, and who sends to whom.
///
/// The file is JSON:
///
///     { "format": 1, "name": "pair", "keys_per_core": 256,
///       "machine": { "version": 5, "width": 8, "height": 8, "boards": 1, "wrap": false },
///       "nodes": [ { "name": "a", "cores": 2, "sdram": 65536 }, { "name": "b", "cores": 1, "sdram": 65536 } ],
///       "nets": [ { "source": "a", "sinks": ["b"], "packets_per_second": 1000 } ] }
///
/// Every core of a net's source sends to every core of its sinks. `sdram` is bytes a core; `packets_per_second`, what each core
/// sends, may be left out.
package struct GraphFile: Hashable, Sendable {
    /// What the mapper takes for a vertex.
    package struct Node: Hashable, Sendable, Codable {
        /// The name; no other node has it.
        package var name: String
        /// How many cores the node takes, 1 or more.
        package var cores: Int
        /// The bytes of SDRAM that each of them takes.
        package var sdram: Int

        /// Creates a node.
        package init(name: String, cores: Int, sdram: Int) {
            self.name = name
            self.cores = cores
            self.sdram = sdram
        }
    }

    /// What every core of a node sends to every core of others.
    package struct Net: Hashable, Sendable {
        /// The index of the node that sends.
        package var source: Int
        /// The indices of the nodes that receive.
        package var sinks: [Int32]
        /// The packets that each core of the source sends each second; 0 where it is not known.
        package var packetsPerSecond: Double

        /// Creates a net.
        package init(source: Int, sinks: [Int32], packetsPerSecond: Double = 0) {
            self.source = source
            self.sinks = sinks
            self.packetsPerSecond = packetsPerSecond
        }
    }

    /// The name of the graph.
    package var name: String
    /// The machine that it is for.
    package var boards: BoardArrangement
    /// The keys that each core needs, a power of two.
    package var keysPerCore: Int
    /// The nodes.
    package var nodes: [Node]
    /// The nets.
    package var nets: [Net]

    /// Creates the content of a file.
    package init(name: String, boards: BoardArrangement, keysPerCore: Int, nodes: [Node], nets: [Net]) {
        self.name = name
        self.boards = boards
        self.keysPerCore = keysPerCore
        self.nodes = nodes
        self.nets = nets
    }

    /// The graph as the mapper takes it, in parts of one core each.
    ///
    /// - Parameter bound: The chips that nodes are bound to, by their indices.
    /// - Throws: `MappingError`.
    package func machineGraph(bound: [Int: ChipID] = [:]) throws(MappingError) -> MachineGraph {
        let graph = ApplicationGraph(
            vertices: nodes.enumerated().map { index, node in
                let cost = CoreCost(sdram: node.sdram, dtcm: 0)
                return ApplicationVertex(
                    label: node.name,
                    atoms: node.cores * keysPerCore,
                    maximumAtomsPerCore: keysPerCore,
                    place: bound[index].map { .chip($0) },
                    cost: { _ in cost }
                )
            },
            partitions: nets.map { OutgoingPartition(source: $0.source, keyBitsPerAtom: 0, targets: $0.sinks) }
        )
        return try Partitioner(limit: .unlimited).partition(graph)
    }

    // MARK: - Files

    /// Reads a file.
    ///
    /// - Throws: `MappingFileError`.
    package init(contentsOf url: URL) throws(MappingFileError) {
        try self.init(try JSONFile(contentsOf: url))
    }

    /// Reads the content of a file.
    ///
    /// - Parameter file: The name that errors give.
    /// - Throws: `MappingFileError`.
    package init(_ data: Data, file: String) throws(MappingFileError) {
        try self.init(JSONFile(data, name: file))
    }

    /// The bytes of a file.
    ///
    /// - Throws: `MappingFileError` for a machine that wraps on two sides only, which the form cannot tell.
    package func data() throws -> Data { try JSONFile.data(Content(self)) }

    private init(_ file: JSONFile) throws(MappingFileError) {
        let content: Content = try file.decode()
        try file.require(content.format == 1, "format", "is \(content.format); 1 is known")
        let keys = content.keys_per_core
        try file.require(
            (1...1 << 31).contains(keys) && keys.nonzeroBitCount == 1,
            "keys_per_core",
            "is \(keys); it must be a power of two up to 2 147 483 648"
        )
        guard let boards = content.machine.arrangement else {
            throw file.error("machine", "there is no machine of \(content.machine.text)")
        }
        var numbers: [String: Int32] = [:]
        var cores = 0
        for (index, node) in content.nodes.enumerated() {
            let field = "nodes[\(index)]"
            try file.require(
                (1...Self.mostCores).contains(node.cores),
                "\(field).cores",
                "is \(node.cores); it must be 1 to \(Self.mostCores)"
            )
            try file.require(
                (0...1 << 32).contains(node.sdram),
                "\(field).sdram",
                "is \(node.sdram) bytes; it must be 0 to \(1 << 32)"
            )
            try file.require(
                numbers.updateValue(Int32(index), forKey: node.name) == nil,
                "\(field).name",
                "there is a node '\(node.name)' already"
            )
            cores += node.cores
            try file.require(
                cores <= Self.mostCores,
                field,
                "the nodes up to this one take \(cores) cores; the largest machine has \(Self.mostCores)"
            )
        }
        var nets: [Net] = []
        for (index, net) in content.nets.enumerated() {
            let field = "nets[\(index)]"
            func number(_ name: String, _ field: String) throws(MappingFileError) -> Int32 {
                guard let number = numbers[name] else { throw file.error(field, "there is no node '\(name)'") }
                return number
            }
            let source = try number(net.source, "\(field).source")
            var sinks: [Int32] = []
            for (place, name) in net.sinks.enumerated() { sinks.append(try number(name, "\(field).sinks[\(place)]")) }
            let packets = net.packets_per_second ?? 0
            try file.require(
                (0...1e9).contains(packets),
                "\(field).packets_per_second",
                "is \(packets); it must be 0 to 1e9"
            )
            nets.append(Net(source: Int(source), sinks: sinks, packetsPerSecond: packets))
        }
        self.init(name: content.name, boards: boards, keysPerCore: keys, nodes: content.nodes, nets: nets)
    }

    /// 256 x 256 chips of 18 cores.
    private static let mostCores = 1_179_648

    // The names in the files.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct Content: Codable {
        struct Net: Codable {
            let source: String
            let sinks: [String]
            let packets_per_second: Double?
        }
        let format: Int
        let name: String
        let keys_per_core: Int
        let machine: MachineSize
        let nodes: [Node]
        let nets: [Net]

        init(_ graph: GraphFile) throws {
            format = 1
            name = graph.name
            keys_per_core = graph.keysPerCore
            machine = try MachineSize(graph.boards, of: graph.name)
            nodes = graph.nodes
            nets = graph.nets.map { net in
                Net(
                    source: graph.nodes[net.source].name,
                    sinks: net.sinks.map { graph.nodes[Int($0)].name },
                    packets_per_second: net.packetsPerSecond == 0 ? nil : net.packetsPerSecond
                )
            }
        }
    }
}

/// How a file tells a machine without faults.
private struct MachineSize: Codable {
    let version: Int
    let width: Int
    let height: Int
    let boards: Int
    let wrap: Bool

    init(_ arrangement: BoardArrangement, of graph: String) throws(MappingFileError) {
        let isLone = arrangement.origins.count == 1
        guard isLone || arrangement.wrapsHorizontally == arrangement.wrapsVertically else {
            throw MappingFileError(file: graph, field: "machine.wrap", problem: "both sides wrap or none")
        }
        version = Int(arrangement.kind.rawValue)
        width = arrangement.width
        height = arrangement.height
        boards = arrangement.origins.count
        wrap = !isLone && arrangement.wrapsHorizontally
    }

    /// The boards; nil where there is no such machine.
    var arrangement: BoardArrangement? {
        guard let found = try? BoardArrangement(width: width, height: height), Int(found.kind.rawValue) == version,
            found.origins.count == boards,
            boards == 1 ? !wrap : found.wrapsHorizontally == wrap && found.wrapsVertically == wrap
        else { return nil }
        return found
    }

    var text: String {
        "version \(version) with \(boards) boards and \(width) x \(height) chips that "
            + (wrap ? "wraps" : "does not wrap")
    }
}
