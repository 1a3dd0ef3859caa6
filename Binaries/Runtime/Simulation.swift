import ChipInterface
import CoreShim

/// What the core counts; copied to the provenance region at every pause.
nonisolated(unsafe) var counters = Provenance()

/// A program that advances by time steps under the host's run control.
///
/// The simulation calls it from one place only and never from an interrupt handler: packets interrupt everything to be
/// queued; what to do with them, steps and messages are done one after the other, in this order of urgency.
protocol Program {
    /// Which data the program takes.
    static var kind: ProgramKind { get }

    /// Reads again what the host has changed, at a pause.
    mutating func reload(_ flags: RunFlags, step: UInt32)

    /// Gets ready to run from a step.
    mutating func begin(step: UInt32)

    /// Whether input waits that `takeInput` could work on now.
    var hasInput: Bool { get }

    /// Works on the input that waits, between two steps.
    mutating func takeInput()

    /// Does a step, after the input that came before its tick.
    mutating func step(_ step: UInt32)

    /// Writes recordings and state to SDRAM.
    mutating func pause()

    /// Forgets all input on its way, for time to begin anew.
    mutating func forgetInput()

    /// Works on the input that waits, and writes that of later steps to SDRAM.
    mutating func saveInputs()

    /// Adds to the counters what the program counts elsewhere.
    mutating func count(_ provenance: inout Provenance)
}

/// Runs a program under the host's control until it is told to end.
struct Simulation<Content: Program> {
    private var program: Content
    private let system: SystemRegion
    /// The first step not yet done.
    private var step: UInt32
    /// The first step that is not to be done.
    private var end: UInt32
    /// Whether the next barrier is SYNC1's.
    private var usesSecondBarrier = false
    private var phase = Phase.paused

    private enum Phase {
        case paused, waiting, running, ended
    }

    init(_ program: Content, system: SystemRegion) {
        self.program = program
        self.system = system
        step = system.initialStep
        end = step
    }

    /// The life of the program; returns when it is told to end.
    mutating func live() {
        TextOutput.write(programName)
        TextOutput.write(": ")
        TextOutput.write(system.neuronCount)
        TextOutput.write(" neurons, steps of ")
        TextOutput.write(system.cyclesPerStep)
        TextOutput.write(" cycles\n")
        program.forgetInput()
        writeProvenance()
        CoreBlock.show(.paused)
        while true {
            switch phase {
            case .paused:
                sleep { !hasMessage }
                takeMessages()
            case .waiting:
                wait()
            case .running:
                run()
            case .ended:
                program.pause()
                writeProvenance()
                TextOutput.write("ended at step ")
                TextOutput.write(step)
                TextOutput.write("\n")
                return
            }
        }
    }

    // MARK: - Phases

    /// Waits for the barrier: the flag of this core cleared by SYNC0 or set by SYNC1.
    private mutating func wait() {
        CoreBlock.show(usesSecondBarrier ? .sync1 : .sync0)
        while phase == .waiting {
            sleep { !hasMessage && !isReleased }
            takeMessages()
            if phase == .waiting, isReleased {
                usesSecondBarrier.toggle()
                phase = .running
            }
        }
        if phase == .paused {
            CoreBlock.show(.paused)
        }
    }

    private var isReleased: Bool {
        Barrier.isOpen(second: usesSecondBarrier)
    }

    /// Does steps, one a tick, until the end is reached; the tick of the first one is now.
    private mutating func run() {
        CoreBlock.show(.running)
        StepClock.start(period: system.cyclesPerStep)
        var done: UInt32 = 0
        while true {
            sleep { StepClock.ticks == done && !hasMessage && !program.hasInput }
            let ticks = StepClock.ticks
            if ticks != done {
                if step == end || phase != .running {
                    break
                }
                if ticks &- done > 1 {
                    counters.overruns &+= 1
                }
                program.step(step)
                step &+= 1
                done &+= 1
                counters.stepsDone &+= 1
                if StepClock.ticks == ticks {
                    counters.longestStep = max(counters.longestStep, system.cyclesPerStep &- StepClock.cyclesLeft)
                }
            } else if program.hasInput {
                program.takeInput()
            }
            takeMessages()
        }
        StepClock.stop()
        // What came in before the last tick belongs to this run; what comes later waits for the next one.
        program.takeInput()
        if phase != .ended {
            phase = .paused
            program.pause()
            writeProvenance()
            CoreBlock.show(.paused)
        }
    }

