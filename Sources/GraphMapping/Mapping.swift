package import SpiNNakerMachine

/// A network mapped onto a machine: what runs where, with which keys, over which tables.
package struct Mapping: Sendable {
    /// The network in parts of one core each.
    package let graph: MachineGraph

    /// The core of each part.
    package let placements: Placements

    /// The keys of each part.
    package let keys: [KeyMask]

    /// The tree of each part that somebody listens to.
    package let trees: [RoutingTree?]

    /// The routing table of each chip that needs one.
    package let tables: [ChipID: [RoutingEntry]]

    /// Maps parts onto a machine: place, allocate keys, route, make tables, compress them to what each chip has free.
    ///
    /// - Throws: `MappingError`.
    package init(
        _ graph: MachineGraph,
        on machine: Machine,
        placer: some Placer = MinCutPlacer()
    ) throws(MappingError) {
        let placements = try placer.place(graph, on: machine)
        let keys = try KeyAllocator().allocate(graph)
        let router = NeighbourExploringRouter(machine: machine)
        var trees: [RoutingTree?] = []
        for (source, targets) in graph.targets.enumerated() {
            let cores = targets.map { placements[$0] }
            trees.append(cores.isEmpty ? nil : try router.tree(from: placements[source].chip, to: cores))
        }
        var tables: [ChipID: [RoutingEntry]] = [:]
        for (chip, table) in makeTables(trees: trees, keys: keys) {
            let available = machine.chips[chip]?.freeRoutingEntries ?? 0
            let entries = OrderedCovering().compress(table, to: available)
            guard entries.count <= available else {
                throw .tableTooLong(chip: "\(chip)", entries: entries.count, available: available)
            }
            tables[chip] = entries.isEmpty ? nil : entries
        }
        self.graph = graph
        self.placements = placements
        self.keys = keys
        self.trees = trees
        self.tables = tables
    }

    /// The keys that an atom may send, by a part's index and the atom's number within the part.
    package func keys(ofAtom atom: Int, in part: Int) -> Range<UInt32> {
        let bits = UInt32(graph.application.vertices[graph.vertices[part].application].keyBitsPerAtom)
        let first = keys[part].key + UInt32(atom) << bits
        return first..<(first + 1 << bits)
    }

    /// Walks the first and the last key of every part, or every key of every atom, through the tables.
    ///
    /// - Returns: What goes wrong; empty when each packet reaches exactly its targets.
    package func faults(on machine: Machine, everyKey: Bool) -> [RouteChecker.Fault] {
        let checker = RouteChecker(machine: machine, tables: tables)
        var faults: [RouteChecker.Fault] = []
        for (source, targets) in graph.targets.enumerated() where !targets.isEmpty {
            let cores = Set(targets.map { placements[$0] })
            let first = keys(ofAtom: 0, in: source)
            let last = keys(ofAtom: graph.vertices[source].atoms.count - 1, in: source)
            let tried = everyKey ? Array(first.lowerBound..<last.upperBound) : [first.lowerBound, last.upperBound - 1]
            for key in tried {
                faults += checker.faults(ofKey: key, from: placements[source].chip, to: cores)
            }
        }
        return faults
    }
}
