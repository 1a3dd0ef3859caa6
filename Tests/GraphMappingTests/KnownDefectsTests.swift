import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// What PACMAN 7.4.1 and rig 2.4.1 are known to get wrong or to refuse, and is right here.
@Suite
struct KnownDefectsTests {
    private func vertex(_ label: String, cores: Int, sdram: Int = 1_000, on chip: ChipID? = nil, core: UInt8? = nil)
        -> ApplicationVertex
    {
        ApplicationVertex(
            label: label,
            atoms: cores,
            maximumAtomsPerCore: 1,
            place: chip.map { chip in core.map { .core(CoreID(chip: chip, core: $0)) } ?? .chip(chip) },
            cost: { _ in CoreCost(sdram: sdram, dtcm: 0) }
        )
    }

    private func parts(_ graph: ApplicationGraph) throws -> MachineGraph {
        try Partitioner(limit: .unlimited).partition(graph)
    }

    // MARK: - Placing

    /// PACMAN's placer gives up when the patch that a vertex grows on is walled in, though cores are free elsewhere.
    @Test func freeCoresAreFoundWhereverTheyAre() throws {
        // A checkerboard of chips without room but for one core each.
        var vertices: [ApplicationVertex] = []
        let machine = Machine(board: .spin5)
        for chip in machine.chipIDs where (chip.x + chip.y) % 2 == 0 {
            let cores = (machine.chips[chip]?.applicationCores.count ?? 1) - 1
            vertices.append(vertex("wall \(chip)", cores: cores, on: chip))
        }
        let left =
            machine.chips.values.reduce(0) { $0 + $1.applicationCores.count } - vertices.reduce(0) { $0 + $1.atoms }
        vertices.append(vertex("crowd", cores: left))
        let mapping = try Mapping(try parts(ApplicationGraph(vertices: vertices)), on: machine)
        #expect(Set(mapping.placements).count == 808)
    }

    /// In PACMAN, asking for a fixed core uses up the list of a chip's cores, so that a second one may be refused.
    @Test func allFixedCoresOfAChipAreGranted() throws {
        let chip = ChipID(x: 2, y: 2)
        let cores = Array(1...17 as ClosedRange<UInt8>)
        let order = [17, 1, 9, 3] + cores.filter { ![17, 1, 9, 3].contains($0) }
        let graph = ApplicationGraph(vertices: order.map { vertex("core \($0)", cores: 1, on: chip, core: $0) })
        let mapping = try Mapping(try parts(graph), on: Machine(board: .spin5))
        #expect(mapping.placements.map(\.core) == order)
    }

    /// rig's annealing begins with a random placement, which may fail where all memory is needed.
    @Test func tightMemoryIsPacked() throws {
        // Two thirds and one third of each chip's memory.
        let large = (0..<48).map { vertex("large \($0)", cores: 1, sdram: 80_000_000) }
        let small = (0..<48).map { vertex("small \($0)", cores: 1, sdram: 43_000_000) }
        let graph = try parts(ApplicationGraph(vertices: small + large))
        let mapping = try Mapping(graph, on: Machine(board: .spin5))
        var bytes: [ChipID: Int] = [:]
        for (part, core) in mapping.placements.enumerated() {
            bytes[core.chip, default: 0] += part < 48 ? 43_000_000 : 80_000_000
        }
        #expect(bytes.count == 48 && bytes.values.allSatisfy { $0 == 123_000_000 })
    }

    // MARK: - Routing

    /// rig takes a machine for one that wraps if nine of ten links around its edges work, and for one that does not otherwise.
    @Test func aLoneLinkAroundTheEdgeIsUsed() throws {
        let torus = Machine(.triad)
        var dead: [(chip: ChipID, link: LinkDirection)] = []
        for chip in torus.chipIDs where chip.x == 11 {
            for link in LinkDirection.allCases where torus.chips[chip]?.neighbours[link]?.x == 0 {
                if chip.y != 4 || link != .east { dead.append((chip, link)) }
            }
        }
        let machine = torus.without(links: dead)
        var graph = ApplicationGraph(vertices: [
            vertex("a", cores: 1, on: ChipID(x: 11, y: 4)), vertex("b", cores: 1, on: ChipID(x: 0, y: 4)),
        ])
        graph.partitions = [OutgoingPartition(source: 0, keyBitsPerAtom: 0, targets: [1])]
        let mapping = try Mapping(try parts(graph), on: machine)
        #expect(mapping.hops == 1)
        #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
    }

    /// PACMAN joins targets in the order of the graph: trees get longer by a third than if the nearest come first.
    @Test func theOrderOfTargetsDoesNotMatter() throws {
        var random = SplitMix(seed: 3)
        let machine = Machine(board: .spin5)
        let chips = machine.chipIDs
        let vertices = chips.map { vertex("\($0)", cores: 1, on: $0) }
        for _ in 0..<20 {
            let targets = Array(Int32(0)..<48).shuffled(using: &random).prefix(12)
            let hops = try [Array(targets), targets.sorted(), targets.sorted(by: >)].map { targets in
                var graph = ApplicationGraph(vertices: vertices)
                graph.partitions = [OutgoingPartition(source: 0, keyBitsPerAtom: 0, targets: targets)]
                return try Mapping(try parts(graph), on: machine).hops
            }
            #expect(Set(hops).count == 1)
        }
    }

