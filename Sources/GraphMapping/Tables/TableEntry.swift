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

extension [TableEntry] {
    /// Makes one entry of those that have the same keys, where packets of several sources meet.
    ///
    /// The entries are by ascending keys, and two have the same or none in common.
    ///
    /// - Returns: The first keys whose entries have different routes; those stay as they are.
    mutating func joinEqualKeys() -> KeyMask? {
        var joined: [TableEntry] = []
        for row in self {
            if let last = joined.last, last.entry.keyMask == row.entry.keyMask {
                guard last.entry.route == row.entry.route else { return row.entry.keyMask }
                joined[joined.count - 1] = TableEntry(
                    entry: row.entry,
                    isDefaultRoutable: last.isDefaultRoutable && row.isDefaultRoutable
                )
            } else {
                joined.append(row)
            }
        }
        self = joined
        return nil
    }
}
