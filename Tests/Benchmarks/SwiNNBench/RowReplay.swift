import ARM968
import BoardEmulator

/// Counts what adding one synaptic row takes, by going on with a core's work one instruction at a time.
///
/// A core is copied while it works on its input, into a processor without devices but for DMA that is done at once. The
/// routine that asks the DMA controller whether a row is there is the one that adds it; how many instructions each call
/// of it takes is what is counted.
struct RowReplay {
    /// The most instructions that a copy is followed for.
    private static let limit: UInt64 = 30_000

    /// Lets a board run on until a core has rows to add.
    ///
    /// - Returns: The instructions of each call, the last of a copy left out; empty when there were none within two
    ///   steps of 1 ms.
    static func rowCosts(on board: BoardEmulator, chip: ChipEmulator, core node: CoreNode) -> [UInt64] {
        for _ in 0..<400 {
            board.run(until: board.now + BoardEmulator.cyclesPerMillisecond / 200)
            let mode = node.cpsr & 0x1f
            guard !node.isSleeping, mode != 0x11, mode != 0x12 else { continue }
            let costs = replay(chip: chip, core: node)
            if !costs.isEmpty { return costs }
        }
        return []
    }

    private static func replay(chip: ChipEmulator, core node: CoreNode) -> [UInt64] {
        guard let code = node.read(address: 0, count: ARM968Core.itcmBytes),
            let data = node.read(address: 0x40_0000, count: ARM968Core.dtcmBytes)
        else { return [] }
        let bus = ReplayBus(chip: chip)
        let core = ARM968Core(bus: bus, sharedMemory: nil)
        core.itcm.copyMemory(from: code, byteCount: code.count)
        core.dtcm.copyMemory(from: data, byteCount: data.count)
        bus.dataMemory = core.dtcm
        core.cpsr = node.cpsr
        for register in 0..<16 { core[register] = node.register(register) }

        var calls: [(end: UInt32, start: UInt64, asks: Bool)] = []
        var costs: [UInt64] = []
        while core.instructions < limit {
            let place = core[15]
            bus.wasAsked = false
            if core.run(cycles: 1) == .waitForInterrupt { break }
            let next = core[15]
            if bus.wasAsked, !calls.isEmpty { calls[calls.count - 1].asks = true }
            if next != place &+ 4, core[14] == place &+ 4 {
                calls.append((end: place &+ 4, start: core.instructions, asks: false))
            } else if let call = calls.last, call.end == next {
                if call.asks { costs.append(core.instructions - call.start) }
                calls.removeLast()
            }
        }
        withExtendedLifetime(bus) {}
        return costs
    }
}

/// What a copied core sees beyond its own memories: SDRAM, and a DMA controller whose transfers are done at once.
///
/// - SeeAlso: SpiNNaker datasheet 2.02, chapter 7: the registers of the DMA controller.
private final class ReplayBus: ARM968Bus {
    private let chip: ChipEmulator
    private var source: UInt32 = 0
    private var target: UInt32 = 0
    /// The core's data memory.
    var dataMemory: UnsafeMutableRawPointer?
    /// Whether the core has asked whether a transfer is done.
    var wasAsked = false

    init(chip: ChipEmulator) { self.chip = chip }

    func load(_ address: UInt32, _ size: AccessSize) -> UInt32? {
        if address == 0x4000_0014 {
            wasAsked = true
            return 1 << 10
        }
        return address >> 28 == 6 ? chip.load32(address) : 0
    }

    func store(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool {
        switch address {
        case 0x4000_0004: source = value
        case 0x4000_0008: target = value
        case 0x4000_000c:
            let count = Int(value & 0x1fffc)
            let offset = Int(target &- 0x40_0000)
            if let bytes = chip.read(address: source, count: count), offset >= 0,
                offset + count <= ARM968Core.dtcmBytes
            {
                dataMemory?.advanced(by: offset).copyMemory(from: bytes, byteCount: count)
            }
        default: break
        }
        return true
    }
}