    // MARK: - Keys

    /// One large vertex and many small ones: PACMAN adds the bits of all numbers and of the largest vertex, and ends beyond 32.
    @Test func oneLargeAmongManySmall() throws {
        var vertices = [
            ApplicationVertex(
                label: "large",
                atoms: 1 << 28,
                maximumAtomsPerCore: 1 << 24,
                cost: { _ in CoreCost(sdram: 1, dtcm: 1) }
            )
        ]
        vertices += (0..<500).map { vertex("small \($0)", cores: 1) }
        var graph = ApplicationGraph(vertices: vertices)
        graph.partitions = vertices.indices.map {
            OutgoingPartition(source: $0, keyBitsPerAtom: 3, targets: [Int32(($0 + 1) % 501)])
        }
        let mapping = try Mapping(try parts(graph), on: Machine(board: .spin5))
        #expect(mapping.faults(on: Machine(board: .spin5), everyKey: false).isEmpty)
    }

    /// PACMAN refuses vertices some of whose partitions have fixed keys and others not.
    @Test func fixedAndFreeKeysOfOneVertex() throws {
        var graph = ApplicationGraph(vertices: [vertex("a", cores: 3), vertex("b", cores: 2)])
        let fixed = KeyMask(key: 0x100, mask: 0xffff_fff0)
        graph.partitions = [
            OutgoingPartition(source: 0, keyBitsPerAtom: 2, fixedKeys: .all(fixed), targets: [1]),
            OutgoingPartition(source: 0, keyBitsPerAtom: 8, targets: [0, 1]),
        ]
        let machine = Machine(board: .spin3)
        let mapping = try Mapping(try parts(graph), on: machine)
        #expect(mapping.keys.prefix(3).map(\.key) == [0x100, 0x104, 0x108])
        #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
    }

    /// PACMAN enumerates what masks with holes leave free, one by one; here they are refused at once.
    @Test func masksWithHolesAreRefused() throws {
        var graph = ApplicationGraph(vertices: [vertex("a", cores: 3)])
        let holes = KeyMask(key: 0, mask: 0xaaaa_aaaa)
        graph.partitions = [OutgoingPartition(source: 0, keyBitsPerAtom: 0, fixedKeys: .all(holes), targets: [0])]
        let parts = try parts(graph)
        #expect(throws: MappingError.fixedKeysUnusable(vertex: "a")) { try Mapping(parts, on: Machine(board: .spin3)) }
    }

    // MARK: - Tables

    /// PACMAN's ordered covering drops entries that go straight on and end at cores too: those cores get nothing.
    @Test func whatGoesStraightOnAndEndsHereNeedsAnEntry() throws {
        let row = (0..<5 as Range<UInt8>).map { ChipID(x: $0, y: 0) }
        var graph = ApplicationGraph(vertices: row.map { vertex("\($0)", cores: 2, on: $0) })
        graph.partitions = [OutgoingPartition(source: 0, keyBitsPerAtom: 5, targets: [2, 4])]
        let machine = Machine(board: .spin5)
        let mapping = try Mapping(try parts(graph), on: machine)
        #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
        #expect(mapping.tables[row[2]]?.count == 1)
        // Chips that packets only cross have no entry.
        #expect(mapping.tables[row[1]] == nil && mapping.tables[row[3]] == nil)
    }

    /// PACMAN's validator counts a key too many, and refuses entries that cover a block of keys to the last.
    @Test func fullBlocksAreValid() {
        let block = KeyMask(key: 0x40, mask: ~0x3f)
        let row = TableEntry(entry: RoutingEntry(keyMask: block, route: .core(3)), isDefaultRoutable: false)
        #expect(CoverCheck([row.entry]).firstFault(in: [row]) == nil)
        let short = RoutingEntry(keyMask: KeyMask(key: 0x40, mask: ~0x1f), route: .core(3))
        #expect(CoverCheck([short]).firstFault(in: [row]) == KeyMask(key: 0x60, mask: ~0x1f))
    }

    /// PACMAN's pair compressor overruns its lists where a table has more routes than a router has entries.
    @Test func moreRoutesThanEntriesAreNoTrap() {
        let table = (0..<3_000 as Range<UInt32>).map { key in
            TableEntry(
                entry: RoutingEntry(
                    keyMask: KeyMask(key: key << 4, mask: ~0xf),
                    route: MulticastRoute(rawValue: (key % 1_500 + 1) << 6)
                ),
                isDefaultRoutable: false
            )
        }
        let short = EntryMerging().merge(PrefixCovering().compress(table), of: table)
        #expect(short.count > 1_023)
        #expect(CoverCheck(short).firstFault(in: table) == nil)
    }
}
