package import GraphMapping

/// The placers and routers that the generic tests go through.
package enum Algorithms {
    /// Placers that put what belongs together near each other.
    package static let compactPlacers: [any Placer] = [
        OrderedPlacer(.radial), OrderedPlacer(.largestFirst), OrderedPlacer(.breadthFirst), OrderedPlacer(.hilbert),
        OrderedPlacer(.reverseCuthillMcKee), MinCutPlacer(),
    ]

    /// All placers.
    package static let placers = compactPlacers + [OrderedPlacer(.random(seed: 1))]

    /// All routers.
    package static let routers: [any Router] = [
        NeighbourExploringRouter(), LongestDimensionFirstRouter(), CongestionAwareRouter(),
        CongestionAwareRouter(LongestDimensionFirstRouter()),
    ]
}

/// Places what it is told.
package struct GivenPlacer: Placer {
    private let placements: Placements

    /// Creates a placer that puts each part where it is told to.
    package init(_ placements: Placements) { self.placements = placements }

    /// The given places.
    package func place(_: MachineGraph, on: ChipTable) -> Placements { placements }
}
