package import SpiNNakerMachine

/// Shortens routing tables by ordered covering.
///
/// The router takes the first entry that matches, so an entry may also match keys that an earlier entry
/// has already claimed. The table is kept in the order of generality (the number of bits an entry ignores);
/// entries with one route are merged into a more general one, which moves down past the more special ones.
/// A merge is allowed if
///
/// - moving down, no merged entry comes to lie behind an entry of another route that matches some of its keys
///   (the check upwards), and
/// - the new entry does not take keys from the entries behind it (the check downwards). What counts there is
///   not the masks of those entries but the original keys they stand for, their *aliases*.
///
/// Members are dropped from a merge until it is allowed; of all routes' merges the one that saves most entries is
/// applied, until the table is short enough.
///
/// Example: keys 0000 → E, 0001 → E, 0011 → N, 0010 → E. The three E entries merge to 00XX, which would take 0011
/// as well; as 0011 is more special it stays before it, and the table is 0011 → N, 00XX → E.
///
/// Entries that default routing would replace are removed first if that alone suffices; otherwise they take
/// part in merging, so that no merged entry ever takes packets that were to pass straight through.
///
/// - SeeAlso: Mundy, Heathcote and Garside, "On-chip order-exploiting routing table minimization for a multicast
///   supercomputer network", 2016.
package struct OrderedCovering: Sendable {
    /// Creates a compressor.
    package init() {}

    /// Shortens a table until it has at most `target` entries, or as far as the method goes.
    ///
    /// - Parameters:
    ///   - table: Entries with disjoint keys.
    ///   - target: The number of entries wanted.
    /// - Returns: A table that sends every key of the given one the same way.
    /// - Complexity: O(*m* · *n*²) for *n* entries and *m* merges.
    package func compress(_ table: [TableEntry], to target: Int) -> [RoutingEntry] {
        let needed = table.filter { !$0.isDefaultRoutable }
        if needed.count <= target { return needed.map(\.entry) }

        var rows = table.map { Row(entry: $0.entry, aliases: [$0.entry.keyMask], isDefault: $0.isDefaultRoutable) }
        sort(&rows)
        while rows.count > target, let merge = bestMerge(in: rows) {
            apply(merge, to: &rows)
        }
        return removingDefaults(rows).map(\.entry)
    }

    /// An entry and the original keys that it stands for.
    private struct Row {
        var entry: RoutingEntry
        var aliases: [KeyMask]
        var isDefault: Bool

        var generality: Int { (~entry.keyMask.mask).nonzeroBitCount }
    }

    /// Rows of one route to be replaced by one.
    private struct Merge {
        var members: [Int]
        var keyMask: KeyMask

        init(members: [Int], rows: [Row]) {
            self.members = members
            var mask = UInt32.max
            var anyKey: UInt32 = 0
            var allKeys = UInt32.max
            for member in members {
                let keyMask = rows[member].entry.keyMask
                mask &= keyMask.mask
                anyKey |= keyMask.key
                allKeys &= keyMask.key
            }
            mask &= ~(anyKey ^ allKeys)
            keyMask = KeyMask(key: allKeys, mask: mask)
        }

        var generality: Int { (~keyMask.mask).nonzeroBitCount }
        var saving: Int { members.count - 1 }
    }

    private func sort(_ rows: inout [Row]) {
        rows = rows.enumerated().sorted { ($0.element.generality, $0.offset) < ($1.element.generality, $1.offset) }
            .map(\.element)
    }

    /// The allowed merge that saves most; of equals the first.
    private func bestMerge(in rows: [Row]) -> Merge? {
        var best: Merge?
        var groups: [MulticastRoute: [Int]] = [:]
        var order: [MulticastRoute] = []
        for (index, row) in rows.enumerated() {
            if groups[row.entry.route] == nil { order.append(row.entry.route) }
            groups[row.entry.route, default: []].append(index)
        }
        for route in order {
            guard let members = groups[route], members.count - 1 > best?.saving ?? 0 else { continue }
            if let merge = allowed(Merge(members: members, rows: rows), rows: rows, atLeast: (best?.saving ?? 0) + 1) {
                best = merge
            }
        }
        return best
    }

    /// The merge reduced until both checks hold; `nil` when too little is left.
    private func allowed(_ merge: Merge, rows: [Row], atLeast saving: Int) -> Merge? {
        var merge = merge
        while merge.saving >= saving {
            let place = insertionPoint(for: merge, rows: rows)
            let kept = merge.members.filter { !isHidden($0, movingTo: place, members: merge.members, rows: rows) }
            if kept.count < merge.members.count {
                guard kept.count > 1 else { return nil }
                merge = Merge(members: kept, rows: rows)
                continue
            }
            let taken = rows[place...].flatMap(\.aliases).filter { merge.keyMask.intersects($0) }
            if taken.isEmpty { return merge }
            guard let reduced = reduce(merge, avoiding: taken, rows: rows) else { return nil }
            merge = reduced
        }
        return nil
    }

    /// Where a merged row goes: behind all rows that are not more general than it.
    private func insertionPoint(for merge: Merge, rows: [Row]) -> Int {
        rows.firstIndex { $0.generality > merge.generality } ?? rows.count
    }

    /// Whether a row moved down would lie behind a row of another route that matches some of its keys.
    private func isHidden(_ member: Int, movingTo place: Int, members: [Int], rows: [Row]) -> Bool {
        guard member + 1 < place else { return false }
        let keyMask = rows[member].entry.keyMask
        return rows[(member + 1)..<place].contains {
            $0.entry.route != rows[member].entry.route && $0.entry.keyMask.intersects(keyMask)
        }
    }

    /// The largest part of a merge that avoids the keys it may not take.
    ///
    /// A key is avoided by fixing one ignored bit to the value that the key does not have; the bit and value are
    /// chosen that drop fewest members while they avoid all the keys, or else the most keys.
    private func reduce(_ merge: Merge, avoiding taken: [KeyMask], rows: [Row]) -> Merge? {
        var best: (members: [Int], avoided: Int)?
        for bit in (0..<32).map({ UInt32(1) << $0 }) where merge.keyMask.mask & bit == 0 {
            for value in [UInt32(0), bit] {
                let avoided = taken.reduce(0) { $0 + ($1.mask & bit != 0 && $1.key & bit != value ? 1 : 0) }
                guard avoided > 0 else { continue }
                let members = merge.members.filter {
                    let keyMask = rows[$0].entry.keyMask
                    return keyMask.mask & bit != 0 && keyMask.key & bit == value
                }
                if (members.count, avoided) > (best?.members.count ?? 1, best?.avoided ?? 0) {
                    best = (members, avoided)
                }
            }
        }
        return best.map { Merge(members: $0.members, rows: rows) }
    }

    private func apply(_ merge: Merge, to rows: inout [Row]) {
        let place = insertionPoint(for: merge, rows: rows)
        let merged = Row(
            entry: RoutingEntry(keyMask: merge.keyMask, route: rows[merge.members[0]].entry.route),
            aliases: merge.members.flatMap { rows[$0].aliases },
            isDefault: merge.members.allSatisfy { rows[$0].isDefault }
        )
        rows.insert(merged, at: place)
        let members = Set(merge.members.map { $0 < place ? $0 : $0 + 1 })
        rows = rows.enumerated().filter { !members.contains($0.offset) }.map(\.element)
    }

    /// Drops the rows whose packets would go the same way without them and fall to no later row.
    private func removingDefaults(_ rows: [Row]) -> [Row] {
        rows.indices.filter { index in
            guard rows[index].isDefault else { return true }
            return rows[(index + 1)...].contains { later in
                rows[index].aliases.contains { later.entry.keyMask.intersects($0) }
            }
        }.map { rows[$0] }
    }
}
