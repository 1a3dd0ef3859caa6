/// What was recorded of a population in one run between resets, as Neo's `Segment`.
public struct Segment: Hashable, Sendable {
    /// `segment000` for the first, and so on.
    public var name: String
    /// A remark; `empty` when nothing was recorded.
    public var description: String
    /// Facts about the run.
    public var annotations: Annotations
    /// When it began, in civil time.
    public var recordingDate: RecordingDate?
    /// One train for each neuron whose spikes are recorded, silent ones too, by ascending index.
    public var spikeTrains: [SpikeTrain]
    /// One signal for each recorded variable.
    public var analogSignals: [AnalogSignal]

    /// Makes a segment.
    ///
    /// - Parameters:
    ///   - name: Its name, unique in the block.
    ///   - description: A remark.
    ///   - annotations: Facts about the run.
    ///   - recordingDate: When it began.
    ///   - spikeTrains: The trains by ascending index.
    ///   - analogSignals: The signals, one per variable.
    public init(
        name: String,
        description: String = "",
        annotations: Annotations = [:],
        recordingDate: RecordingDate? = nil,
        spikeTrains: [SpikeTrain] = [],
        analogSignals: [AnalogSignal] = []
    ) {
        self.name = name
        self.description = description
        self.annotations = annotations
        self.recordingDate = recordingDate
        self.spikeTrains = spikeTrains
        self.analogSignals = analogSignals
    }

    /// The analog signals of that name, such as `v`: usually one or none.
    public func filter(name: String) -> [AnalogSignal] {
        analogSignals.filter { $0.name == name }
    }

    /// The train of the neuron with that index in its population; nil when its spikes were not recorded.
    public func spikeTrain(ofIndex index: Int) -> SpikeTrain? {
        spikeTrains.first { $0.sourceIndex == index }
    }

    /// Number of spikes of each recorded neuron, by its index in the population.
    public var spikeCounts: [Int: Int] {
        Dictionary(spikeTrains.map { ($0.sourceIndex, $0.count) }, uniquingKeysWith: +)
    }

    /// Number of spikes of all recorded neurons.
    public var spikeCount: Int {
        spikeTrains.reduce(0) { $0 + $1.count }
    }

    /// Mean number of spikes per recorded neuron; 0 when no neuron is recorded.
    public var meanSpikeCount: Double {
        spikeTrains.isEmpty ? 0 : Double(spikeCount) / Double(spikeTrains.count)
    }

    /// Every spike as (neuron index, time in ms), by time, then index.
    public var spikes: [(index: Int, time: Double)] {
        spikeTrains.flatMap { train in train.times.map { (index: train.sourceIndex, time: $0) } }
            .sorted { ($0.time, $0.index) < ($1.time, $1.index) }
    }
}
