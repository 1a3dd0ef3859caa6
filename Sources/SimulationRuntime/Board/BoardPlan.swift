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
    ///   - worthDrawing: How many words of rows a projection must have for a core to draw them itself, if it can.
    /// - Throws: `MappingError`; `SimulationError` when recordings do not fit or the tables are wrong.
    init(
        _ network: FixedPointNetwork,
        description: NetworkDescription,
        machine: Machine,
        cyclesPerStep: UInt32,
        neuronsPerCore: [CellSchema.Kind: Int],
        worthDrawing: Int = SynapseImage.worthDrawing
    ) throws {
        let recordings = RecordingLayout(network, description: description)
        let limit = CoreCost(sdram: (machine.chips.values.map(\.freeSDRAM).min() ?? 0), dtcm: CoreMemory.arenaBytes)
        let machineGraph = try Self.partition(
            network,
            description: description,
            neuronsPerCore: neuronsPerCore,
            limit: limit
        )
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
                bufferSteps: bufferSteps,
                totalBits: Self.need(
                    of: network,
                    population: vertex.application,
                    part: vertex.atoms,
                    partCounts: machineGraph.parts.map(\.count),
                    limit: limit
                ).totalBits,
                worthDrawing: worthDrawing
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

    /// Cuts the network. What a core needs grows with the number of cores that send to it, which is known only after
    /// the cut: it is begun with the fewest that there can be, and repeated with what came out until that is enough.
    private static func partition(
        _ network: FixedPointNetwork,
        description: NetworkDescription,
        neuronsPerCore: [CellSchema.Kind: Int],
        limit: CoreCost
    ) throws -> MachineGraph {
        let limits = description.populations.indices.map { index in
            let described = description.populations[index]
            return described.neuronsPerCore ?? neuronsPerCore[described.kind]
                ?? BoardProgram(for: network.populations[index].content).defaultNeuronsPerCore
        }
        var partCounts = network.populations.indices.map {
            (network.populations[$0].size + limits[$0] - 1) / limits[$0]
        }
        while true {
            let graph = graph(of: network, limits: limits, partCounts: partCounts, limit: limit)
            let cut = try Partitioner(limit: limit).partition(graph)
            let counts = cut.parts.map(\.count)
            if zip(counts, partCounts).allSatisfy({ $0 <= $1 }) { return cut }
            partCounts = zip(counts, partCounts).map { max($0, $1) }
        }
    }

    private static func graph(
        of network: FixedPointNetwork,
        limits: [Int],
        partCounts: [Int],
        limit: CoreCost
    ) -> ApplicationGraph {
        let vertices = network.populations.indices.map { index in
            let population = network.populations[index]
            return ApplicationVertex(
                label: population.label,
                atoms: population.size,
                maximumAtomsPerCore: limits[index],
                keyBitsPerAtom: Int(KeyFormat.colourBits),
                cost: { part in
                    need(of: network, population: index, part: part, partCounts: partCounts, limit: limit).cost
                }
            )
        }
        let edges = network.projections.map { projection in
            ApplicationEdge(source: projection.source, target: projection.target) { targets in
                // Which neurons send does not depend on how delays are cut into stages.
                let shape = SynapseShape(neuronCount: 1, receptorCount: 1)
                let lengths = RowLengths(projection, to: targets, shape: shape)
                return { lengths.reaches(from: $0) }
            }
        }
        return ApplicationGraph(vertices: vertices, edges: edges)
    }

    /// What a part takes: an upper bound, known before keys and the parts of its sources are; and with which size of ring
    /// buffer, the largest that leaves room for the rest.
    ///
    /// - Parameters:
    ///   - partCounts: Into how many parts each population is cut at the most.
    ///   - limit: What a core has.
    private static func need(
        of network: FixedPointNetwork,
        population index: Int,
        part: Range<Int>,
        partCounts: [Int],
        limit: CoreCost
    ) -> (cost: CoreCost, totalBits: UInt32) {
        let content = network.populations[index].content
        let incoming = network.projections.filter { $0.target == index }
        var totalBits = SynapseShape.totalBits
        while true {
            let cost = cost(of: content, part: part, totalBits: totalBits, incoming: incoming, partCounts: partCounts)
            let isSource = network.populations[index].receptorCount == 0
            if isSource || cost.dtcm <= limit.dtcm || totalBits == SynapseShape.leastTotalBits {
                return (cost, totalBits)
            }
            totalBits -= 1
        }
    }

    private static func cost(
        of content: FixedPointPopulation.Content,
        part: Range<Int>,
        totalBits: UInt32,
        incoming: [FixedPointProjection],
        partCounts: [Int]
    ) -> CoreCost {
        var sdram = 4_096 + recordingBudget
        // Index lists of all variables that a core can record.
        let recordedIndices = 4 * part.count
        switch content {
        case .ifCurrExp:
            let shape = SynapseShape(
                neuronCount: part.count,
                receptorCount: IFCurrExpNeuron.receptorCount,
                totalBits: totalBits
            )
            var longestRow = 1
            var stageCount = 0
            var references = 0
            sdram += part.count * MemoryLayout<IFCurrExpNeuron>.stride
            for projection in incoming {
                let lengths = RowLengths(projection, to: part, shape: shape)
                for stage in lengths.stages.indices {
                    let longest = lengths.longest(stage: stage, of: 0..<projection.sourceSize)
                    guard longest > 0 else { continue }
                    references += partCounts[projection.source]
                    stageCount = max(stageCount, stage)
                    longestRow = max(longestRow, 1 + longest)
                    sdram += projection.sourceSize * (1 + longest) * 4
                }
            }
            let tableEntries = Set(incoming.map(\.source)).reduce(0) { $0 + partCounts[$1] }
            sdram += stageCount * SynapseImage.largestCapacity * MemoryLayout<DeferredRow>.stride
            sdram += references * MemoryLayout<SynapticMatrixReference>.stride * 2
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
