/// What an array of synapses holds where several synapses join a pair.
public enum MultipleSynapses: String, Hashable, Sendable {
    /// Their sum.
    case sum
    /// The first one's number.
    case first
    /// The last one's number.
    case last
    /// The smallest number.
    case min
    /// The greatest number.
    case max

    func combine(_ old: Double, _ new: Double) -> Double {
        if old.isNaN { return new }
        return switch self {
        case .sum: old + new
        case .first: old
        case .last: new
        case .min: Swift.min(old, new)
        case .max: Swift.max(old, new)
        }
    }
}
