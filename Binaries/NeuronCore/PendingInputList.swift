import ChipInterface
import CoreShim
import NeuralModels

/// Inputs that the host has left for later steps, in SDRAM: a list of records, one for each step.
struct PendingInputList {
    /// The step of the next record; later than any step at the end.
    private(set) var nextStep = PendingInputs.endOfList
    private var cursor: UInt32 = 0
    private var end: UInt32 = 0

    /// Begins at the list's first record; without a list there is nothing to come.
    init() {
        guard let region = Regions.find(.pendingInputs) else {
            return
        }
        cursor = region.address
        end = region.address + region.words * 4
        readStep()
    }

    /// Adds the next record to the slot of its step.
    mutating func addFirst(to processor: inout SynapseProcessor) {
        let count = cursor + 8 <= end ? load32(cursor + 4) : .max
        guard cursor + 8 <= end, count <= (end - cursor - 8) / 4,
            let words = UnsafePointer<UInt32>(bitPattern: UInt(cursor + 8))
        else {
            fail("list of pending inputs runs over its end at", cursor)
        }
        processor.counts.saturated &+= processor.ring.add(words, count: Int(count), stamp: nextStep)
        cursor += 8 + count * 4
        readStep()
    }

    private mutating func readStep() {
        nextStep = cursor + 4 <= end ? load32(cursor) : PendingInputs.endOfList
    }
}
