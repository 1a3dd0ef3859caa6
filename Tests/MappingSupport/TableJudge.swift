package import GraphMapping
package import SpiNNakerMachine

/// Judges short tables key by key, as a router takes them.
package enum TableJudge {
    /// The first key that a short table sends another way than the long one; nil if there is none.
    ///
    /// - Parameter long: Entries that ignore low bits alone.
    package static func firstWrongKey(of short: [RoutingEntry], for long: [TableEntry]) -> UInt32? {
        for row in long {
            let keys = row.entry.keyMask
            let near = short.filter { ($0.keyMask.key ^ keys.key) & $0.keyMask.mask & keys.mask == 0 }
            for key in keys.key...(keys.key | ~keys.mask) {
                let route = near.first { key & $0.keyMask.mask == $0.keyMask.key }?.route
                let isRight = route.map { $0 == row.entry.route } ?? row.isDefaultRoutable
                if !isRight { return key }
            }
        }
        return nil
    }
}
