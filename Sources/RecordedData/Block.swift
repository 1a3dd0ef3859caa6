/// All that was recorded of one population, as Neo's `Block`: one segment for each run between resets.
///
/// ```swift
/// let block = try population.getData()
/// for train in block.segments.last?.spikeTrains ?? [] {
///     print(train.sourceIndex, train.times)
/// }
/// ```
public struct Block: Hashable, Sendable {
    /// The population's label.
    public var name: String
    /// What the population is, in words.
    public var description: String
    /// Facts about the population and the simulation: `size`, `first_index`, `last_index`, `first_id`, `last_id`,
    /// `label`, `simulator`, `dt` and those that the user gave.
    public var annotations: Annotations
    /// When the first segment began, in civil time.
    public var recordingDate: RecordingDate?
    /// One segment per run between resets, oldest first.
    public var segments: [Segment]

    /// Makes a block.
    ///
    /// - Parameters:
    ///   - name: The population's label.
    ///   - description: What the population is.
    ///   - annotations: Facts about it.
    ///   - recordingDate: When the first segment began.
    ///   - segments: The segments, oldest first.
    public init(
        name: String,
        description: String = "",
        annotations: Annotations = [:],
        recordingDate: RecordingDate? = nil,
        segments: [Segment] = []
    ) {
        self.name = name
        self.description = description
        self.annotations = annotations
        self.recordingDate = recordingDate
        self.segments = segments
    }

    /// The analog signals of that name in all segments, oldest first.
    public func filter(name: String) -> [AnalogSignal] {
        segments.flatMap { $0.filter(name: name) }
    }
}
