import BoardEmulator
import SpiNNakerMachine
import SpiNNakerProtocol

/// The services of one chip's monitor processor, as SC&MP 4.0.0 gives them to hosts and application cores.
///
/// It runs between the cores' instructions. A core may be stopped in the midst of a critical section; what touches
/// shared memory therefore waits until no core has a lock.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-3.c`, `scamp-app.c`, `scamp-cmd.c`.
final class ChipMonitor {
    /// What runs on a virtual core, as the monitor knows it.
    enum Occupant: Equatable, Codable {
        case idle
        case application(UInt8)
        case poweredDown

        /// The application that the monitor takes the core for; a core without one counts as application 0.
        var application: UInt8 { if case .application(let number) = self { number } else { 0 } }

        /// Whether a host has started a program on the core.
        var isApplication: Bool { if case .application = self { true } else { false } }
    }

    /// Something that waits until no core has a lock.
    enum Deferred: Codable {
        case command(SDPMessage, from: Endpoint?)
        case signal(UInt32)
    }

    /// How many milliseconds a lock may be held before its owner is taken to have died with it.
    static let lockPatience = 10

    // Both outlive their monitors.
    unowned(unsafe) let chip: ChipEmulator
    unowned(unsafe) let network: MonitorNetwork
    var occupants: [Occupant] = []
    var tags = TagTable()
    var mailboxes: [Mailbox] = []
    private var deferred: [Deferred] = []
    private var ticksOfWaiting = 0
    private var milliseconds = 0
    /// Whether the network knows that something waits here.
    private var isNoted = false

    init(chip: ChipEmulator, network: MonitorNetwork) {
        self.chip = chip
        self.network = network
    }

    var address: UInt16 { chip.id.p2pAddress }

    var hasEthernet: Bool { chip.isEthernet }

    var coreCount: Int { chip.workingCores.count }

    var multicastTable: MulticastTable { MulticastTable(chip: chip) }

    var sdramHeap: Heap { Heap(chip: chip, base: chip.word(MonitorVariable.sdramHeap)) }

    var sysramHeap: Heap { Heap(chip: chip, base: chip.word(MonitorVariable.sysramHeap)) }

    var systemHeap: Heap { Heap(chip: chip, base: chip.word(MonitorVariable.systemHeap)) }

    /// Whether messages of cores wait because a core has a lock.
    var messagesWait = false

    /// Tells the network whether something here must be tried again.
    func noteWaiting() {
        let waits = messagesWait || !deferred.isEmpty || mailboxes.contains { !$0.isEmpty }
        guard waits != isNoted else { return }
        isNoted = waits
        network.note(chip.id, waits: waits)
    }

    /// Notes whether the Ethernet link is up.
    func lookAtCable() {
        if hasEthernet { chip.setByte(MonitorVariable.ethernetUp, chip.hasEthernetLink ? 1 : 0) }
    }

    // MARK: - Time

    /// Takes note of a millisecond; the chip is its own, given so that no references are counted.
    func millisecondTick(on chip: ChipEmulator) {
        let clock =
            UInt64(chip.word(MonitorVariable.clockMilliseconds))
            | UInt64(chip.word(MonitorVariable.clockMilliseconds + 4)) << 32
        chip.setWord(MonitorVariable.clockMilliseconds, UInt32(truncatingIfNeeded: clock &+ 1))
        if clock & 0xffff_ffff == 0xffff_ffff {
            chip.setWord(MonitorVariable.clockMilliseconds + 4, UInt32(truncatingIfNeeded: (clock &+ 1) >> 32))
        }
        let time = chip.half(MonitorVariable.timeMilliseconds) &+ 1
        chip.setHalf(MonitorVariable.timeMilliseconds, time % 1000)
        if time == 1000 { chip.setWord(MonitorVariable.unixTime, chip.word(MonitorVariable.unixTime) &+ 1) }

        milliseconds += 1
        if milliseconds % 10 == 0 { tags.tick() }
        // Nothing waits on nearly all chips nearly always.
        if isNoted || chip.word(MonitorVariable.mailboxFlags) != 0 { service(timePasses: true) }
    }

    /// Tries again what had to wait.
    func service(timePasses: Bool) {
        collectMessages()
        if !deferred.isEmpty {
            if timePasses { ticksOfWaiting += 1 }
            if ticksOfWaiting > Self.lockPatience {
                for lock in SharedLock.allCases { chip.release(lock) }
            }
            runDeferred()
        }
        for core in mailboxes.indices where !mailboxes[core].isEmpty { pumpMailbox(core, timePasses: timePasses) }
        noteWaiting()
    }

    // MARK: - Locks

    var isAnyLockHeld: Bool { SharedLock.allCases.contains { chip.isLocked($0) } }

    /// Does something now, or as soon as no core has a lock; what came first goes first.
    func take(_ work: Deferred) {
        deferred.append(work)
        runDeferred()
        noteWaiting()
    }

    private func runDeferred() {
        while !deferred.isEmpty, !isAnyLockHeld {
            ticksOfWaiting = 0
            switch deferred.removeFirst() {
            case .command(let message, let sender): execute(message, from: sender)
            case .signal(let word): apply(signal: word)
            }
        }
    }
}

// MARK: - Snapshots

extension ChipMonitor {
    /// What the monitor knows that does not lie in its chip's memories.
    struct State: Codable {
        fileprivate var occupants: [Occupant]
        fileprivate var tags: TagTable
        fileprivate var mailboxes: [Mailbox]
        fileprivate var deferred: [Deferred]
        fileprivate var ticksOfWaiting: Int
        fileprivate var milliseconds: Int
        fileprivate var messagesWait: Bool
    }

    var state: State {
        State(
            occupants: occupants,
            tags: tags,
            mailboxes: mailboxes,
            deferred: deferred,
            ticksOfWaiting: ticksOfWaiting,
            milliseconds: milliseconds,
            messagesWait: messagesWait
        )
    }

    /// Takes over a state; returns false, with nothing changed, when it cannot be this chip's.
    func restore(_ state: State) -> Bool {
        let counts = [0, coreCount]
        guard counts.contains(state.occupants.count), state.mailboxes.count == state.occupants.count,
            state.tags.isSound, (0..<Int.max / 2).contains(state.milliseconds),
            (0..<Int.max / 2).contains(state.ticksOfWaiting)
        else { return false }
        occupants = state.occupants
        tags = state.tags
        mailboxes = state.mailboxes
        deferred = state.deferred
        ticksOfWaiting = state.ticksOfWaiting
        milliseconds = state.milliseconds
        messagesWait = state.messagesWait
        noteWaiting()
        return true
    }
}
