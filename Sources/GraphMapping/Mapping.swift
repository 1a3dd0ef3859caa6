package import SpiNNakerMachine

/// A network mapped onto a machine: what runs where, with which keys, over which tables.
package struct Mapping: Sendable {
    /// The network in parts of one core each.
    package let graph: MachineGraph

    /// The core of each part.
    package let placements: Placements

    /// The keys of each source of the graph.
    package let keys: [KeyMask]

    /// The routing table of each chip that needs one.
    package let tables: [ChipID: [RoutingEntry]]

    /// The machine.
    let chips: ChipTable

    /// What is routed as one.
    let nets: Nets

    /// The tree of each net; empty where nobody listens.
    let trees: Ragged<TreeNode>

    /// The keys of the nets.
    let blocks: Ragged<KeyMask>

    /// What mapping consists of.
    package enum Stage: String, CaseIterable, Sendable {
        /// Parts get cores.
        case placing
        /// Sources get trees of packets.
        case routing
        /// Sources get keys.
        case keys
        /// Chips get tables, short ones, that are checked.
        case tables
    }

    /// Maps parts onto a machine: place, route, allocate keys, make tables and shorten them.
    ///
    /// Every short table is checked to send all keys where the trees say. Where one is too long for its chip, other keys, ways
    /// around the chip and other places are tried.
    ///
    /// - Parameters:
    ///   - workers: Do what can be done side by side; the result is the same whoever does.
    ///   - begin: Is told each stage when it begins.
    /// - Throws: `MappingError`.
    package init(
        _ graph: MachineGraph,
        on machine: Machine,
        placer: some Placer = MinCutPlacer(),
        router: some Router = NeighbourExploringRouter(),
        workers: Workers = .one,
        begin: (Stage) -> Void = { _ in }
    ) throws(MappingError) {
        let mapper = Mapper(graph: graph, chips: ChipTable(machine), placer: placer, router: router, workers: workers)
        self = try mapper.map(begin)
    }

    /// Maps a network that was changed, on the same machine.
    ///
    /// Parts that were there before keep their cores, and their sources their keys; only what is new or sends to others is
    /// placed and routed, and only tables that it touches are made anew. Where that does not fit, all is mapped anew.
    ///
    /// - Parameter former: The mapping of the network before. Vertices and partitions are the same by their numbers; new ones
    ///   come behind.
    /// - Throws: `MappingError`.
    package init(
        _ graph: MachineGraph,
        keeping former: Mapping,
        placer: some Placer = MinCutPlacer(),
        router: some Router = NeighbourExploringRouter(),
        workers: Workers = .one
    ) throws(MappingError) {
        let mapper = Mapper(graph: graph, chips: former.chips, placer: placer, router: router, workers: workers)
        if let mapping = try? mapper.map(keeping: former) {
            self = mapping
        } else {
            self = try mapper.map { _ in }
        }
    }

    /// A mapping that is done.
    init(
        graph: MachineGraph,
        placements: Placements,
        keys: Keys,
        tables: [ChipID: [RoutingEntry]],
        chips: ChipTable,
        nets: Nets,
        trees: Ragged<TreeNode>
    ) {
        self.graph = graph
        self.placements = placements
        self.keys = keys.bySource
        self.blocks = keys.byNet
        self.tables = tables
        self.chips = chips
        self.nets = nets
        self.trees = trees
    }

    /// The links that packets cross: those of all trees, each counted once for each source that sends over it.
    package var hops: Int {
        trees.indices.reduce(0) { $0 + max(0, trees[$1].count - 1) * nets.sources[$1].count }
    }

    /// The keys that an atom may send, by a source's index and the atom's number within the part; of a part that has keys of
    /// its own only the application knows.
    package func keys(ofAtom atom: Int, from source: Int) -> Range<UInt32> {
        let bits = UInt32(graph.application.partitions[Int(graph.sources[source].partition)].keyBitsPerAtom)
        let first = keys[source].key + UInt32(atom) << bits
        return first..<(first + 1 << bits)
    }

    /// Walks the first and the last key of every source, or every key of every atom, through the tables.
    ///
    /// - Returns: What goes wrong; empty when each packet reaches exactly its targets.
    package func faults(on machine: Machine, everyKey: Bool) -> [RouteChecker.Fault] {
        let checker = RouteChecker(machine: machine, tables: tables)
        let listeners = Ragged(
            grouping: graph.sources.lazy.map { Int($0.targets) },
            groups: graph.targetLists.count
        )
        var faults: [RouteChecker.Fault] = []
        for list in listeners.indices where !graph.targetLists[list].isEmpty {
            let receivers = graph.targetLists[list].lazy.flatMap { $0 }.map(Int.init)
            let targets = receivers.filter { graph.devices[Int32($0)] == nil }.map { placements[$0] }
            let devices = graph.devices.isEmpty ? [] : receivers.compactMap(device(of:))
            let packets = listeners[list].lazy.map(Int.init).flatMap { source in
                let chip = placements[Int(graph.sources[source].part)].chip
                return keysTried(of: source, all: everyKey).map { (key: $0, chip: chip) }
            }
            faults += checker.faults(of: packets, to: targets, devices: Array(devices))
        }
        return faults
    }

    /// The chip and the link that a part is behind, if it is a device's.
    package func device(of part: Int) -> (chip: ChipID, link: LinkDirection)? {
        graph.devices[Int32(part)].map { (placements[part].chip, $0) }
    }

    private func keysTried(of source: Int, all: Bool) -> [UInt32] {
        if let fixed = graph.fixedKeys[Int32(source)] { return [fixed.key, fixed.key | ~fixed.mask] }
        let atoms = graph.vertices[Int(graph.sources[source].part)].atoms.count
        let first = keys(ofAtom: 0, from: source).lowerBound
        let last = keys(ofAtom: atoms - 1, from: source).upperBound - 1
        return all ? Array(first...last) : [first, last]
    }
}
