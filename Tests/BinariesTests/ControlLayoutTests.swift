import ChipInterface
import Testing

/// The layouts that host and images share, against what the images were built for: a change of these numbers needs a
/// new `RegionTable.currentVersion`.
@Suite
struct ControlLayoutTests {
    @Test
    func structuresAreWordsWithoutGaps() {
        #expect(MemoryLayout<RegionTable>.size == 4 * 4)
        #expect(MemoryLayout<RegionEntry>.size == 4 * 4)
        #expect(MemoryLayout<SystemRegion>.size == 6 * 4)
        #expect(MemoryLayout<RecordingRegion>.size == 4)
        #expect(MemoryLayout<RecordingChannel>.size == 6 * 4)
        #expect(MemoryLayout<RecordingHeader>.size == 2 * 4)
        #expect(MemoryLayout<Provenance>.size == 23 * 4)
        #expect(MemoryLayout<SpikeSourceArrayRegion>.size == 4)
        #expect(MemoryLayout<PoissonRegion>.size == 4)
    }

    @Test
    func fieldsLieInTheOrderOfTheirDeclaration() {
        let entry = RegionEntry(kind: .recording, address: 0x6000_0100, words: 7, checksum: 9)
        let words = withUnsafeBytes(of: entry) { Array($0.bindMemory(to: UInt32.self)) }

        #expect(words == [2, 0x6000_0100, 7, 9])
    }

    @Test
    func magicWordReadsAsText() {
        let magic = withUnsafeBytes(of: RegionTable.expectedMagic.littleEndian) { String(decoding: $0, as: UTF8.self) }

        #expect(magic == "SwNN")
    }

    @Test
    func checksumDependsOnOrderAndEveryBit() {
        func checksum(_ words: [UInt32]) -> UInt32 { RegionChecksum.of(words, count: words.count) }
        let words: [UInt32] = [1, 2, 0xffff_ffff, 0]

        #expect(checksum([2, 1, 0xffff_ffff, 0]) != checksum(words))
        #expect(checksum([1, 2, 0xffff_ffff]) != checksum(words))
        for index in words.indices {
            for bit in 0..<32 {
                var other = words
                other[index] ^= 1 << UInt32(bit)
                #expect(checksum(other) != checksum(words))
            }
        }
    }

    @Test(arguments: [0, 1, 7, 8, 15, 16, 1_000_003, UInt32.max - 3, UInt32.max])
    func stampIsFoundFromItsColour(step: UInt32) {
        for ahead in -8...7 {
            let stamp = step &+ UInt32(bitPattern: Int32(ahead))
            let key = KeyFormat.key(base: 0x1230_0000, neuron: 77, stamp: stamp)

            #expect(key & 0xffff_fff0 == 0x1230_0000 + 77 * 16)
            #expect(KeyFormat.stamp(ofKey: key, atStep: step) == stamp)
        }
    }

    @Test
    func recordsHaveATimeWord() {
        #expect(RecordingChannel.recordWords(variable: .spikes, indexCount: 32) == 2)
        #expect(RecordingChannel.recordWords(variable: .spikes, indexCount: 33) == 3)
        #expect(RecordingChannel.recordWords(variable: .v, indexCount: 33) == 34)
    }

    @Test
    func largestCoreOfNeuronsFitsItsDataMemory() {
        let bytes = CoreMemory.neuronCoreBytes(
            neuronCount: 256,
            bytesPerNeuron: 72,
            shape: SynapseShape(neuronCount: 256, receptorCount: 2),
            tableEntries: 60,
            references: 100,
            stageCount: 4,
            longestRowWords: 257,
            recordedIndices: 4 * 256
        )

        #expect(bytes <= CoreMemory.arenaBytes)
    }
}
