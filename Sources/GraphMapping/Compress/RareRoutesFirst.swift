package import SpiNNakerMachine

/// Shortens routing tables by putting entries of rare routes before those of frequent ones.
///
/// The most frequent route comes last: all its entries may become one, that ignores whatever bits it has to, as those before it
/// match first. The next to last must spare the keys of the last only, and so on. It does well where keys have nothing to do
/// with routes and prefixes find no runs; it is slow, and meant for tables that other ways leave too long.
///
/// Example: the keys 1 to 12 where those that 3 divides go north, the others east. Eight go east, and one entry is enough for
/// them, if those that go north come before it.
package struct RareRoutesFirst: Sendable {
    /// Creates a compressor.
    package init() {}

    /// Shortens a table.
    ///
    /// - Parameter table: Entries none of whose keys another has.
    /// - Returns: A table that sends every key of the given one the same way.
    /// - Complexity: O(*n*² · *m*) for *n* entries of one route and *m* in all, in the worst case.
    package func compress(_ table: [TableEntry]) -> [RoutingEntry] {
        let byRoute = Dictionary(grouping: table.filter { !$0.isDefaultRoutable }, by: \.entry.route)
        let order = byRoute.keys.sorted {
            let (one, other) = (byRoute[$0]?.count ?? 0, byRoute[$1]?.count ?? 0)
            return (one, $0.rawValue) < (other, $1.rawValue)
        }
        // The keys that entries must not take: those that go straight on, and of the routes that come behind.
        var spared = table.filter(\.isDefaultRoutable).map(\.entry.keyMask)
        var groups: [[RoutingEntry]] = []
        for route in order.reversed() {
            let own = byRoute[route, default: []].map(\.entry.keyMask)
            groups.append(merged(own, sparing: spared).map { RoutingEntry(keyMask: $0, route: route) })
            spared += own
        }
        return groups.reversed().flatMap { $0 }
    }

    /// Fewer blocks of keys that have all of the given ones and none of others.
    private func merged(_ blocks: [KeyMask], sparing spared: [KeyMask]) -> [KeyMask] {
        var merged: [KeyMask] = []
        var open = blocks[...]
        while var block = open.popFirst() {
            // What a block cannot be merged with now it cannot when it has grown.
            var next = open.startIndex
            while next < open.endIndex {
                let other = open[next]
                let both = KeyMask(key: block.key, mask: block.mask & other.mask & ~(block.key ^ other.key))
                if spared.contains(where: both.intersects) {
                    next += 1
                } else {
                    block = both
                    open.remove(at: next)
                }
            }
            merged.append(block)
        }
        return merged
    }
}
