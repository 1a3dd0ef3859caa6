import ChipInterface
import CoreShim

/// What is left of the core's data memory, handed out at the start and never given back.
enum DataMemory {
    /// Takes room for `count` values; it is not cleared. Ends the program when there is none.
    static func allocate<Value>(_ type: Value.Type, count: Int) -> UnsafeMutablePointer<Value> {
        let bytes = UInt32(MemoryLayout<Value>.stride * count + 7) & ~7
        var start = load32(InterruptWords.arenaNext)
        if start == 0 {
            start = (arenaStart() + 7) & ~7
        }
        guard bytes <= arenaEnd() - start, let memory = UnsafeMutablePointer<Value>(bitPattern: UInt(start)) else {
            fail("data memory is full; bytes asked for", bytes)
        }
        store32(InterruptWords.arenaNext, start + bytes)
        return memory
    }

    /// Takes room for one value and puts it there.
    static func place<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let bytes = MemoryLayout<Value>.stride
        let memory = UnsafeMutableRawPointer(allocate(UInt32.self, count: (bytes + 3) / 4))
        let typed = memory.bindMemory(to: Value.self, capacity: 1)
        typed.initialize(to: value)
        return typed
    }
}
