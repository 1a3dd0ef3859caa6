import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// What rig 2.4.1 checks of the tables that come from trees, and of mappings as a whole.
@Suite
struct RigTableCasesTests {
    // MARK: - Trees to tables

    private func expectMappings(
        of network: CaseNetwork,
        on machine: Machine,
        _ check: (Mapping) -> Bool
    ) throws {
        for router in Algorithms.routers {
            let mapping = try network.map(on: machine, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
            #expect(check(mapping), "\(router)")
        }
    }

    /// `test_routing_tree_to_tables`: one chip with a core and a link, and the chip behind it, around the edge too.
    @Test(arguments: [1, 7]) func aLinkAndACore(x: UInt8) throws {
        let (here, there) = (ChipID(x: x, y: 1), ChipID(x: (x + 1) % 8, y: 1))
        var network = CaseNetwork()
        network.addVertex(on: here, core: 1)
        network.addVertex(on: there, core: 2)
        let keys = KeyMask(key: 0xdead, mask: ~0)
        network.addNet(from: 0, to: [0, 1], fixedKeys: keys)
        try expectMappings(of: network, on: Machine(columns: 8, rows: 8)) {
            $0.tables == [
                here: [RoutingEntry(keyMask: keys, route: [.link(.east), .core(1)])],
                there: [RoutingEntry(keyMask: keys, route: .core(2))],
            ]
        }
    }

    /// The same, and `test_build_routing_tables`: four chips in a row to two cores; those in between need no entry.
    @Test func chipsInBetweenNeedNoEntry() throws {
        let end = ChipID(x: 3, y: 0)
        var network = CaseNetwork()
        network.addVertex(on: .boot)
        for core in [2, 3] as [UInt8] { network.addVertex(on: end, core: core) }
        let keys = KeyMask(key: 0xdead, mask: ~0)
        network.addNet(from: 0, to: [1, 2], fixedKeys: keys)
        try expectMappings(of: network, on: Machine(columns: 8, rows: 8)) {
            $0.tables == [
                .boot: [RoutingEntry(keyMask: keys, route: .link(.east))],
                end: [RoutingEntry(keyMask: keys, route: [.core(2), .core(3)])],
            ]
        }
    }

    /// The same: a fork on the way needs one entry, and so do the source and both ends; some trees turn once more.
    @Test func aForkNeedsAnEntry() throws {
        let ends = [ChipID(x: 5, y: 0), ChipID(x: 3, y: 1)]
        var network = CaseNetwork()
        network.addVertex(on: .boot)
        network.addVertex(on: ends[0], core: 5)
        network.addVertex(on: ends[1], core: 6)
        network.addNet(from: 0, to: [1, 2])
        try expectMappings(of: network, on: Machine(columns: 12, rows: 12)) { mapping in
            mapping.hops == 6 && mapping.tables.count <= 5 && mapping.tables.values.allSatisfy { $0.count == 1 }
                && ends.allSatisfy { mapping.tables[$0] != nil }
        }
    }

    /// The same: two nets on one chip need two entries.
    @Test func twoNetsOnAChip() throws {
        var network = CaseNetwork()
        for core in [1, 2] as [UInt8] { network.addVertex(on: ChipID(x: 2, y: 2), core: core) }
        let keys = [KeyMask(key: 0xdead, mask: ~0), KeyMask(key: 0x1234, mask: ~0)]
        for net in 0..<2 { network.addNet(from: net, to: [net], fixedKeys: keys[net]) }
        try expectMappings(of: network, on: Machine(columns: 4, rows: 4)) { $0.tables.values.map(\.count) == [2] }
    }

    /// `test_routing_tree_to_tables_repeated_key_mask_merge_allowed` and `…_fork_not_allowed`: two sources of one key meet on the
    /// way to their target, or one of them sends farther from where they meet.
    @Test func twoSourcesOfAKeyMayMeetButNotPart() throws {
        var network = CaseNetwork()
        for x in [0, 1, 3, 4] as [UInt8] { network.addVertex(on: ChipID(x: x, y: 0)) }
        let key = KeyMask(key: 0, mask: ~0)
        network.addNet(from: 0, to: [2], fixedKeys: key)
        network.addNet(from: 1, to: [2], fixedKeys: key)
        // A row of chips, where all ways meet.
        let machine = Machine(columns: 8, rows: 1, wraps: false)
        for router in Algorithms.routers {
            let mapping = try network.map(on: machine, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
            #expect(mapping.tables.mapValues(\.count).values.allSatisfy { $0 == 1 })
        }
        network.nets[1].sinks.append((vertex: 3, hears: nil))
        for router in Algorithms.routers {
            #expect(throws: MappingError.sharedKeysPart(vertices: ["v0", "v1"], chip: "(3, 0)", key: 0), "\(router)") {
                try network.map(on: machine, router: router)
            }
        }
    }

    // MARK: - All together

    /// The tests of the wrapper: by every placer and every router.
    private func expectAllWays(of network: CaseNetwork, on machine: Machine, _ check: (Mapping) -> Bool) throws {
        for placer in Algorithms.placers {
            for router in Algorithms.routers {
                let mapping = try network.map(on: machine, placer: placer, router: router)
                #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(placer), \(router)")
                #expect(check(mapping), "\(placer), \(router)")
            }
        }
    }

    /// `test_empty`.
    @Test func nothingIsMapped() throws {
        try expectAllWays(of: CaseNetwork(), on: Machine(columns: 1, rows: 1)) {
            $0.placements.isEmpty && $0.tables.isEmpty
        }
    }

    /// `test_ring`: vertices on all cores of four chips, each of which sends to the one before and the one behind.
    @Test(arguments: [3, 4]) func aRingOnAllCores(coresPerChip: Int) throws {
        let count = 4 * coresPerChip
        var network = CaseNetwork()
        for _ in 0..<count { network.addVertex(sdram: 3) }
        for source in 0..<count {
            let keys = KeyMask(key: UInt32(source), mask: ~0)
            network.addNet(from: source, to: [(source + count - 1) % count, (source + 1) % count], fixedKeys: keys)
        }
        try expectAllWays(of: network, on: Machine(columns: 2, rows: 2, cores: coresPerChip, sdram: 100)) { mapping in
            mapping.keys.map(\.key) == Array(0..<UInt32(count)) && Set(mapping.placements).count == count
        }
    }

    /// `test_table_minimisation`: two cores on the first and the third of six chips in a row; the chip in between has no free
    /// entry, and packets go straight on there.
    @Test func aChipWithoutEntriesIsCrossed() throws {
        let ends = [ChipID.boot, ChipID(x: 2, y: 0)]
        let middle = ChipID(x: 1, y: 0)
        let machine = Machine(columns: 6, rows: 1).changing { chip in
            chip.applicationCores = ends.contains(chip.id) ? [1] : []
            chip.neighbours = chip.neighbours.filter { [.east, .west].contains($0.key) }
            if chip.id == middle { chip.freeRoutingEntries = 0 }
        }
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex() }
        network.addNet(from: 0, to: [1], fixedKeys: KeyMask(key: 0xdead_beef, mask: ~0))
        try expectAllWays(of: network, on: machine) { mapping in
            mapping.hops == 2 && ends.allSatisfy { mapping.tables[$0]?.count == 1 } && mapping.tables[middle] == nil
        }
    }

