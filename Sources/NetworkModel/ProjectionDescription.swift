/// A projection as the lower floors see it.
package struct ProjectionDescription: Hashable, Sendable {
    /// The projection's number, which names its random streams.
    package let id: ProjectionID
    /// The label.
    package let label: String
    /// The presynaptic cells; connections' sources count in this selection.
    package let pre: CellSelection
    /// The postsynaptic cells; connections' targets count in this selection.
    package let post: CellSelection
    /// Which of them are connected.
    package internal(set) var connectivity: Connectivity
    /// Weights in nA, signed as given.
    package internal(set) var weight: SynapseNumbers
    /// Delays, ms, as given; synapse lists hold whole steps.
    package internal(set) var delay: SynapseNumbers
    /// The receptor, which gives the sign.
    package let receptor: Receptor

    /// How errors call the projection.
    package var location: String { "projection '\(label)'" }
}
