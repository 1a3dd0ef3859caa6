import SpiNNakerMachine

/// Maps a network stage by stage, and tries other ways where tables are too long.
struct Mapper<Placing: Placer, Routing: Router> {
    /// How often parts are moved from chips whose tables are too long, without tables getting shorter.
    private static var mostMoves: Int { 6 }

    /// How often parts are moved at all.
    private static var mostRounds: Int { 24 }

    /// How often parts are placed anew, on chips with a quarter fewer cores each time.
    private static var mostPlacements: Int { 5 }

    /// How often trees are led around chips whose tables are too long.
    private static var mostDetours: Int { 4 }

    /// Longer tables are not put in order by how frequent their routes are.
    private static var mostEntriesByRoute: Int { 4_096 }

    var graph: MachineGraph
    let chips: ChipTable
    let placer: Placing
    let router: Routing
    let workers: Workers

    /// A chip's table that is too long.
    private struct Overflow {
        let chip: Int
        let entries: Int
        let available: Int

        var excess: Int { entries - available }
    }

    /// Short tables, and those that are too long all the same.
    private struct Tables {
        /// The numbers of the chips.
        let chips: [Int]
        var tables: [[RoutingEntry]]
        var overflows: [Overflow] = []

        var excess: Int { overflows.reduce(0) { $0 + $1.excess } }
    }

    /// Maps the network.
    func map(_ begin: (Mapping.Stage) -> Void) throws(MappingError) -> Mapping {
        do throws(MappingError) {
            return try attempt(on: chips, begin)
        } catch {
            guard case .tableTooLong = error else { throw error }
            var usable = chips
            for _ in 1..<Self.mostPlacements {
                guard let thinner = thinned(usable) else { break }
                usable = thinner
                if let mapping = try? attempt(on: usable, begin) { return mapping }
            }
            throw error
        }
    }

    /// Maps the network onto some of the cores, and moves parts as long as that makes long tables shorter.
    ///
    /// - Throws: `MappingError`; of tables that stay too long the first.
    private func attempt(
        on usable: ChipTable,
        _ begin: (Mapping.Stage) -> Void
    ) throws(MappingError) -> Mapping {
        begin(.placing)
        var placements = try placer.place(graph, on: usable)
        var first: MappingError?
        var (least, moves, rounds) = (Int.max, 0, 0)
        while true {
            var mapper = self
            mapper.graph = graph.withGatherers(near: placements, on: chips)
            let (tables, failure): (Tables, MappingError)
            switch try mapper.connect(placements, begin) {
            case .mapped(let mapping): return mapping
            case .tooLong(let result): (tables, failure) = (result.tables, first ?? result.failure)
            }
            first = failure
            rounds += 1
            if tables.excess < least { (least, moves) = (tables.excess, 0) } else { moves += 1 }
            guard moves < Self.mostMoves, rounds < Self.mostRounds, spread(&placements, from: tables.overflows)
            else { throw failure }
        }
    }

    /// What comes of placed parts: a mapping, or tables that are too long.
    private enum Connected {
        case mapped(Mapping)
        case tooLong((tables: Tables, failure: MappingError))
    }

    /// Routes a placed network, gives it keys and makes its tables.
    private func connect(_ placements: Placements, _ begin: (Mapping.Stage) -> Void) throws(MappingError) -> Connected {
        begin(.routing)
        let nets = Nets(graph, placements, chips, workers: workers)
        var trees = try router.trees(of: nets, on: chips, workers: workers, wanted: nil)
        begin(.keys)
        let allocator = try KeyAllocator(graph, nets)
        var keys = try allocator.allocate(nets.groups)
        begin(.tables)
        var visits = Visits(trees, chipCount: chips.count, workers: workers)
        var tables = try shorten(visits, keys)
        if !tables.overflows.isEmpty { try relieve(&tables, &keys, &trees, &visits, nets, allocator) }
        guard let worst = tables.overflows.max(by: { $0.excess < $1.excess })
        else { return .mapped(mapping(placements, keys, tables, nets, trees)) }
        return .tooLong((tables, error(of: worst, visits, nets)))
    }

