package import GraphMapping
package import MappingFiles
package import SpiNNakerMachine
package import TestSupport

/// A network to map: vertices of so many cores, and who sends to whom.
///
/// It has the form of the files that the peers' mappers read too.
package struct TestGraph: Sendable {
    /// An application vertex.
    package struct Node: Sendable {
        /// Its machine vertices, one core each.
        package var cores: Int
        /// The bytes that each of them takes.
        package var sdram: Int
    }

    /// What every core of a node sends to every core of others.
    package struct Net: Sendable {
        /// The index of the node.
        package var source: Int
        /// The indices of the nodes that receive.
        package var sinks: [Int32]
    }

    /// The name of the graph.
    package var name: String
    /// The machine that it is for.
    package var boards: BoardArrangement
    /// The keys that each core needs, a power of two.
    package var keysPerCore = 256
    package var nodes: [Node] = []
    package var nets: [Net] = []

    /// Creates a graph without nodes.
    package init(name: String, boards: BoardArrangement) {
        self.name = name
        self.boards = boards
    }

    /// Adds a node of so many cores, each of which takes so many bytes.
    package mutating func addNode(cores: Int, sdram: Int) { nodes.append(Node(cores: cores, sdram: sdram)) }

    /// Adds what a node sends to others, by their indices.
    package mutating func addNet(from source: Int, to sinks: [Int32]) { nets.append(Net(source: source, sinks: sinks)) }

    /// The number of cores that the nodes take.
    package var coreCount: Int { nodes.reduce(0) { $0 + $1.cores } }

    /// The graph as a file has it; the nodes are called n0, n1, …
    package var file: GraphFile {
        GraphFile(
            name: name,
            boards: boards,
            keysPerCore: keysPerCore,
            nodes: nodes.enumerated().map { GraphFile.Node(name: "n\($0)", cores: $1.cores, sdram: $1.sdram) },
            nets: nets.map { GraphFile.Net(source: $0.source, sinks: $0.sinks) }
        )
    }

    /// The graph as the mapper takes it, in parts.
    ///
    /// - Parameter bound: The chips that nodes are bound to, by their indices.
    package func machineGraph(bound: [Int: ChipID] = [:]) throws -> MachineGraph { try file.machineGraph(bound: bound) }

    // MARK: - Kinds of graphs

    /// A sheet of one-core nodes, each of which sends to all within two rows and columns.
    package static func sheet(rows: Int, columns: Int, on boards: BoardArrangement) -> Self {
        var graph = Self(name: "sheet_\(rows)x\(columns)", boards: boards)
        graph.nodes = Array(repeating: Node(cores: 1, sdram: 1 << 20), count: rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                var sinks: [Int32] = []
                for y in max(0, row - 2)...min(rows - 1, row + 2) {
                    for x in max(0, column - 2)...min(columns - 1, column + 2) where (x, y) != (column, row) {
                        sinks.append(Int32(y * columns + x))
                    }
                }
                graph.addNet(from: row * columns + column, to: sinks)
            }
        }
        return graph
    }

    /// Layers of nodes of one to eight cores, each of which sends to eight nodes of the next layer.
    package static func layered(layers: Int, width: Int, on boards: BoardArrangement, seed: UInt64) -> Self {
        var random = SplitMix(seed: seed)
        var graph = Self(name: "layered_\(layers)x\(width)", boards: boards)
        for _ in 0..<(layers * width) {
            let cores = Int.random(in: 1...8, using: &random)
            graph.addNode(cores: cores, sdram: 4_096 * Int.random(in: 16...1_000, using: &random))
        }
        for layer in 0..<(layers - 1) {
            for node in 0..<width {
                let next = Int32((layer + 1) * width)
                let sinks = (0..<Int32(width)).shuffled(using: &random).prefix(8).map { next + $0 }
                graph.addNet(from: layer * width + node, to: sinks)
            }
        }
        return graph
    }

    /// As many layers as take so many cores together; the last may be shorter.
    package static func layered(cores: Int, width: Int, on boards: BoardArrangement, seed: UInt64) -> Self {
        var graph = layered(layers: cores / width / 4 + 2, width: width, on: boards, seed: seed)
        var left = cores
        let count = graph.nodes.firstIndex { node in
            left -= node.cores
            return left <= 0
        }
        let last = min(count ?? 0, graph.nodes.count - 1)
        graph.nodes.removeLast(graph.nodes.count - last - 1)
        graph.nodes[last].cores += left
        graph.nets = graph.nets.filter { $0.source <= last }.map { net in
            Net(source: net.source, sinks: net.sinks.filter { $0 <= Int32(last) })
        }
        return graph
    }

    /// Populations of 40 to 72 cores, each of which sends to itself and to three others.
    package static func populations(_ count: Int, on boards: BoardArrangement, seed: UInt64) -> Self {
        var random = SplitMix(seed: seed)
        var graph = Self(name: "populations_\(count)", boards: boards)
        for _ in 0..<count {
            graph.addNode(cores: Int.random(in: 40...72, using: &random), sdram: 2 << 20)
        }
        for node in 0..<Int32(count) {
            let others = (0..<Int32(count)).filter { $0 != node }.shuffled(using: &random).prefix(3)
            graph.addNet(from: Int(node), to: [node] + others)
        }
        return graph
    }

    /// Populations of 12 to 21 cores in a circle, each of which sends to itself and to three within 20; 1,000 fill 24 boards.
    package static func chain(_ count: Int, seed: UInt64 = 5) -> Self {
        var random = SplitMix(seed: seed)
        var graph = Self(name: "chain_\(count)", boards: BoardArrangement(triadsAcross: 4, up: 2) ?? .triad)
        for _ in 0..<count { graph.addNode(cores: Int.random(in: 12...21, using: &random), sdram: 1 << 20) }
        for node in 0..<count {
            let others = (0..<3).map { _ in Int32((node + Int.random(in: -20...20, using: &random) + count) % count) }
            graph.addNet(from: node, to: [Int32(node)] + others)
        }
        return graph
    }

    /// Sources of one core, each of which sends to about half of some targets of one core, drawn at random: where targets share
    /// a chip, nearly every source needs an entry of its own there.
    package static func crowd(sources: Int, targets: Int, on boards: BoardArrangement, seed: UInt64) -> Self {
        var random = SplitMix(seed: seed)
        var graph = Self(name: "crowd_\(sources)x\(targets)", boards: boards)
        for _ in 0..<(targets + sources) { graph.addNode(cores: 1, sdram: 1 << 20) }
        for source in 0..<sources {
            graph.addNet(
                from: targets + source,
                to: (0..<Int32(targets)).filter { _ in Bool.random(using: &random) }
            )
        }
        return graph
    }

    /// The four kinds and sizes that the peers' best figures are known of, or alike.
    package static func standard() -> [Self] {
        let board = BoardArrangement(.spin5)
        guard let frame = BoardArrangement(triadsAcross: 4, up: 2) else { return [] }
        return [
            sheet(rows: 27, columns: 28, on: board), layered(layers: 8, width: 20, on: board, seed: 1),
            populations(12, on: board, seed: 1), sheet(rows: 132, columns: 132, on: frame),
        ]
    }
}

