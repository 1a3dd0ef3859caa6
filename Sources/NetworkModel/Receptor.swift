/// A receptor of current-based cells: it gives a synapse its sign.
public enum Receptor: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// Input is added.
    case excitatory
    /// Input is subtracted.
    case inhibitory

    /// PyNN's name.
    public var description: String { rawValue }
}
