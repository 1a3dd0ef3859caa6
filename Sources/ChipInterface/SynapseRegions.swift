/// How a synapse word's low half, and with it the ring buffer's index, is divided.
///
///     31           16 15                                0
///     ┌──────────────┬───┬───────┬──────────┬───────────┐
///     │    weight    │ 0 │ delay │ receptor │  neuron   │
///     └──────────────┴───┴───────┴──────────┴───────────┘
///
/// The three fields together have at most 14 bits: 32 KiB of 16-bit counters, half of a core's data memory. A core
/// with few neurons has many slots, one with 256 neurons of two receptors has 32.
package struct SynapseShape: Hashable, Sendable {
    /// The width of the neuron field.
    package var neuronBits: UInt32
    /// The width of the receptor field.
    package var receptorBits: UInt32
    /// The width of the delay field.
    package var delayBits: UInt32

    /// The largest sum of the three widths.
    package static var totalBits: UInt32 { 14 }
    /// The smallest sum that is worth its trouble: a ring buffer of 4 KiB.
    package static var leastTotalBits: UInt32 { 11 }

    /// Creates a shape from its widths.
    package init(neuronBits: UInt32, receptorBits: UInt32, delayBits: UInt32) {
        self.neuronBits = neuronBits
        self.receptorBits = receptorBits
        self.delayBits = delayBits
    }

    /// The shape of a core with `neuronCount` neurons (1...1024) of `receptorCount` receptors (1...4).
    ///
    /// Neurons and receptors take the bits they need; the delay gets the rest, at least three.
    ///
    /// - Parameter totalBits: The sum of the widths: fewer make a smaller ring buffer and more delay stages.
    package init(neuronCount: Int, receptorCount: Int, totalBits: UInt32 = Self.totalBits) {
        neuronBits = Self.bits(for: neuronCount)
        receptorBits = Self.bits(for: receptorCount)
        let used = neuronBits &+ receptorBits
        delayBits = totalBits < used &+ 3 ? 3 : totalBits &- used
    }

    private static func bits(for count: Int) -> UInt32 {
        var bits: UInt32 = 0
        while UInt64(1) << UInt64(bits) < UInt64(count) { bits += 1 }
        return bits
    }

    /// How many slots, one for each step, the ring buffer has.
    @inline(__always)
    package var slots: UInt32 { 1 &<< delayBits }

    /// How many 16-bit entries one slot has.
    @inline(__always)
    package var entriesPerSlot: UInt32 { 1 &<< (neuronBits &+ receptorBits) }

    /// How many 16-bit entries the ring buffer has.
    @inline(__always)
    package var entries: UInt32 { 1 &<< (neuronBits &+ receptorBits &+ delayBits) }

    /// The longest delay, in steps, that a synapse word may carry; longer ones are split into stages of this many steps.
    ///
    /// Three slots less than there are: a spike's stamp may be two steps ahead of its receiver's clock (one because a
    /// neuron's spike bears the next step's stamp, one because the sender may have begun that step first), and the slot
    /// of the present step may still be being read.
    @inline(__always)
    package var span: UInt32 { slots &- 3 }

    /// The stage of a delay of `steps` (at least 1), and what is left for the synapse word, 1...`span`.
    package func split(delay steps: Int) -> (stage: Int, rest: Int) {
        let span = Int(span)
        let stage = (steps - 1) / span
        return (stage, steps - stage * span)
    }

    /// The synapse word of a synapse; every argument must fit its field.
    package func synapse(weight: UInt16, delay: UInt32, receptor: UInt32, neuron: UInt32) -> UInt32 {
        UInt32(weight) << 16 | (delay << receptorBits | receptor) << neuronBits | neuron
    }

    /// The fields of a synapse word.
    package func fields(of synapse: UInt32) -> (weight: UInt16, delay: UInt32, receptor: UInt32, neuron: UInt32) {
        (
            UInt16(truncatingIfNeeded: synapse >> 16),
            synapse &>> (neuronBits &+ receptorBits) & (slots &- 1),
            synapse &>> neuronBits & ((1 &<< receptorBits) &- 1),
            synapse & ((1 &<< neuronBits) &- 1)
        )
    }
}

