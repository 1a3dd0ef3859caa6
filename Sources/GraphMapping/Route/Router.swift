import SpiNNakerMachine

/// One chip of a tree of packets.
package struct TreeNode: Hashable, Sendable, BitwiseCopyable {
    /// The number of the chip.
    let chip: Int32

    /// Where packets leave the chip or end, in the low 24 bits; the link that they come in by above, 7 on the source's chip.
    private var word: UInt32

    init(chip: Int32, incoming: Int) {
        self.chip = chip
        word = UInt32(incoming) << 24
    }

    /// Where packets leave the chip or end; cores are virtual.
    var route: MulticastRoute { MulticastRoute(rawValue: word & 0xff_ffff) }

    mutating func add(_ route: MulticastRoute) { word |= route.rawValue }

    /// The number of the link that packets come in by; 7 on the source's chip.
    var incomingLink: Int { Int(word >> 24) }

    /// The link that packets come in by; nil on the source's chip.
    var incoming: LinkDirection? { LinkDirection(rawValue: UInt8(incomingLink)) }

    /// Whether packets come in by one link and leave by the opposite one only, as they would without an entry.
    var goesStraight: Bool {
        let incoming = word >> 24
        return incoming < 6 && route.rawValue == 1 << ((incoming + 3) % 6)
    }
}

/// A way to find trees of packets.
package protocol Router: Sendable {
    /// Lays a tree.
    ///
    /// - Parameter tree: Has the source's chip as its only node, and knows all chips to be reached.
    /// - Returns: The first chip that no working links lead to; nil if all are reached.
    func lay(_ tree: inout TreeBuilder) -> Int32?

    /// Whether nets of one list share the tree between its chips, each being joined to it by a path of its own: their packets
    /// then take the same ways, and chips need fewer different entries.
    var sharesTrunks: Bool { get }

    /// The trees of nets, by their numbers; of those that nobody listens to, empty ones.
    ///
    /// - Parameter wanted: Of which nets trees are wanted; those of others that share a list with one of these come too. Nil for
    ///   all.
    /// - Throws: `MappingError.unreachable`.
    func trees(
        of nets: Nets,
        on table: ChipTable,
        workers: Workers,
        wanted: [Bool]?
    ) throws(MappingError) -> Ragged<TreeNode>
}

extension Router {
    package var sharesTrunks: Bool { true }

    /// The trees of nets, each laid by itself or grown from its list's trunk.
    package func trees(
        of nets: Nets,
        on table: ChipTable,
        workers: Workers,
        wanted: [Bool]?
    ) throws(MappingError) -> Ragged<TreeNode> {
        let members = Ragged(grouping: nets.lists.lazy.map { Int($0) }, groups: nets.stops.count)
        // Lists do not depend on each other, so that the size of a share has no bearing on the result. Each share takes a builder.
        let share = max(256, members.count / 64)
        typealias Share = Result<Ragged<TreeNode>, MappingError>
        let results = workers.map((members.count + share - 1) / share) { number -> Share in
            var builder = TreeBuilder(table)
            var trees = Ragged<TreeNode>()
            let (allStops, allMembers) = (nets.stops.elements.span, members.elements.span)
            for list in (number * share)..<min((number + 1) * share, members.count) {
                let stops = allStops.extracting(nets.stops.range(list))
                let own = members.range(list)
                let isWanted = wanted.map { wanted in own.contains { wanted[Int(members.elements[$0])] } } ?? true
                guard isWanted, !stops.isEmpty else {
                    for _ in own { trees.endRow() }
                    continue
                }
                let isShared = sharesTrunks && own.count > 1 && stops.count > 1 && layTrunk(of: stops, with: &builder)
                for member in own {
                    let source = nets.chips[Int(allMembers[member])]
                    if !isShared || !builder.growFromTrunk(at: source) {
                        builder.begin(at: source, stops: stops)
                        if let chip = lay(&builder) {
                            let (from, to) = (table.ids[Int(source)], table.ids[Int(chip)])
                            return .failure(.unreachable(source: "\(from)", target: "\(to)"))
                        }
                    }
                    trees.addRow(builder.end(adding: stops))
                }
            }
            return .success(trees)
        }
        var shares: [Ragged<TreeNode>] = []
        for result in results { shares.append(try result.get()) }
        return Ragged(joining: shares, as: members.elements, workers: workers)
    }

    /// The tree of a net that goes around some chips; nil if there is none.
    func tree(of net: Int, in nets: Nets, with builder: inout TreeBuilder) -> [TreeNode]? {
        let stops = nets.stops.elements.span.extracting(nets.stops.range(Int(nets.lists[net])))
        builder.begin(at: nets.chips[net], stops: stops)
        guard lay(&builder) == nil else { return nil }
        return builder.end(adding: stops)
    }

    /// Lays the tree between the chips of a list, from one in their midst. False if links are missing.
    private func layTrunk(of stops: Span<Nets.Stop>, with builder: inout TreeBuilder) -> Bool {
        builder.begin(at: builder.middle(of: stops), stops: stops)
        guard lay(&builder) == nil else { return false }
        builder.keepTrunk()
        return true
    }
}
