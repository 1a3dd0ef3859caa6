import NetworkModel

/// The networks that are run: those of the examples, and one with all kinds of cells and connections.
enum Networks {
    /// A wave round a ring of 200 cells, as in Examples/Synfire.
    static func synfire(_ timing: SpikeTiming = .nest) throws -> NetworkDescription {
        let count = 200
        var network = try NetworkDescription(timeStep: 1, spikeTiming: timing)
        let ring = try network.add(count, IFCurrExp(cm: 0.25, tauRefrac: 2, vReset: -70), label: "ring")
        let start = try network.add(1, SpikeSourceArray(spikeTimes: [0]), label: "start")
        let loop = FromListConnector((0..<count).map { ($0, ($0 + 1) % count) })
        try network.connect(ring, ring, loop, StaticSynapse(weight: 2, delay: 17))
        try network.connect(start, ring, FromListConnector([(0, 0)]), StaticSynapse(weight: 2, delay: 1))
        try network.record("spikes", of: ring)
        let first = CellSelection(population: ring.population, indices: [0, 1, 2])
        for variable in ["v", "gsyn_exc", "gsyn_inh"] { try network.record(variable, of: first) }
        return network
    }

    /// 800 excitatory and 200 inhibitory cells that drive each other, as in Examples/BalancedNetwork.
    static func balanced() throws -> NetworkDescription {
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
        let excitatory = try network.add(800, cell, initial, label: "excitatory")
        let inhibitory = try network.add(200, cell, initial, label: "inhibitory")
        let connector = FixedProbabilityConnector(0.08, allowSelfConnections: false)
        for target in [excitatory, inhibitory] {
            try network.connect(excitatory, target, connector, StaticSynapse(weight: 0.0162, delay: 1))
            try network.connect(inhibitory, target, connector, StaticSynapse(weight: -0.09, delay: 1))
        }
        for population in [excitatory, inhibitory] {
            try network.record("spikes", of: population)
            // One cell in each of several cores, however the population is cut.
            let some = stride(from: 3, to: population.indices.count, by: 29)
            let cells = CellSelection(population: population.population, indices: Array(some))
            for variable in ["v", "gsyn_exc", "gsyn_inh"] { try network.record(variable, of: cells) }
        }
        return network
    }

    /// The places of the populations of `mixed`.
    enum Mixed {
        static let noise = PopulationID(rawValue: 0)
        static let pulses = PopulationID(rawValue: 1)
        static let cells = PopulationID(rawValue: 2)
    }

    /// Random sources and given times, drawn weights and delays, both receptors, and delays longer than a core of 60
    /// cells has slots for: everything is recorded.
    static func mixed(seed: UInt64 = 7) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1, seed: seed)
        let rate = ParameterValue.function { 20 + 10 * Double($0) }
        let noise = try network.add(20, SpikeSourcePoisson(rate: rate), label: "noise")
        let pulses = try network.add(3, SpikeSourceArray { [Double(10 + $0), 60, 110.5] }, label: "pulses")
        let cells = try network.add(
            60,
            IFCurrExp(cm: 0.25, tauRefrac: 2, tauSynI: 8, vReset: -70),
            ["v": .random(.uniform(low: -70, high: -55))],
            label: "cells"
        )
        let drawn = StaticSynapse(
            weight: .random(.uniform(low: 0.05, high: 0.5)),
            delay: .random(.uniform(low: 1, high: 40))
        )
        try network.connect(noise, cells, FixedProbabilityConnector(0.4), drawn)
        try network.connect(pulses, cells, AllToAllConnector(), StaticSynapse(weight: 0.7, delay: 1))
        // 128 slots leave room for delays of up to 125 steps; longer ones wait in a stage.
        try network.connect(pulses, cells, AllToAllConnector(), StaticSynapse(weight: 0.9, delay: 131))
        try network.connect(
            cells,
            cells,
            FixedProbabilityConnector(0.1, allowSelfConnections: false),
            StaticSynapse(weight: -0.2, delay: 2)
        )
        for population in [noise, pulses, cells] { try network.record("spikes", of: population) }
        for variable in ["v", "gsyn_exc", "gsyn_inh"] { try network.record(variable, of: cells) }
        return network
    }

    /// The network `mixed` with another population that its cells drive, and that drives them.
    static func grown(_ network: NetworkDescription) throws -> NetworkDescription {
        var network = network
        let cells = network.all(Mixed.cells)
        let late = try network.add(40, IFCurrExp(cm: 0.25, tauRefrac: 2, iOffset: 0.3), label: "late")
        try network.connect(cells, late, FixedProbabilityConnector(0.3), StaticSynapse(weight: 0.4, delay: 3))
        try network.connect(late, cells, OneToOneConnector(), StaticSynapse(weight: 0.4, delay: 5))
        for variable in ["spikes", "v"] { try network.record(variable, of: late) }
        return network
    }

    /// 256 cells of different drive that are recorded completely: on one core, 4 MiB of buffers hold about 1,300 steps.
    static func richlyRecorded() throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1)
        let offset = ParameterValue.function { 0.7 + 0.001 * Double($0) }
        let cells = try network.add(256, IFCurrExp(iOffset: offset), label: "cells")
        for variable in ["spikes", "v", "gsyn_exc", "gsyn_inh"] { try network.record(variable, of: cells) }
        return network
    }
}

extension NetworkDescription {
    /// Adds a population and selects all of it.
    mutating func add(
        _ size: Int,
        _ cell: any CellType,
        _ initialValues: [ParameterName: ParameterValue] = [:],
        label: String
    ) throws -> CellSelection {
        CellSelection(
            population: try addPopulation(size: size, cell: cell, initialValues: initialValues, label: label),
            indices: Array(0..<size)
        )
    }

    /// Adds a projection.
    mutating func connect(
        _ pre: CellSelection,
        _ post: CellSelection,
        _ connector: any Connector,
        _ synapse: StaticSynapse
    ) throws {
        _ = try addProjection(from: pre, to: post, rule: connector.rule, synapse: synapse)
    }

    /// All cells of a population.
    func all(_ id: PopulationID) -> CellSelection {
        CellSelection(population: id, indices: Array(0..<self[id].size))
    }
}
