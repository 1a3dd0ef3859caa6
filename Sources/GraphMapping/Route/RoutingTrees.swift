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
}

extension Router {
    /// The trees of nets, by their numbers; of those that nobody listens to, empty ones.
    ///
    /// - Throws: `MappingError.unreachable`.
    func trees(
        of nets: Nets,
        on table: ChipTable,
        workers: Workers
    ) throws(MappingError) -> Ragged<TreeNode> {
        // Trees do not depend on each other, so that the size of a share has no bearing on the result.
        let share = 256
        typealias Share = Result<Ragged<TreeNode>, MappingError>
        let results = workers.map((nets.count + share - 1) / share) { number -> Share in
            var builder = TreeBuilder(table)
            var trees = Ragged<TreeNode>()
            for net in (number * share)..<min((number + 1) * share, nets.count) {
                let stops = nets.stops[Int(nets.lists[net])]
                if !stops.isEmpty {
                    builder.begin(at: nets.chips[net], stops: stops)
                    if let chip = lay(&builder) {
                        let (source, target) = (table.ids[Int(nets.chips[net])], table.ids[Int(chip)])
                        return .failure(.unreachable(source: "\(source)", target: "\(target)"))
                    }
                    builder.end(adding: stops, to: &trees)
                }
                trees.endRow()
            }
            return .success(trees)
        }
        var trees = Ragged<TreeNode>()
        for result in results { trees.append(try result.get()) }
        return trees
    }
}
