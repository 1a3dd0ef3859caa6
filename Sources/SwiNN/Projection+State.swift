public import NetworkModel

extension Projection {
    /// Sets the initial values of the synapses' state variables, of which static synapses have none.
    ///
    /// - Throws: ``NetworkError`` for every name.
    public func initialize(_ values: [ParameterName: SynapseValue]) throws {
        for name in values.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            throw NetworkError(
                .unknownName,
                what: "unknown state variable",
                location: "projection '\(label)'",
                given: "'\(name)'",
                allowed: "none: static synapses have no state"
            )
        }
    }

    /// Has a copy of the synapses kept at each pause, so that they can be read after `end()`, or no more: sPyNNaker's
    /// `set_download_synapses`. While the simulation lasts they are read from the target either way.
    ///
    /// - Throws: ``NetworkError`` when the simulation has ended; as ``connections()``.
    public func setDownloadSynapses(_ isOn: Bool) throws {
        try simulation.requireOpen("projection '\(label)'.setDownloadSynapses")
        for part in parts { simulation.downloads[part.id] = isOn ? try simulation.synapses(of: part.id) : nil }
    }

    /// Whether there are any synapses.
    public var hasConnections: Bool { size > 0 }
}

/// The connection matrix as text, a line for each presynaptic cell: PyNN's `connection_plot`.
///
/// - Parameters:
///   - projection: The projection.
///   - positive: What stands for a weight.
///   - zero: What stands for a weight of 0.
///   - empty: What stands where there is no synapse.
///   - spacer: What stands between two cells.
/// - Throws: ``NetworkError`` as ``Projection/connections()``.
@MainActor
public func connectionPlot(
    _ projection: Projection,
    positive: String = "O",
    zero: String = ".",
    empty: String = " ",
    spacer: String = ""
) throws -> String {
    try projection.get(["weight"], format: .array)[0]
        .map { row in
            row.map { $0.isNaN ? empty : $0 == 0 ? zero : positive }.joined(separator: spacer)
        }
        .joined(separator: "\n")
}