    /// The machine with a quarter of the cores of each chip left unused, but for those that parts are bound to; nil if there is
    /// no room then.
    private func thinned(_ usable: ChipTable) -> ChipTable? {
        var bound = [(count: Int, cores: UInt32)](repeating: (0, 0), count: usable.count)
        for part in graph.vertices.indices where graph.devices[Int32(part)] == nil {
            guard let chip = graph.boundChip(of: part).flatMap(usable.number) else { continue }
            bound[Int(chip)].count += 1
            if let core = graph.boundCore(of: part) { bound[Int(chip)].cores |= 1 << UInt32(core) }
        }
        let cores = zip(usable.cores, bound).map { cores, bound in
            let most = max(1, bound.count, cores.nonzeroBitCount * 3 / 4)
            var kept = cores
            for core in (0..<18 as Range<UInt32>).reversed()
            where kept.nonzeroBitCount > most && bound.cores & 1 << core == 0 {
                kept &= ~(1 << core)
            }
            return kept
        }
        let room = cores.reduce(0) { $0 + $1.nonzeroBitCount }
        return room >= graph.vertices.count - graph.devices.count && cores != usable.cores
            ? ChipTable(usable, cores: cores) : nil
    }

    private func mapping(
        _ placements: Placements,
        _ keys: Keys,
        _ tables: Tables,
        _ nets: Nets,
        _ trees: Ragged<TreeNode>,
        others: [ChipID: [RoutingEntry]] = [:]
    ) -> Mapping {
        var named = others
        for (chip, table) in zip(tables.chips, tables.tables) {
            named[chips.ids[chip]] = table.isEmpty ? nil : table
        }
        return Mapping(
            graph: graph,
            placements: placements,
            keys: keys,
            tables: named,
            chips: chips,
            nets: nets,
            trees: trees
        )
    }

    // MARK: - Tables

    /// The short tables of chips, of all or of some.
    private func shorten(
        _ visits: Visits,
        _ keys: Keys,
        of some: [Int]? = nil
    ) throws(MappingError) -> Tables {
        let share = 16
        let numbers = some ?? Array(0..<chips.count)
        typealias Checked = (table: [RoutingEntry], fault: KeyMask?, parting: KeyMask?)
        let results = workers.map((numbers.count + share - 1) / share) { number -> [Checked] in
            numbers[number * share..<min((number + 1) * share, numbers.count)].map { chip -> Checked in
                var long = visits.table(of: chip, keys: keys.byNet)
                if keys.areShared, let parting = long.joinEqualKeys() { return ([], nil, parting) }
                var short = EntryMerging().merge(PrefixCovering().compress(long), of: long)
                if short.count > chips.freeEntries[chip], long.count <= Self.mostEntriesByRoute {
                    let other = RareRoutesFirst().compress(long)
                    if other.count < short.count { short = other }
                }
                return (short, CoverCheck(short).firstFault(in: long), nil)
            }
        }
        let all = results.flatMap { $0 }
        var tables = Tables(chips: numbers, tables: all.map(\.table))
        for (chip, (short, fault, parting)) in zip(numbers, all) {
            if let parting { throw error(of: parting, at: chip, keys) }
            if let fault { throw .wrongTable(chip: "\(chips.ids[chip])", key: fault.key) }
            if short.count > chips.freeEntries[chip] {
                let overflow = Overflow(chip: chip, entries: short.count, available: chips.freeEntries[chip])
                tables.overflows.append(overflow)
            }
        }
        return tables
    }

    /// Whose packets part though they have the same keys.
    private func error(of shared: KeyMask, at chip: Int, _ keys: Keys) -> MappingError {
        var vertices: [Int] = []
        for (source, own) in keys.bySource.enumerated() where own.intersects(shared) {
            let vertex = graph.application.partitions[Int(graph.sources[source].partition)].source
            if !vertices.contains(vertex) { vertices.append(vertex) }
        }
        let labels = vertices.map { graph.application.vertices[$0].label }
        return .sharedKeysPart(vertices: labels, chip: "\(chips.ids[chip])", key: shared.key)
    }

