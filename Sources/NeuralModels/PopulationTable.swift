package import ChipInterface

/// The list of those whose spikes a core receives, searched by key.
package struct PopulationTable {
    let entries: UnsafePointer<PopulationTableEntry>
    let count: Int

    /// Creates a table over entries sorted by key.
    package init(entries: UnsafePointer<PopulationTableEntry>, count: Int) {
        self.entries = entries
        self.count = count
    }

    /// The entry that holds a key, or nil.
    @inline(__always)
    package func entry(for key: UInt32) -> UnsafePointer<PopulationTableEntry>? {
        // Entries below `low` have keys of at most `key`, those from `high` on have greater ones.
        var low = 0
        var high = count
        while low < high {
            let middle = Int(bitPattern: UInt(bitPattern: low &+ high) &>> 1)
            if entries[middle].key <= key { low = middle &+ 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let found = entries + (low &- 1)
        return key & found.pointee.mask == found.pointee.key ? found : nil
    }
}
