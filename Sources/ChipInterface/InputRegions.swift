/// Region `RegionKind.pendingInputs`: what is to be added to the ring buffer besides what spikes bring.
///
/// A sequence of records {step, count, `count` synapse words of delay 0}, steps strictly ascending, ended by the word
/// `endOfList` in place of a step. A core adds a record's words to the slot of its step when that step begins. The list
/// stays in SDRAM.
package enum PendingInputs {
    /// The word that ends the list; later than any step.
    @inlinable
    package static var endOfList: UInt32 { UInt32.max }
}

/// Region `RegionKind.savedInputs`: the ring buffer as it is, two counters in a word, the first in the low half, then
/// two words for each delay stage: how many rows have left its FIFO and how many have entered it.
package enum SavedInputs {
    /// The words of the region of a core with that ring buffer.
    package static func wordCount(shape: SynapseShape, stageCount: Int) -> Int {
        Int(shape.entries) / 2 + 2 * stageCount
    }
}
