import SpiNNakerMachine

/// What is routed as one: sources on one chip that send to the same targets.
struct Nets: Sendable {
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
    /// The nets of each partition, side by side in the order of its chips along a curve.
    let partitions: [Range<Int>]
    /// Where each list's targets are.
    let stops: Ragged<Stop>

    var count: Int { chips.count }

    /// Finds the nets of a placed network.
    ///
    /// They come in an order in which those that are likely to share their ways are near each other: by the place of their
    /// partition's first chip on a curve that fills the machine.
    init(_ graph: MachineGraph, _ placements: Placements, _ table: ChipTable) {
        let places = placements.map { table.number(of: $0.chip) ?? 0 }
        let ranks = table.ranksAlongCurve()
        let order = graph.shares.indices.map { partition -> UInt64 in
            let first = graph.shares[partition].reduce(Int32.max) {
                min($0, ranks[Int(places[Int(graph.sources[$1].part)])])
            }
            return UInt64(first) << 32 | UInt64(partition)
        }.sorted()
        var chips: [Int32] = []
        var lists: [Int32] = []
        var sources = Ragged<Int32>()
        var partitions = [Range<Int>](repeating: 0..<0, count: graph.shares.count)
        var keyed: [(rank: Int32, list: Int32, source: Int32)] = []
        for entry in order {
            let partition = Int(entry & 0xffff_ffff)
            keyed.removeAll(keepingCapacity: true)
            for source in graph.shares[partition] {
                let place = places[Int(graph.sources[source].part)]
                keyed.append((ranks[Int(place)], graph.sources[source].targets, Int32(source)))
            }
            if keyed.count > 1 { keyed.sort { $0 < $1 } }
            let first = chips.count
            for (index, key) in keyed.enumerated() {
                if index == 0 || (key.rank, key.list) != (keyed[index - 1].rank, keyed[index - 1].list) {
                    if index > 0 { sources.endRow() }
                    chips.append(places[Int(graph.sources[Int(key.source)].part)])
                    lists.append(key.list)
                }
                sources.add(key.source)
            }
            if !keyed.isEmpty { sources.endRow() }
            partitions[partition] = first..<chips.count
        }
        self.chips = chips
        self.lists = lists
        self.sources = sources
        self.partitions = partitions
        stops = Self.stops(graph, placements, places, chipCount: table.count)
    }

    /// The chips of each list's targets, ascending, with their cores.
    private static func stops(
        _ graph: MachineGraph,
        _ placements: Placements,
        _ places: [Int32],
        chipCount: Int
    ) -> Ragged<Stop> {
        var stops = Ragged<Stop>()
        let routes = Numbers(MulticastRoute(), count: chipCount)
        var met: [Int32] = []
        for list in graph.targetLists.indices {
            met.removeAll(keepingCapacity: true)
            for range in graph.targetLists[list] {
                for part in Int(range.lowerBound)..<Int(range.upperBound) {
                    let place = Int(places[part])
                    if routes[place].isEmpty { met.append(Int32(place)) }
                    routes[place].formUnion(.core(placements[part].core))
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

extension ChipTable {
    /// The place of each chip along Hilbert's curve through the machine: chips near on it are near on the machine.
    ///
    /// - SeeAlso: D. Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück", 1891.
    func ranksAlongCurve() -> [Int32] {
        let order = (0..<Int32(count)).sorted { placeOnCurve($0) < placeOnCurve($1) }
        var ranks = [Int32](repeating: 0, count: count)
        for (rank, chip) in order.enumerated() { ranks[Int(chip)] = Int32(rank) }
        return ranks
    }

    private func placeOnCurve(_ chip: Int32) -> Int32 {
        var (x, y) = (x[Int(chip)], y[Int(chip)])
        var place: Int32 = 0
        var side: Int32 = 128
        while side > 0 {
            let (right, upper) = (x & side != 0, y & side != 0)
            place = place << 2 | (right ? (upper ? 2 : 3) : (upper ? 1 : 0))
            if !upper {
                if right { (x, y) = (255 - x, 255 - y) }
                (x, y) = (y, x)
            }
            side >>= 1
        }
        return place
    }
}
