import NetworkModel

/// Small networks that the tests of this target share.
enum Networks {
    /// A network of 1 ms steps with two populations of integrate-and-fire cells.
    static func pair(_ preSize: Int, _ postSize: Int, seed: UInt64 = 1) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1, seed: seed)
        _ = try network.addPopulation(size: preSize, cell: IFCurrExp(), label: "pre")
        _ = try network.addPopulation(size: postSize, cell: IFCurrExp(), label: "post")
        return network
    }
}

extension NetworkDescription {
    /// All cells of the population of that number.
    func all(_ number: Int) -> CellSelection {
        CellSelection(
            population: PopulationID(rawValue: number),
            indices: Array(0..<populations[number].size)
        )
    }

    /// Adds a projection between whole populations and lists its synapses.
    mutating func connect(
        _ pre: Int,
        _ post: Int,
        _ connector: any Connector,
        _ synapse: StaticSynapse = StaticSynapse(weight: 1),
        _ receptor: String? = nil
    ) throws -> SynapseList {
        let id = try addProjection(
            from: all(pre),
            to: all(post),
            rule: connector.rule,
            synapse: synapse,
            receptor: receptor
        )
        return try synapses(of: id)
    }
}

/// The error that a piece of code throws, or nil.
func networkError(_ body: () throws -> Void) -> NetworkError? {
    do {
        try body()
        return nil
    } catch {
        return error as? NetworkError
    }
}
