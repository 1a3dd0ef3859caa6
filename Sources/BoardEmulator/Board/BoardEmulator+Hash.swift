extension BoardEmulator {
    /// A number that two boards in the same state share: of time, registers, cores' memories and system RAM, and the
    /// first 64 KiB of SDRAM.
    package var stateHash: UInt64 {
        var hash = FowlerNollVo()
        hash.add(now)
        for chip in chipList {
            hash.add(UnsafeRawBufferPointer(start: chip.systemRAM, count: SharedMemory.systemRAMBytes))
            hash.add(UnsafeRawBufferPointer(start: chip.sdram, count: 0x1_0000))
            for node in chip.nodes where node.processor != nil {
                hash.add(UInt64(node.cpsr))
                hash.add(node.instructions)
                for register in 0..<16 { hash.add(UInt64(node.register(register))) }
                for start: UInt32 in [0, 0x0040_0000] {
                    guard let (pointer, count) = node.ownMemory(start) else { continue }
                    hash.add(UnsafeRawBufferPointer(start: pointer, count: count))
                }
            }
        }
        return hash.value
    }
}

/// The hash of Fowler, Noll and Vo (1a), taken word by word.
private struct FowlerNollVo {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x0000_0100_0000_01b3 }

    mutating func add(_ memory: UnsafeRawBufferPointer) {
        for offset in stride(from: 0, to: memory.count, by: 8) {
            add(memory.load(fromByteOffset: offset, as: UInt64.self))
        }
    }
}
