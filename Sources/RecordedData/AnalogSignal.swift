/// One recorded variable of some neurons at regular times, as Neo's `AnalogSignal`.
///
/// Values are laid out sample by sample, the channels of a sample side by side, a channel for each recorded neuron:
/// `signal[sample, channel]`.
public struct AnalogSignal: Hashable, Sendable {
    /// The variable: `v`, `gsyn_exc`, ….
    public var name: String
    /// Unit of the values: `mV`, `nA`, `uS` or `dimensionless`.
    public var units: String
    /// Time between samples, ms.
    public var samplingPeriod: Double
    /// Time of the first sample, ms.
    public var tStart: Double
    /// Values of shape `[sampleCount, channelCount]`, row-major.
    public private(set) var values: [Double]
    /// Label of the neurons' population.
    public var sourcePopulation: String
    /// Index in the population of each channel's neuron, ascending.
    public private(set) var channelIndices: [Int]
    /// Number of each channel's neuron among all neurons of the simulation.
    public private(set) var sourceIDs: [Int]
    /// Further facts; those above need not be repeated here.
    public var annotations: Annotations

    /// Makes a signal.
    ///
    /// - Parameters:
    ///   - name: The variable.
    ///   - units: Unit of the values.
    ///   - samplingPeriod: Time between samples, ms; greater than 0.
    ///   - tStart: Time of the first sample, ms.
    ///   - values: Values of shape `[samples, channels]`, row-major.
    ///   - sourcePopulation: Label of the population.
    ///   - channelIndices: Index in the population of each channel's neuron.
    ///   - sourceIDs: Number of each channel's neuron, as many as indices.
    ///   - annotations: Further facts.
    /// - Precondition: `values` has a whole number of samples, and there are as many ids as indices.
    public init(
        name: String,
        units: String,
        samplingPeriod: Double,
        tStart: Double = 0,
        values: [Double],
        sourcePopulation: String,
        channelIndices: [Int],
        sourceIDs: [Int],
        annotations: Annotations = [:]
    ) {
        precondition(samplingPeriod > 0, "A signal's sampling period is greater than 0")
        precondition(channelIndices.count == sourceIDs.count, "A signal has one id for each channel")
        precondition(
            channelIndices.isEmpty ? values.isEmpty : values.count.isMultiple(of: channelIndices.count),
            "A signal has one value for each channel in every sample"
        )
        self.name = name
        self.units = units
        self.samplingPeriod = samplingPeriod
        self.tStart = tStart
        self.values = values
        self.sourcePopulation = sourcePopulation
        self.channelIndices = channelIndices
        self.sourceIDs = sourceIDs
        self.annotations = annotations
    }

    /// Number of channels: of recorded neurons.
    public var channelCount: Int { channelIndices.count }

    /// Number of samples.
    public var sampleCount: Int { channelIndices.isEmpty ? 0 : values.count / channelIndices.count }

    /// Number of samples and of channels.
    public var shape: (samples: Int, channels: Int) { (samples: sampleCount, channels: channelCount) }

    /// End of the signal, ms: one period after its last sample.
    public var tStop: Double { tStart + Double(sampleCount) * samplingPeriod }

    /// Samples per second.
    public var samplingRate: Double { 1_000 / samplingPeriod }

    /// Times of the samples, ms.
    public var times: [Double] {
        (0..<sampleCount).map { tStart + Double($0) * samplingPeriod }
    }

    /// The value of a channel in a sample.
    ///
    /// - Precondition: Both are in range.
    public subscript(sample: Int, channel: Int) -> Double {
        get { values[offset(sample, channel)] }
        set { values[offset(sample, channel)] = newValue }
    }

    /// All values of a channel, by time.
    ///
    /// - Precondition: The channel is in range.
    public func column(_ channel: Int) -> [Double] {
        precondition(channelIndices.indices.contains(channel), "Channel \(channel) of \(channelCount)")
        return stride(from: channel, to: values.count, by: channelCount).map { values[$0] }
    }

    /// All values of a sample, by channel.
    ///
    /// - Precondition: The sample is in range.
    public func row(_ sample: Int) -> ArraySlice<Double> {
        precondition((0..<sampleCount).contains(sample), "Sample \(sample) of \(sampleCount)")
        return values[(sample * channelCount)..<((sample + 1) * channelCount)]
    }

    /// All values of the neuron with that index in its population, by time; nil when it was not recorded.
    public func column(ofIndex index: Int) -> [Double]? {
        channelIndices.firstIndex(of: index).map(column)
    }

    private func offset(_ sample: Int, _ channel: Int) -> Int {
        precondition(
            (0..<sampleCount).contains(sample) && channelIndices.indices.contains(channel),
            "Sample \(sample), channel \(channel) of \(sampleCount) samples, \(channelCount) channels"
        )
        return sample * channelCount + channel
    }
}