/// The start of region `RegionKind.synapseParameters`.
///
/// The FIFOs of the delay stages follow: room that the host leaves and the core fills.
package struct SynapseParametersRegion: Hashable, Sendable {
    /// How synapse words and the ring buffer are divided.
    package var shape: SynapseShape
    /// The left shifts that make a ring buffer entry a raw s16.15 current.
    package var weightShifts: WeightShifts
    /// The length of the longest row in words, with its count: the size of a row buffer.
    package var longestRowWords: UInt32
    /// How many delay stages need a FIFO: the highest stage of any reference.
    package var stageCount: UInt32
    /// How many rows each FIFO holds; a power of two, or 0 without stages.
    package var stageCapacity: UInt32

    /// Creates the start of the region.
    package init(
        shape: SynapseShape,
        weightShifts: WeightShifts,
        longestRowWords: UInt32,
        stageCount: UInt32,
        stageCapacity: UInt32
    ) {
        self.shape = shape
        self.weightShifts = weightShifts
        self.longestRowWords = longestRowWords
        self.stageCount = stageCount
        self.stageCapacity = stageCapacity
    }

    /// How many bytes the region takes, with its FIFOs of `DeferredRow`s, that of stage 1 first.
    package var byteCount: Int {
        MemoryLayout<SynapseParametersRegion>.size
            + Int(stageCount) * Int(stageCapacity) * MemoryLayout<DeferredRow>.size
    }
}

/// The start of region `RegionKind.populationTable`.
///
/// `entryCount` `PopulationTableEntry`s sorted by key follow, then `referenceCount` `SynapticMatrixReference`s, those of
/// an entry side by side.
package struct PopulationTableRegion: Hashable, Sendable {
    /// How many entries the table has.
    package var entryCount: UInt32
    /// How many matrix references there are.
    package var referenceCount: UInt32

    /// Creates the start of the region.
    package init(entryCount: Int, referenceCount: Int) {
        self.entryCount = UInt32(truncatingIfNeeded: entryCount)
        self.referenceCount = UInt32(truncatingIfNeeded: referenceCount)
    }
}

/// One source core's line in the population table.
package struct PopulationTableEntry: Hashable, Sendable {
    /// The key of the source core's neuron 0.
    package var key: UInt32
    /// The bits that a key must share with `key`; the others are the neuron and, lowest, four bits of colour.
    package var mask: UInt32
    /// The first of this source's matrix references.
    package var firstReference: UInt32
    /// How many references it has.
    package var referenceCount: UInt32

    /// Creates an entry.
    package init(key: UInt32, mask: UInt32, firstReference: UInt32, referenceCount: UInt32) {
        self.key = key
        self.mask = mask
        self.firstReference = firstReference
        self.referenceCount = referenceCount
    }
}

/// Where one block of rows lies: those of one projection, one source core and one delay stage.
///
/// Rows have one length, so row i begins at `offset + 4 · i · rowWords`. A row is a word with the number of its
/// synapses, then their words; what is left is unused.
package struct SynapticMatrixReference: Hashable, Sendable {
    /// The byte offset of row 0 from the start of region `RegionKind.synapticMatrix`.
    package var offset: UInt32
    /// The length of a row in words (low half), and the delay stage (high half).
    package var rowWordsAndStage: UInt32

    /// Creates a reference.
    package init(offset: UInt32, rowWords: UInt32, stage: UInt32) {
        self.offset = offset
        rowWordsAndStage = stage << 16 | rowWords
    }

    /// The length of a row in words, with its count.
    @inline(__always)
    package var rowWords: UInt32 { rowWordsAndStage & 0xFFFF }

    /// How many spans the fetch of a row is put off.
    @inline(__always)
    package var stage: UInt32 { rowWordsAndStage >> 16 }
}

/// A row whose fetch waits in a stage's FIFO.
package struct DeferredRow: Hashable, Sendable {
    /// The row's byte offset from the start of region `RegionKind.synapticMatrix`.
    package var offset: UInt32
    /// The length of the row in words (high half), and the low half of the stamp it is to be read with.
    package var rowWordsAndStamp: UInt32

    /// Creates an entry.
    package init(offset: UInt32, rowWords: UInt32, stamp: UInt32) {
        self.offset = offset
        rowWordsAndStamp = rowWords << 16 | stamp & 0xFFFF
    }
}
