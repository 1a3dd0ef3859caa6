public import NetworkModel
public import RecordedData

/// Synapses of one type between two groups of cells.
///
///     let ring = try Projection(cells, cells, FromListConnector(loop), StaticSynapse(weight: 2, delay: 17))
///     let rows = try ring.get(["weight", "delay"], format: .list)
@MainActor
public final class Projection {
    /// The presynaptic cells.
    public let pre: any PopulationBase
    /// The postsynaptic cells.
    public let post: any PopulationBase
    /// The connector.
    public let connector: any Connector
    /// The label.
    public let label: String
    /// Facts about the projection.
    public var annotations: Annotations = [:]
    private let simulation: Simulation
    private let parts: [Part]

    /// The synapses between two components; most projections have one.
    private struct Part {
        let id: ProjectionID
        let preOffset: Int
        let postOffset: Int
        /// The positions of the components' cells, by index in their populations.
        let prePositions: [Int: Int]
        let postPositions: [Int: Int]
    }

    /// Connects two groups in the current simulation.
    ///
    /// - Parameters:
    ///   - pre: The presynaptic cells: a population, a view or an assembly.
    ///   - post: The postsynaptic cells.
    ///   - connector: Which of them are connected; its indices count in `pre` and `post`.
    ///   - synapseType: Weights and delays, where the connector does not give them.
    ///   - receptorType: `"excitatory"` or `"inhibitory"`; nil goes by the sign of the weights.
    ///   - label: The label; nil for "pre → post".
    /// - Throws: ``NetworkError`` before `setup`, and for values, indices, counts or receptors that are not allowed.
    public init(
        _ pre: any PopulationBase,
        _ post: any PopulationBase,
        _ connector: any Connector,
        _ synapseType: StaticSynapse = StaticSynapse(),
        receptorType: String? = nil,
        label: String? = nil
    ) throws {
        simulation = try Simulation.active(for: "Projection(…)")
        self.pre = pre
        self.post = post
        self.connector = connector
        let name = label ?? "\(pre.label) → \(post.label)"
        self.label = name
        for view in pre.components + post.components where view.grandparent.simulation !== simulation {
            throw NetworkError(
                .mismatch,
                what: "cells of another simulation",
                location: "projection '\(name)'",
                given: "'\(view.label)'"
            )
        }
        let builder = ProjectionParts(pre: pre.components, post: post.components, location: name)
        var network = simulation.network
        parts = try builder.split(connector.rule, synapseType).map { part in
            Part(
                id: try network.addProjection(
                    from: part.pre.selection,
                    to: part.post.selection,
                    rule: part.rule,
                    synapse: part.synapse,
                    receptor: receptorType,
                    label: name
                ),
                preOffset: part.preOffset,
                postOffset: part.postOffset,
                prePositions: Self.positions(part.pre.indices),
                postPositions: Self.positions(part.post.indices)
            )
        }
        simulation.network = network
    }

    private static func positions(_ indices: [Int]) -> [Int: Int] {
        Dictionary(zip(indices, indices.indices)) { $1 }
    }

    /// The receptor.
    public var receptorType: Receptor {
        parts.first.map { simulation.network[$0.id].receptor } ?? .excitatory
    }

    /// The number of presynaptic and of postsynaptic cells.
    public var shape: (Int, Int) { (pre.size, post.size) }

    /// The synapses, sorted by source, then target.
    ///
    /// Indices count in `pre` and `post`. Weights are in nA, negative for inhibitory receptors, as PyNN has them; they
    /// are the weights of the description, before the chip rounds them. Delays are in ms, rounded to whole steps.
    public func connections() throws -> [Connection] {
        var result: [Connection] = []
        let timeStep = simulation.network.timeStep
        for part in parts {
            let list = try simulation.synapses(of: part.id)
            let sign: Double = simulation.network[part.id].receptor == .inhibitory ? -1 : 1
            for index in 0..<list.count {
                result.append(
                    Connection(
                        presynapticIndex: part.preOffset + (part.prePositions[Int(list.pre[index])] ?? 0),
                        postsynapticIndex: part.postOffset + (part.postPositions[Int(list.post[index])] ?? 0),
                        weight: sign * list.weights[index],
                        delay: (Double(list.delaySteps[index]) * timeStep).withoutBinaryDust
                    )
                )
            }
        }
        return result.sorted {
            ($0.presynapticIndex, $0.postsynapticIndex) < ($1.presynapticIndex, $1.postsynapticIndex)
        }
    }

    /// The number of synapses.
    public func size() throws -> Int {
        try parts.reduce(0) { try $0 + simulation.synapses(of: $1.id).count }
    }

    /// Properties of the synapses.
    ///
    /// - Parameters:
    ///   - names: `"weight"`, `"delay"`, or both.
    ///   - format: `.list` for a row per synapse, `.array` for a matrix per name.
    ///   - withAddress: Whether rows begin with the two indices; arrays have none.
    ///   - multipleSynapses: What an array holds where several synapses join a pair.
    /// - Returns: For `.list`, rows (pre, post, properties…) sorted by pre, then post. For `.array`, for each name a
    ///   matrix of presynaptic rows and postsynaptic columns, NaN where there is no synapse.
    /// - Throws: ``NetworkError`` for another name.
    public func get<Result>(
        _ names: [String],
        format: ProjectionFormat<Result>,
        withAddress: Bool = true,
        multipleSynapses: MultipleSynapses = .sum
    ) throws -> Result {
        let properties = try names.map { name -> KeyPath<Connection, Double> in
            switch name {
            case "weight": return \.weight
            case "delay": return \.delay
            default:
                throw NetworkError(
                    .unknownName,
                    what: "unknown property of a synapse",
                    location: "projection '\(label)'",
                    given: "'\(name)'",
                    allowed: "weight, delay"
                )
            }
        }
        return format.build(try connections(), properties, shape, withAddress, multipleSynapses)
    }

    /// One line about the projection.
    public func describe() -> String {
        "\(label): \(connector.rule.name), \(receptorType), from \(pre.size) to \(post.size) cells"
    }
}