    // MARK: - Messages

    private var hasMessage: Bool {
        load32(InterruptWords.controlWaiting) != 0 || load32(InterruptWords.signals) != 0
    }

    private mutating func takeMessages() {
        if load32(InterruptWords.signals) != 0 {
            takeSignals()
        }
        if load32(InterruptWords.controlWaiting) != 0 {
            answer(InterruptWords.controlMessage)
            store32(InterruptWords.controlWaiting, 0)
        }
    }

    private mutating func takeSignals() {
        let status = interruptsMask()
        let signals = load32(InterruptWords.signals)
        store32(InterruptWords.signals, 0)
        interruptsRestore(status)
        if signals & SignalBits.exit != 0 {
            phase = .ended
        } else if signals & SignalBits.pause != 0, phase != .ended {
            phase = .paused
        }
    }

    private mutating func answer(_ message: UInt32) {
        let command = RunControlCommand(rawValue: load16(message + MessageLayout.command))
        let first = load32(message + MessageLayout.argument1)
        let second = load32(message + MessageLayout.argument2)
        var result = RunControlResult.ok
        if UInt32(load16(message + MessageLayout.length)) < MessageLayout.shortestRequest {
            result = .badLength
        } else if command == .runUntil {
            result = runUntil(first, RunFlags(rawValue: second))
        } else if command == .pause {
            if phase != .ended {
                phase = .paused
            }
        } else if command == .resetTime {
            result = resetTime(first)
        } else if command == .saveInputs {
            result = saveInputs()
        } else if command == .stop {
            phase = .ended
        } else if command != .step {
            result = .badCommand
        }
        guard load8(message + MessageLayout.flags) & 0x80 != 0 else {
            return
        }
        store32(message + MessageLayout.argument1, step)
        store8(message + MessageLayout.flags, 0x07)
        Mailbox.makeReply(message, result: result, dataBytes: 4)
        Mailbox.send(message)
    }

    private mutating func runUntil(_ newEnd: UInt32, _ flags: RunFlags) -> RunControlResult {
        switch phase {
        case .paused:
            guard newEnd >= step else {
                return .badArgument
            }
            guard newEnd > step, CoreBlock.state == .paused else {
                return newEnd == step ? .ok : .badArgument
            }
            if flags.rawValue != 0 {
                program.reload(flags, step: step)
            }
            program.begin(step: step)
            end = newEnd
            phase = .waiting
            return .ok
        case .waiting, .running:
            return newEnd == end ? .ok : .badArgument
        case .ended:
            return .badArgument
        }
    }

    private mutating func resetTime(_ newStep: UInt32) -> RunControlResult {
        guard phase == .paused, CoreBlock.state == .paused else {
            return .badArgument
        }
        step = newStep
        end = newStep
        counters = Provenance()
        program.forgetInput()
        program.reload(.reloadNeurons, step: step)
        writeProvenance()
        return .ok
    }

    private mutating func saveInputs() -> RunControlResult {
        guard phase == .paused, CoreBlock.state == .paused else {
            return .badArgument
        }
        program.saveInputs()
        return .ok
    }

    // MARK: - Provenance

    private mutating func writeProvenance() {
        guard let region = Regions.find(.provenance) else {
            return
        }
        let words = UInt32(Provenance.words)
        let target = UnsafeMutableRawPointer(region.pointer(UInt32.self, atWord: 0, count: words))
        var provenance = counters
        provenance.version = RegionTable.currentVersion
        provenance.step = step
        provenance.packetsBad = load32(InterruptWords.badPackets)
        provenance.messagesLost = load32(InterruptWords.messagesLost)
        program.count(&provenance)
        target.storeBytes(of: provenance, as: Provenance.self)
    }
}

/// The system region, checked. Ends the program when it makes no sense.
func readSystemRegion() -> SystemRegion {
    let system = Regions.need(.system).header(SystemRegion.self)
    guard system.cyclesPerStep >= 1_000 else {
        fail("time step too short, in cycles", system.cyclesPerStep)
    }
    guard system.neuronCount > 0, system.neuronCount <= KeyFormat.maximumNeurons else {
        fail("number of neurons out of range", system.neuronCount)
    }
    guard system.spikeOffset <= 1 else {
        fail("spike offset out of range", system.spikeOffset)
    }
    return system
}
