/// A projection as the lower floors see it.
package struct ProjectionDescription: Hashable, Sendable {
    /// The projection's number, which names its random streams.
    package let id: ProjectionID
    /// The label.
    package let label: String
    /// The presynaptic cells; the rule's indices count in this selection.
    package let pre: CellSelection
    /// The postsynaptic cells.
    package let post: CellSelection
    /// Which of them are connected.
    package let rule: ConnectionRule
    /// Weights in nA, signed as given; synapse lists hold magnitudes.
    package internal(set) var weight: SynapseNumbers
    /// Delays, ms, as given; synapse lists hold whole steps.
    package let delay: SynapseNumbers
    /// The receptor, which gives the sign.
    package let receptor: Receptor

    /// How errors call the projection.
    package var location: String { "projection '\(label)'" }
}
