package import ChipInterface

/// What a core does with the spikes it receives: look up the key, fetch rows now or later, add them to the ring buffer.
///
/// Fetching itself is left to the caller, who has DMA on the chip and memory on the host:
///
///     processor.receive(key, now) { row in … fetch … }      for each packet
///     processor.releaseDue(now) { row in … fetch … }        once a step, after the inputs of the step were taken
///     processor.add(row, fetched, now)                      for each row fetched
package struct SynapseProcessor {
    /// The ring buffer that rows are added to.
    package let ring: RingBuffer
    let table: PopulationTable
    let references: UnsafePointer<SynapticMatrixReference>
    let stages: UnsafeMutablePointer<StageFIFO>
    let stageCount: Int

    /// What went wrong so far.
    package var counts = SynapseCounts()

    /// Creates a processor.
    ///
    /// - Parameters:
    ///   - stages: `stageCount` FIFOs, that of stage 1 first.
    package init(
        ring: RingBuffer,
        table: PopulationTable,
        references: UnsafePointer<SynapticMatrixReference>,
        stages: UnsafeMutablePointer<StageFIFO>,
        stageCount: Int
    ) {
        self.ring = ring
        self.table = table
        self.references = references
        self.stages = stages
        self.stageCount = stageCount
    }

    /// Takes in a spike during step `now` and calls `fetch` for each row that is wanted at once.
    @inline(__always)
    package mutating func receive(_ key: UInt32, now: UInt32, fetch: (FetchedRow) -> Void) {
        guard let entry = table.entry(for: key) else {
            counts.unknown &+= 1
            return
        }
        let stamp = KeyFormat.stamp(ofKey: key, atStep: now)
        guard Int32(bitPattern: stamp &- now) <= 2 else {
            counts.early &+= 1
            return
        }
        let neuron = (key & ~entry.pointee.mask) &>> KeyFormat.colourBits
        var reference = references + Int(bitPattern: UInt(entry.pointee.firstReference))
        let end = reference + Int(bitPattern: UInt(entry.pointee.referenceCount))
        while reference < end {
            let rowWords = reference.pointee.rowWords
            let offset = reference.pointee.offset &+ (neuron &* rowWords) &<< 2
            let stage = reference.pointee.stage
            if stage == 0 {
                fetch(FetchedRow(offset: offset, rowWords: rowWords, stamp: stamp))
            } else {
                let row = DeferredRow(
                    offset: offset,
                    rowWords: rowWords,
                    stamp: stamp &+ stage &* ring.shape.span
                )
                if !stages[Int(bitPattern: UInt(stage)) &- 1].push(row) { counts.overflown &+= 1 }
            }
            reference += 1
        }
    }

    /// Calls `fetch` for each put-off row that is due in step `now`.
    @inline(__always)
    package mutating func releaseDue(now: UInt32, fetch: (FetchedRow) -> Void) {
        var stage = 0
        while stage < stageCount {
            while let row = stages[stage].pop(now: now) { fetch(row) }
            stage &+= 1
        }
    }

    /// Adds a row that was fetched: `words` holds its count and synapses.
    @inline(__always)
    package mutating func add(_ row: FetchedRow, _ words: UnsafePointer<UInt32>, now: UInt32) {
        add(words, stamp: row.stamp, now: now)
    }

    /// Adds a row whose synapses' delays count from `stamp`: `words` holds its count and synapses.
    @inline(__always)
    package mutating func add(_ words: UnsafePointer<UInt32>, stamp: UInt32, now: UInt32) {
        let count = Int(bitPattern: UInt(words[0]))
        let ahead = Int32(bitPattern: stamp &- now)
        if ahead >= 0 {
            counts.saturated &+= ring.add(words + 1, count: count, stamp: stamp)
        } else {
            ring.addLate(
                words + 1,
                count: count,
                stamp: stamp,
                lateness: UInt32(bitPattern: 0 &- ahead),
                &counts
            )
        }
    }
}
