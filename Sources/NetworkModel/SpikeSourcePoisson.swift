/// A source of independent spikes at random times (PyNN's `SpikeSourcePoisson`).
public struct SpikeSourcePoisson: CellType {
    /// Names, defaults, units and ranges.
    public static var schema: CellSchema { .schema(of: .spikeSourcePoisson) }
    /// The parameters as given.
    public let parameters: [ParameterName: ParameterValue]

    /// Makes the source; defaults are PyNN's.
    ///
    /// - Parameters:
    ///   - rate: Mean rate, Hz; at least 0.
    ///   - start: Time of the first possible spike, ms.
    ///   - duration: How long it spikes, ms; active in [start, start + duration).
    public init(rate: ParameterValue = 1, start: ParameterValue = 0, duration: ParameterValue = 1e10) {
        parameters = [.rate: rate, .start: start, .duration: duration]
    }
}
