import CoreShim

/// Registers of a core's own devices and of the chip's system controller.
///
/// Source: SpiNNaker datasheet 2.02, sections 5 to 8 and 14.
enum Device {
    static var communications: UInt32 { 0x2000_0000 }
    static var timer: UInt32 { 0x2100_0000 }
    static var interrupts: UInt32 { 0x1f00_0000 }
    static var transfers: UInt32 { 0x4000_0000 }
    static var system: UInt32 { 0xe200_0000 }
}

/// The lines of the interrupt controller that the runtime uses (datasheet, section 5.4).
enum InterruptLine {
    static var timer: UInt32 { 4 }
    static var anyPacket: UInt32 { 6 }
    static var monitor: UInt32 { 18 }
    static var multicastPacket: UInt32 { 24 }
}

/// The interrupt controller: packets by FIQ, then the step clock, the monitor and packets nobody wants by IRQ.
enum InterruptController {
    /// Connects all handlers. Packets stay out until `letPacketsIn`, ticks until the clock runs.
    static func setUp() {
        let base = Device.interrupts
        store32(base + 0x14, UInt32.max)
        store32(base + 0x1c, UInt32.max)
        store32(base + 0x0c, 1 << InterruptLine.multicastPacket)
        store32(base + 0x34, spuriousHandler())
        for slot: UInt32 in 0..<16 {
            store32(base + 0x200 + slot * 4, 0)
        }
        connect(slot: 0, line: InterruptLine.timer, handler: timerHandler())
        connect(slot: 1, line: InterruptLine.monitor, handler: monitorHandler())
        connect(slot: 2, line: InterruptLine.anyPacket, handler: badPacketHandler())
        store32(base + 0x30, 0)
        store32(base + 0x10, 1 << InterruptLine.timer | 1 << InterruptLine.monitor)
    }

    /// Enables packets, once `PacketQueue` is ready for them.
    static func letPacketsIn() {
        let lines: UInt32 = 1 << InterruptLine.multicastPacket | 1 << InterruptLine.anyPacket
        store32(Device.interrupts + 0x10, lines)
    }

    private static func connect(slot: UInt32, line: UInt32, handler: UInt32) {
        store32(Device.interrupts + 0x100 + slot * 4, handler)
        store32(Device.interrupts + 0x200 + slot * 4, 0x20 | line)
    }
}

/// The clock of the time steps: timer 1, periodic, one tick a step.
enum StepClock {
    /// Starts the clock; the first tick is now, the next one a period later.
    static func start(period: UInt32) {
        store32(Device.timer + 0x08, 0)
        store32(Device.timer + 0x0c, 0)
        store32(InterruptWords.ticks, 1)
        store32(Device.timer + 0x00, period)
        store32(Device.timer + 0x08, 0xe2)
    }

    static func stop() {
        store32(Device.timer + 0x08, 0)
        store32(Device.timer + 0x0c, 0)
    }

    /// Ticks since the start, the start itself included.
    static var ticks: UInt32 { load32(InterruptWords.ticks) }

    /// Cycles to the next tick.
    static var cyclesLeft: UInt32 { load32(Device.timer + 0x04) }
}

/// The chip's flags and locks that all its cores share (datasheet, section 14).
enum SystemController {
    static func clearInterrupt(physicalCore: UInt32) {
        store32(Device.system + 0x0c, 0x5ec0_0000 | 1 << physicalCore)
    }

    static func raiseInterrupt(physicalCore: UInt32) {
        store32(Device.system + 0x08, 0x5ec0_0000 | 1 << physicalCore)
    }

    /// The flags SYNC0 clears and SYNC1 sets, one per virtual core.
    static var flags: UInt32 { load32(Device.system + 0x58) }

    static var monitorPhysicalCore: UInt32 { load32(Device.system + 0x34) & 31 }
}

/// The barrier at which all cores of an application wait for the host.
enum Barrier {
    /// Whether SYNC0 has cleared this core's flag, or SYNC1 set it.
    static func isOpen(second: Bool) -> Bool {
        (SystemController.flags >> load32(InterruptWords.virtualCore)) & 1 == (second ? 1 : 0)
    }
}

/// The test-and-set locks that SCAMP and applications agree on (`sark.h`).
enum SharedLock: UInt32 {
    case messages = 0
    case mailbox = 1
    case heap = 6

    /// Does something under the lock, with interrupts masked so that it is short.
    @inline(__always)
    func locked<Result>(_ body: () -> Result) -> Result {
        let status = interruptsMask()
        while load32(Device.system + 0x100 + rawValue * 4) & 0x8000_0000 != 0 {}
        let result = body()
        _ = load32(Device.system + 0x180 + rawValue * 4)
        interruptsRestore(status)
        return result
    }
}
