import ARMImage
import ChipInterface
import GraphMapping
import NetworkLowering
import NetworkModel
import NeuralModels
import SpiNNakerMachine

/// A network cut, placed and routed, with the memory of every core.
struct BoardPlan: Sendable {
    /// One core's share.
    struct Part: Sendable {
        /// The population's index.
        let population: Int
        /// The neurons, counted from the population's first.
        let neurons: Range<Int>
        /// Where they run.
        let core: CoreID
        /// The key of the first neuron, with colour 0.
        let key: UInt32
        /// What they are expected to take of a step, in cycles.
        let cycles: Int
        /// Their memory.
        let image: CoreImage
    }

    /// The shares, those of one population side by side.
    let parts: [Part]

    /// Where the shares are and how spikes come to them.
    let mapping: GraphMapping.Mapping

    /// The routing table of each chip that needs one.
    var tables: [ChipID: [RoutingEntry]] { mapping.tables }

    /// How many steps fit the recording buffers: a run is cut into stretches of at most this many.
    let bufferSteps: Int

    /// The most steps that buffers are made for; more would only delay the data's way to disk.
    private static let largestBufferSteps = 100_000

    /// How much of a step a core is expected to work at the most. Spikes do not come evenly, and how often they come is a
    /// guess: the rest is for the steps in which there are more.
    private static let share = 0.8

    /// Plans a network on a machine.
    ///
    /// - Parameters:
    ///   - options: What the user wants: limits of cores, length of steps, room for recordings.
    ///   - former: The mapping of the network before it was changed, on the same machine: what stays keeps its cores and keys.
    ///   - state: The state to go on from; nil to begin at step 0.
    /// - Throws: `MappingError`; `SimulationError` when recordings do not fit or the tables are wrong.
    init(
        _ network: FixedPointNetwork,
        description: NetworkDescription,
        machine: Machine,
        options: SimulationOptions,
        keeping former: GraphMapping.Mapping? = nil,
        resuming state: NetworkState? = nil
    ) throws {
        let network = state.map(network.resuming) ?? network
        let recordings = RecordingLayout(network, description: description)
        let cyclesPerStep = try Self.cyclesPerStep(description, options)
        let limit = CoreCost(
            sdram: machine.chips.values.map(\.freeSDRAM).min() ?? 0,
            dtcm: CoreMemory.arenaBytes,
            itcm: APLXImage.codeLimit,
            cycles: Int(Double(cyclesPerStep) * Self.share)
        )
        var needs = CoreNeeds(
            network: network,
            description: description,
            state: state,
            limit: limit,
            recordings: recordings,
            recordingBudget: options.recordingBudget
        )
        let (machineGraph, mapping) = try Self.map(
            &needs,
            description: description,
            on: machine,
            keeping: former,
            options: options
        )
        if let fault = mapping.faults(on: machine, everyKey: false).first {
            throw SimulationError(.internalInconsistency, "The routing tables are wrong: \(fault)")
        }

        let vertices = machineGraph.vertices
        let plans = vertices.map { recordings.plans(population: $0.application, part: $0.atoms) }
        bufferSteps = try Self.bufferSteps(of: plans, budget: options.recordingBudget)
        let sources = vertices.indices.map {
            SynapseImage.Source(
                population: vertices[$0].application,
                neurons: vertices[$0].atoms,
                key: mapping.keys[$0].key,
                mask: mapping.keys[$0].mask
            )
        }
        var parts: [Part] = []
        for (index, vertex) in vertices.enumerated() {
            let system = SystemRegion(
                cyclesPerStep: cyclesPerStep,
                neuronCount: UInt32(vertex.atoms.count),
                spikeOffset: UInt32(network.spikeOffset),
                keyBase: mapping.keys[index].key,
                flags: machineGraph.isUnheard(index) ? [] : .sendsSpikes,
                initialStep: state?.step ?? 0
            )
            let content = CoreContent(
                network: network,
                population: vertex.application,
                part: vertex.atoms,
                sources: sources,
                system: system,
                recordings: plans[index],
                bufferSteps: bufferSteps,
                totalBits: needs.need(of: vertex.application, part: vertex.atoms).totalBits,
                worthDrawing: options.worthDrawing ?? SynapseImage.worthDrawing,
                pending: state?.inputs(of: vertex.application, part: vertex.atoms) ?? []
            )
            parts.append(
                Part(
                    population: vertex.application,
                    neurons: vertex.atoms,
                    core: mapping.placements[index],
                    key: mapping.keys[index].key,
                    cycles: vertex.cost.cycles,
                    image: CoreImage(content)
                )
            )
        }
        self.parts = parts
        self.mapping = mapping
    }

    /// The length of a step in cycles of the cores' clock.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp-3.c`, `pll_init`, for the clock of 200 MHz.
    private static func cyclesPerStep(_ network: NetworkDescription, _ options: SimulationOptions) throws -> UInt32 {
        let cycles = network.timeStep * Double(options.timeScaleFactor) * 200_000
        guard cycles >= 1_000, cycles <= 4e9 else {
            throw SimulationError(
                .doesNotFit,
                "A step takes \(cycles) cycles of a core's clock; allowed are 1,000 to 4,000,000,000"
            )
        }
        return UInt32(cycles.rounded())
    }

    // MARK: - The graph

