/// The watchdog of a chip (SP805): a counter that a program must start anew in time.
///
/// When it first comes to zero it raises an interrupt; when it does so again before that is cleared, it resets the chip.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §16; SP805 technical reference manual.
struct Watchdog: Sendable, Codable {
    /// What comes of time passing.
    enum Outcome {
        case none, interrupt, reset
    }

    private static let key: UInt32 = 0x1acc_e551
    private static let countsAndInterrupts: UInt32 = 1
    private static let resets: UInt32 = 2

    private var reload: UInt32 = 0xffff_ffff
    private var control: UInt32 = 0
    private var isLocked = true
    private var hasInterrupt = false

    /// When the counter next comes to zero, in core cycles.
    private(set) var nextEvent = UInt64.max

    /// Whether a stored value can be one.
    var isSound: Bool { nextEvent == .max || nextEvent <= BoardEmulator.lastCycle }

    /// The level of interrupt line 0.
    var line: Bool { hasInterrupt && isCounting }

    private var isCounting: Bool { control & Self.countsAndInterrupts != 0 }

    /// The counter runs with the system's clock, at two thirds of the cores'.
    private static func cycles(_ counts: UInt32) -> UInt64 { UInt64(counts) * 3 / 2 + 1 }

    /// Starts anew, with everything that it can do.
    mutating func start(reload: UInt32) {
        self = Watchdog()
        self.reload = reload
        control = Self.countsAndInterrupts | Self.resets
    }

    /// Lets the counter begin again.
    mutating func stroke(at now: UInt64) { nextEvent = isCounting ? now + Self.cycles(reload) : .max }

    /// Does what is due.
    mutating func advance(to now: UInt64) -> Outcome {
        guard now >= nextEvent else { return .none }
        guard hasInterrupt else {
            hasInterrupt = true
            nextEvent += Self.cycles(reload)
            return .interrupt
        }
        guard control & Self.resets != 0 else {
            stroke(at: now)
            return .none
        }
        nextEvent = .max
        return .reset
    }

    func load(_ offset: UInt32, at now: UInt64) -> UInt32 {
        switch offset {
        case 0x00: reload
        case 0x04: isCounting ? UInt32(clamping: (nextEvent - min(now, nextEvent)) * 2 / 3) : reload
        case 0x08: control
        case 0x10: hasInterrupt ? 1 : 0
        case 0x14: line ? 1 : 0
        case 0xc00: isLocked ? 1 : 0
        default: 0
        }
    }

    mutating func store(_ offset: UInt32, _ value: UInt32, at now: UInt64) {
        if offset == 0xc00 { isLocked = value != Self.key }
        guard !isLocked else { return }
        switch offset {
        case 0x00:
            reload = value
            stroke(at: now)
        case 0x08:
            let wasCounting = isCounting
            control = value & (Self.countsAndInterrupts | Self.resets)
            if isCounting != wasCounting { stroke(at: now) }
        case 0x0c:
            hasInterrupt = false
            stroke(at: now)
        default: break
        }
    }
}
