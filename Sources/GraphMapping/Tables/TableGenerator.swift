package import SpiNNakerMachine

/// A routing entry together with whether a router would do the same without it.
package struct TableEntry: Hashable, Sendable {
    /// The entry.
    package let entry: RoutingEntry

    /// Whether every matching packet arrives by one link and leaves by the opposite one only.
    package let isDefaultRoutable: Bool

    /// Creates a table entry.
    package init(entry: RoutingEntry, isDefaultRoutable: Bool) {
        self.entry = entry
        self.isDefaultRoutable = isDefaultRoutable
    }
}

/// The table of every chip that some tree visits: one entry for each tree, in the order of the sources.
///
/// - Parameters:
///   - trees: The tree of each source; `nil` for sources that nobody listens to.
///   - keys: The keys of each source, by the same index.
package func makeTables(trees: [RoutingTree?], keys: [KeyMask]) -> [ChipID: [TableEntry]] {
    var tables: [ChipID: [TableEntry]] = [:]
    for (tree, keyMask) in zip(trees, keys) {
        guard let tree else { continue }
        for (chip, node) in tree.nodes {
            let goesStraight = node.incoming.map { node.route == .link($0.opposite) } ?? false
            let entry = RoutingEntry(keyMask: keyMask, route: node.route)
            tables[chip, default: []].append(TableEntry(entry: entry, isDefaultRoutable: goesStraight))
        }
    }
    return tables
}
