import GraphMapping
import SpiNNakerMachine
import Testing

/// The judge looks every original key up in the short table, as a router would; it shares nothing with the method.
@Suite
struct OrderedCoveringTests {
    private func entry(_ pattern: String, _ route: MulticastRoute, default isDefault: Bool = false) -> TableEntry {
        var key: UInt32 = 0
        var mask = ~UInt32(0) << UInt32(pattern.count)
        for character in pattern {
            key <<= 1
            key |= character == "1" ? 1 : 0
        }
        for (bit, character) in pattern.reversed().enumerated() where character != "X" { mask |= 1 << UInt32(bit) }
        return TableEntry(
            entry: RoutingEntry(keyMask: KeyMask(key: key, mask: mask), route: route),
            isDefaultRoutable: isDefault
        )
    }

    private func lookUp(_ key: UInt32, in table: [RoutingEntry]) -> MulticastRoute? {
        table.first { key & $0.keyMask.mask == $0.keyMask.key }?.route
    }

    /// The published example of the method's paper in small: six entries of four bits shrink to two.
    @Test
    func aSpecialEntryStaysBeforeTheGeneralOneThatCoversIt() {
        let table = [
            entry("0000", .link(.east)), entry("0001", .link(.east)), entry("0011", .link(.north)),
            entry("0010", .link(.east)),
        ]

        let short = OrderedCovering().compress(table, to: 0)

        #expect(short.count == 2)
        for row in table { #expect(lookUp(row.entry.keyMask.key, in: short) == row.entry.route) }
    }

    @Test
    func entriesThatDefaultRoutingReplacesGoFirst() {
        let table = [entry("0000", .link(.east), default: true), entry("0001", .core(3))]
        #expect(OrderedCovering().compress(table, to: 1).map(\.route) == [.core(3)])
    }

    @Test(arguments: 0..<40)
    func everyOriginalKeyGoesTheSameWay(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let routes = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            MulticastRoute(rawValue: UInt32.random(in: 1..<(1 << 24), using: &random))
        }
        let blockBits = UInt32.random(in: 0...4, using: &random)
        var table: [TableEntry] = []
        var keys = Set<UInt32>()
        for _ in 0..<Int.random(in: 1...180, using: &random) {
            let key = UInt32.random(in: 0..<512, using: &random) << blockBits
            guard keys.insert(key).inserted else { continue }
            let route = routes[Int.random(in: 0..<routes.count, using: &random)]
            table.append(
                TableEntry(
                    entry: RoutingEntry(keyMask: KeyMask(key: key, mask: ~0 << blockBits), route: route),
                    isDefaultRoutable: Bool.random(using: &random) && route.links.count == 1 && route.cores.isEmpty
                )
            )
        }

        let short = OrderedCovering().compress(table, to: 0)

        #expect(short.count <= table.count)
        for row in table {
            for low in [0, (UInt32(1) << blockBits) - 1] {
                let found = lookUp(row.entry.keyMask.key | low, in: short)
                #expect(found == row.entry.route || (found == nil && row.isDefaultRoutable), "seed \(seed)")
            }
        }
    }
}
