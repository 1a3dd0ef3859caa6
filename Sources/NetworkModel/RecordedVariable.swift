/// What can be recorded of a cell, under PyNN's names.
public enum RecordedVariable: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// Spike times, ms.
    case spikes
    /// Membrane potential, mV.
    case v
    /// Excitatory synaptic input: for current-based cells a current, nA.
    case gsynExc = "gsyn_exc"
    /// Inhibitory synaptic input: for current-based cells a current, nA.
    case gsynInh = "gsyn_inh"

    /// PyNN's name.
    public var description: String { rawValue }

    /// The unit of current-based cells' recordings.
    public var unit: String {
        switch self {
        case .spikes: "ms"
        case .v: "mV"
        case .gsynExc, .gsynInh: "nA"
        }
    }
}
