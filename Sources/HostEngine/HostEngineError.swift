/// A request that a host simulation cannot meet.
package enum HostEngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no population of that index.
    case noSuchPopulation(Int, count: Int)
    /// The population has no neuron of that index.
    case noSuchNeuron(Int, label: String, size: Int)
    /// The population's model has no variable of that number.
    case noSuchVariable(Int, label: String, count: Int)
    /// Samples cannot be taken at that interval of steps.
    case badInterval(Int, label: String)
    /// New constants are of another kind or number than the population's.
    case differentContent(label: String)

    /// What was wrong, where, and what would have been right.
    package var description: String {
        switch self {
        case .noSuchPopulation(let index, let count):
            "There is no population of index \(index); allowed: 0 ..< \(count)."
        case .noSuchNeuron(let index, let label, let size):
            "Population '\(label)' has no neuron \(index); allowed: 0 ..< \(size)."
        case .noSuchVariable(let index, let label, let count):
            "Population '\(label)' cannot record variable \(index); allowed: 0 ..< \(count)."
        case .badInterval(let interval, let label):
            "Population '\(label)' cannot be sampled every \(interval) steps; allowed: at least 1."
        case .differentContent(let label):
            "The new constants of population '\(label)' are of another kind or number than its cells."
        }
    }
}
