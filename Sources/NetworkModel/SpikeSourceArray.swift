/// A source that spikes at times given beforehand (PyNN's `SpikeSourceArray`).
public struct SpikeSourceArray: CellType {
    /// Names, defaults, units and ranges.
    public static var schema: CellSchema { .schema(of: .spikeSourceArray) }
    /// No parameters but the spike times.
    public var parameters: [ParameterName: ParameterValue] { [:] }
    /// The spike times as given.
    public let spikeTimes: SpikeTimes?

    /// Makes a source whose cells all spike at the same times, ms; a time inside a step counts from the next step.
    public init(spikeTimes: [Double] = []) { self.spikeTimes = .shared(spikeTimes) }

    /// Makes a source with times of its own for each cell, ms; an empty list is a silent cell.
    @_disfavoredOverload
    public init(spikeTimes: [[Double]]) { self.spikeTimes = .each(spikeTimes) }

    /// Makes a source whose cell of index i spikes at the times `spikeTimes(i)`, ms.
    public init(spikeTimes: @escaping (Int) -> [Double]) { self.spikeTimes = .function(spikeTimes) }
}
