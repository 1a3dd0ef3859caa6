import ChipInterface
import NetworkLowering
import NeuralModels

/// A stand-in for a board: the network cut into cores that exchange keys, each with its own ring buffer, population
/// table, matrices and stage FIFOs.
///
/// Packets arrive in an order that depends on `scramble`, in the step of sending or, where delays allow it, later.
final class PartitionedSimulation {
    private struct Packet {
        var core: Int
        var key: UInt32
        var wasHeldBack = false
    }

    private let network: FixedPointNetwork
    let cores: [TestCore]
    private var state: UInt64
    private(set) var result = RunResult()
    private var delayed: [Packet] = []
    private let holdsBack: Bool

    init(_ network: FixedPointNetwork, neuronsPerCore: Int, scramble: UInt64, worthDrawing: Int = .max) {
        self.network = network
        var shortest = Int.max
        for projection in network.projections {
            projection.forEachSynapse(to: 0..<network.populations[projection.target].size) { _, synapse in
                shortest = min(shortest, Int(synapse.delay))
            }
        }
        holdsBack = shortest >= 3
        state = scramble
        var sources: [SynapseImage.Source] = []
        for (index, population) in network.populations.enumerated() {
            for start in stride(from: 0, to: population.size, by: neuronsPerCore) {
                sources.append(
                    SynapseImage.Source(
                        population: index,
                        neurons: start..<min(start + neuronsPerCore, population.size),
                        key: UInt32(sources.count + 3) << 16,
                        mask: 0xFFFF_0000
                    )
                )
            }
        }
        cores = sources.map { TestCore(network, $0, sources, worthDrawing: worthDrawing) }
        for population in network.populations {
            result.stamps.append(Array(repeating: [], count: population.size))
            result.samples.append(Array(repeating: [], count: population.receptorCount > 0 ? 3 : 0))
        }
    }

    var drawnCounts: [Int] { cores.map(\.drawnCount) }

    var counts: [SynapseCounts] { cores.map { $0.processor.pointee.counts } }

    private func draw(below bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }

    func run(steps: Range<UInt32>) {
        for step in steps {
            // Where every delay is at least 3 steps, some packets come a step late.
            var packets = delayed
            delayed = []
            var order = Array(cores.indices)
            for index in order.indices { order.swapAt(index, Int(draw(below: UInt64(cores.count)))) }
            for core in cores {
                for variable in result.samples[core.source.population].indices {
                    result.samples[core.source.population][variable] += core.samples(variable, step)
                }
            }
            for index in order {
                let core = cores[index]
                for (neuron, stamp) in core.advance(step, offset: UInt32(network.spikeOffset)) {
                    result.stamps[core.source.population][core.source.neurons.lowerBound + neuron].append(stamp)
                    let key = KeyFormat.key(base: core.source.key, neuron: UInt32(neuron), stamp: stamp)
                    for target in core.targets(cores) { packets.append(Packet(core: target, key: key)) }
                }
            }
            while !packets.isEmpty {
                var packet = packets.remove(at: Int(draw(below: UInt64(packets.count))))
                if holdsBack, !packet.wasHeldBack, draw(below: 4) == 0 {
                    packet.wasHeldBack = true
                    delayed.append(packet)
                } else {
                    cores[packet.core].receive(packet.key, step)
                }
            }
        }
    }
}

/// One core of the stand-in. Memory is never freed; tests are short.
final class TestCore {
    let source: SynapseImage.Source
    let processor: UnsafeMutablePointer<SynapseProcessor>
    private let image: SynapseImage
    /// How many synapses the core drew itself; below 0 if it could not.
    let drawnCount: Int
    private let ring: UnsafeMutablePointer<UInt16>
    private let matrices: UnsafeMutablePointer<UInt32>
    private var content: FixedPointPopulation.Content
    private var next = 0

    init(
        _ network: FixedPointNetwork,
        _ source: SynapseImage.Source,
        _ sources: [SynapseImage.Source],
        worthDrawing: Int
    ) {
        self.source = source
        image = SynapseImage(
            network,
            target: source.population,
            targets: source.neurons,
            sources: sources,
            worthDrawing: worthDrawing
        )
        let shape = image.parameters.shape
        ring = .allocate(capacity: Int(shape.entries))
        ring.initialize(repeating: 0, count: Int(shape.entries))
        let words = image.matrices.count + image.drawnWords
        matrices = .allocate(capacity: max(words, 1))
        // What the core is to draw holds whatever was there before.
        matrices.initialize(repeating: 0xDEAD_BEEF, count: max(words, 1))
        for (index, word) in image.matrices.enumerated() { matrices[index] = word }
        drawnCount = Self.draw(image, matrices, words: words, ring: ring)
        let entries = UnsafeMutablePointer<PopulationTableEntry>.allocate(capacity: max(image.entries.count, 1))
        for (index, entry) in image.entries.enumerated() { (entries + index).initialize(to: entry) }
        let references = UnsafeMutablePointer<SynapticMatrixReference>
            .allocate(capacity: max(image.references.count, 1))
        for (index, item) in image.references.enumerated() { (references + index).initialize(to: item) }
        let capacity = Int(image.parameters.stageCapacity)
        let stages = UnsafeMutablePointer<StageFIFO>.allocate(capacity: max(Int(image.parameters.stageCount), 1))
        for index in 0..<Int(image.parameters.stageCount) {
            let rows = UnsafeMutablePointer<DeferredRow>.allocate(capacity: capacity)
            (stages + index).initialize(to: StageFIFO(rows: rows, capacity: UInt32(capacity)))
        }
        processor = .allocate(capacity: 1)
        processor.initialize(
            to: SynapseProcessor(
                ring: RingBuffer(entries: ring, shape: shape),
                table: PopulationTable(entries: entries, count: image.entries.count),
                references: references,
                stages: stages,
                stageCount: Int(image.parameters.stageCount)
            )
        )
        switch network.populations[source.population].content {
        case .ifCurrExp(let neurons): content = .ifCurrExp(Array(neurons[source.neurons]))
        case .poisson(let sources): content = .poisson(Array(sources[source.neurons]))
        case .spikeArray(_, let spikes):
            let own = spikes.filter { source.neurons.contains(Int($0.source)) }.map {
                SourceSpike(stamp: $0.stamp, source: $0.source - UInt32(source.neurons.lowerBound))
            }
            content = .spikeArray(size: source.neurons.count, spikes: own)
        }
    }

