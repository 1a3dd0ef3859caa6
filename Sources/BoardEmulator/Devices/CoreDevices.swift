/// The devices of one core and what they tell it.
struct CoreDevices {
    var interruptController = InterruptController()
    var timers = (Timer(), Timer())
    var dma: DMAController
    var communications = CommunicationsController()

    /// The levels of the interrupt lines that come from outside: the chip's, and the core's own from the system
    /// controller.
    var outsideLines: UInt32 = 0

    /// When the slow clock next rises; only known while somebody waits for that.
    private var slowTick = UInt64.max

    init(physical: Int) { dma = DMAController(physical: physical) }

    /// When one of the devices next does something by itself.
    @inline(__always)
    var nextEvent: UInt64 { min(timers.0.nextEvent, timers.1.nextEvent, dma.nextEvent, slowTick) }

    /// Passes the devices' lines on to the interrupt controller.
    mutating func updateLines() {
        var lines = communications.lines | dma.lines | outsideLines
        if timers.0.line { lines |= 1 << 4 }
        if timers.1.line { lines |= 1 << 5 }
        interruptController.lines = lines
        slowTick = .max
    }

    /// Brings line 22 up to the present, and waits for the slow clock's next edge where it is enabled.
    mutating func watchSlowClock(at now: UInt64) {
        if dma.hasSlowTick(at: now) {
            interruptController.lines |= 1 << 22
        } else {
            interruptController.lines &= ~(1 << 22)
            if interruptController.isEnabled(22) { slowTick = dma.nextSlowTick(after: now) }
        }
    }
}

// MARK: - Snapshots

extension CoreDevices {
    /// All that the devices remember.
    struct State: Codable {
        fileprivate var interruptController: InterruptController
        fileprivate var timers: [Timer]
        fileprivate var dma: DMAController
        fileprivate var communications: CommunicationsController
        fileprivate var outsideLines: UInt32
        fileprivate var slowTick: UInt64
    }

    var state: State {
        State(
            interruptController: interruptController,
            timers: [timers.0, timers.1],
            dma: dma,
            communications: communications,
            outsideLines: outsideLines,
            slowTick: slowTick
        )
    }

    /// Takes over a state; returns false, with nothing changed, when it cannot be one.
    mutating func restore(_ state: State) -> Bool {
        guard state.timers.count == 2, state.timers.allSatisfy(\.isSound), state.dma.isSound,
            state.communications.isSound
        else { return false }
        interruptController = state.interruptController
        timers = (state.timers[0], state.timers[1])
        dma = state.dma
        communications = state.communications
        outsideLines = state.outsideLines
        slowTick = state.slowTick
        return true
    }
}
