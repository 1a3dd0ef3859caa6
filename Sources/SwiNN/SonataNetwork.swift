import Foundation
import NetworkModel
import RecordedData
import SONATANetworks

/// A network that was imported from SONATA's files.
///
/// Each population of nodes is an assembly, in which each group of nodes is a population; each group of edges is a
/// projection.
@MainActor
public final class SonataNetwork {
    /// An assembly for each population of nodes, under its name.
    public private(set) var assemblies: [Assembly] = []
    /// A population for each group of nodes.
    public private(set) var populations: [Population] = []
    /// A projection for each group of edges.
    public private(set) var projections: [Projection] = []
    let description: SONATANetwork
    /// For each assembly, the index in it of the node at each position in SONATA's population.
    private var indices: [[Int]] = []

    /// The assembly, the population or the projection of that label; nil when there is none.
    public func getComponent(_ label: String) -> (any AnyObject)? {
        assemblies.first { $0.label == label } ?? populations.first { $0.label == label }
            ?? projections.first { $0.label == label }
    }

    /// Makes the network in the current simulation.
    init(_ network: SONATANetwork) throws {
        description = network
        for nodes in network.nodes { try add(nodes) }
        for edges in network.edges { try add(edges) }
    }

    // MARK: - Nodes

    private func add(_ nodes: SONATANodes) throws {
        var own: [Population] = []
        var indices = [Int](repeating: 0, count: nodes.ids.count)
        var offset = 0
        for part in nodes.parts {
            let label = nodes.parts.count == 1 ? nodes.name : "\(nodes.name)-\(part.group)"
            own.append(try population(part, label: label))
            for (index, position) in part.members.enumerated() { indices[position] = offset + index }
            offset += part.members.count
        }
        let assembly = try Assembly(label: nodes.name)
        for population in own { try assembly += population }
        populations += own
        assemblies.append(assembly)
        self.indices.append(indices)
    }

    private func population(_ part: SONATAPart, label: String) throws -> Population {
        let cell = try Self.cell(part, label)
        var initial: [ParameterName: ParameterValue] = [:]
        var parameters: [ParameterName: ParameterValue] = [:]
        var facts: Annotations = [:]
        for (name, column) in part.columns {
            let schema = type(of: cell).schema
            let state = name.hasPrefix("initial_") ? ParameterName(rawValue: String(name.dropFirst(8))) : nil
            if schema.parameter(ParameterName(rawValue: name)) != nil {
                parameters[ParameterName(rawValue: name)] = try column.value(name, label)
            } else if let state, schema.stateVariable(state) != nil {
                initial[state] = try column.value(name, label)
            } else {
                facts[name] = column.annotation
            }
        }
        let population = try Population(part.members.count, cell, initialValues: initial, label: label)
        try population.set(parameters)
        population.annotate(facts)
        if case .numbers(let x) = part.columns["x"], case .numbers(let y) = part.columns["y"] {
            var z = [Double](repeating: 0, count: x.count)
            if case .numbers(let given) = part.columns["z"] { z = given }
            try population.setPositions(zip(zip(x, y), z).map { SIMD3($0.0, $0.1, $1) })
        }
        return population
    }

    /// The cell type of a part, with its default parameters.
    private static func cell(_ part: SONATAPart, _ label: String) throws(NetworkError) -> any CellType {
        let model = part.text("model_type") ?? ""
        let template = part.text("model_template")
        guard ["virtual", "point_neuron", "point_process"].contains(model), template != nil || model == "virtual" else {
            throw NetworkError(
                .unsupported,
                what: "model_type",
                location: "SONATA population '\(label)'",
                given: "'\(model)'\(template == nil ? " without a model_template" : "")",
                allowed: "'point_neuron' or 'point_process' with a model_template, 'virtual'"
            )
        }
        let name = try standardName(template ?? "pyNN:SpikeSourceArray", label)
        guard let kind = CellSchema.Kind(rawValue: name) else {
            throw NetworkError(
                .unsupported,
                what: "model_template",
                location: "SONATA population '\(label)'",
                given: "'\(template ?? "")'",
                allowed: CellSchema.Kind.allCases.map { "'pyNN:\($0)'" }.joined(separator: ", ")
            )
        }
        switch kind {
        case .ifCurrExp: return IFCurrExp()
        case .spikeSourceArray: return SpikeSourceArray(spikeTimes: [Double]())
        case .spikeSourcePoisson: return SpikeSourcePoisson()
        }
    }

