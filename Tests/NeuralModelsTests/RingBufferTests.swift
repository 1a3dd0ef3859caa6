import ChipInterface
import NeuralModels
import Testing

@Suite
struct RingBufferTests {
    private let shape = SynapseShape(neuronCount: 256, receptorCount: 2)

    @Test(arguments: [(256, 2, 5), (255, 2, 5), (64, 2, 7), (10, 2, 9), (256, 3, 4), (256, 4, 4), (1, 1, 14)])
    func delayGetsTheBitsThatNeuronsAndReceptorsLeave(_ neurons: Int, _ receptors: Int, _ bits: UInt32) {
        #expect(SynapseShape(neuronCount: neurons, receptorCount: receptors).delayBits == bits)
    }

    @Test
    func synapseWordsKeepTheirFields() {
        let word = shape.synapse(weight: 0xBEEF, delay: 29, receptor: 1, neuron: 200)

        #expect(word == 0xBEEF << 16 | 29 << 9 | 1 << 8 | 200)
        #expect(shape.fields(of: word) == (0xBEEF, 29, 1, 200))
    }

    @Test(arguments: [1, 2, 28, 29, 30, 58, 59, 500, 16383])
    func delaysAreSplitIntoWholeSpansAndARest(_ delay: Int) {
        let (stage, rest) = shape.split(delay: delay)

        #expect(shape.span == 29)
        #expect(stage * 29 + rest == delay)
        #expect((1...29).contains(rest))
    }

    @Test
    func inputsArriveTheirDelayAfterTheStampAndSaturate() {
        let entries = UnsafeMutablePointer<UInt16>.allocate(capacity: Int(shape.entries))
        defer { entries.deallocate() }
        entries.initialize(repeating: 0, count: Int(shape.entries))
        let ring = RingBuffer(entries: entries, shape: shape)
        let row = [
            shape.synapse(weight: 40000, delay: 1, receptor: 0, neuron: 7),
            shape.synapse(weight: 300, delay: 29, receptor: 1, neuron: 255),
        ]

        let saturated = row.withUnsafeBufferPointer { words -> UInt32 in
            guard let first = words.baseAddress else { return 99 }
            return ring.add(first, count: 2, stamp: 1000) + ring.add(first, count: 2, stamp: 1000)
        }

        #expect(saturated == 1)
        #expect(ring.slot(of: 1001)[7] == 65535)
        #expect(ring.slot(of: 1029)[256 + 255] == 600)
        #expect((0..<Int(shape.entries)).filter { entries[$0] != 0 }.count == 2)
    }

    @Test
    func onlySynapsesWhoseSlotIsPastAreDropped() {
        let entries = UnsafeMutablePointer<UInt16>.allocate(capacity: Int(shape.entries))
        defer { entries.deallocate() }
        entries.initialize(repeating: 0, count: Int(shape.entries))
        let ring = RingBuffer(entries: entries, shape: shape)
        let row = (1...5).map { shape.synapse(weight: 1, delay: UInt32($0), receptor: 0, neuron: 0) }
        var counts = SynapseCounts()

        row.withUnsafeBufferPointer { words in
            guard let first = words.baseAddress else { return }
            ring.addLate(first, count: 5, stamp: 100, lateness: 3, &counts)
        }

        #expect(counts.late == 3)
        #expect((101...105).map { ring.slot(of: $0)[0] } == [0, 0, 0, 1, 1])
    }
}
