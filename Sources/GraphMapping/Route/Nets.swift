import SpiNNakerMachine

/// What is routed as one: sources on one chip that send to the same targets.
package struct Nets: Sendable {
    /// Where packets end on a chip.
    struct Stop: Hashable, Sendable {
        let chip: Int32
        /// The cores.
        var route: MulticastRoute
    }

    /// The chip of each net's sources.
    let chips: [Int32]
    /// The list of each net's targets.
    let lists: [Int32]
    /// The sources of each net, ascending.
    let sources: Ragged<Int32>
    /// The nets of each partition, side by side in the order of its chips along a curve; partitions in that order too.
    let partitions: [Range<Int>]
    /// The net of each source.
    let netOfSource: [Int32]
    /// Where each list's targets are.
    let stops: Ragged<Stop>

    var count: Int { chips.count }

    /// The nets in their order, those of one partition side by side.
    var groups: Ragged<Int32> {
        Ragged(lengths: partitions.lazy.map(\.count), elements: Array(0..<Int32(count)))
    }

    /// Finds the nets of a placed network.
    ///
    /// They come in an order in which those that are likely to share their ways are near each other: by the place of their
    /// partition's first chip on a curve that fills the machine.
    ///
    /// - Parameter known: Where a list's targets are, if that is known.
    init(
        _ graph: MachineGraph,
        _ placements: Placements,
        _ table: ChipTable,
        workers: Workers,
        known: @Sendable (_ list: Int) -> ArraySlice<Stop>? = { _ in nil }
    ) {
        let places = workers.fill(placements.count) { table.number(of: placements[$0].chip) ?? 0 }
        let ranks = table.ranks
        // The rank of the first chip of each partition; partitions of equal rank stay in order.
        let firstRanks = workers.fill(graph.shares.count) { partition in
            graph.shares[partition].reduce(table.count) {
                min($0, Int(ranks[Int(places[Int(graph.sources[$1].part)])]))
            }
        }
        let order = Ragged(grouping: firstRanks, groups: table.count + 1).elements
        // Shares of a fixed size, one behind the other, so that numbers do not depend on who finds them.
        let size = 2_048
        let parts = workers.map((order.count + size - 1) / size) { number in
            Self.share(graph, order[number * size..<min((number + 1) * size, order.count)], places, ranks)
        }
        chips = parts.flatMap(\.chips)
        lists = parts.flatMap(\.lists)
        sources = Ragged(joining: parts.map(\.sources), workers: workers)
        var partitions: [Range<Int>] = []
        var first = 0
        for part in parts {
            partitions += part.partitions.map { $0.lowerBound + first..<$0.upperBound + first }
            first += part.chips.count
        }
        self.partitions = partitions
        var netOfSource = [Int32](repeating: 0, count: graph.sources.count)
        for net in sources.indices {
            for place in sources.range(net) { netOfSource[Int(sources.elements[place])] = Int32(net) }
        }
        self.netOfSource = netOfSource
        let count = graph.targetLists.count
        let share = max(1_024, count / 64)
        let shares = workers.map((count + share - 1) / share) { number in
            let lists = number * share..<min((number + 1) * share, count)
            return Self.stops(graph, lists, placements, places, table.count, known)
        }
        stops = Ragged(joining: shares, workers: workers)
    }

    /// The nets of some partitions.
    private struct Share {
        var chips: [Int32] = []
        var lists: [Int32] = []
        var sources = Ragged<Int32>()
        var partitions: [Range<Int>] = []
    }

    /// Finds the nets of some partitions: the sources of each, sorted by their chips' ranks and their lists.
    private static func share(
        _ graph: MachineGraph,
        _ order: ArraySlice<Int32>,
        _ places: [Int32],
        _ ranks: [Int32]
    ) -> Share {
        var share = Share()
        var keyed: [(place: UInt64, source: Int32)] = []
        let (sources, places, ranks) = (graph.sources.span, places.span, ranks.span)
        for partition in order {
            keyed.removeAll(keepingCapacity: true)
            var isSorted = true
            for source in graph.shares[Int(partition)] {
                let rank = ranks[Int(places[Int(sources[source].part)])]
                let place = UInt64(rank) << 32 | UInt64(sources[source].targets)
                if let last = keyed.last, last.place > place { isSorted = false }
                keyed.append((place, Int32(source)))
            }
            // The sort is stable.
            if !isSorted { keyed.sort { $0.place < $1.place } }
            let first = share.chips.count
            var last: UInt64?
            for (place, source) in keyed {
                if place != last {
                    if last != nil { share.sources.endRow() }
                    share.chips.append(places[Int(sources[Int(source)].part)])
                    share.lists.append(sources[Int(source)].targets)
                    last = place
                }
                share.sources.add(source)
            }
            if !keyed.isEmpty { share.sources.endRow() }
            share.partitions.append(first..<share.chips.count)
        }
        return share
    }

    /// The chips of some lists' targets, ascending, with their cores.
    private static func stops(
        _ graph: MachineGraph,
        _ lists: Range<Int>,
        _ placements: Placements,
        _ places: [Int32],
        _ chipCount: Int,
        _ known: (Int) -> ArraySlice<Stop>?
    ) -> Ragged<Stop> {
        var stops = Ragged<Stop>()
        let routes = Numbers(MulticastRoute(), count: chipCount)
        var met: [Int32] = []
        // Through spans: slices would count references to what all threads read.
        let (ranges, places, placements) = (graph.targetLists.elements.span, places.span, placements.span)
        let hasDevices = !graph.devices.isEmpty
        for list in lists {
            if let known = known(list) {
                stops.addRow(known)
                continue
            }
            met.removeAll(keepingCapacity: true)
            for index in graph.targetLists.range(list) {
                for part in Int(ranges[index].lowerBound)..<Int(ranges[index].upperBound) {
                    let place = Int(places[part])
                    if routes[place].isEmpty { met.append(Int32(place)) }
                    let exit = hasDevices ? graph.exit(of: part, on: placements[part]) : .core(placements[part].core)
                    routes[place].formUnion(exit)
                }
            }
            met.sort()
            for place in met {
                stops.add(Stop(chip: place, route: routes[Int(place)]))
                routes[Int(place)] = []
            }
            stops.endRow()
        }
        return stops
    }
}
