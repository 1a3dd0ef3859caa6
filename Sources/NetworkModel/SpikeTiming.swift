/// Which step's number a spike bears.
public enum SpikeTiming: String, Hashable, Sendable {
    /// A cell that crosses its threshold in the step from t to t + dt spikes at t + dt, as in NEST and PyNN.
    case nest
    /// The same spike is stamped t, as sPyNNaker does.
    case sPyNNaker

    /// The number of steps added to the step of the crossing: 1 or 0.
    package var spikeOffset: Int { self == .nest ? 1 : 0 }
}
