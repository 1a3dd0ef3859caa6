package import SpiNNakerMachine

/// The way of one source's packets: for each chip they visit, how they come in and where they go on.
package struct RoutingTree: Hashable, Sendable {
    /// One chip of a tree.
    package struct Node: Hashable, Sendable {
        /// The link of this chip that packets arrive by; `nil` on the source's chip.
        package var incoming: LinkDirection?

        /// Where packets leave the chip or end; cores are virtual.
        package var route: MulticastRoute
    }

    /// The chip of the source.
    package let source: ChipID

    /// The chips visited.
    package private(set) var nodes: [ChipID: Node]

    /// Creates the tree of a source that nobody listens to yet.
    package init(source: ChipID) {
        self.source = source
        self.nodes = [source: Node(incoming: nil, route: [])]
    }

    /// Adds a path that leaves the tree at `start` by the given links.
    ///
    /// - Precondition: `start` is in the tree and no later chip of the path is.
    package mutating func graft(from start: ChipID, path: [(link: LinkDirection, chip: ChipID)]) {
        var chip = start
        for step in path {
            precondition(nodes[step.chip] == nil, "A path grafted onto a routing tree must leave it for good")
            nodes[chip]?.route.insert(.link(step.link))
            nodes[step.chip] = Node(incoming: step.link.opposite, route: [])
            chip = step.chip
        }
    }

    /// Ends the tree at a core.
    ///
    /// - Precondition: The core's chip is in the tree.
    package mutating func deliver(to core: CoreID) {
        precondition(nodes[core.chip] != nil, "A routing tree must reach a chip before it delivers there")
        nodes[core.chip]?.route.insert(.core(core.core))
    }

    /// The number of links that a packet crosses, summed over the tree.
    package var hops: Int { nodes.count - 1 }
}
