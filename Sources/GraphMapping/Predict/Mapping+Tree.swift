package import SpiNNakerMachine

extension Mapping {
    /// The way of one source's packets.
    package struct Tree: Hashable, Sendable {
        /// The chip of the source.
        package let origin: ChipID

        /// The links, each with the chip that packets leave by it; those to devices too.
        package let links: [Link]

        /// The chips on which packets end.
        package let targets: [ChipID]

        /// A link of a tree.
        package struct Link: Hashable, Sendable {
            /// The chip that packets leave.
            package let chip: ChipID

            /// The link that they leave by.
            package let link: LinkDirection

            /// Names a link.
            package init(chip: ChipID, link: LinkDirection) {
                self.chip = chip
                self.link = link
            }
        }
    }

    /// The tree of a source, by its index in the graph; nil where nobody listens to it.
    ///
    /// - Complexity: O(*n*) for a tree of *n* chips.
    package func tree(of source: Int) -> Tree? {
        let net = Int(nets.netOfSource[source])
        guard !trees[net].isEmpty else { return nil }
        return Tree(
            origin: chips.ids[Int(nets.chips[net])],
            links: trees[net].flatMap { node in
                node.route.links.map { Tree.Link(chip: chips.ids[Int(node.chip)], link: $0) }
            },
            targets: nets.stops[Int(nets.lists[net])].map { chips.ids[Int($0.chip)] }
        )
    }
}
