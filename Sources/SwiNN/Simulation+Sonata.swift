import Foundation
import HDF5Export
import NetworkModel
import RecordedData
import SONATANetworks

/// Writes the network of the current simulation in the SONATA format, as PyNN does for its standard models.
///
/// The folder gets `circuit_config.json`, which names the files of nodes and edges in `networks`; and what is to be done
/// with the network: `simulation_config.json`, `node_sets.json` and the spikes of spike source arrays in `inputs`.
/// Synapses are listed one by one.
///
/// - Parameters:
///   - folder: The folder; it is made if missing.
///   - tstop: How long the network is to run, ms; nil for as long as it has run.
///   - overwrite: Whether files of an earlier export are replaced.
/// - Throws: ``NetworkError`` before `setup`, for a folder that is there unless it may be overwritten, and when files
///   cannot be written; errors of the target, which has the synapses. Each file that is there is complete, and the
///   configurations come last.
@MainActor
public func exportToSONATA(_ folder: String, tstop: Double? = nil, overwrite: Bool = false) throws {
    let simulation = try Simulation.active(for: "exportToSONATA")
    guard overwrite || !FileManager.default.fileExists(atPath: folder) else {
        throw NetworkError(
            .file,
            what: "the folder is there already",
            location: "'\(folder)'",
            allowed: "a new folder, or overwrite: true"
        )
    }
    let network = simulation.network
    let names = uniqueNames(network.populations.map(\.label))
    let edges = uniqueNames(network.projections.map(\.label))
    let sonata = SONATANetwork(
        nodes: zip(network.populations, names).map { SONATANodes($0, name: $1) },
        edges: try zip(network.projections, edges).map { projection, name in
            SONATAEdges(
                projection,
                try simulation.synapses(of: projection.id),
                name: name,
                populations: (names[projection.pre.population.rawValue], names[projection.post.population.rawValue]),
                timestep: network.timeStep
            )
        }
    )
    let tstop = tstop ?? simulation.currentTime.withoutBinaryDust
    let populations = zip(network.populations, names)
    try DataFile.writing(folder) {
        try SONATANetworkWriter.write(sonata, to: "\(folder)/networks")
        let inputs = try populations.filter { $0.0.kind == .spikeSourceArray }.map { population, name in
            let file = "spikes_\(population.id.rawValue).h5"
            let trains = population.trains(until: tstop)
            try BlockExporter.writeSONATASpikes([(name, trains)], order: .byTime, to: "\(folder)/inputs/\(file)")
            return (population: name, file: file)
        }
        try SONATAConfigWriter.writeSimulation(
            to: folder,
            timestep: network.timeStep,
            tstop: tstop,
            inputs: inputs,
            reports: populations.flatMap { $0.reports(as: $1) }
        )
        try SONATAConfigWriter.writeCircuit(to: folder, hasEdges: !edges.isEmpty)
    }
}

/// Makes a network of SONATA's files in the current simulation.
///
/// Nodes are point neurons of PyNN's standard models, `pyNN:IF_curr_exp` and so on, or virtual; edges are static
/// synapses. Weights are in nA, delays in ms. Parameters stand in the tables of types, in JSON files that they name, or in
/// the HDF5 files; what is no parameter becomes an annotation.
///
/// - Parameter config: The circuit configuration.
/// - Returns: The network.
/// - Throws: ``NetworkError`` before `setup`, for files that are missing, damaged or contradict each other, and for
///   models and values that there are not. Nothing is added to the simulation then.
@MainActor
public func importFromSONATA(_ config: String) throws -> SonataNetwork {
    let simulation = try Simulation.active(for: "importFromSONATA")
    let network = try SONATANetwork(readingConfig: config)
    let before = simulation.network
    do {
        return try SonataNetwork(network)
    } catch {
        simulation.network = before
        throw error
    }
}

/// Different names for the links of a group.
private func uniqueNames(_ labels: [String]) -> [String] {
    var used: Set<String> = []
    return labels.map { label in
        let name = label.asSONATAName
        var unique = name
        var number = 1
        while !used.insert(unique).inserted {
            number += 1
            unique = "\(name)_\(number)"
        }
        return unique
    }
}

extension PopulationDescription {
    /// The spikes that a source is to give.
    fileprivate func trains(until tstop: Double) -> [SpikeTrain] {
        spikeTimes.enumerated().map { index, times in
            SpikeTrain(
                times: times,
                tStop: max(tstop, times.last ?? 0),
                sourcePopulation: label,
                sourceIndex: index,
                sourceID: firstID + index
            )
        }
    }

    /// What is recorded beside spikes.
    fileprivate func reports(as name: String) -> [SONATAConfigWriter.Report] {
        recording.filter { $0.variable != .spikes }.map { request in
            SONATAConfigWriter.Report(
                variable: request.variable.rawValue,
                unit: request.variable.unit,
                population: name,
                indices: request.indices.count == size ? nil : request.indices,
                interval: request.samplingInterval
            )
        }
    }
}

extension SONATANodes {
    /// A population as SONATA has it: the node IDs are the cells' indices.
    fileprivate init(_ population: PopulationDescription, name: String) {
        let kind = population.kind
        var columns: [String: SONATAColumn] = [
            "model_type": .text(population.schema.receptorTypes.isEmpty ? "virtual" : "point_neuron"),
            "model_template": .text("pyNN:\(kind)"),
            "x": .numbers(population.positions.map(\.x)),
            "y": .numbers(population.positions.map(\.y)),
            "z": .numbers(population.positions.map(\.z)),
        ]
        for entry in population.schema.parameters {
            columns[entry.name.rawValue] = SONATAColumn(population.parameter(entry.name))
        }
        for entry in population.schema.stateVariables {
            columns["initial_\(entry.name)"] = SONATAColumn(population.initialValue(entry.name))
        }
        let all = Array(0..<population.size)
        self.init(name: name, ids: all, parts: [SONATAPart(group: 0, members: all, columns: columns)])
    }
}

extension SONATAColumn {
    fileprivate init(_ values: CellValues) {
        switch values {
        case .uniform(let value): self = .number(value)
        case .each(let values): self = .numbers(values)
        }
    }
}

extension SONATAEdges {
    /// A projection as SONATA has it.
    fileprivate init(
        _ projection: ProjectionDescription,
        _ synapses: SynapseList,
        name: String,
        populations: (pre: String, post: String),
        timestep: Double
    ) {
        let sign: Double = projection.receptor == .inhibitory ? -1 : 1
        let part = SONATAPart(
            group: 0,
            members: Array(0..<synapses.count),
            columns: [
                "model_template": .text("pyNN:StaticSynapse"),
                "receptor_type": .text(projection.receptor.rawValue),
                "syn_weight": .numbers(synapses.weights.map { sign * $0 }),
                "delay": .numbers(synapses.delaySteps.map { (Double($0) * timestep).withoutBinaryDust }),
            ]
        )
        self.init(
            name: name,
            source: populations.pre,
            target: populations.post,
            sourceIDs: synapses.pre.map { Int($0) },
            targetIDs: synapses.post.map { Int($0) },
            parts: [part]
        )
    }
}
