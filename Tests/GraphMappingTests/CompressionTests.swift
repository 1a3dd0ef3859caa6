import GraphMapping
import SpiNNakerMachine
import TestSupport
import Testing

/// The judge looks every key up in the short table, as a router would; it shares nothing with the methods.
@Suite
struct CompressionTests {
    private func entry(_ pattern: String, _ route: MulticastRoute, straight: Bool = false) -> TableEntry {
        var key: UInt32 = 0
        var mask = ~UInt32(0) << UInt32(pattern.count)
        for (bit, character) in pattern.reversed().enumerated() {
            if character == "1" { key |= 1 << UInt32(bit) }
            if character != "X" { mask |= 1 << UInt32(bit) }
        }
        let keyMask = KeyMask(key: key, mask: mask)
        return TableEntry(entry: RoutingEntry(keyMask: keyMask, route: route), isDefaultRoutable: straight)
    }

    private func lookUp(_ key: UInt32, in table: [RoutingEntry]) -> MulticastRoute? {
        table.first { key & $0.keyMask.mask == $0.keyMask.key }?.route
    }

    /// A table over keys of some bits, in ascending order, each entry a block of up to four keys.
    private func randomTable(bits: UInt32, routes: Int, entries: Int, _ random: inout SplitMix) -> [TableEntry] {
        let all = (0..<routes).map { MulticastRoute(rawValue: $0 < 6 ? 1 << UInt32($0) : UInt32($0) << 6) }
        var table: [TableEntry] = []
        var key: UInt32 = 0
        while key < 1 << bits, table.count < entries {
            let low = UInt32.random(in: 0...2, using: &random)
            if key & (1 << low - 1) == 0, Int.random(in: 0..<3, using: &random) > 0 {
                let route = all[Int.random(in: 0..<routes, using: &random)]
                table.append(
                    TableEntry(
                        entry: RoutingEntry(keyMask: KeyMask(key: key, mask: ~0 << low), route: route),
                        isDefaultRoutable: route.rawValue < 64 && Bool.random(using: &random)
                    )
                )
                key += 1 << low
            } else {
                key += 1
            }
        }
        return table
    }

    private func keys(of entry: TableEntry) -> ClosedRange<UInt32> {
        entry.entry.keyMask.key...(entry.entry.keyMask.key | ~entry.entry.keyMask.mask)
    }

    /// Whether every key of the long table goes the same way by the short one.
    private func agrees(_ short: [RoutingEntry], with long: [TableEntry]) -> Bool {
        long.allSatisfy { row in
            keys(of: row).allSatisfy { key in
                lookUp(key, in: short).map { $0 == row.entry.route } ?? row.isDefaultRoutable
            }
        }
    }

    @Test(arguments: 0..<200)
    func everyKeyGoesTheSameWay(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let routes = Int.random(in: 1...90, using: &random)
        let table = randomTable(bits: 10, routes: routes, entries: Int(1 << (seed % 10)), &random)
        let prefixes = PrefixCovering().compress(table)
        #expect(agrees(prefixes, with: table), "seed \(seed)")
        #expect(prefixes.count <= table.count)
        let merged = EntryMerging().merge(prefixes, of: table)
        #expect(agrees(merged, with: table), "seed \(seed)")
        #expect(merged.count <= prefixes.count)
        let ordered = RareRoutesFirst().compress(table)
        #expect(agrees(ordered, with: table), "seed \(seed)")
        #expect(ordered.count <= table.count)
    }

    /// Tries all tables of fewer entries that ignore low bits alone, the longest prefixes first.
    @Test(arguments: 0..<60)
    func noTableOfPrefixesIsShorter(seed: UInt64) {
        var random = SplitMix(seed: 5_000 + seed)
        let table = randomTable(bits: 3, routes: 3, entries: 8, &random)
        let short = PrefixCovering().compress(table)
        #expect(agrees(short, with: table), "seed \(seed)")
        let routes = Set(table.map(\.entry.route))
        let candidates = (0...3 as ClosedRange<UInt32>).flatMap { low in
            stride(from: 0, to: 8, by: 1 << low).flatMap { key in
                routes.map { RoutingEntry(keyMask: KeyMask(key: key, mask: ~0 << low), route: $0) }
            }
        }
        func extends(_ chosen: [RoutingEntry], from first: Int, by count: Int) -> Bool {
            if agrees(chosen, with: table) { return true }
            guard count > 0 else { return false }
            return (first..<candidates.count).contains { next in
                extends(chosen + [candidates[next]], from: next + 1, by: count - 1)
            }
        }
        #expect(short.isEmpty || !extends([], from: 0, by: short.count - 1), "seed \(seed)")
    }

    @Test
    func aSpecialEntryStaysBeforeTheGeneralOneThatCoversIt() {
        let table = [
            entry("0000", .link(.east)), entry("0001", .link(.east)), entry("0010", .link(.east)),
            entry("0011", .link(.north)),
        ]
        let short = PrefixCovering().compress(table)
        #expect(short.map(\.route) == [.link(.north), .link(.east)])
        #expect(agrees(short, with: table))
    }

    @Test
    func entriesThatDefaultRoutingReplacesGo() {
        let table = [entry("0000", .link(.east), straight: true), entry("0001", .core(3))]
        #expect(PrefixCovering().compress(table).map(\.route) == [.core(3)])
    }

    /// Ordered covering's first flaw as published: what was to go straight on must not fall to a merged entry.
    @Test
    func mergedEntriesTakeNothingThatGoesStraight() {
        let table = [
            entry("0001", .core(1)), entry("0010", .core(2)), entry("0100", .link(.west), straight: true),
            entry("0111", .core(1)),
        ]
        let short = EntryMerging().merge(PrefixCovering().compress(table), of: table)
        #expect(agrees(short, with: table))
        #expect(lookUp(0b0100, in: short) == nil || lookUp(0b0100, in: short) == .link(.west))
    }

    @Test
    func entriesFarApartMerge() {
        // Prefixes cannot join them, bits can: the second bit alone tells the routes apart.
        let table = (0..<16 as Range<UInt32>).map { key in
            TableEntry(
                entry: RoutingEntry(keyMask: KeyMask(key: key, mask: ~0), route: .core(key & 2 == 0 ? 1 : 2)),
                isDefaultRoutable: false
            )
        }
        let short = EntryMerging().merge(PrefixCovering().compress(table), of: table)
        #expect(agrees(short, with: table))
        #expect(short.count == 2)
    }

    /// A table changed at random is found out exactly if some key goes elsewhere.
    @Test(arguments: 0..<200)
    func wrongTablesAreFoundOut(seed: UInt64) {
        var random = SplitMix(seed: 9_000 + seed)
        let table = randomTable(bits: 7, routes: 5, entries: 60, &random)
        var short = EntryMerging().merge(PrefixCovering().compress(table), of: table)
        #expect(CoverCheck(short).firstFault(in: table) == nil)
        for _ in 0..<20 where !short.isEmpty {
            let place = Int.random(in: 0..<short.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: short.remove(at: place)
            case 1: short.swapAt(place, Int.random(in: 0..<short.count, using: &random))
            default:
                let old = short[place]
                let mask = old.keyMask.mask ^ 1 << UInt32.random(in: 0..<7, using: &random)
                short[place] = RoutingEntry(keyMask: KeyMask(key: old.keyMask.key, mask: mask), route: old.route)
            }
            #expect((CoverCheck(short).firstFault(in: table) == nil) == agrees(short, with: table), "seed \(seed)")
        }
    }
}
