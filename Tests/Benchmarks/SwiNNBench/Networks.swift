import NetworkModel

/// The networks that are measured: those of the examples, and small ones that differ in one number only.
enum Networks {
    /// Cells that get no input and do not spike, behind a source that never fires.
    static func idle(cells: Int) throws -> NetworkDescription {
        try rows(synapses: 0, projections: 0, spikesPerStep: 1, steps: 0, cells: cells)
    }

    /// Sources that fire in each of the first `steps` steps, with rows of synapses to the first cells of one core.
    ///
    /// - Parameters:
    ///   - synapses: The length of the rows that are used.
    ///   - projections: The rows that each spike brings.
    ///   - spikesPerStep: The sources.
    ///   - steps: For how long they fire; 0 for never.
    ///   - cells: The cells of the receiving core.
    static func rows(
        synapses: Int,
        projections: Int,
        spikesPerStep: Int,
        steps: Int,
        cells: Int = 128
    ) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1)
        // The source comes first: the host asks the first core for its progress, and that costs instructions there. One
        // cell of it never fires and has one synapse, so that there are rows even if those that are used are empty.
        let times = Array(repeating: (0..<steps).map(Double.init), count: spikesPerStep) + [[]]
        let source = try network.addPopulation(
            size: times.count,
            cell: SpikeSourceArray(spikeTimes: times),
            label: "source"
        )
        let target = try network.addPopulation(
            size: cells,
            cell: IFCurrExp(),
            initialValues: ["v": -65],
            label: "cells",
            options: PopulationOptions(neuronsPerCore: cells)
        )
        let active = (0..<spikesPerStep).flatMap { spike in (0..<synapses).map { (spike, $0) } }
        for _ in 0..<projections {
            // Too weak to make a cell spike, even a hundred times a step.
            _ = try network.addProjection(
                from: CellSelection(population: source, indices: Array(times.indices)),
                to: CellSelection(population: target, indices: Array(0..<cells)),
                rule: FromListConnector([(spikesPerStep, 0)] + active).rule,
                synapse: StaticSynapse(weight: 0.0001, delay: 2)
            )
        }
        return network
    }

    /// The network of Examples/Synfire.
    static func synfire() throws -> NetworkDescription {
        let count = 200
        var network = try NetworkDescription(timeStep: 1)
        let ring = try network.addPopulation(
            size: count,
            cell: IFCurrExp(cm: 0.25, tauRefrac: 2, vReset: -70),
            label: "ring"
        )
        let start = try network.addPopulation(size: 1, cell: SpikeSourceArray(spikeTimes: [0]), label: "start")
        let all = CellSelection(population: ring, indices: Array(0..<count))
        _ = try network.addProjection(
            from: all,
            to: all,
            rule: FromListConnector((0..<count).map { ($0, ($0 + 1) % count) }).rule,
            synapse: StaticSynapse(weight: 2, delay: 17)
        )
        _ = try network.addProjection(
            from: CellSelection(population: start, indices: [0]),
            to: all,
            rule: FromListConnector([(0, 0)]).rule,
            synapse: StaticSynapse(weight: 2, delay: 1)
        )
        try network.record("spikes", of: all)
        let first = CellSelection(population: ring, indices: [0, 1, 2])
        try network.record("v", of: first)
        try network.record("gsyn_exc", of: first)
        return network
    }

    /// Cores full of cells that spike about ten times a second each, at times that are all different, with 100 weak
    /// synapses each to cells anywhere, over delays of 1 to 16 ms.
    static func irregular(cores: Int, neurons: Int) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1)
        let count = cores * neurons
        // Drives between 0.751 and 0.765 nA bring a cell from rest to threshold in 132 to 79 ms.
        let id = try network.addPopulation(
            size: count,
            cell: IFCurrExp(tauRefrac: 2, iOffset: .random(.uniform(low: 0.751, high: 0.765))),
            initialValues: ["v": .random(.uniform(low: -65, high: -50))],
            label: "cells",
            options: PopulationOptions(neuronsPerCore: neurons)
        )
        let all = CellSelection(population: id, indices: Array(0..<count))
        _ = try network.addProjection(
            from: all,
            to: all,
            rule: FixedProbabilityConnector(100 / Double(count)).rule,
            synapse: StaticSynapse(weight: 0.0005, delay: .random(.uniform(low: 1, high: 16)))
        )
        try network.record("spikes", of: all)
        return network
    }

    /// The network of Examples/BalancedNetwork.
    static func balanced() throws -> NetworkDescription {
        try balanced(excitatory: 800, inhibitory: 200, synapsesPerCell: 80)
    }

    /// A network that keeps sixteen cores busy: 256 cells on each, and rows of 26 synapses on the average.
    static func busy() throws -> NetworkDescription {
        try balanced(excitatory: 3_072, inhibitory: 1_024, synapsesPerCell: 410)
    }

    private static func balanced(
        excitatory: Int,
        inhibitory: Int,
        synapsesPerCell: Double
    ) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1)
        let cell = IFCurrExp(
            vRest: -49,
            cm: 0.2,
            tauRefrac: 5,
            tauSynE: 5,
            tauSynI: 10,
            vReset: -60,
            vThresh: -50
        )
        let initial: [ParameterName: ParameterValue] = ["v": .random(.uniform(low: -60, high: -50))]
        let sizes = [excitatory, inhibitory]
        let names = ["excitatory", "inhibitory"]
        var populations: [CellSelection] = []
        for (size, name) in zip(sizes, names) {
            let id = try network.addPopulation(
                size: size,
                cell: cell,
                initialValues: initial,
                label: name
            )
            populations.append(CellSelection(population: id, indices: Array(0..<size)))
        }
        let probability = synapsesPerCell / Double(excitatory + inhibitory)
        // With more synapses each is weaker.
        let strength = 80 / synapsesPerCell
        let synapses = [0.0162, -0.09].map { StaticSynapse(weight: .value($0 * strength), delay: 1) }
        for (index, source) in populations.enumerated() {
            for target in populations {
                _ = try network.addProjection(
                    from: source,
                    to: target,
                    rule: FixedProbabilityConnector(probability, allowSelfConnections: false).rule,
                    synapse: synapses[index],
                    receptor: names[index]
                )
            }
        }
        for population in populations { try network.record("spikes", of: population) }
        let first = CellSelection(population: populations[0].population, indices: [0, 1])
        for variable in ["v", "gsyn_exc", "gsyn_inh"] { try network.record(variable, of: first) }
        return network
    }
}
