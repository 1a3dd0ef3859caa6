package import SpiNNakerMachine

/// Shortens routing tables by merging entries of one route into one that ignores all bits in which they differ.
///
/// The new entry takes the place of the last. It is allowed if no entry in between takes keys of those that move down, and if
/// it takes no keys from the entries behind it, nor any that are to go straight on without an entry. What counts are the keys
/// that packets have, not those that an entry could match besides.
///
/// - SeeAlso: Mundy, Heathcote and Garside, "On-chip order-exploiting routing table minimization for a multicast
///   supercomputer network", 2016.
package struct EntryMerging: Sendable {
    /// Creates a compressor.
    package init() {}

    /// Shortens a table.
    ///
    /// - Parameters:
    ///   - short: A table that sends every key of `long` the right way; no entry of it takes but some keys of one of `long`.
    ///   - long: Entries none of whose keys another has.
    /// - Returns: A table that sends every key of `long` the same way.
    /// - Complexity: O(*p* · *n*) for *p* pairs of entries of the same route and *n* entries.
    package func merge(_ short: [RoutingEntry], of long: [TableEntry]) -> [RoutingEntry] {
        var lines = short.map { Line(entry: $0) }
        var isAlone: Set<MulticastRoute> = []
        var isShared = false
        for line in lines where !isAlone.insert(line.entry.route).inserted { isShared = true }
        guard isShared else { return short }
        var straight: [KeyMask] = []
        for row in long {
            if let place = short.firstIndex(where: { $0.keyMask.intersects(row.entry.keyMask) }) {
                lines[place].keys.append(row.entry.keyMask)
            } else {
                straight.append(row.entry.keyMask)
            }
        }
        var last = lines.count - 1
        while last > 0 {
            // The nearest first: fewer entries are in between.
            for first in (0..<last).reversed() where lines[first].entry.route == lines[last].entry.route {
                if merge(first, into: last, of: &lines, straight) { break }
            }
            // A merged line is now one further up and may take in more; else the line before is next.
            last -= 1
        }
        return lines.map(\.entry)
    }

    /// An entry and the keys of packets that it takes.
    private struct Line {
        var entry: RoutingEntry
        var keys: [KeyMask] = []
    }

    /// Merges a line into a later one if that is allowed.
    private func merge(_ first: Int, into last: Int, of lines: inout [Line], _ straight: [KeyMask]) -> Bool {
        let route = lines[last].entry.route
        for line in lines[(first + 1)..<last] where line.entry.route != route {
            if lines[first].keys.contains(where: line.entry.keyMask.intersects) { return false }
        }
        let (one, other) = (lines[first].entry.keyMask, lines[last].entry.keyMask)
        let merged = KeyMask(key: one.key, mask: one.mask & other.mask & ~(one.key ^ other.key))
        for line in lines[(last + 1)...] where line.entry.route != route {
            if line.keys.contains(where: merged.intersects) { return false }
        }
        if straight.contains(where: merged.intersects) { return false }
        lines[last].entry = RoutingEntry(keyMask: merged, route: route)
        lines[last].keys += lines[first].keys
        lines.remove(at: first)
        return true
    }
}
