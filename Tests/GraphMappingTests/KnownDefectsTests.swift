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

    /// PACMAN counts a chip as full above a share of its memory, though parts that need little would fit.
    @Test func chipsAreFilledToTheLastByte() throws {
        let machine = Machine(board: .spin5)
        let free = machine.chips[.boot]?.freeSDRAM ?? 0
        var vertices = (0..<48).map { vertex("large \($0)", cores: 1, sdram: free - 15 * 1_000) }
        vertices.append(vertex("small", cores: 48 * 15, sdram: 1_000))
        let graph = try parts(ApplicationGraph(vertices: vertices))
        for placer in [MinCutPlacer(), OrderedPlacer(.largestFirst)] as [any Placer] {
            let placements = try placer.place(graph, on: machine)
            let counts = Dictionary(grouping: placements.enumerated(), by: \.element.chip).mapValues { own in
                (own.count { $0.offset < 48 }, own.count { $0.offset >= 48 })
            }
            #expect(counts.count == 48 && counts.values.allSatisfy { $0 == (1, 15) })
        }
    }

    /// PACMAN takes it that all groups of a vertex need as much as the first.
    @Test func partsOfAVertexMayNeedDifferentAmounts() throws {
        let vertex = ApplicationVertex(label: "v", atoms: 200, maximumAtomsPerCore: 1) { atoms in
            CoreCost(sdram: atoms.lowerBound % 50 == 0 ? 100_000_000 : 1_000_000, dtcm: 0)
        }
        var graph = ApplicationGraph(vertices: [vertex, self.vertex("with each", cores: 200)])
        graph.companies = [[0, 1]]
        let machine = Machine(board: .spin5)
        let placements = try MinCutPlacer().place(try parts(graph), on: machine)
        var bytes: [ChipID: Int] = [:]
        for atom in 0..<200 {
            bytes[placements[atom].chip, default: 0] += atom % 50 == 0 ? 100_001_000 : 1_001_000
            #expect(placements[atom].chip == placements[200 + atom].chip)
        }
        #expect(bytes.allSatisfy { $0.value <= machine.chips[$0.key]?.freeSDRAM ?? 0 })
    }

    /// PACMAN finds a group that fills a chip too large once monitors have their cores; here it takes the chip that is left, and
    /// is refused by name if there is none.
    @Test func aGroupAsLargeAsAChipBesideItsMonitor() throws {
        let machine = Machine(board: .spin5)
        func graph(_ size: Int) throws -> MachineGraph {
            var graph = ApplicationGraph(vertices: (0..<size).map { vertex("v\($0)", cores: 1) })
            graph.companies = [Array(0..<size)]
            graph.add(system: "monitor", on: machine.chipIDs, cost: CoreCost(sdram: 0, dtcm: 0))
            return try parts(graph)
        }
        #expect(Set(try MinCutPlacer().place(graph(16), on: machine).prefix(16).map(\.chip)).count == 1)
        let error = #expect(throws: MappingError.self) { try MinCutPlacer().place(graph(17), on: machine) }
        #expect(error?.description.contains("'v0[0...0]' together with 'v1[0...0]', ") == true)
        #expect(error?.description.contains("17 cores and 17000 bytes of SDRAM are needed") == true)
    }

    // MARK: - Routing

    /// PACMAN's router leads traffic from chip to chip of a vertex, and fails where they are not next to each other.
    @Test func partsNeedNotBeNeighbours() throws {
        let machine = Machine(board: .spin5)
        // Each vertex has cores on chips all over the board, between those of the others.
        let vertices = machine.chipIDs.enumerated().map { vertex("\($0 % 6) on \($1)", cores: 2, on: $1) }
        var graph = ApplicationGraph(vertices: vertices)
        graph.partitions = vertices.indices.map { source in
            // To all of the next kind: trees cross, and each chip is an end of some and passed by others.
            let targets = vertices.indices.filter { $0 % 6 == (source + 1) % 6 }.map(Int32.init)
            return OutgoingPartition(source: source, keyBitsPerAtom: 4, targets: targets)
        }
        for router in [NeighbourExploringRouter(), LongestDimensionFirstRouter(), CongestionAwareRouter()]
            as [any Router]
        {
            let mapping = try Mapping(try parts(graph), on: machine, router: router)
            #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
        }
    }

    /// In PACMAN all that a vertex sends leaves its chips by the same exits.
    @Test func trafficLeavesByTheNearestWay() throws {
        // Two chips of a vertex at opposite sides, each with a target beside it: two links, not a way through the board.
        let chips = [ChipID(x: 0, y: 0), ChipID(x: 7, y: 7)]
        let nextTo = [ChipID(x: 1, y: 0), ChipID(x: 6, y: 7)]
        let source = ApplicationVertex(label: "source", atoms: 2, maximumAtomsPerCore: 1) { _ in
            CoreCost(sdram: 0, dtcm: 0)
        }
        var graph = ApplicationGraph(
            vertices: [source] + nextTo.map { vertex("at \($0)", cores: 1, on: $0) }
                + chips.map { vertex("mate at \($0)", cores: 1, on: $0) }
        )
        graph.vertices.append(vertex("unheard", cores: 1))
        var partition = OutgoingPartition(source: 0, keyBitsPerAtom: 0)
        for end in 0...1 { partition.add(target: 1 + end) { _ in { $0.atoms.lowerBound == end } } }
        graph.partitions = [partition]
        let machine = Machine(board: .spin5)
        let mapping = try Mapping(try parts(graph), on: machine)
        #expect(mapping.hops <= 2)
        #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
        // A target gets what its filter lets through, and nothing else.
        let checker = RouteChecker(machine: machine, tables: mapping.tables)
        for end in 0...1 {
            let packet = (key: mapping.keys[end].key, chip: mapping.placements[end].chip)
            #expect(checker.faults(of: CollectionOfOne(packet), to: [mapping.placements[2 + end]]) == [])
        }
    }

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

    /// PACMAN's spreader spreads a few vertices over the whole machine, and takes minutes for it where that is large.
    @Test func aFewPartsOnALargeMachineStayTogether() throws {
        var graph = ApplicationGraph(vertices: [vertex("a", cores: 5), vertex("b", cores: 7), vertex("c", cores: 9)])
        graph.partitions = (0..<3).map {
            OutgoingPartition(source: $0, keyBitsPerAtom: 4, targets: [Int32(($0 + 1) % 3)])
        }
        let machine = Machine(try BoardArrangement(width: 240, height: 240))
        let graphOfParts = try parts(graph)
        for placer in Algorithms.compactPlacers {
            let mapping = try Mapping(graphOfParts, on: machine, placer: placer)
            #expect(Set(mapping.placements.map(\.chip)).count == 2, "\(placer)")
            #expect(mapping.hops <= 21, "\(placer)")
            #expect(mapping.faults(on: machine, everyKey: false).isEmpty)
        }
    }

    /// rig's routers draw lots from a generator that all of a program shares: trees differ from run to run.
    @Test func whateverThePlacerAndTheRouterTwiceIsTheSame() throws {
        var random = SplitMix(seed: 5)
        var graph = ApplicationGraph(vertices: (0..<40).map { vertex("v\($0)", cores: 1 + $0 % 9) })
        graph.partitions = graph.vertices.indices.map { source in
            let targets = (0..<4).map { _ in Int32.random(in: 0..<40, using: &random) }
            return OutgoingPartition(source: source, keyBitsPerAtom: 4, targets: Array(Set(targets)).sorted())
        }
        let graphOfParts = try parts(graph)
        let machine = Machine(.triad).without(chips: [ChipID(x: 2, y: 3), ChipID(x: 7, y: 8)])
        let backwards = Workers { count, body in for number in (0..<count).reversed() { body(number) } }
        for placer in Algorithms.placers {
            for router in Algorithms.routers {
                let (one, other) = try (
                    Mapping(graphOfParts, on: machine, placer: placer, router: router, workers: .one),
                    Mapping(graphOfParts, on: machine, placer: placer, router: router, workers: backwards)
                )
                #expect(one.placements == other.placements && one.tables == other.tables, "\(placer), \(router)")
            }
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

    /// PACMAN enumerates what masks with holes leave free, one by one; here only as many as there are parts.
    @Test(arguments: [(0xaaaa_aaaa, 40, 1), (0x0018_0000, 100, 15), (0xffff_0ff0, 16, 4)] as [(UInt32, Int, Int)])
    func masksWithHolesAreUsed(mask: UInt32, cores: Int, bits: Int) throws {
        var graph = ApplicationGraph(vertices: [vertex("a", cores: cores), vertex("b", cores: 3)])
        graph.partitions = [
            OutgoingPartition(
                source: 0,
                keyBitsPerAtom: bits,
                fixedKeys: .all(KeyMask(key: 0, mask: mask)),
                targets: [0, 1]
            ),
            OutgoingPartition(source: 1, keyBitsPerAtom: 4, targets: [0]),
        ]
        let machine = Machine(board: .spin5)
        let mapping = try Mapping(try parts(graph), on: machine)
        #expect(mapping.keys.prefix(cores).allSatisfy { $0.key & mask == 0 && ($0.key | ~$0.mask) & mask == 0 })
        let ranges = mapping.keys.map { $0.key...($0.key | ~$0.mask) }.sorted { $0.lowerBound < $1.lowerBound }
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        #expect(mapping.faults(on: machine, everyKey: false).isEmpty)
        // One part more than there are runs, or keys for a part than a run has.
        graph.partitions[0] = OutgoingPartition(
            source: 0,
            keyBitsPerAtom: mask.trailingZeroBitCount + 1,
            fixedKeys: .all(KeyMask(key: 0, mask: mask)),
            targets: [0]
        )
        let larger = try parts(graph)
        #expect(throws: MappingError.fixedKeysUnusable(vertex: "a")) { try Mapping(larger, on: machine) }
    }

    /// Free ranges that are cut to pieces by fixed keys: PACMAN's allocators by free ranges failed there.
    @Test func gapsBetweenFixedKeysAreFilledToTheLastKey() throws {
        // Every other block of 2^27 keys is fixed; the blocks between are just enough for what is left, large and small.
        var graph = ApplicationGraph()
        var bits: [Int] = []
        for gap in 0..<15 { bits += gap % 3 == 0 ? [27] : gap % 3 == 1 ? [26, 25, 25] : [24, 26, 25, 24] }
        for (index, bits) in bits.enumerated() {
            graph.vertices.append(vertex("free \(index)", cores: 1))
            graph.partitions.append(OutgoingPartition(source: index, keyBitsPerAtom: bits, targets: [0]))
        }
        for block in 0..<16 {
            let keys = KeyMask(key: UInt32(2 * block) << 27, mask: ~0 << 27)
            graph.vertices.append(vertex("fixed \(block)", cores: 1))
            graph.partitions.append(
                OutgoingPartition(
                    source: graph.vertices.count - 1,
                    keyBitsPerAtom: 27,
                    fixedKeys: .all(keys),
                    targets: [0]
                )
            )
        }
        let machine = Machine(board: .spin5)
        let mapping = try Mapping(try parts(graph), on: machine)
        let ranges = mapping.keys.map { $0.key...($0.key | ~$0.mask) }.sorted { $0.lowerBound < $1.lowerBound }
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        // All but the last block, which has the monitor's own keys.
        #expect(ranges.reduce(0) { $0 + $1.count } == 31 << 27)
        #expect(mapping.faults(on: machine, everyKey: false).isEmpty)
    }

    /// PACMAN rounds a run of parts up past a vertex's last part when it merges their entries: keys behind may be another's.
    @Test func keysBehindTheLastPartMayBeAnothers() throws {
        var graph = ApplicationGraph(vertices: [vertex("a", cores: 3), vertex("b", cores: 1), vertex("c", cores: 1)])
        graph.partitions = [
            OutgoingPartition(
                source: 0,
                keyBitsPerAtom: 8,
                fixedKeys: .all(KeyMask(key: 0x1000, mask: 0xffff_fc00)),
                targets: [2]
            ),
            OutgoingPartition(
                source: 1,
                keyBitsPerAtom: 8,
                fixedKeys: .all(KeyMask(key: 0x1300, mask: 0xffff_ff00)),
                targets: [0]
            ),
        ]
        let machine = Machine(board: .spin3)
        let mapping = try Mapping(try parts(graph), on: machine)
        #expect(mapping.keys.map(\.key) == [0x1000, 0x1100, 0x1200, 0x1300])
        #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
    }

    // MARK: - Tables

    /// Ordered covering takes minutes for tables of thousands of entries.
    @Test func thousandsOfEntriesAreFew() {
        // 60,000 blocks: runs of one route, every fourth straight on.
        let table = (0..<60_000 as Range<UInt32>).map { key in
            let run = key / 100
            return TableEntry(
                entry: RoutingEntry(
                    keyMask: KeyMask(key: key << 8, mask: ~0xff),
                    route: run % 4 == 3 ? .link(.east) : .core(UInt8(1 + run % 4))
                ),
                isDefaultRoutable: run % 4 == 3
            )
        }
        let short = EntryMerging().merge(PrefixCovering().compress(table), of: table)
        #expect(CoverCheck(short).firstFault(in: table) == nil)
        // 600 runs of 100 blocks, of which 450 need entries, at most a few each: not 60,000.
        #expect(short.count < 2_000)
    }

    /// PACMAN's tracer calls itself from chip to chip: a way through all chips of a large machine is too deep for it.
    @Test func aWayThroughAllChipsIsFollowed() throws {
        let machine = Machine(try BoardArrangement(width: 240, height: 240))
        var tables: [ChipID: [RoutingEntry]] = [:]
        let keys = KeyMask(key: 7, mask: ~0)
        // East along each row, and north at its end; default routing leads straight on.
        for y in 0..<240 as Range<Int> {
            let (first, last) = ((240 - y) % 240, (239 - y + 240) % 240)
            tables[ChipID(x: UInt8(first), y: UInt8(y))] = [RoutingEntry(keyMask: keys, route: .link(.east))]
            let end = y == 239 ? MulticastRoute.core(1) : .link(.north)
            tables[ChipID(x: UInt8(last), y: UInt8(y))] = [RoutingEntry(keyMask: keys, route: end)]
        }
        let checker = RouteChecker(machine: machine, tables: tables)
        let packet = (key: UInt32(7), chip: ChipID(x: 0, y: 0))
        #expect(
            checker.faults(of: CollectionOfOne(packet), to: [CoreID(chip: ChipID(x: 0, y: 239), core: 1)]) == []
        )
    }

    /// PACMAN's tracer may miss a part of a block; here each key of a table is compared, whatever bits entries ignore.
    @Test func everyKeyOfABlockIsCompared() {
        let block = TableEntry(
            entry: RoutingEntry(keyMask: KeyMask(key: 0x100, mask: ~0xff), route: .core(2)),
            isDefaultRoutable: false
        )
        for key in 0x100...0x1ff as ClosedRange<UInt32> {
            let thief = RoutingEntry(keyMask: KeyMask(key: key, mask: ~0), route: .core(3))
            #expect(CoverCheck([thief, block.entry]).firstFault(in: [block])?.key == key)
        }
    }

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
