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
        let limit = CoreCost(sdram: (machine.chips.values.map(\.freeSDRAM).min() ?? 0), dtcm: CoreMemory.arenaBytes)
        var needs = CoreNeeds(
            network: network,
            state: state,
            limit: limit,
            recordingBudget: options.recordingBudget,
            partCounts: []
        )
        let cyclesPerStep = try Self.cyclesPerStep(description, options)
        let machineGraph = try Self.partition(
            &needs,
            description: description,
            neuronsPerCore: options.neuronsPerCore
        )
        let mapping =
            if let former {
                try GraphMapping.Mapping(machineGraph, keeping: former, workers: .threads())
            } else {
                try GraphMapping.Mapping(machineGraph, on: machine, workers: .threads())
            }
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

    /// Cuts the network. What a core needs grows with the number of cores that send to it, which is known only after
    /// the cut: it is begun with the fewest that there can be, and repeated with what came out until that is enough.
    private static func partition(
        _ needs: inout CoreNeeds,
        description: NetworkDescription,
        neuronsPerCore: [CellSchema.Kind: Int]
    ) throws -> MachineGraph {
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
        while true {
            let graph = graph(needs, places: populations.map(\.options.place), limits: limits)
            let cut = try Partitioner(limit: needs.limit).partition(graph)
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
        for projection in network.projections {
            partitions[projection.source].add(target: projection.target) { targets in
                // Which neurons send does not depend on how delays are cut into stages.
                let shape = SynapseShape(neuronCount: 1, receptorCount: 1)
                let lengths = RowLengths(projection, to: targets.atoms, shape: shape)
                return { lengths.reaches(from: $0.atoms) }
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
