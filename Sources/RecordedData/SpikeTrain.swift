/// The spikes of one neuron, as Neo's `SpikeTrain`.
public struct SpikeTrain: Hashable, Sendable {
    /// Spike times in `units`, ascending; within `tStart` and `tStop`, both included.
    public var times: [Double]
    /// Begin of the recording, in `units`.
    public var tStart: Double
    /// End of the recording, in `units`.
    public var tStop: Double
    /// Unit of all times: `ms`.
    public var units: String
    /// Label of the neuron's population.
    public var sourcePopulation: String
    /// Index of the neuron in its population, from 0.
    public var sourceIndex: Int
    /// Number of the neuron among all neurons of the simulation: the population's first id plus the index.
    public var sourceID: Int
    /// PyNN's name for `sourceID`, kept apart so that data of others survive.
    public var channelID: Int
    /// Further facts; those above need not be repeated here.
    public var annotations: Annotations

    /// Makes a train.
    ///
    /// - Parameters:
    ///   - times: Spike times, ascending.
    ///   - tStart: Begin of the recording.
    ///   - tStop: End of the recording.
    ///   - units: Unit of all times.
    ///   - sourcePopulation: Label of the population.
    ///   - sourceIndex: Index in the population.
    ///   - sourceID: Number among all neurons.
    ///   - channelID: The same, unless given.
    ///   - annotations: Further facts.
    public init(
        times: [Double],
        tStart: Double = 0,
        tStop: Double,
        units: String = "ms",
        sourcePopulation: String,
        sourceIndex: Int,
        sourceID: Int,
        channelID: Int? = nil,
        annotations: Annotations = [:]
    ) {
        self.times = times
        self.tStart = tStart
        self.tStop = tStop
        self.units = units
        self.sourcePopulation = sourcePopulation
        self.sourceIndex = sourceIndex
        self.sourceID = sourceID
        self.channelID = channelID ?? sourceID
        self.annotations = annotations
    }

    /// Number of spikes.
    public var count: Int { times.count }

    /// Whether the neuron was silent.
    public var isEmpty: Bool { times.isEmpty }

    /// Spikes per second over the recording; 0 for a recording of no length. Times in ms are assumed.
    public var firingRate: Double {
        tStop > tStart ? Double(times.count) / (tStop - tStart) * 1_000 : 0
    }

    /// The spikes from `start` (included) to `stop` (excluded), as a train of that window.
    public func slice(from start: Double, to stop: Double) -> SpikeTrain {
        var slice = self
        slice.times = times.filter { $0 >= start && $0 < stop }
        slice.tStart = max(tStart, start)
        slice.tStop = min(tStop, stop)
        return slice
    }
}