extension Machine {
    /// The machine with some of its chips, cores and links dead, drawn at random; the boot chip lives.
    package func withFaults(
        chips: Double = 0,
        cores: Double = 0,
        links: Double = 0,
        using random: inout SplitMix
    ) -> Machine {
        var dead: Set<ChipID> = []
        for chip in chipIDs where chip != .boot {
            if Double.random(in: 0..<1, using: &random) < chips { dead.insert(chip) }
        }
        var machine = without(chips: dead)
        var deadCores: [CoreID] = []
        for chip in machine.chipIDs {
            for core in machine.chips[chip]?.applicationCores ?? []
            where Double.random(in: 0..<1, using: &random) < cores {
                deadCores.append(CoreID(chip: chip, core: core))
            }
        }
        machine = machine.without(cores: deadCores)
        var deadLinks: [(chip: ChipID, link: LinkDirection)] = []
        var deadEnds: [(chip: ChipID, link: LinkDirection)] = []
        for chip in machine.chipIDs {
            // Each link once; one of four fails in one direction only.
            for link in [LinkDirection.east, .northEast, .north]
            where Double.random(in: 0..<1, using: &random) < links {
                if Int.random(in: 0..<4, using: &random) == 0 {
                    deadEnds.append((chip, link))
                } else {
                    deadLinks.append((chip, link))
                }
            }
        }
        return machine.without(links: deadLinks).without(links: deadEnds, isOneWay: true)
    }
}
