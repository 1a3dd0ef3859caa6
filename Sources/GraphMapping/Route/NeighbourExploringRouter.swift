/// Builds trees by neighbour-exploring routing.
///
/// Targets join nearest first. Each looks for the chip of the tree that lies nearest to it, and a path from there is laid
/// along two axes of the grid. Where such a path would cross a missing chip or link, a breadth-first search over working links
/// takes its place, so a target is refused only if it truly cannot be reached.
///
/// Example: a source at (0, 0) with targets at (2, 0) and (3, 1). (2, 0) joins over two steps east; (3, 1) is one
/// diagonal step from (2, 0), so it joins there: three links in all, where two separate paths would take five.
///
/// - SeeAlso: Navaridas, Luján, Plana, Temple and Furber, "SpiNNaker: Enhanced multicast routing", 2015.
package struct NeighbourExploringRouter: Router {
    /// Creates a router.
    package init() {}

    /// Lays a tree.
    ///
    /// - Complexity: O(*t* · *h*) for *t* target chips and a tree of *h* chips, plus O(chips) for each detour.
    package func lay(_ tree: inout TreeBuilder) -> Int32? {
        var next = 0
        while next < tree.wanted.count {
            let chip = tree.wanted[next]
            next += 1
            guard tree.contains(chip) || tree.join(chip, from: tree.nearest(to: chip)) || tree.joinByDetour(chip)
            else { return chip }
        }
        return nil
    }
}
