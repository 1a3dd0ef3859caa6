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
    /// How distances are measured.
    public let space: Space
    /// The synapse type as it was given.
    public let synapseType: StaticSynapse
    let simulation: Simulation
    let parts: [Part]

    /// The synapses between two components; most projections have one.
    struct Part {
        let id: ProjectionID
        let window: ProjectionParts.Window
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
    ///   - source: The compartment that spikes come from; the cells there are have but one, nil.
    ///   - receptorType: `"excitatory"` or `"inhibitory"`; nil goes by the sign of the weights.
    ///   - space: How distances are measured.
    ///   - label: The label; nil for "pre → post".
    ///   - downloadSynapses: Whether a copy of the synapses is kept at each pause, to be read after `end()`.
    ///   - partitionID: Which of the source's streams is used; the cells there are have but one, `"SPIKE"`.
    ///   - callback: Told how far connecting has come: 0, then the fraction of the pairs of components that are
    ///     connected, at last 1. It can read the simulation but not change it.
    ///   - verbose: Whether the same is shown at the terminal.
    /// - Throws: ``NetworkError`` before `setup`, and for values, indices, counts or receptors that are not allowed; what
    ///   a connector of the script's own throws.
    @discardableResult
    public init(
        _ pre: any PopulationBase,
        _ post: any PopulationBase,
        _ connector: any Connector,
        _ synapseType: StaticSynapse = StaticSynapse(),
        source: String? = nil,
        receptorType: String? = nil,
        space: Space = Space(),
        label: String? = nil,
        downloadSynapses: Bool = false,
        partitionID: String = "SPIKE",
        callback: (@MainActor (Double) -> Void)? = nil,
        verbose: Bool = false
    ) throws {
        simulation = try Simulation.active(for: "Projection(…)")
        self.pre = pre
        self.post = post
        self.connector = connector
        self.space = space
        self.synapseType = synapseType
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
        if let source {
            throw NetworkError(
                .unknownName,
                what: "no such compartment of the presynaptic cells",
                location: "projection '\(name)'",
                given: "'\(source)'",
                allowed: "nil: they have one"
            )
        }
        try NetworkError.require(
            partitionID == "SPIKE",
            .unknownName,
            what: "no such stream of the presynaptic cells",
            location: "projection '\(name)'",
            given: "'\(partitionID)'",
            allowed: "'SPIKE'"
        )
        let selections = (pre: pre.components.map(\.selection), post: post.components.map(\.selection))
        let telling = ConnectingProgress(
            label: name,
            callback: callback,
            progress: verbose ? simulation.progress : nil
        )
        parts = try simulation.change("projection '\(name)'") { network in
            let context = network.context(
                from: selections.pre,
                to: selections.post,
                space: space,
                location: "projection '\(name)'"
            )
            let splitter = ProjectionParts(pre: selections.pre, post: selections.post)
            let split = { try splitter.split(connector.rule, synapseType, context) }
            return try telling.following(split) { part in
                let sides = (selections.pre[part.window.source], selections.post[part.window.target])
                return Part(
                    id: try network.addProjection(
                        from: sides.0,
                        to: sides.1,
                        rule: part.rule,
                        synapse: part.synapse,
                        space: space,
                        receptor: receptorType,
                        label: name
                    ),
                    window: part.window,
                    prePositions: Self.positions(sides.0.indices),
                    postPositions: Self.positions(sides.1.indices)
                )
            }
        }
        if downloadSynapses { try setDownloadSynapses(true) }
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
    /// Indices count in `pre` and `post`. Weights are in nA, negative for inhibitory receptors, as PyNN has them. Once the
    /// network is loaded they are read back from the target, which holds them in 16 bits; before, they are those of the
    /// description. Delays are in ms, rounded to whole steps.
    ///
    /// - Throws: ``NetworkError`` for drawn weights of both signs or drawn delays that are negative; errors of the target.
    public func connections() throws -> [Connection] {
        var result: [Connection] = []
        let timeStep = simulation.network.timeStep
        for part in parts {
            let list = try simulation.synapses(of: part.id)
            let sign: Double = simulation.network[part.id].receptor == .inhibitory ? -1 : 1
            for index in 0..<list.count {
                result.append(
                    Connection(
                        presynapticIndex: part.window.pre.lowerBound + (part.prePositions[Int(list.pre[index])] ?? 0),
                        postsynapticIndex: part.window.post.lowerBound
                            + (part.postPositions[Int(list.post[index])] ?? 0),
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

    /// The pairs of indices that are connected, each once.
    func pairs() throws -> ConnectionList {
        var list = ConnectionList(pre: [], post: [])
        for connection in try connections() {
            if list.pre.last == connection.presynapticIndex, list.post.last == connection.postsynapticIndex { continue }
            list.pre.append(connection.presynapticIndex)
            list.post.append(connection.postsynapticIndex)
        }
        return list
    }

    /// The number of synapses.
    public var size: Int {
        parts.reduce(0) { $0 + simulation.network[$1.id].connectivity.synapseCount }
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
        format.build(try connections(), try names.map(property), shape, withAddress, multipleSynapses)
    }

    /// A property of all synapses, without addresses: `get(name, format="list", with_address=False)`.
    ///
    /// - Parameter name: `"weight"` or `"delay"`.
    /// - Returns: A number for each synapse, in the order of ``connections()``.
    /// - Throws: ``NetworkError`` for another name; errors of the target.
    public func get(_ name: String) throws -> [Double] { try connections().map { $0[keyPath: try property(name)] } }

    /// The property of that name.
    private func property(_ name: String) throws(NetworkError) -> KeyPath<Connection, Double> {
        try requireProperty(name)
        return name == "weight" ? \.weight : \.delay
    }

    /// Refuses a name that is no property of the synapses.
    func requireProperty(_ name: String) throws(NetworkError) {
        try NetworkError.require(
            ["weight", "delay"].contains(name),
            .unknownName,
            what: "unknown property of a synapse",
            location: "projection '\(label)'",
            given: "'\(name)'",
            allowed: "weight, delay"
        )
    }

    /// The synapse of that number, in the order of ``connections()``.
    ///
    /// - Throws: ``NetworkError`` when there is none, and as ``connections()``.
    public subscript(number: Int) -> Connection {
        get throws {
            let all = try connections()
            return all[try CellSelector.at(number).resolve(all.count, label)[0]]
        }
    }

    /// How many synapses have weights between evenly spaced bounds: PyNN's `weightHistogram`.
    ///
    /// - Parameters:
    ///   - min: The lower bound of the first bin, nA; nil for the smallest weight.
    ///   - max: The upper bound of the last bin, nA, which belongs to it; nil for the greatest weight.
    ///   - bins: The number of bins.
    /// - Returns: The number of synapses in each bin, and the bins' bounds, one more.
    /// - Throws: ``NetworkError`` for no bins or bounds that are no range, and as ``connections()``.
    public func weightHistogram(
        min: Double? = nil,
        max: Double? = nil,
        bins: Int = 10
    ) throws -> (counts: [Int], bounds: [Double]) {
        let weights = try connections().map(\.weight)
        let low = min ?? weights.min() ?? 0
        let high = max ?? weights.max() ?? 1
        guard (1...1_000_000).contains(bins), low.isFinite, high.isFinite, low <= high else {
            throw NetworkError(
                .valueOutOfRange,
                what: "bins of the histogram",
                location: "projection '\(label)'",
                given: "\(bins) from \(low) nA to \(high) nA",
                allowed: "from 1 to 1000000, between finite bounds of which the second is not smaller"
            )
        }
        let width = (high - low) / Double(bins)
        var counts = [Int](repeating: 0, count: bins)
        for weight in weights where weight >= low && weight <= high {
            counts[width == 0 ? 0 : Swift.min(Int((weight - low) / width), bins - 1)] += 1
        }
        return (counts, (0...bins).map { $0 == bins ? high : low + Double($0) * width })
    }

    /// Adds facts about the projection; a fact of the same name is replaced.
    public func annotate(_ facts: Annotations) { annotations.merge(facts) { $1 } }
}
