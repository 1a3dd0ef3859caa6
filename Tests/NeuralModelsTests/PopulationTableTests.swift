import ChipInterface
import NeuralModels
import Testing

@Suite
struct PopulationTableTests {
    @Test
    func everyKeyIsFoundAndNoOther() {
        let keys: [UInt32] = [0x1000, 0x2000, 0x8000, 0xFFFF_F000]
        let entries = keys.map {
            PopulationTableEntry(key: $0, mask: 0xFFFF_F000, firstReference: 0, referenceCount: 0)
        }

        entries.withUnsafeBufferPointer { buffer in
            guard let first = buffer.baseAddress else { return }
            for count in 0...keys.count {
                let table = PopulationTable(entries: first, count: count)
                for (index, key) in keys.enumerated() {
                    for low: UInt32 in [0, 5, 0xFFF] {
                        #expect((table.entry(for: key | low)?.pointee.key == key) == (index < count))
                    }
                }
                for stranger: UInt32 in [0, 0xFFF, 0x3000, 0x7FFF, 0x9000, 0xFFFF_EFFF] {
                    #expect(table.entry(for: stranger) == nil)
                }
            }
        }
    }
}
