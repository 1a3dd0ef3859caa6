import SpiNNakerMachine

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
    ///
    /// - Parameter chips: The chips of interest; nil for all.
    init(_ trees: Ragged<TreeNode>, chipCount: Int, of chips: [Bool]? = nil, workers: Workers) {
        // First it is counted how many of each share's nodes are on each chip, then each share knows where its own go.
        let shareCount = trees.elements.count > 100_000 ? 8 : 1
        let bounds = (0...shareCount).map { $0 * trees.count / shareCount }
        let counts = workers.map(shareCount) { share in
            var counts = [Int](repeating: 0, count: chipCount)
            for node in trees.elements[trees.starts[bounds[share]]..<trees.starts[bounds[share + 1]]]
            where chips?[Int(node.chip)] ?? true {
                counts[Int(node.chip)] += 1
            }
            return counts
        }
        var starts = [0]
        starts.reserveCapacity(chipCount + 1)
        var firsts = Array(repeating: [Int](repeating: 0, count: chipCount), count: shareCount)
        var next = 0
        for chip in 0..<chipCount {
            for share in 0..<shareCount {
                firsts[share][chip] = next
                next += counts[share][chip]
            }
            starts.append(next)
        }
        self.starts = starts
        let (total, begins) = (next, firsts)
        visits = [Visit](unsafeUninitializedCapacity: total) { buffer, initialized in
            // Each share writes places of its own.
            nonisolated(unsafe) let base = buffer.baseAddress
            _ = workers.map(shareCount) { share in
                var places = begins[share]
                // Through a span: slices would count references to what all threads read.
                let nodes = trees.elements.span
                for net in bounds[share]..<bounds[share + 1] {
                    for index in trees.range(net) where chips?[Int(nodes[index].chip)] ?? true {
                        let node = nodes[index]
                        let visit = Visit(net: Int32(net), route: node.route, goesStraight: node.goesStraight)
                        if let base { (base + places[Int(node.chip)]).initialize(to: visit) }
                        places[Int(node.chip)] += 1
                    }
                }
            }
            initialized = total
        }
    }

    /// The visits to a chip.
    subscript(chip: Int) -> ArraySlice<Visit> { visits[starts[chip]..<starts[chip + 1]] }

    /// The table of a chip, an entry for each block of keys, by ascending keys.
    func table(of chip: Int, keys: Ragged<KeyMask>) -> [TableEntry] {
        var table: [TableEntry] = []
        table.reserveCapacity(starts[chip + 1] - starts[chip])
        var isSorted = true
        // Through spans: slices would count references to what all threads read.
        let (visits, blocks, starts) = (visits.span, keys.elements.span, keys.starts.span)
        for index in self.starts[chip]..<self.starts[chip + 1] {
            let visit = visits[index]
            for block in starts[Int(visit.net)]..<starts[Int(visit.net) + 1] {
                let entry = RoutingEntry(keyMask: blocks[block], route: visit.route)
                if let last = table.last, last.entry.keyMask.key >= blocks[block].key { isSorted = false }
                table.append(TableEntry(entry: entry, isDefaultRoutable: visit.goesStraight))
            }
        }
        if !isSorted {
            table.sort { $0.entry.keyMask.key < $1.entry.keyMask.key }
        }
        return table
    }
}
