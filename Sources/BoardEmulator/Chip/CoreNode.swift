import ARM968
import CPrefetch

/// One of a chip's cores with its private devices: interrupt controller, timers, DMA, communications.
///
/// The processor and its memories exist from the first start on. Times are cycles since the board was made.
package final class CoreNode {
    /// The physical number of the core, 0 to 17.
    package let physical: Int

    /// The chip outlives its cores.
    var chip: ChipEmulator { lastingChip.takeUnretainedValue() }
    /// The same without counting references, for what runs often.
    let lastingChip: Unmanaged<ChipEmulator>
    private(set) var processor: UnsafeMutablePointer<ARM968Core>?
    /// In memory of their own, so that no access to them costs a check.
    let devices: UnsafeMutablePointer<CoreDevices>

    /// Whether the core has been started and its clock is on.
    package var isRunning: Bool { isStarted && hasClock }
    private var isStarted = false
    private var hasClock = true

    /// The time up to which the core has run.
    private(set) var time: UInt64 = 0
    /// The next time at which one of the devices does something by itself.
    private(set) var nextEvent: UInt64 = .max
    private var quantumStart: UInt64 = 0
    private var quantumEnd: UInt64 = 0
    private var isExecuting = false

    /// Who may hold the core.
    var debugger: CoreDebugger?
    /// Who writes down what the core does.
    private(set) var tracer: CoreTracer?

    init(physical: Int, chip: ChipEmulator) {
        self.physical = physical
        lastingChip = .passUnretained(chip)
        devices = .allocate(capacity: 1)
        devices.initialize(to: CoreDevices(physical: physical))
    }

    deinit {
        devices.deinitialize(count: 1)
        devices.deallocate()
        processor?.deinitialize(count: 1)
        processor?.deallocate()
    }

    // MARK: - For reports

    /// A register in the present mode, 0 to 15; 15 is the address of the next instruction. 0 before the first start.
    package func register(_ index: Int) -> UInt32 { processor?.pointee[index] ?? 0 }

    /// The status register; 0 before the first start.
    package var cpsr: UInt32 { processor?.pointee.cpsr ?? 0 }

    /// Instructions executed since the first start.
    package var instructions: UInt64 { processor?.pointee.instructions ?? 0 }

    /// Whether the core has ever been started.
    var hasProcessor: Bool { processor != nil }

    /// Processor cycles run since the first start; sleep takes none.
    package var cycles: UInt64 { processor?.pointee.cycles ?? 0 }

    /// Whether the core runs but sleeps until an interrupt comes.
    package var isSleeping: Bool { isRunning && processor?.pointee.isWaiting ?? true }

    /// Whether the core has something to execute now.
    var isRunnable: Bool {
        guard isRunning, let processor else { return false }
        return !processor.pointee.isAsleep
    }

    /// Where an address lies in the core's own memories, with the bytes left from there on; `nil` elsewhere and
    /// before the first start.
    func ownMemory(_ address: UInt32) -> (pointer: UnsafeMutableRawPointer, count: Int)? {
        guard let processor else { return nil }
        if address < ARM968Core.itcmBytes {
            return (processor.pointee.itcm + Int(address), ARM968Core.itcmBytes - Int(address))
        }
        let offset = Int(address &- 0x0040_0000)
        guard offset < ARM968Core.dtcmBytes else { return nil }
        return (processor.pointee.dtcm + offset, ARM968Core.dtcmBytes - offset)
    }

    /// Bytes of the core's own memories (from 0 and from 0x00400000); `nil` where they are not, or before the first
    /// start.
    package func read(address: UInt32, count: Int) -> [UInt8]? {
        guard let (pointer, room) = ownMemory(address), count >= 0, count <= room else { return nil }
        return Array(UnsafeRawBufferPointer(start: pointer, count: count))
    }

    /// Writes bytes into the core's own memories; `false` where they are not, or before the first start.
    @discardableResult
    package func write(address: UInt32, _ bytes: [UInt8]) -> Bool {
        guard let (pointer, room) = ownMemory(address), bytes.count <= room else { return false }
        pointer.copyMemory(from: bytes, byteCount: bytes.count)
        ownMemoryChanged(address, count: bytes.count)
        return true
    }

    /// Tells the processor that others have written its memories from an address on.
    private func ownMemoryChanged(_ address: UInt32, count: Int) {
        guard address < ARM968Core.itcmBytes else { return }
        processor?.pointee.instructionsChanged(Int(address)..<Int(address) + count)
    }

    /// Has a tracer write down what the core does, one instruction at a time; `nil` ends that.
    func follow(_ tracer: CoreTracer?) {
        self.tracer = tracer
        if let tracer, tracer.hearsAccesses {
            makeProcessor().pointee.isObserved = true
        } else {
            processor?.pointee.isObserved = false
        }
    }

    // MARK: - Starting and stopping

    /// The processor, made when first asked for.
    func makeProcessor() -> UnsafeMutablePointer<ARM968Core> {
        if let processor { return processor }
        let new = UnsafeMutablePointer<ARM968Core>.allocate(capacity: 1)
        let engine = chip.board.configuration.engine
        new.initialize(to: ARM968Core(bus: self, sharedMemory: chip.sdram, engine: engine, pool: chip.codePool))
        processor = new
        return new
    }

    /// Takes note that a bus error came too late for the instruction that made it; `false` when writes are not
    /// buffered.
    func noteFailedWrite() -> Bool {
        guard devices.pointee.dma.isBuffering else { return false }
        devices.pointee.dma.noteFailedWrite()
        update()
        return true
    }

    /// Lets the DMA controller say that it was reset with its core.
    func noteReset() { devices.pointee.dma.noteReset() }

    /// Resets the core and its devices and lets it run; memories keep their contents.
    func start(pc: UInt32, argument: UInt32, highVectors: Bool, at now: UInt64) {
        let processor = makeProcessor()
        // Whatever lay in instruction memory, the loader may have written it.
        processor.pointee.instructionsChanged(0..<ARM968Core.itcmBytes)
        resetDevices()
        processor.pointee.reset(pc: pc)
        if !highVectors { processor.pointee.control = 0 }
        processor.pointee[0] = argument
        isStarted = true
        time = max(time, now)
        update()
    }

    /// Takes the clock away; the devices are as after a reset.
    func stop() {
        isStarted = false
        resetDevices()
        processor?.pointee.requestYield()
        update()
    }

    /// Takes the clock away or gives it back, with everything kept.
    func setClock(_ isOn: Bool, at now: UInt64) {
        guard isOn != hasClock else { return }
        hasClock = isOn
        if isOn { time = max(time, now) } else { processor?.pointee.requestYield() }
        update()
    }

    private func resetDevices() {
        devices.pointee = CoreDevices(physical: physical)
        devices.pointee.outsideLines = chip.lines(outside: physical)
        devices.pointee.communications.isHeld = chip.isHolding
    }

    // MARK: - Running

    /// The core's time within a window; exact to the instruction.
    var now: UInt64 {
        guard isExecuting, let processor else { return time }
        return quantumStart + UInt64(max(processor.pointee.elapsed, 0))
    }

    /// Sets the levels of the interrupt lines that come from outside.
    func setOutsideLines(_ lines: UInt32) {
        devices.pointee.outsideLines = lines
        update()
    }

    /// Passes the devices' lines on to the processor, and what comes next to the chip.
    func update() {
        devices.pointee.updateLines()
        if devices.pointee.interruptController.isEnabled(22) { devices.pointee.watchSlowClock(at: now) }
        nextEvent = isRunning ? devices.pointee.nextEvent : .max
        if let processor {
            processor.pointee.setLines(
                irq: devices.pointee.interruptController.irq,
                fiq: devices.pointee.interruptController.fiq
            )
            // The chip looks at a core that executes when that has had its turn.
            if isExecuting {
                if nextEvent < quantumEnd {
                    processor.pointee.shorten(by: Int(quantumEnd - nextEvent))
                    quantumEnd = nextEvent
                }
                return
            }
        }
        lastingChip._withUnsafeGuaranteedRef { $0.nodeChanged(self) }
    }

    /// Brings the line of the slow clock up to the present.
    func refreshSlowTick() { devices.pointee.watchSlowClock(at: now) }

    /// Brings a core that has slept to a time.
    func catchUp(to now: UInt64) {
        if time < now { time = now }
    }

    /// Lets the devices do what is due.
    private func runEvents(at now: UInt64) {
        devices.pointee.timers.0.advance(to: now)
        devices.pointee.timers.1.advance(to: now)
        runDMA(until: now)
    }

    /// Runs to a time, or until nothing is left to do before it.
    func run(until end: UInt64) {
        guard let processor else { return }
        while isRunning, time < end {
            if nextEvent <= time {
                runEvents(at: time)
                update()
            }
            if processor.pointee.isAsleep {
                guard nextEvent < end else { return }
                time = nextEvent
                continue
            }
            if debugger != nil || tracer != nil {
                guard debugger?.allows(processor.pointee[15]) ?? true else { return }
                tracer?.begin(self, processor)
                execute(processor, until: time + 1)
                tracer?.end(processor)
                debugger?.noteInstruction()
            } else {
                execute(processor, until: min(end, nextEvent))
            }
        }
    }

    private func execute(_ processor: UnsafeMutablePointer<ARM968Core>, until end: UInt64) {
        quantumStart = time
        quantumEnd = end
        isExecuting = true
        _ = processor.pointee.run(cycles: Int(end - time))
        isExecuting = false
        time = quantumStart + UInt64(max(processor.pointee.elapsed, 0))
    }

    /// Does what the DMA controller has to do by a time.
    private func runDMA(until now: UInt64) {
        while devices.pointee.dma.nextEvent <= now {
            if !devices.pointee.dma.takeTimeOut(at: now) { moveData() }
        }
    }

    /// Moves the data of the transfer that is due.
    private func moveData() {
        guard let transfer = devices.pointee.dma.running else { return }
        var bytes = 0
        let failure = transfer.count > 0 ? move(transfer, moved: &bytes) : nil
        tracer?.note(transfer, failed: failure != nil, at: now)
        if let failure, failure != .check {
            chip.record(
                .dmaError(systemAddress: transfer.system, localAddress: transfer.local),
                core: physical,
                value: transfer.descriptor
            )
        }
        devices.pointee.dma.end(failure, bytes: bytes)
    }

    private func move(_ transfer: DMAController.Transfer, moved: inout Int) -> DMAController.Failure? {
        let (system, there) = lastingChip._withUnsafeGuaranteedRef { $0.networkMemory(transfer.system) }
        let (local, room) = ownMemory(transfer.local) ?? (system, 0)
        let whole = min(transfer.count, room, there)
        // Bursts before the first bad word have gone.
        moved = whole == transfer.count ? whole : whole / transfer.burst * transfer.burst
        let (from, to) = transfer.isToSystem ? (local, system) : (system, local)
        to.copyMemory(from: from, byteCount: moved)
        if !transfer.isToSystem { ownMemoryChanged(transfer.local, count: moved) }
        if moved < transfer.count { return room < transfer.count && room <= there ? .local : .system }
        guard transfer.hasCheck else { return nil }
        let word = devices.pointee.dma.checkWord(of: UnsafeRawBufferPointer(start: from, count: moved))
        guard there >= moved + 4 else { return .system }
        if transfer.isToSystem {
            system.storeBytes(of: word, toByteOffset: moved, as: UInt32.self)
            return nil
        }
        return devices.pointee.dma.receiveCheck(system.load(fromByteOffset: moved, as: UInt32.self)) ? nil : .check
    }

    // MARK: - Timers

    func loadTimer(_ offset: UInt32) -> UInt32 {
        let now = now
        if offset < 0x20 { return devices.pointee.timers.0.load(offset, at: now) }
        return devices.pointee.timers.1.load(offset & 0x1f, at: now)
    }

    func storeTimer(_ offset: UInt32, _ value: UInt32) {
        let now = now
        if offset < 0x20 {
            devices.pointee.timers.0.store(offset, value, at: now)
        } else {
            devices.pointee.timers.1.store(offset & 0x1f, value, at: now)
        }
        update()
    }

    // MARK: - DMA registers

    func loadDMA(_ offset: UInt32) -> UInt32? {
        settleDMA()
        return devices.pointee.dma.load(offset, at: now)
    }

    func storeDMA(_ offset: UInt32, _ value: UInt32) -> Bool {
        settleDMA()
        if offset == 0x04 { readAhead(value) }
        guard devices.pointee.dma.store(offset, value, at: now) else { return false }
        // The two address registers do nothing by themselves.
        if offset != 0x04, offset != 0x08 { update() }
        return true
    }

    /// Has the beginning of what a transfer may bring soon read ahead: rows of synapses come from anywhere in SDRAM, which no
    /// near cache holds.
    private func readAhead(_ address: UInt32) {
        guard address >> 29 == 3 else { return }
        let row = lastingChip._withUnsafeGuaranteedRef { $0.sdram } + Int(address & 0x07ff_ffff)
        for line in 0..<3 { cprefetch_line(row + 64 * line) }
    }

    private func settleDMA() {
        let now = now
        guard devices.pointee.dma.nextEvent <= now else { return }
        runDMA(until: now)
        update()
    }

    // MARK: - Packets

    /// Takes a packet that the router has for this core; `false` when it is refused. ``update()`` has to follow.
    func receive(_ packet: Packet, link: Int, at now: UInt64) -> Bool {
        devices.pointee.communications.receive(packet, link: link, at: now)
    }

    /// Whether a packet for this core has to stand before the router's output.
    var isFull: Bool { isRunning && devices.pointee.communications.isFull }

    /// Whether packets wait for this core in the router.
    var hasQueue: Bool { devices.pointee.communications.hasQueue }

    /// Holds back the packets that the core sends, or lets them go.
    func hold(_ isHeld: Bool) {
        devices.pointee.communications.isHeld = isHeld
        update()
    }

    /// Gives up the packets that this core has left waiting too long.
    ///
    /// Packets of one window all come at its end, closer to each other than on the chip: they may wait for its length
    /// longer.
    func dropExpired(at now: UInt64) {
        guard hasQueue else { return }
        let patience = chip.router.patience.map { $0 + chip.board.configuration.windowCycles }
        while hasQueue,
            let late = devices.pointee.communications.removeExpired(at: now, patience: patience)
        {
            chip.drop(late.packet, link: late.link, outputs: 1 << UInt32(6 + physical))
        }
    }

    func loadCommunications(_ offset: UInt32) -> UInt32 {
        let value = devices.pointee.communications.load(offset)
        guard offset == 0x14 else { return value }
        let now = now
        dropExpired(at: now)
        devices.pointee.communications.pop(at: now)
        update()
        return value
    }

    func storeCommunications(_ offset: UInt32, _ value: UInt32) {
        let departure = devices.pointee.communications.store(offset, value)
        if let departure { chip.emit(departure.packet, link: departure.link, core: physical, at: now) }
        if departure == nil || devices.pointee.communications.isHeld { update() }
    }
}

