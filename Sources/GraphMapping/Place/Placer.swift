package import SpiNNakerMachine

/// Where each part of a machine graph runs, by the part's index.
package typealias Placements = [CoreID]

/// A way to find cores for the parts of a network.
///
/// Each part gets a core of its own, on a chip that has the memory it takes; parts that are bound to a chip or core get that.
/// The same graph and machine give the same placements.
package protocol Placer: Sendable {
    /// Finds a core for every part.
    ///
    /// - Throws: `MappingError.boundChipUnusable` or `.noRoom`.
    func place(_ graph: MachineGraph, on chips: ChipTable) throws(MappingError) -> Placements
}