    private func error(of overflow: Overflow, _ visits: Visits, _ nets: Nets) -> MappingError {
        var counts: [Int: Int] = [:]
        for visit in visits[overflow.chip] {
            let source = graph.sources[Int(nets.sources[Int(visit.net)].first ?? 0)]
            counts[graph.application.partitions[Int(source.partition)].source, default: 0] += 1
        }
        let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
        var sources = most.map { "'\(graph.application.vertices[$0.key].label)' (\($0.value))" }
        if counts.count > most.count { sources.append("\(counts.count - most.count) others") }
        return .tableTooLong(
            chip: "\(chips.ids[overflow.chip])",
            entries: overflow.entries,
            available: overflow.available,
            sources: sources
        )
    }

    // MARK: - Relief

    /// Gives nets that go the same way on chips with too long tables keys side by side, then leads nets that only pass there
    /// around, as long as that helps.
    private func relieve(
        _ tables: inout Tables,
        _ keys: inout Keys,
        _ trees: inout Ragged<TreeNode>,
        _ visits: inout Visits,
        _ nets: Nets,
        _ allocator: KeyAllocator
    ) throws(MappingError) {
        var avoided: Set<Int32> = []
        for detour in 0...Self.mostDetours {
            let before = (tables, keys, trees, visits)
            if detour > 0 {
                let others = detours(around: tables.overflows, &avoided, visits, nets)
                if others.isEmpty { return }
                trees = trees.replacing(others)
                visits = Visits(trees, chipCount: chips.count, workers: workers)
                tables = try shorten(visits, keys)
                if tables.overflows.isEmpty { return }
            }
            let otherKeys = try allocator.allocate(groups(by: tables.overflows, visits, nets))
            let otherTables = try shorten(visits, otherKeys)
            if otherTables.excess < tables.excess { (keys, tables) = (otherKeys, otherTables) }
            if tables.overflows.isEmpty { return }
            if detour > 0, tables.excess >= before.0.excess {
                (tables, keys, trees, visits) = before
                return
            }
        }
    }

    /// The nets, each by itself, those side by side that go the same way on the chips with the longest tables.
    private func groups(by overflows: [Overflow], _ visits: Visits, _ nets: Nets) -> Ragged<Int32> {
        let worst = overflows.sorted { $1.excess < $0.excess }.prefix(4)
        var ways = [[UInt32]](repeating: Array(repeating: 0, count: worst.count), count: nets.count)
        for (place, overflow) in worst.enumerated() {
            for visit in visits[overflow.chip] { ways[Int(visit.net)][place] = visit.route.rawValue }
        }
        let order = (0..<Int32(nets.count)).sorted { ways[Int($0)].lexicographicallyPrecedes(ways[Int($1)]) }
        return Ragged(lengths: order.lazy.map { _ in 1 }, elements: order)
    }

    /// Other trees for nets that only pass chips with too long tables: so many that the rest would fit.
    private func detours(
        around overflows: [Overflow],
        _ avoided: inout Set<Int32>,
        _ visits: Visits,
        _ nets: Nets
    ) -> [Int: [TreeNode]] {
        for overflow in overflows { avoided.insert(Int32(overflow.chip)) }
        var builder = TreeBuilder(chips, avoiding: avoided)
        var trees: [Int: [TreeNode]] = [:]
        for overflow in overflows {
            // Packets that go straight on need no entry; those that turn do.
            let passing = visits[overflow.chip].filter {
                $0.route.cores.isEmpty && !$0.goesStraight && Int(nets.chips[Int($0.net)]) != overflow.chip
            }
            var left = overflow.excess * 3 / 2 + 1
            for visit in passing where left > 0 && trees[Int(visit.net)] == nil {
                guard let tree = router.tree(of: Int(visit.net), in: nets, with: &builder) else { continue }
                trees[Int(visit.net)] = tree
                left -= 1
            }
        }
        return trees
    }

