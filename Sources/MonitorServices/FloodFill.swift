import BoardEmulator
import SpiNNakerMachine

/// What the monitors remember between the steps of a flood fill.
///
/// As in SC&MP 4.0.0 the region of a core-select step is not looked at: every chip is selected, and nothing starts
/// without such a step.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-nn.c`.
struct FloodFill: Codable {
    private var isSelected = false
    private var lastSelection: UInt64 = 0
    private var cores: UInt32 = 0

    /// Begins a fill.
    mutating func start() { self = Self() }

    /// Adds cores; steps must come in ascending order of region and cores.
    mutating func select(cores mask: UInt32, region: UInt32) {
        let selection = UInt64(region) << 18 | UInt64(mask & 0x3_ffff)
        guard selection > lastSelection else { return }
        lastSelection = selection
        cores |= mask & 0x3_ffff
        isSelected = true
    }

    /// Ends a fill; returns the word to start applications with, or `nil` when nothing was selected.
    mutating func end(_ word: UInt32) -> UInt32? {
        defer { self = Self() }
        return isSelected ? word | cores : nil
    }
}

extension MonitorNetwork {
    /// Does on all chips what a nearest-neighbour packet that is passed from chip to chip asks.
    func broadcast(key: UInt32, data: UInt32) {
        switch key >> 24 & 0xf {
        case 0:
            switch data >> 28 {
            case 0:
                for monitor in allMonitors {
                    monitor.chip.setByte(MonitorVariable.forward, UInt8(truncatingIfNeeded: data >> 8))
                    monitor.chip.setByte(MonitorVariable.retry, UInt8(truncatingIfNeeded: data))
                }
            case 5: signal(data & 0xfff_ffff)
            default: break
            }
        case 4: for monitor in allMonitors { monitor.poke(key: key, data: data) }
        case 6: floodFill.start()
        case 7: floodFill.select(cores: key, region: data)
        case 15:
            guard let word = floodFill.end(data) else { return }
            for monitor in allMonitors {
                // The monitor's own bit is not asked for by any host.
                monitor.start(word: word & ~1, image: monitor.chip.word(MonitorVariable.systemSDRAM))
            }
        default: break
        }
    }

    /// Stores a block of a flood fill on all chips.
    func store(block: [UInt8], at address: UInt32) {
        for monitor in allMonitors { monitor.chip.writeBytes(address, block) }
    }
}

extension ChipMonitor {
    /// Writes a byte, half word or word near the system variables, the system RAM or the memory pointer.
    fileprivate func poke(key: UInt32, data: UInt32) {
        guard key >> 20 & 0xf == 0 else { return }
        let base: UInt32 =
            switch key >> 16 & 3 {
            case 0: MonitorVariable.base
            case 1: 0xe500_0000
            case 2: 0xe200_0000
            default: chip.word(MonitorVariable.memoryPointer)
            }
        let address = base &+ (key >> 8 & 0xff)
        switch key >> 18 & 3 {
        case 0: chip.setByte(address, UInt8(truncatingIfNeeded: data))
        case 1: chip.setHalf(address, UInt16(truncatingIfNeeded: data))
        default: chip.setWord(address, data)
        }
    }
}
