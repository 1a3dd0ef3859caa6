import NetworkModel
import RecordedData
import SimulationRuntime

/// All that a network recorded, in a form in which equal means equal in every bit.
///
/// Values of s16.15 are exact in a `Double`; a sample that was lost is NaN and equals nothing.
struct Outcome: Equatable {
    /// The samples of one variable.
    struct Signal: Equatable {
        var start: Double
        var period: Double
        var channels: [Int]
        var values: [Double]
    }

    /// One population between two resets.
    struct Segment: Equatable {
        var spikes: [Int: [Double]] = [:]
        /// By the variable; a later one of the same variable also by its first time.
        var signals: [String: Signal] = [:]

        var spikeCount: Int { spikes.values.reduce(0) { $0 + $1.count } }
    }

    /// The segments of every population.
    var populations: [[Segment]] = []

    /// Reads everything that a back end has of a network.
    init(of network: NetworkDescription, from backend: any SimulationBackend) async throws {
        for population in network.populations {
            let query = RecordingQuery(population: population.id, variables: Set(RecordedVariable.allCases))
            populations.append(try await backend.fetch(query).segments.map(Segment.init))
        }
    }

    /// The last segment of a population.
    subscript(id: PopulationID) -> Segment { populations[id.rawValue].last ?? Segment() }

    /// The spikes of all populations in the last segment.
    var spikeCount: Int { populations.reduce(0) { $0 + ($1.last?.spikeCount ?? 0) } }

    /// Where the first difference lies; `nil` when there is none.
    func difference(from other: Outcome) -> String? {
        guard self != other else { return nil }
        guard populations.map(\.count) == other.populations.map(\.count) else { return "other numbers of segments" }
        for (population, pair) in zip(populations, other.populations).enumerated() {
            for (segment, pair) in zip(pair.0, pair.1).enumerated() {
                if let place = pair.0.difference(from: pair.1) {
                    return "population \(population), segment \(segment): \(place)"
                }
            }
        }
        return "a difference that is nowhere"
    }
}

extension Outcome.Segment {
    init(_ segment: Segment) {
        for train in segment.spikeTrains { spikes[train.sourceIndex] = train.times }
        for signal in segment.analogSignals {
            let name = signals[signal.name] == nil ? signal.name : "\(signal.name) from \(signal.tStart)"
            signals[name] = Outcome.Signal(
                start: signal.tStart,
                period: signal.samplingPeriod,
                channels: signal.channelIndices,
                values: signal.values
            )
        }
    }

    fileprivate func difference(from other: Self) -> String? {
        guard Set(spikes.keys) == Set(other.spikes.keys) else { return "other cells' spikes are recorded" }
        guard Set(signals.keys) == Set(other.signals.keys) else { return "other variables are recorded" }
        for (name, signal) in signals.sorted(by: { $0.key < $1.key }) {
            guard let same = other.signals[name], signal != same else { continue }
            guard signal.channels == same.channels, signal.values.count == same.values.count else {
                return "\(name) has \(signal.values.count) values of \(signal.channels.count) cells, "
                    + "\(same.values.count) of \(same.channels.count)"
            }
            guard let place = signal.values.indices.first(where: { signal.values[$0] != same.values[$0] }) else {
                return "\(name) has other times"
            }
            let (step, channel) = place.quotientAndRemainder(dividingBy: signal.channels.count)
            return "\(name) of cell \(signal.channels[channel]), sample \(step): "
                + "\(signal.values[place]), \(same.values[place])"
        }
        for (cell, times) in spikes.sorted(by: { $0.key < $1.key }) where times != other.spikes[cell] {
            return "spikes of cell \(cell): \(times), \(other.spikes[cell] ?? [])"
        }
        return nil
    }
}
