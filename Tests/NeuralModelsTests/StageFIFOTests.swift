import ChipInterface
import NeuralModels
import Testing

@Suite
struct StageFIFOTests {
    @Test
    func rowsComeOutWhenTheirStampIsAtMostTwoStepsAhead() {
        let memory = UnsafeMutablePointer<DeferredRow>.allocate(capacity: 4)
        defer { memory.deallocate() }
        var fifo = StageFIFO(rows: memory, capacity: 4)
        // Stamps beyond 16 bits: only their low half is stored.
        let stamps: [UInt32] = [70000, 70001, 70000, 70005]

        let taken = (stamps + [70006]).map { stamp in
            fifo.push(DeferredRow(offset: stamp * 4, rowWords: 9, stamp: stamp))
        }
        #expect(taken == [true, true, true, true, false])

        var out: [[UInt32]] = []
        for now: UInt32 in 69997...70005 {
            var step: [UInt32] = []
            while let row = fifo.pop(now: now) {
                #expect(row.rowWords == 9)
                #expect(row.offset == row.stamp * 4)
                step.append(row.stamp)
            }
            out.append(step)
        }
        // The third row waits behind the second and is a step later than it might be.
        #expect(out == [[], [70000], [70001, 70000], [], [], [], [70005], [], []])
        #expect(fifo.count == 0)
    }
}