    /// The example of the documentation: 50 vertices of 10 MiB, and a hundred nets to four of them each, at random.
    @Test(arguments: 0..<10 as Range<UInt64>) func fiftyVerticesAndAHundredNets(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var network = CaseNetwork()
        for _ in 0..<50 { network.addVertex(sdram: 10 << 20) }
        for number in 0..<100 as Range<UInt32> {
            network.addNet(
                from: Int.random(in: 0..<50, using: &random),
                to: Array((0..<50).shuffled(using: &random).prefix(4)),
                fixedKeys: KeyMask(key: number, mask: ~0)
            )
        }
        for boards in [BoardArrangement(.spin5), .triad] {
            try expectAllWays(of: network, on: Machine(boards)) { $0.keys.map(\.key) == Array(0..<100) }
        }
    }

    /// The circuit of the tutorial: three stimuli, an OR gate of two of them, an AND gate of that and the third, and a probe.
    @Test func aCircuit() throws {
        var network = CaseNetwork()
        for _ in 0..<6 { network.addVertex(sdram: 128) }
        for (source, sink) in [(0, 3), (1, 3), (2, 4), (3, 4), (4, 5)] { network.addNet(from: source, to: [sink]) }
        for board in BoardKind.allCases {
            try expectAllWays(of: network, on: Machine(board: board)) { $0.tables.values.allSatisfy { $0.count <= 5 } }
        }
    }
}
