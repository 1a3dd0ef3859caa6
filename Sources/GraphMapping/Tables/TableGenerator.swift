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

/// The visits of trees, chip by chip: which net's packets go which way there, in the order of the nets.
struct Visits: Sendable {
    /// The net and the way.
    struct Visit: Sendable {
        let net: Int32
        let route: MulticastRoute
        let goesStraight: Bool
    }

    private let visits: [Visit]
    private let starts: [Int]

    /// Sorts the nodes of trees by chips.
    init(_ trees: Ragged<TreeNode>, chipCount: Int) {
        var starts = [Int](repeating: 0, count: chipCount + 1)
        for node in trees.elements { starts[Int(node.chip) + 1] += 1 }
        for chip in 0..<chipCount { starts[chip + 1] += starts[chip] }
        self.starts = starts
        visits = [Visit](unsafeUninitializedCapacity: trees.elements.count) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            for net in trees.indices {
                for node in trees[net] {
                    let visit = Visit(net: Int32(net), route: node.route, goesStraight: node.goesStraight)
                    (base + starts[Int(node.chip)]).initialize(to: visit)
                    starts[Int(node.chip)] += 1
                }
            }
            initialized = trees.elements.count
        }
    }

    /// The visits to a chip.
    subscript(chip: Int) -> ArraySlice<Visit> { visits[starts[chip]..<starts[chip + 1]] }

    /// The table of a chip, an entry for each block of keys, by ascending keys if those of the nets ascend.
    func table(of chip: Int, keys: Ragged<KeyMask>) -> [TableEntry] {
        var table: [TableEntry] = []
        table.reserveCapacity(self[chip].count)
        for visit in self[chip] {
            for block in keys[Int(visit.net)] {
                let entry = RoutingEntry(keyMask: block, route: visit.route)
                table.append(TableEntry(entry: entry, isDefaultRoutable: visit.goesStraight))
            }
        }
        return table
    }
}
