/// The router's counters of its own time: cycles, cycles of choosing outputs, and how long packets had to wait.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.11, r12 to r31. Register 0x30: bits 0 to 2 enable cycles, choosing and the
///   histogram with the count of packets that did not wait; bits 16 to 18 set them to zero.
struct RouterTiming: Codable {
    private var control: UInt32 = 0
    /// Router cycles before the counter last began to run.
    private var cycles: UInt32 = 0
    private var runningSince: UInt64?
    private var activeCycles: UInt32 = 0
    private var undelayed: UInt32 = 0
    private var histogram = Words16()

    /// The router's clock is two thirds of the cores'.
    private static func routerCycles(_ coreCycles: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: coreCycles * 2 / 3)
    }

    private func cycleCount(at now: UInt64) -> UInt32 {
        guard let runningSince, now > runningSince else { return cycles }
        return cycles &+ Self.routerCycles(now - runningSince)
    }

    func load(_ offset: UInt32, at now: UInt64) -> UInt32 {
        switch offset {
        case 0x30: control
        case 0x34: cycleCount(at: now)
        case 0x38: activeCycles
        case 0x3c: undelayed
        default: histogram[Int(offset - 0x40) >> 2]
        }
    }

    mutating func storeControl(_ value: UInt32, at now: UInt64) {
        cycles = value & 1 << 16 != 0 ? 0 : cycleCount(at: now)
        runningSince = value & 1 != 0 ? now : nil
        if value & 1 << 17 != 0 { activeCycles = 0 }
        if value & 1 << 18 != 0 {
            undelayed = 0
            histogram = Words16()
        }
        control = value & 7
    }

    /// Takes note of a packet that has waited so many core cycles for its outputs.
    ///
    /// - Parameter waitCode: The first waiting time's code; its upper half scales the histogram.
    mutating func count(stall: UInt64, waitCode: UInt32) {
        guard control & 6 != 0 else { return }
        let cycles = Self.routerCycles(stall)
        if control & 2 != 0 { activeCycles &+= 1 &+ cycles }
        guard control & 4 != 0 else { return }
        if cycles == 0 {
            undelayed &+= 1
        } else {
            histogram[Int(min(cycles >> (waitCode >> 4 & 15), 15))] &+= 1
        }
    }
}
