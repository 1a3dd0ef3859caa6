package import ChipInterface
import NetworkModel
import RandomNumbers

/// All that one neuron core needs to receive spikes: the contents of its three synapse regions.
package struct SynapseImage: Sendable {
    /// Some neurons of one population whose spikes come from one core.
    package struct Source: Hashable, Sendable {
        /// The population's index.
        package let population: Int
        /// Which of its neurons.
        package let neurons: Range<Int>
        /// The key of the first of them with colour 0.
        package let key: UInt32
        /// The bits that all the core's keys share.
        package let mask: UInt32

        /// Creates a source.
        package init(population: Int, neurons: Range<Int>, key: UInt32, mask: UInt32) {
            self.population = population
            self.neurons = neurons
            self.key = key
            self.mask = mask
        }
    }

    /// Where the rows of a projection's slice lie, to read them back.
    package struct Placement: Hashable, Sendable {
        /// The projection's index.
        package let projection: Int
        /// Which source neurons.
        package let sources: Range<Int>
        /// Where and how long the rows are.
        package let reference: SynapticMatrixReference
    }

    /// The synapse parameters; room for `byteCount` bytes is needed.
    package let parameters: SynapseParametersRegion
    /// The population table's entries, sorted by key.
    package let entries: [PopulationTableEntry]
    /// The matrix references.
    package let references: [SynapticMatrixReference]
    /// The first words of region `RegionKind.synapticMatrix`: the rows that the host has listed.
    package let matrices: [UInt32]
    /// How many words of rows follow that the core draws.
    package let drawnWords: Int
    /// The words of region `RegionKind.drawnSynapses`; empty where the core draws nothing.
    package let drawnSynapses: [UInt32]
    /// Where each projection's rows lie.
    package let placements: [Placement]

    /// The most rows a stage's FIFO is made for; a spike beyond is lost and counted.
    package static let largestCapacity = 16_384

    /// A core draws rows itself when it would take more words than this to send them.
    package static let worthDrawing = 4_096

    /// A projection to the core's neurons, and the rows it needs.
    private struct Incoming {
        let number: Int
        let projection: FixedPointProjection
        let lengths: RowLengths
        /// Whether the core draws the rows.
        let isDrawn: Bool
    }

    /// The rows of one projection, one source core and one stage.
    private struct Block {
        let incoming: Int
        let source: Int
        let stage: Int
        let rowWords: Int
    }

    /// Builds the regions of the core that holds the neurons `targets` of population `target`.
    ///
    /// - Parameters:
    ///   - sources: All cores; those without synapses to `targets` leave no trace.
    ///   - totalBits: The size of the ring buffer; see `SynapseShape`.
    ///   - worthDrawing: How many words of rows a projection must have for the core to draw them itself, if it can.
    package init(
        _ network: FixedPointNetwork,
        target: Int,
        targets: Range<Int>,
        sources unsorted: [Source],
        totalBits: UInt32 = SynapseShape.totalBits,
        worthDrawing: Int = Self.worthDrawing
    ) {
        let population = network.populations[target]
        let shape = SynapseShape(
            neuronCount: targets.count,
            receptorCount: max(population.receptorCount, 1),
            totalBits: totalBits
        )
        let sources = unsorted.sorted { $0.key < $1.key }
        // A core draws in its ring buffer, before anything is in it.
        let scratchWords = Int(shape.entries) / 2 - LawTables.wordCount
        let incoming = network.projections.enumerated().filter { $0.element.target == target }
            .map { number, projection in
                let lengths = RowLengths(projection, to: targets, shape: shape)
                let isWorth = lengths.total > worthDrawing
                let isDrawn = isWorth && (projection.drawing.map { $0.draw.scratchWords <= scratchWords } ?? false)
                return Incoming(number: number, projection: projection, lengths: lengths, isDrawn: isDrawn)
            }
        var entries: [PopulationTableEntry] = []
        var blocks: [Block] = []
        for (index, source) in sources.enumerated() {
            let first = blocks.count
            for (place, own) in incoming.enumerated() where own.projection.source == source.population {
                for stage in own.lengths.stages.indices {
                    let longest = own.lengths.longest(stage: stage, of: source.neurons)
                    guard longest > 0 else { continue }
                    blocks.append(Block(incoming: place, source: index, stage: stage, rowWords: longest + 1))
                }
            }
            guard blocks.count > first else { continue }
            entries.append(
                PopulationTableEntry(
                    key: source.key,
                    mask: source.mask,
                    firstReference: UInt32(first),
                    referenceCount: UInt32(blocks.count - first)
                )
            )
        }
        // What the host sends comes first, what the core draws after it.
        var offsets = [Int](repeating: 0, count: blocks.count)
        var next = 0
        var listedWords = 0
        for isDrawn in [false, true] {
            for (index, block) in blocks.enumerated() where incoming[block.incoming].isDrawn == isDrawn {
                offsets[index] = next
                next += sources[block.source].neurons.count * block.rowWords
            }
            if !isDrawn { listedWords = next }
        }
        drawnWords = next - listedWords
        references = zip(blocks, offsets).map { block, offset in
            SynapticMatrixReference(
                offset: UInt32(offset * 4),
                rowWords: UInt32(block.rowWords),
                stage: UInt32(block.stage)
            )
        }
        placements = zip(blocks, references).map { block, reference in
            Placement(
                projection: incoming[block.incoming].number,
                sources: sources[block.source].neurons,
                reference: reference
            )
        }
        var matrices = [UInt32](repeating: 0, count: listedWords)
        var drawn: [ChipDrawing] = []
        for (place, own) in incoming.enumerated() {
            let rows = zip(blocks, references).filter { $0.0.incoming == place }
                .map { (sources: sources[$0.0.source].neurons, reference: $0.1) }
            if own.isDrawn {
                if let drawing = Self.drawing(own, to: targets, slices: sources, rows) { drawn.append(drawing) }
            } else {
                Self.list(own, to: targets, shape, rows, into: &matrices)
            }
        }
        self.matrices = matrices
        drawnSynapses = ChipDrawing.region(of: drawn)
        var waiting: [Int: Int] = [:]
        for block in blocks {
            waiting[block.stage, default: 0] +=
                sources[block.source].neurons.count * (block.stage * Int(shape.span) + 2)
        }
        let stageCount = waiting.keys.max() ?? 0
        let rows = min(waiting.filter { $0.key > 0 }.values.max() ?? 0, Self.largestCapacity)
        var capacity = stageCount == 0 ? 0 : 1
        while capacity < rows { capacity *= 2 }
        parameters = SynapseParametersRegion(
            shape: shape,
            weightShifts: population.weightShifts,
            longestRowWords: UInt32(blocks.map(\.rowWords).max() ?? 1),
            stageCount: UInt32(stageCount),
            stageCapacity: UInt32(capacity)
        )
        self.entries = entries
    }

    /// Puts a projection's synapses into rows.
    ///
    /// - Parameter rows: Where the rows of each source core and stage lie.
    private static func list(
        _ incoming: Incoming,
        to targets: Range<Int>,
        _ shape: SynapseShape,
        _ rows: [(sources: Range<Int>, reference: SynapticMatrixReference)],
        into matrices: inout [UInt32]
    ) {
        // The word at which the row of each source neuron begins, by stage.
        var starts = incoming.lengths.stages.map { Array(repeating: 0, count: $0.count) }
        for (sources, reference) in rows {
            for (row, neuron) in sources.enumerated() {
                starts[Int(reference.stage)][neuron] = Int(reference.offset) / 4 + row * Int(reference.rowWords)
            }
        }
        incoming.projection.forEachSynapse(to: targets) { source, synapse in
            let (stage, rest) = shape.split(delay: Int(synapse.delay))
            let row = starts[stage][source]
            matrices[row] += 1
            matrices[row + Int(matrices[row])] = shape.synapse(
                weight: synapse.weight,
                delay: UInt32(rest),
                receptor: UInt32(incoming.projection.receptor),
                neuron: UInt32(Int(synapse.target) - targets.lowerBound)
            )
        }
    }

    /// What the core needs to put a projection's synapses into rows itself.
    private static func drawing(
        _ incoming: Incoming,
        to targets: Range<Int>,
        slices cores: [Source],
        _ rows: [(sources: Range<Int>, reference: SynapticMatrixReference)]
    ) -> ChipDrawing? {
        let slices = cores.filter { $0.population == incoming.projection.source }.map(\.neurons)
            .sorted { $0.lowerBound < $1.lowerBound }
        let order = Dictionary(uniqueKeysWithValues: slices.enumerated().map { ($1.lowerBound, $0) })
        let stageCount = incoming.lengths.stages.count
        let none = SynapticMatrixReference(offset: 0, rowWords: 0, stage: 0)
        var table = [SynapticMatrixReference](repeating: none, count: slices.count * stageCount)
        for (sources, reference) in rows {
            guard let slice = order[sources.lowerBound] else { continue }
            table[slice * stageCount + Int(reference.stage)] = reference
        }
        return incoming.projection.drawing?.onCore(of: targets, slices: slices, stageCount: stageCount, blocks: table)
    }

    /// The words of region `RegionKind.populationTable`.
    package var populationTable: [UInt32] {
        var words = [UInt32(entries.count), UInt32(references.count)]
        for entry in entries { words += [entry.key, entry.mask, entry.firstReference, entry.referenceCount] }
        for reference in references { words += [reference.offset, reference.rowWordsAndStage] }
        return words
    }

    /// The synapses of a row as read back from a board; nil when its count exceeds its length.
    ///
    /// - Parameters:
    ///   - row: The row's words, its count first.
    ///   - stage: The stage of its matrix.
    ///   - firstTarget: The index, in its population, of the target slice's first neuron.
    package static func decode(
        row: ArraySlice<UInt32>,
        stage: Int,
        firstTarget: Int,
        shape: SynapseShape
    ) -> [FixedPointSynapse]? {
        guard let count = row.first, count < row.count else { return nil }
        return row.dropFirst().prefix(Int(count)).map { word in
            let fields = shape.fields(of: word)
            return FixedPointSynapse(
                target: Int32(firstTarget) + Int32(fields.neuron),
                weight: fields.weight,
                delay: UInt16(truncatingIfNeeded: stage * Int(shape.span) + Int(fields.delay))
            )
        }
    }
}
