/// Builds trees of paths from the source, each along the longest of the three axes first.
///
/// A path begins where it last touches the tree. Trees are longer than those of ``NeighbourExploringRouter``, but each path is a
/// shortest one: packets arrive over as few links as they can. Where links are missing, a breadth-first search takes the
/// path's place.
///
/// - SeeAlso: Navaridas, Luján, Plana, Temple and Furber, "SpiNNaker: Enhanced multicast routing", 2015.
package struct LongestDimensionFirstRouter: Router {
    /// Creates a router.
    package init() {}

    /// Paths from a trunk would not be the shortest.
    package var sharesTrunks: Bool { false }

    /// Lays a tree.
    ///
    /// - Complexity: O(*t* · *d*) for *t* target chips at *d* links, plus O(chips) for each detour.
    package func lay(_ tree: inout TreeBuilder) -> Int32? {
        var next = 0
        while next < tree.wanted.count {
            let chip = tree.wanted[next]
            next += 1
            guard tree.contains(chip) || tree.join(chip, from: tree.source) || tree.joinByDetour(chip) else {
                return chip
            }
        }
        return nil
    }
}
