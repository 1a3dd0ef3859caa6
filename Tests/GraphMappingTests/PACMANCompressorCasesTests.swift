import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// What PACMAN 7.4.1 checks of its compressors: small tables, and large ones like those that it keeps as files.
@Suite
struct PACMANCompressorCasesTests {
    private func compress(_ table: [TableEntry]) -> [RoutingEntry] {
        EntryMerging().merge(PrefixCovering().compress(table), of: table)
    }

    /// `TestCompressor`, all of its five: eight entries of four bits and four routes get fewer. The last ignores a bit in its
    /// midst; here it is two.
    @Test func eightEntriesGetFewer() {
        let cores: [(key: UInt32, cores: [UInt8])] = [
            (0b0000, [1, 2]), (0b0001, [0]), (0b0010, [4, 5]), (0b0101, [4]), (0b0110, [4, 5]), (0b1000, [1, 2]),
            (0b1001, [0]), (0b1100, [1, 2]), (0b1110, [4]),
        ]
        let table = cores.map { key, cores in
            TableEntry(
                entry: RoutingEntry(
                    keyMask: KeyMask(key: key, mask: ~0),
                    route: cores.reduce(into: []) { $0.formUnion(.core($1)) }
                ),
                isDefaultRoutable: false
            )
        }
        let short = compress(table)
        #expect(TableJudge.firstWrongKey(of: short, for: table) == nil)
        #expect(short.count < 8)
    }

    // MARK: - Many to one

    /// The network whose tables `many_to_one.json.gz` has: 1,650 cores on 24 × 24 chips send to the 16 cores of chip (1, 1), of
    /// which number p hears all whose number p divides. Sources lie where the placer wants them, or all over the machine.
    /// Keys are the mapper's, or those of the file, in the order of the numbers.
    @Test(arguments: [false, true], [false, true]) func manyToOne(isSpread: Bool, isFixed: Bool) throws {
        let machine = Machine(try BoardArrangement(width: 24, height: 24))
        let target = ChipID(x: 1, y: 1)
        let chips = machine.chipIDs.filter { $0 != target }
        var network = CaseNetwork()
        network.addVertex(cores: 16, on: target)
        for number in 1...1_650 {
            let source = network.addVertex(on: isSpread ? chips[number % chips.count] : nil)
            let key = KeyMask(key: UInt32(number - 1), mask: ~0)
            network.addNet(from: source, to: [], fixedKeys: isFixed ? key : nil)
            network.addSink(0) { number.isMultiple(of: $1 + 1) }
        }
        for router in Algorithms.routers {
            let mapping = try network.map(on: machine, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
        }
    }

    /// `test_oc_big`, `test_pair_big_c_sort`, `test_pair_big_python_sort` and both of the unordered pairs: the table of the
    /// target's chip, 1,650 keys in the order of their numbers, and so with 145 routes and not two alike behind each other.
    /// PACMAN's unordered pairs do not get it into a router.
    @Test func theTableOfTheOne() {
        let table = (0..<1_650 as Range<UInt32>).map { key in
            let route = (1...16 as ClosedRange<UInt8>).filter { (key + 1).isMultiple(of: UInt32($0)) }
                .reduce(into: MulticastRoute()) { $0.formUnion(.core($1)) }
            return TableEntry(
                entry: RoutingEntry(keyMask: KeyMask(key: key, mask: ~0), route: route),
                isDefaultRoutable: false
            )
        }
        #expect(Set(table.map(\.entry.route)).count == 145)
        #expect(!zip(table, table.dropFirst()).contains { $0.entry.route == $1.entry.route })
        for short in [compress(table), RareRoutesFirst().compress(table)] {
            #expect(TableJudge.firstWrongKey(of: short, for: table) == nil)
        }
        // PACMAN's ordered pairs need 908.
        #expect(RareRoutesFirst().compress(table).count <= 908)
    }

    /// The tables of all other chips: keys at random, most of which go straight on; those that turn go one or two ways.
    @Test(arguments: [2, 10, 50, 148, 292]) func theTablesOfTheOthers(entries: Int) {
        var random = SplitMix(seed: UInt64(entries))
        let keys = (0..<1_650 as Range<UInt32>).shuffled(using: &random).prefix(entries).sorted()
        for routes in [1, 2] {
            let table = keys.map { key in
                TableEntry(
                    entry: RoutingEntry(
                        keyMask: KeyMask(key: key, mask: ~0),
                        route: .link(LinkDirection.allCases[Int.random(in: 0..<routes, using: &random)])
                    ),
                    isDefaultRoutable: Int.random(in: 0..<3, using: &random) < 2
                )
            }
            let short = compress(table)
            #expect(TableJudge.firstWrongKey(of: short, for: table) == nil)
            #expect(short.count <= table.count { !$0.isDefaultRoutable })
        }
    }

    // MARK: - Runs of entries

    /// Entries in runs of one route, with gaps between some of them, like those of a large network whose keys follow its
    /// populations: blocks of 64, 32, 16, 8, 4 and 1 keys as often as there.
    private func runs(entries: Int, runs: Int, routes: Int, gaps: Int, _ random: inout SplitMix) -> [TableEntry] {
        let all = (0..<routes).map { MulticastRoute(rawValue: UInt32($0 + 1) << 5) }
        let sizes: [(keys: UInt32, weight: Int)] = [
            (64, 20_704), (32, 7_927), (16, 4_376), (8, 2_736), (1, 2_476), (4, 1_013),
        ]
        let weights = sizes.reduce(0) { $0 + $1.weight }
        let starts = Set((1..<entries).shuffled(using: &random).prefix(runs - 1))
        let gaps = Set(starts.sorted().shuffled(using: &random).prefix(gaps))
        var table: [TableEntry] = []
        var (next, route, size): (UInt32, Int, UInt32) = (0x10_0000, 0, 64)
        for number in 0..<entries {
            if number == 0 || starts.contains(number) {
                route = (route + Int.random(in: 1..<routes, using: &random)) % routes
                var left = Int.random(in: 0..<weights, using: &random)
                size =
                    sizes.first { kind in
                        left -= kind.weight
                        return left < 0
                    }?.keys ?? 64
                if gaps.contains(number) { next += UInt32.random(in: 1_000..<1_500_000, using: &random) }
            }
            next = (next + size - 1) / size * size
            table.append(
                TableEntry(
                    entry: RoutingEntry(keyMask: KeyMask(key: next, mask: ~(size - 1)), route: all[route]),
                    isDefaultRoutable: false
                )
            )
            next += size
        }
        return table
    }

    /// `TestRangeCompressor`, both: tables of the sizes of `table1.csv.gz` and `table2.csv.gz`, entries, runs, routes and gaps.
    @Test(arguments: [(39_235, 424, 34, 99), (39_520, 296, 11, 98)], 0..<3)
    func runsFitARouter(sizes: (entries: Int, runs: Int, routes: Int, gaps: Int), seed: UInt64) {
        var random = SplitMix(seed: seed)
        let table = runs(
            entries: sizes.entries,
            runs: sizes.runs,
            routes: sizes.routes,
            gaps: sizes.gaps,
            &random
        )
        #expect(table.count == sizes.entries && Set(table.map(\.entry.route)).count == sizes.routes)
        let short = compress(table)
        #expect(TableJudge.firstWrongKey(of: short, for: table) == nil)
        #expect(short.count <= 1_023, "\(short.count) entries")
    }
}