    /// Moves half of the parts that receive packets from chips with too long tables to other chips, one to each, where they
    /// change places with parts that receive none: fewer targets on a chip, fewer different ways for packets to end there.
    ///
    /// - Returns: False if no part can be moved.
    private func spread(_ placements: inout Placements, from overflows: [Overflow]) -> Bool {
        var receives = [Bool](repeating: false, count: graph.vertices.count)
        for range in graph.targetLists.elements { for part in range { receives[Int(part)] = true } }
        let places = placements.map { Int(chips.number(of: $0.chip) ?? 0) }
        let parts = Ragged(grouping: places, groups: chips.count)
        var freeCores = chips.cores
        var freeSDRAM = chips.freeSDRAM
        for (part, place) in places.enumerated() {
            freeCores[place] &= ~(1 << UInt32(placements[part].core))
            freeSDRAM[place] -= graph.sharedMemory(of: part).reduce(graph.sdram[part]) { $0 + graph.bytes(of: $1) }
        }
        func sdram(_ part: Int32) -> Int { graph.sdram[Int(part)] }
        // What shares a chip, or memory there, stays.
        func isFree(_ part: Int32) -> Bool {
            graph.boundChip(of: Int(part)) == nil && graph.bundles.mates(of: Int(part)) == nil
                && graph.sharedMemory(of: Int(part)).isEmpty
        }
        var isTaken = [Bool](repeating: false, count: chips.count)
        for overflow in overflows { isTaken[overflow.chip] = true }
        var isMoved = false
        for overflow in overflows {
            let home = overflow.chip
            let own = parts[home].filter { receives[Int($0)] && isFree($0) }
            for part in own.prefix(own.count / 2) {
                chips.visitOutward(from: [Int32(home)]) { chip in
                    let place = Int(chip)
                    guard !isTaken[place] else { return true }
                    let (here, there) = (placements[Int(part)], chips.ids[place])
                    if freeCores[place] != 0, freeSDRAM[place] >= sdram(part) {
                        let core = UInt8(freeCores[place].trailingZeroBitCount)
                        freeCores[place] &= freeCores[place] - 1
                        freeSDRAM[place] -= sdram(part)
                        placements[Int(part)] = CoreID(chip: there, core: core)
                    } else {
                        let other = parts[place].first {
                            !receives[Int($0)] && isFree($0)
                                && freeSDRAM[place] + sdram($0) >= sdram(part)
                                && freeSDRAM[home] + sdram(part) >= sdram($0)
                        }
                        guard let other else { return true }
                        freeSDRAM[place] += sdram(other) - sdram(part)
                        freeSDRAM[home] += sdram(part) - sdram(other)
                        placements.swapAt(Int(part), Int(other))
                    }
                    if placements[Int(part)] != here { isMoved = true }
                    isTaken[place] = true
                    return false
                }
            }
        }
        return isMoved
    }

    // MARK: - Changes

    /// Maps the network and keeps what was there before; nil if that does not fit.
    func map(keeping former: Mapping) throws(MappingError) -> Mapping? {
        guard let kept = Kept(former, graph), var rooms = Rooms(graph, on: chips, keeping: kept.placements)
        else { return nil }
        guard (try? placeOthers(kept, &rooms)) != nil else { return nil }
        var mapper = self
        mapper.graph = graph.withGatherers(near: rooms.placements, on: chips)
        // Lists have other numbers once gatherers are among them.
        let hasGatherers = graph.application.partitions.contains { !$0.gatherers.isEmpty }
        guard let kept = hasGatherers ? Kept(former, mapper.graph) : kept else { return nil }
        return try mapper.connect(rooms.placements, keeping: former, kept)
    }

