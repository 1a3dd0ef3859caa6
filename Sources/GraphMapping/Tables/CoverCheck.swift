package import SpiNNakerMachine

/// Whether a short table sends every key of a long one the same way, exactly, whatever the bits that entries ignore.
package struct CoverCheck: Sendable {
    private let short: [RoutingEntry]

    /// Creates a check of a table.
    package init(_ short: [RoutingEntry]) { self.short = short }

    /// The keys of the first entry, as far as they are found to go a wrong way; nil if all go right.
    ///
    /// - Parameter long: Entries none of whose keys another has.
    package func firstFault(in long: [TableEntry]) -> KeyMask? {
        for row in long {
            if let fault = fault(of: row.entry.keyMask, row, from: 0) { return fault }
        }
        return nil
    }

    /// Follows keys down the table; where an entry takes some of them, those and the others go on by themselves.
    private func fault(of keys: KeyMask, _ row: TableEntry, from first: Int) -> KeyMask? {
        for index in first..<short.count where short[index].keyMask.intersects(keys) {
            let entry = short[index]
            let open = entry.keyMask.mask & ~keys.mask
            if open == 0 { return entry.route == row.entry.route ? nil : keys }
            let bit = UInt32(1) << UInt32(31 - open.leadingZeroBitCount)
            for value in [0, bit] {
                let half = KeyMask(key: keys.key | value, mask: keys.mask | bit)
                if let fault = fault(of: half, row, from: index) { return fault }
            }
            return nil
        }
        return row.isDefaultRoutable ? nil : keys
    }
}
