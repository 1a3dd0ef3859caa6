package import ChipInterface

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
    /// The words of region `RegionKind.synapticMatrix`.
    package let matrices: [UInt32]
    /// Where each projection's rows lie.
    package let placements: [Placement]

    /// The most rows a stage's FIFO is made for; a spike beyond is lost and counted.
    package static let largestCapacity = 16_384

    /// Builds the regions of the core that holds the neurons `targets` of population `target`.
    ///
    /// - Parameter sources: All cores; those without synapses to `targets` leave no trace.
    package init(_ network: FixedPointNetwork, target: Int, targets: Range<Int>, sources: [Source]) {
        let population = network.populations[target]
        let shape = SynapseShape(neuronCount: targets.count, receptorCount: max(population.receptorCount, 1))
        var entries: [PopulationTableEntry] = []
        var references: [SynapticMatrixReference] = []
        var matrices: [UInt32] = []
        var placements: [Placement] = []
        var longest = 1
        var waiting: [Int: Int] = [:]
        for source in sources.sorted(by: { $0.key < $1.key }) {
            let first = references.count
            for (index, projection) in network.projections.enumerated()
            where projection.source == source.population && projection.target == target {
                let blocks = SynapticMatrix.build(
                    projection,
                    sources: source.neurons,
                    targets: targets,
                    shape: shape
                )
                for block in blocks {
                    let reference = SynapticMatrixReference(
                        offset: UInt32(matrices.count * 4),
                        rowWords: UInt32(block.rowWords),
                        stage: UInt32(block.stage)
                    )
                    references.append(reference)
                    placements.append(Placement(projection: index, sources: source.neurons, reference: reference))
                    matrices += block.words
                    longest = max(longest, block.rowWords)
                    waiting[block.stage, default: 0] +=
                        source.neurons.count * (block.stage * Int(shape.span) + 2)
                }
            }
            guard references.count > first else { continue }
            entries.append(
                PopulationTableEntry(
                    key: source.key,
                    mask: source.mask,
                    firstReference: UInt32(first),
                    referenceCount: UInt32(references.count - first)
                )
            )
        }
        let stageCount = waiting.keys.max() ?? 0
        let rows = min(waiting.filter { $0.key > 0 }.values.max() ?? 0, Self.largestCapacity)
        var capacity = stageCount == 0 ? 0 : 1
        while capacity < rows { capacity *= 2 }
        parameters = SynapseParametersRegion(
            shape: shape,
            weightShifts: population.weightShifts,
            longestRowWords: UInt32(longest),
            stageCount: UInt32(stageCount),
            stageCapacity: UInt32(capacity)
        )
        self.entries = entries
        self.references = references
        self.matrices = matrices
        self.placements = placements
    }

    /// The words of region `RegionKind.populationTable`.
    package var populationTable: [UInt32] {
        var words = [UInt32(entries.count), UInt32(references.count)]
        for entry in entries { words += [entry.key, entry.mask, entry.firstReference, entry.referenceCount] }
        for reference in references { words += [reference.offset, reference.rowWordsAndStage] }
        return words
    }
}