    /// The name of one of PyNN's standard models.
    private static func standardName(_ template: String, _ label: String) throws(NetworkError) -> String {
        let parts = template.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "pynn" else {
            throw NetworkError(
                .unsupported,
                what: "model_template",
                location: "SONATA population '\(label)'",
                given: "'\(template)'",
                allowed: "PyNN's standard models, 'pyNN:…'"
            )
        }
        return String(parts[1])
    }

    // MARK: - Edges

    private func add(_ edges: SONATAEdges) throws {
        func side(_ name: String) -> (assembly: Assembly, indices: [Int: Int])? {
            guard let place = description.nodes.firstIndex(where: { $0.name == name }) else { return nil }
            return (assemblies[place], Dictionary(zip(description.nodes[place].ids, indices[place])) { $1 })
        }
        // The reader has seen that the populations and nodes are there.
        guard let source = side(edges.source), let target = side(edges.target) else { return }
        for part in edges.parts {
            let label = edges.parts.count == 1 ? edges.name : "\(edges.name)-\(part.group)"
            let name = try Self.standardName(part.text("model_template") ?? "pyNN:StaticSynapse", label)
            guard name == "StaticSynapse" else {
                throw NetworkError(
                    .unsupported,
                    what: "model_template",
                    location: "SONATA edges '\(label)'",
                    given: "'\(name)'",
                    allowed: "'StaticSynapse'"
                )
            }
            let receptor = part.text("receptor_type")
            let list = ConnectionList(
                pre: part.members.map { source.indices[edges.sourceIDs[$0]] ?? 0 },
                post: part.members.map { target.indices[edges.targetIDs[$0]] ?? 0 },
                weights: try Self.weights(part, label),
                delays: try part.columns["delay"]?.numbers(part.members.count, "delay", label)
            )
            let projection = try Projection(
                source.assembly,
                target.assembly,
                FromListConnector(list),
                receptorType: receptor == "default" ? nil : receptor,
                label: label
            )
            let parameters: Set<String> = ["weight", "syn_weight", "delay", "nsyns"]
            projection.annotate(part.columns.filter { !parameters.contains($0.key) }.mapValues(\.annotation))
            projections.append(projection)
        }
    }

    /// Weights in nA; an edge of several synapses has the weight of all.
    private static func weights(_ part: SONATAPart, _ label: String) throws(NetworkError) -> [Double]? {
        let count = part.members.count
        guard let column = part.columns["syn_weight"] ?? part.columns["weight"] else { return nil }
        let weights = try column.numbers(count, "weight", label)
        guard let numbers = try part.columns["nsyns"]?.numbers(count, "nsyns", label) else { return weights }
        return zip(weights, numbers).map { $0 * $1 }
    }

    // MARK: - Node sets

    /// The cells of a node set that are of one population.
    struct NodeSet {
        /// SONATA's name of the population.
        let population: String
        /// The cells.
        let cells: Assembly
        /// The nodes' IDs, in the order of the cells.
        let ids: [Int]
    }

    /// The cells of a node set, population by population.
    func cells(of name: String, _ sets: SONATANodeSets) throws -> [NodeSet] {
        try sets.nodes(of: name, in: description).map { set in
            let (nodes, indices) = (description.nodes[set.population], indices[set.population])
            // A part of an assembly has a view of each component: only cells by their index keep their order.
            let positions = set.positions.sorted { indices[$0] < indices[$1] }
            return NodeSet(
                population: nodes.name,
                cells: try assemblies[set.population][.indices(positions.map { indices[$0] })],
                ids: positions.map { nodes.ids[$0] }
            )
        }
    }

