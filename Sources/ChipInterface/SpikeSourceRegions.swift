/// The start of region `RegionKind.spikeSourceArray`: the list of all spikes of the core's sources follows.
///
/// The list is a sequence of records {step, count, `count` words each a neuron number}, steps strictly ascending,
/// ended by the word `endOfList` in place of a step. A source that fires at time t fires in step and with stamp
/// t/dt, rounded up to the grid. The list stays in SDRAM and may be long.
package struct SpikeSourceArrayRegion: BitwiseCopyable, Equatable, Sendable {
    /// Length of the list in words, its end included.
    package var listWords: UInt32

    /// Creates the start of the region.
    package init(listWords: UInt32) {
        self.listWords = listWords
    }

    /// The word that ends the list; later than any step.
    @inlinable
    package static var endOfList: UInt32 { UInt32.max }
}

/// The start of region `RegionKind.poissonSources`: `SystemRegion.neuronCount` source structures follow.
package struct PoissonRegion: BitwiseCopyable, Equatable, Sendable {
    /// Bytes of one source structure (`PoissonSource` of `NeuralModels`), checked by the core.
    package var sourceBytes: UInt32

    /// Creates the start of the region.
    package init(sourceBytes: UInt32) {
        self.sourceBytes = sourceBytes
    }
}