    /// Routes what is new or sends to others, gives it keys and makes the tables that it touches.
    private func connect(
        _ placements: Placements,
        keeping former: Mapping,
        _ kept: Kept
    ) throws(MappingError) -> Mapping? {
        // Read once: what is in a structure of many arrays is else counted anew for each net.
        let (formerStops, formerTrees) = (former.nets.stops, former.trees)
        let isListKept = kept.isListKept
        let nets = Nets(graph, placements, chips, workers: workers) { list in
            isListKept[list] ? formerStops[list] : nil
        }
        let formerNets = kept.nets(nets, former)
        let newTrees = try router.trees(of: nets, on: chips, workers: workers, wanted: formerNets.map { $0 < 0 })
        let trees = Ragged(formerNets, of: formerTrees, own: newTrees)
        let keptBlocks = Ragged(formerNets, of: former.blocks)
        let keptKeys = kept.sources.map { $0 >= 0 ? former.keys[Int($0)] : nil }
        let allocator = try KeyAllocator(graph, nets, kept: keptKeys, keptBlocks: keptBlocks)
        let keys = try allocator.allocate(nets.groups)
        // Tables stay where no tree, new or gone, comes by.
        var isTouched = [Bool](repeating: false, count: chips.count)
        var isGone = [Bool](repeating: true, count: former.nets.count)
        for (net, old) in formerNets.enumerated() {
            if old >= 0 {
                isGone[Int(old)] = false
            } else {
                for node in trees[net] { isTouched[Int(node.chip)] = true }
            }
        }
        for old in isGone.indices where isGone[old] {
            for node in formerTrees[old] { isTouched[Int(node.chip)] = true }
        }
        let visits = Visits(trees, chipCount: chips.count, of: isTouched, workers: workers)
        let tables = try shorten(visits, keys, of: isTouched.indices.filter { isTouched[$0] })
        guard tables.overflows.isEmpty else { return nil }
        return mapping(placements, keys, tables, nets, trees, others: former.tables)
    }

    /// Finds cores for the parts that are new: near those that they exchange packets with.
    private func placeOthers(_ kept: Kept, _ rooms: inout Rooms) throws(MappingError) {
        let (placed, lists, sources) = (kept.placements, graph.targetLists, graph.sources)
        let others = placed.indices.filter { placed[$0] == nil }
        try rooms.takeBound(in: others)
        guard let first = others.first, let last = others.last else { return }
        // The first neighbour that is placed tells where.
        var neighbours = [Int32?](repeating: nil, count: last - first + 1)
        var senders = [Int32](repeating: -1, count: lists.count)
        for source in sources where placed[Int(source.part)] != nil { senders[Int(source.targets)] = source.part }
        let those = Int32(first)..<Int32(last + 1)
        for (list, sender) in senders.enumerated() where sender >= 0 {
            for place in lists.range(list) where lists.elements[place].overlaps(those) {
                for target in lists.elements[place].clamped(to: those) {
                    neighbours[Int(target) - first] = kept.chip(of: Int(sender), chips)
                }
            }
        }
        for part in others where neighbours[part - first] == nil {
            for source in graph.sourcesOfParts[part] where neighbours[part - first] == nil {
                let targets = graph.targets(of: Int(source)).lazy
                neighbours[part - first] = targets.compactMap { kept.chip(of: $0, chips) }.first
            }
        }
        var left = others.filter { graph.boundChip(of: $0) == nil && graph.bundles.leads($0) }[...]
        while let part = left.first {
            let group = left.prefix { neighbours[$0 - first] == neighbours[part - first] }
            try rooms.take(group, near: neighbours[part - first] ?? 0)
            left = left.dropFirst(group.count)
        }
    }
}

/// What stays of a mapping when its network changes.
private struct Kept {
    /// The cores of the parts that were there before, by their numbers now.
    var placements: [CoreID?]
    /// The former number of each source, or −1.
    var sources: [Int32]
    /// Whether all sources that were there before have their former numbers.
    private let sourcesInPlace: Bool
    /// Whether a list has its former number and goes to the same cores as before.
    var isListKept: [Bool]

