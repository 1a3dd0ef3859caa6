/// The system controller of a chip: interrupts between cores, flags, locks, resets, clocks.
///
/// It keeps the registers; the chip acts on what changes.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §14. Protected registers need 0x5ec in bits 31 to 20 of what is written.
package struct SystemController: Sendable, Codable {
    /// What a write asks of the chip.
    enum Effect {
        case none, interruptsChanged, disabledChanged, pinsChanged
        case reset(cores: UInt32, isSoft: Bool)
        case resetRouter, resetChip
    }

    /// The cores whose interrupt line 18 is raised, by physical number.
    package internal(set) var interrupts: UInt32 = 0

    /// The 32 flags, by virtual number of cores where used for barriers.
    package internal(set) var flags: UInt32 = 0

    /// The 32 test-and-set locks.
    package internal(set) var locks: UInt32 = 0

    /// The cores whose clock is off, by physical number.
    package internal(set) var disabled: UInt32 = 0

    /// The cores that have said they work, and with bit 31 that Ethernet is there.
    package internal(set) var ready: UInt32 = 0

    /// The physical number of the monitor core.
    package internal(set) var monitor: UInt32 = 0

    /// Bit 0: the boot area shows system RAM. The other bits are scratch.
    var miscellaneous: UInt32 = 1
    /// The cores held in reset, by physical number.
    var heldInReset: UInt32 { softReset | hardReset }
    private var softReset: UInt32 = 0
    private var hardReset: UInt32 = 0
    private var subsystemReset: UInt32 = 0
    /// The levels that the outside world puts on pins: pulled high, except the straps of GPIO 7 and 6.
    var inputPins: UInt32 = 0xffff_ff3f
    private var gpioPort: UInt32 = 0
    private var gpioDirection: UInt32 = 0xffff_ffff
    private var gpioPulls: UInt32 = 0
    // Clocks as SC&MP leaves them: cores 200 MHz, system and router 133 MHz, SDRAM 130 MHz.
    private var pll1: UInt32 = 0x0007_0128
    private var pll2: UInt32 = 0x0007_011a
    private var clockSelect: UInt32 = 0x8094_88a5
    private var temperatures = SIMD3<UInt32>()
    /// The links that are switched off: senders (bits 13 to 8) and receivers (bits 5 to 0).
    private(set) var linkDisable: UInt32 = 0

    /// Why the chip was last reset.
    private(set) var resetCause = ResetCause.powerOn

    /// Whether the next core but the monitor that asks becomes the monitor.
    private var arbitrates = false

    /// What resets chips, with the codes that software reads.
    enum ResetCause: UInt32, Sendable, Codable {
        case powerOn = 0
        case watchdog = 1
        /// A program has asked for it.
        case software = 3
    }

    private enum Subsystem {
        static let router: UInt32 = 1
        static let chip: UInt32 = 1 << 17
    }

    private static let protection: UInt32 = 0x5ec
    private static let allCores: UInt32 = 0x3_ffff

    mutating func load(_ offset: UInt32, sleeping: UInt32) -> UInt32? {
        switch offset {
        case 0x00: return 0x5911_1012
        case 0x04: return disabled
        case 0x08, 0x0c: return interrupts
        case 0x10, 0x14: return ready
        case 0x18: return softReset
        case 0x1c: return hardReset
        case 0x20: return subsystemReset
        case 0x24, 0x28, 0x2c: return 0
        case 0x30: return resetCause.rawValue
        case 0x34: return monitor | (arbitrates ? 0x100 : 0)
        case 0x38: return miscellaneous
        case 0x3c: return gpioPulls
        case 0x40: return gpioPort
        case 0x44: return gpioDirection
        case 0x48, 0x4c: return pins
        case 0x50: return pll1
        case 0x54: return pll2
        case 0x58, 0x5c: return flags
        case 0x60: return clockSelect
        case 0x64: return sleeping
        case 0x68: return temperatures[0]
        case 0x6c: return temperatures[1]
        case 0x70: return temperatures[2]
        case 0x80..<0x100: return arbitrate((offset - 0x80) >> 2)
        case 0x100..<0x180:
            let bit: UInt32 = 1 << ((offset - 0x100) >> 2)
            defer { locks |= bit }
            return locks & bit == 0 ? 0 : 0x8000_0000
        case 0x180..<0x200:
            let bit: UInt32 = 1 << ((offset - 0x180) >> 2)
            defer { locks &= ~bit }
            return locks & bit == 0 ? 0 : 0x8000_0000
        case 0x200: return linkDisable
        default: return nil
        }
    }

    /// Writes a register; `nil` where there is none.
    mutating func store(_ offset: UInt32, _ value: UInt32) -> Effect? {
        let isProtected = Self.isProtected(offset)
        if isProtected, value >> 20 != Self.protection { return Effect.none }
        let cores = value & Self.allCores
        switch offset {
        case 0x04:
            disabled = cores
            return .disabledChanged
        case 0x08:
            interrupts |= cores
            return .interruptsChanged
        case 0x0c:
            interrupts &= ~cores
            return .interruptsChanged
        case 0x18:
            let released = softReset & ~cores
            softReset = cores
            return .reset(cores: released | cores, isSoft: true)
        case 0x1c:
            let released = hardReset & ~cores
            hardReset = cores
            return .reset(cores: released | cores, isSoft: false)
        case 0x24, 0x28: return .reset(cores: cores, isSoft: offset == 0x24)
        case 0x10: ready |= value
        case 0x14: ready &= ~value
        case 0x20:
            subsystemReset = value & 0xf_ffff
            return value & Subsystem.router != 0 ? .resetRouter : Effect.none
        case 0x2c: return Self.pulse(value)
        case 0x34:
            monitor = value & 0x1f
            if value & 0x100 != 0 { arbitrates = true }
        case 0x200: linkDisable = value & 0x1_3f3f
        case 0x00, 0x30, 0x64, 0x80..<0x200: break
        default: return storePlain(offset, value)
        }
        return Effect.none
    }

    private static func pulse(_ subsystems: UInt32) -> Effect {
        if subsystems & Subsystem.chip != 0 { return .resetChip }
        return subsystems & Subsystem.router != 0 ? .resetRouter : .none
    }

    private static func isProtected(_ offset: UInt32) -> Bool {
        switch offset {
        case 0x04, 0x08, 0x0c, 0x18, 0x1c, 0x20, 0x24, 0x28, 0x2c, 0x34, 0x200: true
        default: false
        }
    }

    private mutating func storePlain(_ offset: UInt32, _ value: UInt32) -> Effect? {
        switch offset {
        case 0x38: miscellaneous = value
        case 0x3c: gpioPulls = value
        case 0x40, 0x44, 0x48, 0x4c:
            storePins(offset, value)
            return .pinsChanged
        case 0x50: pll1 = value
        case 0x54: pll2 = value
        case 0x58: flags |= value
        case 0x5c: flags &= ~value
        case 0x60: clockSelect = value
        case 0x68: temperatures[0] = value & 0x80ff_ffff | 1 << 24
        case 0x6c: temperatures[1] = value & 0x80ff_ffff | 1 << 24
        case 0x70: temperatures[2] = value & 0x80ff_ffff | 1 << 24
        default: return nil
        }
        return Effect.none
    }

    private mutating func storePins(_ offset: UInt32, _ value: UInt32) {
        switch offset {
        case 0x40: gpioPort = value
        case 0x44: gpioDirection = value
        case 0x48: gpioPort |= value
        default: gpioPort &= ~value
        }
    }

    /// The levels at all pins.
    private var pins: UInt32 { gpioPort & ~gpioDirection | inputPins & gpioDirection }

    /// Pins 8 and 9 as interrupt lines 30 and 31, at their places.
    var pinLines: UInt32 { (pins >> 8 & 3) << 30 }

    /// The levels at pins that the chip drives, and of those that float.
    var drivenPins: UInt32 { gpioPort & ~gpioDirection | gpioDirection }

    /// Lets a core ask to be the monitor: bit 31 says that it is.
    private mutating func arbitrate(_ core: UInt32) -> UInt32 {
        guard arbitrates, core != monitor else { return 0 }
        arbitrates = false
        monitor = core
        return 0x8000_0000
    }

    /// Starts again; who the monitor is stays known.
    mutating func reset(_ cause: ResetCause) {
        let monitor = monitor
        self = SystemController()
        self.monitor = monitor
        resetCause = cause
    }

    /// Sets what the boot ROM leaves when it waits for an image: its clocks, its marks of progress, the ROM at the
    /// reset vector.
    mutating func enterROM() {
        miscellaneous = 0xe
        pll1 = 0x0006_0110
        pll2 = 0x0007_011a
        clockSelect = 0x8052_8821
    }
}
