/// A cell type with the parameters a script gave it: what a population is made of.
public protocol CellType {
    /// Names, defaults, units and ranges of the type.
    static var schema: CellSchema { get }
    /// The parameters as given.
    var parameters: [ParameterName: ParameterValue] { get }
    /// The spike times as given; nil for types that have none.
    var spikeTimes: SpikeTimes? { get }
}

extension CellType {
    /// No spike times.
    public var spikeTimes: SpikeTimes? { nil }
}