// MARK: - Snapshots

extension CoreNode {
    /// The core and its devices between two windows, without its memories.
    struct State: Codable {
        var isStarted: Bool
        var hasClock: Bool
        var time: UInt64
        var devices: CoreDevices.State
        /// `nil` before the first start.
        var processor: ARM968Core.State?
    }

    var state: State {
        State(
            isStarted: isStarted,
            hasClock: hasClock,
            time: time,
            devices: devices.pointee.state,
            processor: processor?.pointee.snapshot
        )
    }

    /// Takes over a state, after its chip's devices and the memories; returns false when it cannot be one.
    func restore(_ state: State) -> Bool {
        guard state.time <= BoardEmulator.lastCycle, state.processor != nil || !state.isStarted,
            devices.pointee.restore(state.devices)
        else { return false }
        if let processor = state.processor, !makeProcessor().pointee.restore(processor) { return false }
        processor?.pointee.instructionsChanged(0..<ARM968Core.itcmBytes)
        time = state.time
        hasClock = state.hasClock
        isStarted = state.isStarted
        // Lines and times are as they were; they are not found anew.
        nextEvent = isRunning ? devices.pointee.nextEvent : .max
        processor?.pointee.setLines(
            irq: devices.pointee.interruptController.irq,
            fiq: devices.pointee.interruptController.fiq
        )
        chip.nodeChanged(self)
        return true
    }
}
