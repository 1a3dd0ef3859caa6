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
        /// Their memory.
        let image: CoreImage
    }

    /// The shares, those of one population side by side.
    let parts: [Part]

    /// The routing table of each chip that needs one.
    let tables: [ChipID: [RoutingEntry]]

    /// How many steps fit the recording buffers: a run is cut into stretches of at most this many.
    let bufferSteps: Int

    /// The most bytes of SDRAM that a core's recording buffers take.
    private static let recordingBudget = 4 << 20

    /// The most steps that buffers are made for; more would only delay the data's way to disk.
    private static let largestBufferSteps = 100_000

    /// Plans a network on a machine.
    ///
    /// - Parameters:
    ///   - cyclesPerStep: The length of a step in cycles of a core's clock.
    ///   - neuronsPerCore: The user's limit for each kind of cell.
    /// - Throws: `MappingError`; `SimulationError` when recordings do not fit or the tables are wrong.
    init(
        _ network: FixedPointNetwork,
        description: NetworkDescription,
        machine: Machine,
        cyclesPerStep: UInt32,
        neuronsPerCore: [CellSchema.Kind: Int]
    ) throws {
        let recordings = RecordingLayout(network, description: description)
        let graph = Self.graph(of: network, description: description, neuronsPerCore: neuronsPerCore)
        let limit = CoreCost(sdram: (machine.chips.values.map(\.freeSDRAM).min() ?? 0), dtcm: CoreMemory.arenaBytes)
        let machineGraph = try Partitioner(limit: limit).partition(graph)
        let mapping = try GraphMapping.Mapping(machineGraph, on: machine)
        if let fault = mapping.faults(on: machine, everyKey: false).first {
            throw SimulationError(.internalInconsistency, "The routing tables are wrong: \(fault)")
        }

        let vertices = machineGraph.vertices
        let plans = vertices.map { recordings.plans(population: $0.application, part: $0.atoms) }
        bufferSteps = try Self.bufferSteps(of: plans)
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
                flags: machineGraph.targets[index].isEmpty ? [] : .sendsSpikes
            )
            let content = CoreContent(
                network: network,
                population: vertex.application,
                part: vertex.atoms,
                sources: sources,
                system: system,
                recordings: plans[index],
                bufferSteps: bufferSteps
            )
            parts.append(
                Part(
                    population: vertex.application,
                    neurons: vertex.atoms,
                    core: mapping.placements[index],
                    image: CoreImage(content)
                )
            )
        }
        self.parts = parts
        tables = mapping.tables
    }

    // MARK: - The graph

    private static func graph(
        of network: FixedPointNetwork,
        description: NetworkDescription,
        neuronsPerCore: [CellSchema.Kind: Int]
    ) -> ApplicationGraph {
        let vertices = network.populations.indices.map { index in
            let population = network.populations[index]
            let program = BoardProgram(for: population.content)
            let incoming = network.projections.filter { $0.target == index }
            let described = description.populations[index]
            return ApplicationVertex(
                label: population.label,
                atoms: population.size,
                maximumAtomsPerCore: described.neuronsPerCore ?? neuronsPerCore[described.kind]
                    ?? program.defaultNeuronsPerCore,
                keyBitsPerAtom: Int(KeyFormat.colourBits),
                cost: { cost(of: population.content, part: $0, incoming: incoming) }
            )
        }
        let edges = network.projections.map { projection in
            ApplicationEdge(source: projection.source, target: projection.target) { sources, targets in
                sources.contains { neuron in
                    projection[row: neuron].contains { targets.contains(Int($0.target)) }
                }
            }
        }
        return ApplicationGraph(vertices: vertices, edges: edges)
    }

    /// What a part takes: an upper bound, known before keys and the parts of its sources are.
    private static func cost(
        of content: FixedPointPopulation.Content,
        part: Range<Int>,
        incoming: [FixedPointProjection]
    ) -> CoreCost {
        var sdram = 4_096 + recordingBudget
        // Index lists of all variables that a core can record.
        let recordedIndices = 4 * part.count
        switch content {
        case .ifCurrExp:
            let shape = SynapseShape(neuronCount: part.count, receptorCount: IFCurrExpNeuron.receptorCount)
            var longestRow = 1
            var stageCount = 0
            var tableEntries = 0
            var references = 0
            sdram += part.count * MemoryLayout<IFCurrExpNeuron>.stride
            for projection in incoming {
                let rows = projection.rowStarts.count - 1
                var row = 0
                for neuron in 0..<rows {
                    row = max(row, projection[row: neuron].count { part.contains(Int($0.target)) })
                }
                let stages = max(projection.longestDelay - 1, 0) / Int(shape.span)
                // Sources may be cut into cores of as few as 32 neurons.
                tableEntries += (rows + 31) / 32
                references += (rows + 31) / 32 * (1 + stages)
                stageCount = max(stageCount, stages)
                longestRow = max(longestRow, 1 + row)
                sdram += rows * (1 + stages) * (1 + row) * 4
            }
            sdram += stageCount * SynapseImage.largestCapacity * MemoryLayout<DeferredRow>.stride
            let dtcm = CoreMemory.neuronCoreBytes(
                neuronCount: part.count,
                bytesPerNeuron: MemoryLayout<IFCurrExpNeuron>.stride,
                shape: shape,
                tableEntries: tableEntries,
                references: references,
                stageCount: stageCount,
                longestRowWords: longestRow,
                recordedIndices: recordedIndices
            )
            return CoreCost(sdram: sdram, dtcm: dtcm)
        case .poisson:
            let stride = MemoryLayout<PoissonSource>.stride
            return CoreCost(
                sdram: sdram + part.count * stride,
                dtcm: CoreMemory.spikeSourceBytes(
                    sourceCount: part.count,
                    bytesPerSource: stride,
                    recordedIndices: recordedIndices
                )
            )
        case .spikeArray(_, let spikes):
            sdram += 12 * spikes.count { part.contains(Int($0.source)) }
            return CoreCost(
                sdram: sdram,
                dtcm: CoreMemory.spikeSourceBytes(
                    sourceCount: part.count,
                    bytesPerSource: 0,
                    recordedIndices: recordedIndices
                )
            )
        }
    }

    // MARK: - Recording

    /// The most steps that every core's buffers can hold.
    private static func bufferSteps(of plans: [[RecordingPlan]]) throws -> Int {
        var steps = largestBufferSteps
        for recordings in plans where !recordings.isEmpty {
            guard recordings.reduce(0, { $0 + $1.bufferBytes(steps: 1) }) <= recordingBudget else {
                throw SimulationError(
                    .doesNotFit,
                    """
                    One step of a core's recordings takes more than \(recordingBudget) bytes; \
                    record fewer neurons or put fewer on a core
                    """
                )
            }
            while steps > 1, recordings.reduce(0, { $0 + $1.bufferBytes(steps: steps) }) > recordingBudget {
                steps = max(1, steps * 15 / 16)
            }
        }
        return steps
    }
}