    /// Cuts, places and routes the network.
    ///
    /// How often neurons fire is a guess. When the machine has too few cores for it, the network is cut as if steps had no
    /// end, and the user is told.
    private static func map(
        _ needs: inout CoreNeeds,
        description: NetworkDescription,
        on machine: Machine,
        keeping former: GraphMapping.Mapping?,
        options: SimulationOptions
    ) throws -> (MachineGraph, GraphMapping.Mapping) {
        let graph = try cut(&needs, within: needs.limit, description: description, options)
        let cores = machine.chips.values.reduce(0) { $0 + $1.applicationCores.count }
        if graph.vertices.count <= cores {
            do {
                return (graph, try mapping(of: graph, on: machine, keeping: former))
            } catch {
                // Fewer parts may have room, or shorter tables.
                guard error.isOfCrowding else { throw error }
            }
        }
        var limit = needs.limit
        limit.cycles = .max
        let tight = try cut(&needs, within: limit, description: description, options)
        let mapping = try mapping(of: tight, on: machine, keeping: former)
        if tight.vertices.count < graph.vertices.count {
            options.warn(
                """
                For steps that end in time by expectation, the network needs \(graph.vertices.count) cores, which the \
                machine does not have; it gets \(tight.vertices.count). If steps begin late, use a larger machine or a \
                greater timeScaleFactor
                """
            )
        }
        return (tight, mapping)
    }

    private static func mapping(
        of graph: MachineGraph,
        on machine: Machine,
        keeping former: GraphMapping.Mapping?
    ) throws(MappingError) -> GraphMapping.Mapping {
        if let former { return try GraphMapping.Mapping(graph, keeping: former, workers: .threads()) }
        return try GraphMapping.Mapping(graph, on: machine, workers: .threads())
    }

    /// Cuts the network within limits of time and memory.
    private static func cut(
        _ needs: inout CoreNeeds,
        within limit: CoreCost,
        description: NetworkDescription,
        _ options: SimulationOptions
    ) throws -> MachineGraph {
        do throws(MappingError) {
            return try partition(
                &needs,
                limit: limit,
                description: description,
                neuronsPerCore: options.neuronsPerCore
            )
        } catch {
            guard case .atomTooLarge(_, let needed, let available, _) = error, needed.cycles > available.cycles else {
                throw error
            }
            throw SimulationError(.doesNotFit, "\(error). A greater timeScaleFactor or a longer timestep gives it more")
        }
    }

    /// Cuts the network. What a core needs grows with the number of cores that send to it, which is known only after
    /// the cut: it is begun with the fewest that there can be, and repeated with what came out until that is enough.
    private static func partition(
        _ needs: inout CoreNeeds,
        limit: CoreCost,
        description: NetworkDescription,
        neuronsPerCore: [CellSchema.Kind: Int]
    ) throws(MappingError) -> MachineGraph {
        let network = needs.network
        let populations = description.populations
        let limits = populations.indices.map { index in
            let described = populations[index]
            return described.options.neuronsPerCore ?? neuronsPerCore[described.kind]
                ?? BoardProgram(for: network.populations[index].content).defaultNeuronsPerCore
        }
        needs.partCounts = network.populations.indices.map {
            (network.populations[$0].size + limits[$0] - 1) / limits[$0]
        }
        needs.boundArrivals()
        while true {
            let graph = graph(needs, places: populations.map(\.options.place), limits: limits)
            let cut = try Partitioner(limit: limit).partition(graph)
            let counts = cut.parts.map(\.count)
            let isEnough = zip(counts, needs.partCounts).allSatisfy { $0 <= $1 }
            needs.partCounts = isEnough ? counts : zip(counts, needs.partCounts).map { max($0, $1) }
            if isEnough { return cut }
        }
    }

    private static func graph(_ needs: CoreNeeds, places: [CorePlace?], limits: [Int]) -> ApplicationGraph {
        let network = needs.network
        let vertices = network.populations.indices.map { index in
            let population = network.populations[index]
            return ApplicationVertex(
                label: population.label,
                atoms: population.size,
                maximumAtomsPerCore: limits[index],
                place: places[index].map { place in
                    let chip = ChipID(x: place.x, y: place.y)
                    return place.core.map { .core(CoreID(chip: chip, core: $0)) } ?? .chip(chip)
                },
                cost: { needs.need(of: index, part: $0).cost }
            )
        }
        // One partition for each population, so that a part and what it sends have the same number.
        var partitions = network.populations.indices.map {
            OutgoingPartition(source: $0, keyBitsPerAtom: Int(KeyFormat.colourBits))
        }
        for (number, projection) in network.projections.enumerated() {
            partitions[projection.source].add(target: projection.target) { targets in
                let rows = needs.reached(by: number, targets: targets.atoms)
                return { rows.reaches(from: $0.atoms) }
            }
        }
        return ApplicationGraph(vertices: vertices, partitions: partitions)
    }

    // MARK: - Recording

    /// The most steps that every core's buffers can hold.
    private static func bufferSteps(of plans: [[RecordingPlan]], budget: Int) throws -> Int {
        var steps = largestBufferSteps
        for recordings in plans where !recordings.isEmpty {
            guard recordings.reduce(0, { $0 + $1.bufferBytes(steps: 1) }) <= budget else {
                throw SimulationError(
                    .doesNotFit,
                    """
                    One step of a core's recordings takes more than \(budget) bytes; \
                    record fewer neurons or put fewer on a core
                    """
                )
            }
            while steps > 1, recordings.reduce(0, { $0 + $1.bufferBytes(steps: steps) }) > budget {
                steps = max(1, steps * 15 / 16)
            }
        }
        return steps
    }
}

extension MappingError {
    /// Whether fewer parts might help.
    fileprivate var isOfCrowding: Bool {
        switch self {
        case .noRoom, .tableTooLong: true
        default: false
        }
    }
}