    /// Compares a network with the one before; nil if nothing of it is left.
    init?(_ former: Mapping, _ graph: MachineGraph) {
        let before = former.graph
        placements = Array(repeating: nil, count: graph.vertices.count)
        sources = Array(repeating: -1, count: graph.sources.count)
        var formerParts = [Int](repeating: -1, count: graph.vertices.count)
        // Read once: what is in a structure of many arrays is else counted anew for each part.
        let (vertices, formerVertices, cores) = (graph.vertices, before.vertices, former.placements)
        for (index, (own, old)) in zip(graph.parts, before.parts).enumerated() where own.count == old.count {
            let whole = graph.application.vertices[index]
            guard whole.place == nil || old.allSatisfy({ Self.allows(cores[$0], whole) }) else { continue }
            guard zip(own, old).allSatisfy({ vertices[$0].atoms == formerVertices[$1].atoms }) else { continue }
            for (part, formerPart) in zip(own, old) {
                placements[part] = cores[formerPart]
                formerParts[part] = formerPart
            }
        }
        for bundle in graph.bundles.all.indices {
            let mates = graph.bundles.all[bundle].lazy.map(Int.init)
            let homes = Set(mates.map { [placements] in placements[$0]?.chip })
            if homes.count > 1 || homes.contains(nil) {
                for part in mates { (placements[part], formerParts[part]) = (nil, -1) }
            }
        }
        guard formerParts.contains(where: { $0 >= 0 }) else { return nil }
        let same = formerParts.indices.first { formerParts[$0] != $0 } ?? formerParts.count
        let (lists, formerLists) = (graph.targetLists, before.targetLists)
        isListKept = lists.indices.map { list in
            let targets = lists[list]
            return list < formerLists.count && Int(targets.last?.upperBound ?? 0) <= same
                && targets == formerLists[list]
        }
        let (ownSources, formerSources) = (graph.sources, before.sources)
        let isAnyFixed = !graph.fixedKeys.isEmpty || !before.fixedKeys.isEmpty
        for (index, (own, old)) in zip(graph.shares, before.shares).enumerated() where own.count == old.count {
            guard graph.application.partitions[index].commonKeys == before.application.partitions[index].commonKeys
            else { continue }
            for (source, formerSource) in zip(own, old)
            where formerParts[Int(ownSources[source].part)] == Int(formerSources[formerSource].part)
                && ownSources[source].keyBits == formerSources[formerSource].keyBits
                && (!isAnyFixed || graph.fixedKeys[Int32(source)] == before.fixedKeys[Int32(formerSource)])
            {
                sources[source] = Int32(formerSource)
            }
        }
        let found = sources
        sourcesInPlace = found.indices.prefix(before.sources.count).allSatisfy { found[$0] == $0 }
    }

    /// Whether parts of a vertex may be on a core.
    private static func allows(_ core: CoreID, _ vertex: ApplicationVertex) -> Bool {
        (vertex.place?.chip ?? core.chip) == core.chip && (vertex.place?.core ?? core.core) == core.core
    }

    /// The number of the chip that a part stays on.
    func chip(of part: Int, _ chips: ChipTable) -> Int32? { placements[part].flatMap { chips.number(of: $0.chip) } }

    /// Whether sources were like this before.
    private func isSame(_ own: ArraySlice<Int32>, as before: ArraySlice<Int32>) -> Bool {
        own == before && sourcesInPlace
            || own.count == before.count && zip(own, before).allSatisfy { sources[Int($0)] == $1 }
    }

    /// The former number of each net that has the same sources and goes to the same cores as before, or −1.
    func nets(_ nets: Nets, _ former: Mapping) -> [Int32] {
        let (ownSources, ownLists, ownStops) = (nets.sources, nets.lists, nets.stops)
        let (netOfSource, formerSources) = (former.nets.netOfSource, former.nets.sources)
        let (formerLists, formerStops) = (former.nets.lists, former.nets.stops)
        return (0..<nets.count).map { net in
            let own = ownSources[net]
            guard let first = own.first, sources[Int(first)] >= 0 else { return -1 }
            let old = netOfSource[Int(sources[Int(first)])]
            let (list, formerList) = (ownLists[net], formerLists[Int(old)])
            guard isSame(own, as: formerSources[Int(old)]),
                isListKept[Int(list)] && list == formerList || ownStops[Int(list)] == formerStops[Int(formerList)]
            else { return -1 }
            return old
        }
    }
}
