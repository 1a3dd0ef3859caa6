import ARM968

/// A bus with 4 KiB of memory at 0xe5000000 and at the top of the address space, which counts and can interrupt.
final class RigBus: ARM968Bus {
    var words: [UInt32: UInt32] = [:]
    var stores: [UInt32] = []
    var onLoad: () -> Void = {}
    var onStore: () -> Void = {}

    private func answers(_ address: UInt32) -> Bool { address >> 12 == 0xe5000 || address >> 16 == 0xffff }

    func load(_ address: UInt32, _ size: AccessSize) -> UInt32? {
        guard answers(address) else { return nil }
        onLoad()
        return words[address, default: 0]
    }

    func store(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool {
        guard answers(address) else { return false }
        words[address] = value
        stores.append(address)
        onStore()
        return true
    }
}

/// A core with a program at 0x100, data at 0x00400000, low vectors, alignment not checked, in system mode with
/// interrupts allowed.
final class Rig {
    static let program: UInt32 = 0x100
    static let data: UInt32 = 0x0040_0000
    static let carry: UInt32 = 0x2000_0000
    static let overflow: UInt32 = 0x1000_0000
    static let zero: UInt32 = 0x4000_0000
    static let negative: UInt32 = 0x8000_0000
    static let saturation: UInt32 = 0x0800_0000
    static let system: UInt32 = 0x1f

    let bus = RigBus()
    let core: ARM968Core

    init(_ words: UInt32...) {
        core = ARM968Core(bus: bus, sharedMemory: nil)
        core.control = 0
        core.cpsr = Self.system
        core[15] = Self.program
        put(words, at: Self.program)
    }

    /// A program in Thumb state.
    init(thumb halves: UInt16...) {
        core = ARM968Core(bus: bus, sharedMemory: nil)
        core.control = 0
        core.cpsr = Self.system | 0x20
        core[15] = Self.program
        for (index, half) in halves.enumerated() {
            core.itcm.storeBytes(of: half, toByteOffset: Int(Self.program) + 2 * index, as: UInt16.self)
        }
    }

    func put(_ words: [UInt32], at address: UInt32) {
        for (index, word) in words.enumerated() { self[address + 4 * UInt32(index)] = word }
    }

    /// A word of the core's own memories.
    subscript(address: UInt32) -> UInt32 {
        get {
            address < 0x8000
                ? core.itcm.load(fromByteOffset: Int(address), as: UInt32.self)
                : core.dtcm.load(fromByteOffset: Int(address - Self.data), as: UInt32.self)
        }
        set {
            if address < 0x8000 {
                core.itcm.storeBytes(of: newValue, toByteOffset: Int(address), as: UInt32.self)
                core.instructionsChanged(Int(address)..<Int(address) + 4)
            } else {
                core.dtcm.storeBytes(of: newValue, toByteOffset: Int(address - Self.data), as: UInt32.self)
            }
        }
    }

    /// Executes so many instructions, one at a time.
    @discardableResult
    func step(_ count: Int = 1) -> Rig {
        for _ in 0..<count { _ = core.run(cycles: 1) }
        return self
    }

    var flags: UInt32 { core.cpsr & 0xf800_0000 }
    var mode: UInt32 { core.cpsr & 0x1f }
    var isThumb: Bool { core.cpsr & 0x20 != 0 }
}
