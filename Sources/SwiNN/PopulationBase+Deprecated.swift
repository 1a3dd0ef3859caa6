public import NetworkModel
public import RecordedData

// What PyNN itself calls deprecated, for old scripts.
extension PopulationBase {
    /// Sets a parameter to one value for each cell.
    @available(*, deprecated, message: "use set([name: .values(values)])")
    public func tset(_ name: ParameterName, _ values: [Double]) throws { try set([name: .values(values)]) }

    /// Sets a parameter to a draw for each cell.
    @available(*, deprecated, message: "use set([name: .random(distribution)])")
    public func rset(_ name: ParameterName, _ distribution: RandomDistribution) throws {
        try set([name: .random(distribution)])
    }

    /// Records the membrane potential.
    @available(*, deprecated, message: "use record(\"v\")")
    public func recordV(toFile: String? = nil) throws { try record("v", toFile: toFile) }

    /// Records synaptic input.
    @available(*, deprecated, message: "use record([\"gsyn_exc\", \"gsyn_inh\"])")
    public func recordGsyn(toFile: String? = nil) throws { try record(["gsyn_exc", "gsyn_inh"], toFile: toFile) }

    /// The spikes recorded.
    @available(*, deprecated, message: "use getData(\"spikes\")")
    public func getSpikes() throws -> Block { try getData("spikes") }

    /// The membrane potentials recorded.
    @available(*, deprecated, message: "use getData(\"v\")")
    public func getV() throws -> Block { try getData("v") }

    /// The synaptic input recorded.
    @available(*, deprecated, message: "use getData([\"gsyn_exc\", \"gsyn_inh\"])")
    public func getGsyn() throws -> Block { try getData(["gsyn_exc", "gsyn_inh"]) }

    /// Writes the spikes recorded to a file.
    @available(*, deprecated, message: "use writeData(path, \"spikes\")")
    public func printSpikes(_ path: String) throws { try writeData(path, "spikes") }

    /// Writes the membrane potentials recorded to a file.
    @available(*, deprecated, message: "use writeData(path, \"v\")")
    public func printV(_ path: String) throws { try writeData(path, "v") }

    /// Writes the synaptic input recorded to a file.
    @available(*, deprecated, message: "use writeData(path, [\"gsyn_exc\", \"gsyn_inh\"])")
    public func printGsyn(_ path: String) throws { try writeData(path, ["gsyn_exc", "gsyn_inh"]) }
}