    // MARK: - Recorded data

    /// What was recorded of the populations that are not virtual, as SONATA has it: under their names, with the nodes' IDs
    /// for indices.
    func recordedNodes() throws -> [Block] {
        try description.nodes.indices.compactMap { number in
            let (nodes, assembly) = (description.nodes[number], assemblies[number])
            let isVirtual = assembly.components.allSatisfy(\.grandparent.schema.receptorTypes.isEmpty)
            guard !isVirtual else { return nil }
            let cells = assembly.all
            let ids = zip(indices[number], nodes.ids).map { (cells[$0].id, $1) }
            var block = try assembly.getData()
            for place in block.segments.indices {
                block.segments[place].gather(as: nodes.name, Dictionary(ids) { first, _ in first })
            }
            return block
        }
    }
}

extension Segment {
    /// Makes all cells those of one population, with new indices by their IDs; signals of one variable and the same times
    /// become one.
    fileprivate mutating func gather(as population: String, _ indices: [Int: Int]) {
        for train in spikeTrains.indices {
            spikeTrains[train].sourcePopulation = population
            let (id, index) = (spikeTrains[train].sourceID, spikeTrains[train].sourceIndex)
            spikeTrains[train].sourceIndex = indices[id, default: index]
        }
        var groups: [[AnalogSignal]] = []
        for signal in analogSignals where signal.channelCount > 0 {
            if let place = groups.firstIndex(where: { $0[0].isSampled(as: signal) }) {
                groups[place].append(signal)
            } else {
                groups.append([signal])
            }
        }
        analogSignals = groups.map { signals in
            let channels = signals.flatMap { signal in
                zip(signal.sourceIDs, signal.channelIndices).enumerated().map { channel, cell in
                    (index: indices[cell.0, default: cell.1], id: cell.0, signal: signal, channel: channel)
                }
            }
            .sorted { $0.index < $1.index }
            return AnalogSignal(
                name: signals[0].name,
                units: signals[0].units,
                samplingPeriod: signals[0].samplingPeriod,
                tStart: signals[0].tStart,
                values: (0..<signals[0].sampleCount).flatMap { sample in
                    channels.map { $0.signal[sample, $0.channel] }
                },
                sourcePopulation: population,
                channelIndices: channels.map(\.index),
                sourceIDs: channels.map(\.id)
            )
        }
    }
}

extension AnalogSignal {
    /// Whether another signal is of the same variable at the same times.
    fileprivate func isSampled(as other: AnalogSignal) -> Bool {
        (name, units, samplingPeriod, tStart, sampleCount)
            == (other.name, other.units, other.samplingPeriod, other.tStart, other.sampleCount)
    }
}

extension SONATAColumn {
    /// A parameter's value.
    fileprivate func value(_ name: String, _ label: String) throws(NetworkError) -> ParameterValue {
        switch self {
        case .number(let number): return .value(number)
        case .numbers(let numbers): return .values(numbers)
        case .text, .texts: throw noNumber(name, label)
        }
    }

    /// A number for each of `count` members.
    fileprivate func numbers(_ count: Int, _ name: String, _ label: String) throws(NetworkError) -> [Double] {
        switch self {
        case .number(let number): return Array(repeating: number, count: count)
        case .numbers(let numbers): return numbers
        case .text, .texts: throw noNumber(name, label)
        }
    }

    private func noNumber(_ name: String, _ label: String) -> NetworkError {
        NetworkError(.file, what: "\(name) is no number", location: "SONATA population '\(label)'", given: "\(self)")
    }

    /// The column as a fact.
    fileprivate var annotation: AnnotationValue {
        switch self {
        case .number(let number): .real(number)
        case .numbers(let numbers): .reals(numbers)
        case .text(let text): .text(text)
        case .texts(let texts): .texts(texts)
        }
    }
}
