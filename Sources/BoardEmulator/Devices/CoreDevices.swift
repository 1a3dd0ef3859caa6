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