    /// Draws the rows that the image leaves to the core, as the core does: in the memory of its ring buffer.
    private static func draw(
        _ image: SynapseImage,
        _ matrices: UnsafeMutablePointer<UInt32>,
        words: Int,
        ring: UnsafeMutablePointer<UInt16>
    ) -> Int {
        guard !image.drawnSynapses.isEmpty else { return 0 }
        let scratchWords = Int(image.parameters.shape.entries) / 2
        return image.drawnSynapses.withUnsafeBufferPointer { region in
            ring.withMemoryRebound(to: UInt32.self, capacity: scratchWords) { scratch in
                guard let start = region.baseAddress else { return 0 }
                let expander = SynapseExpander(
                    region: start,
                    regionWords: UInt32(region.count),
                    matrices: matrices,
                    matrixWords: UInt32(words),
                    shape: image.parameters.shape
                )
                let drawn = try? expander.expand(scratch: scratch, scratchWords: UInt32(scratchWords))
                return drawn.map { Int($0) } ?? -1
            }
        }
    }

    /// The synapses of every row: projection, source, and words in ascending order.
    var rows: [SynapseRow: [UInt32]] {
        var rows: [SynapseRow: [UInt32]] = [:]
        for place in image.placements {
            for (row, neuron) in place.sources.enumerated() {
                let start = Int(place.reference.offset) / 4 + row * Int(place.reference.rowWords)
                let count = Int(matrices[start])
                guard count > 0 else { continue }
                let key = SynapseRow(
                    projection: place.projection,
                    source: neuron,
                    stage: Int(place.reference.stage)
                )
                rows[key] = (1...count).map { matrices[start + $0] }.sorted()
            }
        }
        return rows
    }

    func targets(_ cores: [TestCore]) -> [Int] {
        cores.indices.filter { index in cores[index].image.entries.contains { $0.key == source.key } }
    }

    func samples(_ variable: Int, _ step: UInt32) -> [Int32] {
        guard case .ifCurrExp(let neurons) = content else { return [] }
        let ring = processor.pointee.ring
        return neurons.indices.map { index in
            let inputs = SlotInputs(
                entry: ring.slot(of: step) + index,
                stride: ring.receptorStride,
                shifts: image.parameters.weightShifts
            )
            return neurons[index].sample(variable, inputs)
        }
    }

    func advance(_ step: UInt32, offset: UInt32) -> [(Int, UInt32)] {
        var fired: [(Int, UInt32)] = []
        switch content {
        case .ifCurrExp(var neurons):
            let ring = processor.pointee.ring
            neurons.withUnsafeMutableBufferPointer { buffer in
                guard let first = buffer.baseAddress else { return }
                updateNeurons(
                    first,
                    count: buffer.count,
                    slot: ring.slot(of: step),
                    stride: ring.receptorStride,
                    shifts: image.parameters.weightShifts,
                    injected: { _ in 0 }
                ) { fired.append(($0, step &+ offset)) }
            }
            content = .ifCurrExp(neurons)
            var due: [FetchedRow] = []
            processor.pointee.releaseDue(now: step) { due.append($0) }
            for row in due { add(row, step) }
        case .poisson(var sources):
            for index in sources.indices {
                for _ in 0..<sources[index].step(step) { fired.append((index, step)) }
            }
            content = .poisson(sources)
        case .spikeArray(_, let spikes):
            while next < spikes.count, spikes[next].stamp == step {
                fired.append((Int(spikes[next].source), step))
                next += 1
            }
        }
        return fired
    }

    func receive(_ key: UInt32, _ step: UInt32) {
        var rows: [FetchedRow] = []
        processor.pointee.receive(key, now: step) { rows.append($0) }
        for row in rows { add(row, step) }
    }

    private func add(_ row: FetchedRow, _ step: UInt32) {
        processor.pointee.add(row, matrices + Int(row.offset / 4), now: step)
    }
}

/// Which row of a core's matrices.
struct SynapseRow: Hashable {
    let projection: Int
    let source: Int
    let stage: Int
}
