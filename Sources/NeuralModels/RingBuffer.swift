package import ChipInterface

/// The inputs of the coming steps: saturating 16-bit counters, one for each slot, receptor and neuron.
///
/// Because a counter that is full stays full, the sum of a slot does not depend on the order its inputs came in.
package struct RingBuffer {
    let entries: UnsafeMutablePointer<UInt16>
    let indexMask: UInt32
    let slotShift: UInt32

    /// The ring buffer's division.
    package let shape: SynapseShape

    /// Creates a ring buffer over memory for `shape.entries` counters, which must be zero at the start.
    package init(entries: UnsafeMutablePointer<UInt16>, shape: SynapseShape) {
        self.entries = entries
        self.shape = shape
        indexMask = shape.entries &- 1
        slotShift = shape.neuronBits &+ shape.receptorBits
    }

    /// The counters of the slot that belongs to a step, receptor by receptor.
    @inline(__always)
    package func slot(of step: UInt32) -> UnsafeMutablePointer<UInt16> {
        entries + Int(bitPattern: UInt((step &<< slotShift) & indexMask))
    }

    /// The distance between two receptors' counters of a neuron.
    @inline(__always)
    package var receptorStride: Int { Int(bitPattern: UInt(1 &<< shape.neuronBits)) }

    /// Adds a row's synapses to the slots that lie their delays after `stamp`; none may be late.
    ///
    /// - Returns: How many counters were full.
    @inline(__always)
    package func add(_ synapses: UnsafePointer<UInt32>, count: Int, stamp: UInt32) -> UInt32 {
        let base = stamp &<< slotShift
        var saturated: UInt32 = 0
        var next = synapses
        let end = synapses + count
        while next < end {
            add(next.pointee, base, &saturated)
            next += 1
        }
        return saturated
    }

    /// Adds those synapses of a row whose slot is still to come; `lateness` is how many steps `stamp` is past.
    package func addLate(
        _ synapses: UnsafePointer<UInt32>,
        count: Int,
        stamp: UInt32,
        lateness: UInt32,
        _ counts: inout SynapseCounts
    ) {
        let base = stamp &<< slotShift
        var index = 0
        while index < count {
            let synapse = synapses[index]
            if (synapse & indexMask) &>> slotShift > lateness {
                add(synapse, base, &counts.saturated)
            } else {
                counts.late &+= 1
            }
            index &+= 1
        }
    }

    @inline(__always)
    func add(_ synapse: UInt32, _ base: UInt32, _ saturated: inout UInt32) {
        let entry = entries + Int(bitPattern: UInt((synapse &+ base) & indexMask))
        var sum = UInt32(entry.pointee) &+ synapse &>> 16
        if sum > 0xFFFF {
            sum = 0xFFFF
            saturated &+= 1
        }
        entry.pointee = UInt16(truncatingIfNeeded: sum)
    }
}

/// What went wrong with inputs, counted for the run's report.
package struct SynapseCounts: Hashable, Sendable {
    /// Additions that found a counter full.
    package var saturated: UInt32 = 0
    /// Synapses dropped because their slot was past.
    package var late: UInt32 = 0
    /// Spikes dropped because their stamp was more than two steps ahead of this core's clock.
    package var early: UInt32 = 0
    /// Spikes whose key the population table does not hold.
    package var unknown: UInt32 = 0
    /// Rows dropped because a delay stage's FIFO was full.
    package var overflown: UInt32 = 0

    /// Creates counts of zero.
    package init() {}
}
