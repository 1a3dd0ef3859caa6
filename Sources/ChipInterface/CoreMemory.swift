/// How much of a core's data memory the programs need: what the partitioner has to know.
package enum CoreMemory {
    /// Bytes of data memory that a program can share out among its tables: 64 KiB without stacks, messages and
    /// static variables.
    package static var arenaBytes: Int { 62_000 }

    /// How often a source may fire in a step so that its spikes take as many records and no more.
    @inlinable
    package static var spikePlanes: Int { 32 }

    /// Bytes that a spike source needs.
    ///
    /// - Parameters:
    ///   - sourceCount: Sources on the core.
    ///   - bytesPerSource: Bytes of one source's structure; 0 for a spike source array.
    ///   - recordedIndices: Sum of the lengths of the recording channels' index lists.
    package static func spikeSourceBytes(sourceCount: Int, bytesPerSource: Int, recordedIndices: Int) -> Int {
        recorderBytes(neuronCount: sourceCount, planes: spikePlanes, recordedIndices: recordedIndices)
            + sourceCount * bytesPerSource
    }

    /// Bytes that a core of neurons needs.
    ///
    /// - Parameters:
    ///   - neuronCount: Neurons on the core.
    ///   - bytesPerNeuron: Bytes of one neuron's structure.
    ///   - shape: The ring buffer's division.
    ///   - tableEntries: Lines of the population table.
    ///   - references: Matrix references of the population table.
    ///   - stageCount: Delay stages.
    ///   - longestRowWords: Words of the longest row.
    ///   - recordedIndices: Sum of the lengths of the recording channels' index lists.
    package static func neuronCoreBytes(
        neuronCount: Int,
        bytesPerNeuron: Int,
        shape: SynapseShape,
        tableEntries: Int,
        references: Int,
        stageCount: Int,
        longestRowWords: Int,
        recordedIndices: Int
    ) -> Int {
        let packetQueue = 512 * 4 + 16
        let pipeline = 160 + longestRowWords * 8
        return recorderBytes(neuronCount: neuronCount, planes: 1, recordedIndices: recordedIndices)
            + neuronCount * bytesPerNeuron + Int(shape.entries) * 2
            + tableEntries * MemoryLayout<PopulationTableEntry>.stride
            + references * MemoryLayout<SynapticMatrixReference>.stride
            + stageCount * 16 + pipeline + packetQueue
    }

    /// Bytes that a core of neurons needs besides where currents are injected.
    package static func injectedCurrentBytes(neuronCount: Int) -> Int { 8 * neuronCount + 8 }

    /// Channels, columns, bits and lists of the recordings, and what alignment costs.
    private static func recorderBytes(neuronCount: Int, planes: Int, recordedIndices: Int) -> Int {
        let channels = Int(RecordingRegion.maximumChannels) * 40
        return 256 + channels + neuronCount * 2 + (neuronCount + 31) / 32 * 4 * planes + recordedIndices * 2
    }
}
