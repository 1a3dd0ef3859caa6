/// One of a core's two timers (half an SP804): counts core clocks down; computed from the clock, never ticked.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §6; SP804 technical reference manual.
struct Timer: Codable {
    private var reload: UInt32 = 0
    private var control: UInt32 = 0x20
    /// The counter while it stands still.
    private var stillCount: UInt32 = 0xffff_ffff
    /// While it runs: the time at which the counter reaches zero.
    private var zero: UInt64?
    private(set) var isRaised = false

    private var isEnabled: Bool { control & 0x80 != 0 }
    private var isPeriodic: Bool { control & 0x40 != 0 }
    private var isOneShot: Bool { control & 1 != 0 }
    private var hasInterrupt: Bool { control & 0x20 != 0 }
    private var counterMask: UInt32 { control & 2 != 0 ? 0xffff_ffff : 0xffff }
    private var prescaleShift: UInt64 {
        switch control >> 2 & 3 {
        case 1: 4
        case 2, 3: 8
        default: 0
        }
    }

    /// The level of the interrupt line.
    var line: Bool { isRaised && hasInterrupt }

    /// When the interrupt line will rise if nobody touches the timer.
    @inline(__always)
    var nextEvent: UInt64 { hasInterrupt && !isRaised ? zero ?? .max : .max }

    /// The time between two zeros, in cycles.
    private var period: UInt64 {
        let ticks = isPeriodic ? UInt64(reload & counterMask) : UInt64(counterMask) + 1
        return max(ticks, 1) << prescaleShift
    }

    /// Whether a stored value can be one.
    var isSound: Bool { zero ?? 0 <= BoardEmulator.lastCycle }

    /// Brings the timer to a time.
    mutating func advance(to now: UInt64) {
        guard let due = zero, due <= now else { return }
        isRaised = true
        if isOneShot {
            stop(at: 0)
        } else {
            zero = due + ((now - due) / period + 1) * period
        }
    }

    private mutating func stop(at count: UInt32) {
        stillCount = count
        zero = nil
    }

    private mutating func run(from count: UInt32, at now: UInt64) {
        stillCount = count & counterMask
        zero = now + UInt64(stillCount) << prescaleShift
        advance(to: now)
    }

    private func count(at now: UInt64) -> UInt32 {
        guard let zero else { return stillCount }
        return UInt32(truncatingIfNeeded: (zero - now + (1 << prescaleShift) - 1) >> prescaleShift)
    }

    mutating func load(_ offset: UInt32, at now: UInt64) -> UInt32 {
        advance(to: now)
        switch offset {
        case 0x00, 0x18: return reload
        case 0x04: return count(at: now)
        case 0x08: return control
        case 0x10: return isRaised ? 1 : 0
        case 0x14: return line ? 1 : 0
        default: return 0
        }
    }

    mutating func store(_ offset: UInt32, _ value: UInt32, at now: UInt64) {
        advance(to: now)
        switch offset {
        case 0x00:
            reload = value
            if isEnabled { run(from: value, at: now) } else { stop(at: value) }
        case 0x08:
            let count = count(at: now)
            let wasRunning = zero != nil
            control = value & 0xef
            if !isEnabled {
                stop(at: count)
            } else if wasRunning || count != 0 {
                run(from: count, at: now)
            } else if !isOneShot {
                // A periodic timer that stood at zero starts a whole period.
                zero = now + period
            }
        case 0x0c: isRaised = false
        case 0x18: reload = value
        default: break
        }
    }
}
