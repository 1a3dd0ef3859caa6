import ARM968
package import SpiNNakerMachine

/// One chip of a board: its cores, the memories they share, router and system controller.
///
/// A chip belongs to its board and must not be used after it.
package final class ChipEmulator {
    /// The chip's place.
    package let id: ChipID

    /// Whether the chip has the board's Ethernet connection.
    package let isEthernet: Bool

    /// The chip with the Ethernet connection of this chip's board.
    package let ethernetChip: ChipID

    /// The physical numbers of the working cores, ascending; the first is the monitor's.
    package let workingCores: [Int]

    /// The system controller's registers; change them through the chip's methods.
    package internal(set) var systemController = SystemController()

    /// The router with its tables.
    package var router: Router { presentRouter }
    var presentRouter = Router()

    /// The board outlives its chips.
    unowned(unsafe) let board: BoardEmulator
    /// The chip's place in the board's order.
    let index: Int
    /// What the board knows of the chip's plans.
    let agenda: ChipAgenda
    /// The cores that work, by physical number.
    private let coreMask: UInt32
    /// The decoded code that the cores share.
    let codePool = CodePool()
    var monitor: (any MonitorProcessor)?
    private let memory = SharedMemory()
    private(set) var nodes: [CoreNode] = []
    /// The same, for what runs often.
    private let cores = Lasting<CoreNode>(capacity: 18)
    /// The core with which an interrupted window goes on.
    private var heldCore = 0
    var watchdog = Watchdog()
    /// Whether the chip has power; one that has lost it does not get it back.
    private(set) var isPowered = true
    var sdramController = SDRAMController()
    var ethernet = EthernetController()
    /// The serial ROM beside an Ethernet chip that has started in its boot ROM.
    var serialROM: SerialROM?
    /// Frames on the way from hosts that the Ethernet controller has no room for yet.
    var cable: [[UInt8]] = []
    /// Sees the frames that the chip sends, without their check sequences.
    package var cableTap: (([UInt8]) -> Void)?
    /// The network that the chip's Ethernet cable leads to.
    let network: HostNetwork?

    /// The levels of the interrupt lines that all cores share.
    private(set) var lines: UInt32 = 0
    /// Whether a core has called the monitor since it was last looked after.
    var hasMonitorInterrupt = false { didSet { if hasMonitorInterrupt { agenda.note(.callsMonitor) } } }
    /// The cores that have something to execute, by physical number.
    private var runnable: UInt32 = 0
    /// The cores that leave packets waiting, by physical number.
    private var queued: UInt32 = 0
    /// The cores whose devices do something by themselves at some time, by physical number.
    private var timed: UInt32 = 0
    /// The cores that packets have come to and that have not taken note of it, by physical number.
    private var addressed: UInt32 = 0
    /// The core that executes now, or -1.
    private var active = -1
    /// Packets that cores have sent in this window.
    var emitted: [Emission] = []
    /// Datagrams that a program has sent to hosts in this window.
    private var sent: [OutgoingDatagram] = []
    /// Packets that stand before the router because the first of them cannot leave it.
    var standing = StandingPackets()
    /// Whether the cores' packets are held back.
    private(set) var isHolding = false
    private(set) var events: [BoardEvent] = []
    private(set) var lostEvents = 0

    /// Who writes down the packets that the router passes on.
    var packetTrace: Trace?

    /// A packet as a core sends it.
    struct Emission: Codable {
        var packet: Packet
        /// The link that it pretends to have come by, or 7.
        var link: Int
        var core: Int
        var time: UInt64

        /// Whether a stored value can be one.
        var isSound: Bool {
            (0...7).contains(link) && (0..<18).contains(core) && time <= BoardEmulator.lastCycle
        }
    }

    /// Why the chip is to be reset when the window ends.
    var requestedReset: SystemController.ResetCause?

    /// The physical number of the monitor core.
    package internal(set) var monitorCore: Int

    /// The chip keeps this many events until they are fetched; later ones are only counted.
    static let eventLimit = 256

    init(id: ChipID, index: Int, configuration: BoardConfiguration, board: BoardEmulator, agenda: ChipAgenda) {
        self.id = id
        self.index = index
        self.board = board
        self.agenda = agenda
        ethernetChip = configuration.arrangement.ethernetChip(of: id) ?? id
        isEthernet = id == ethernetChip
        network =
            isEthernet ? HostNetwork(settings: configuration.ethernets[id] ?? configuration.ethernet) : nil
        workingCores = configuration.workingCores(of: id)
        monitorCore = workingCores.first ?? 0
        coreMask = workingCores.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
        nodes = (0..<18).map { CoreNode(physical: $0, chip: self) }
        cores.fill(nodes)
        systemController.monitor = UInt32(monitorCore)
        systemController.ready = coreMask | (isEthernet ? 1 << 31 : 0)
        router.monitor = monitorCore
        updateLines()
    }

    /// Who the chip is on its Ethernet, if it has one.
    var ethernetSettings: EthernetSettings? { network?.settings }

    /// The SDRAM, 128 MiB.
    var sdram: UnsafeMutableRawPointer { memory.sdram }

    /// The system RAM, 32 KiB.
    var systemRAM: UnsafeMutableRawPointer { memory.systemRAM }

    /// The chip behind a working link, or `nil`.
    package func neighbour(_ link: LinkDirection) -> ChipEmulator? {
        board.neighbour(of: index, link: Int(link.rawValue))
    }

    /// A core by its physical number; `nil` where the chip has no such working core.
    package func core(_ physical: Int) -> CoreNode? { workingCores.contains(physical) ? nodes[physical] : nil }

    // MARK: - Events

    /// Notes an event; after the limit it is only counted.
    func record(_ kind: BoardEvent.Kind, core: Int? = nil, value: UInt32 = 0) {
        guard events.count < Self.eventLimit else {
            lostEvents += 1
            return
        }
        events.append(BoardEvent(cycle: now, chip: id, core: core, kind: kind, value: value))
    }

    func takeEvents() -> (events: [BoardEvent], lost: Int) {
        defer {
            events.removeAll()
            lostEvents = 0
        }
        return (events, lostEvents)
    }

    // MARK: - Running

    /// The time: of the core that executes, or of the board between windows.
    var now: UInt64 { active >= 0 ? cores.with(active) { $0.now } : board.now }

    /// When the chip next has something to do; 0 for at once.
    var nextActivity: UInt64 {
        guard emitted.isEmpty, addressed | runnable == 0, !hasMonitorInterrupt, queued == 0 || router.patience == nil
        else { return 0 }
        var soonest = min(watchdog.nextEvent, monitor?.nextActivity ?? .max)
        var left = timed
        while left != 0 {
            soonest = min(soonest, cores.with(left.trailingZeroBitCount) { $0.nextEvent })
            left &= left - 1
        }
        return soonest
    }

    /// Whether nothing goes on here but what the monitor core does now and then: every core sleeps, and only the
    /// monitor's timers run.
    var isResting: Bool {
        emitted.isEmpty && addressed | runnable == 0 && !hasMonitorInterrupt && cable.isEmpty && standing.isEmpty
            && timed & ~(1 << UInt32(router.monitor)) == 0
    }

    /// Takes note of a core's new state; a core that wakes goes on at the time at which it was woken.
    func nodeChanged(_ node: CoreNode) {
        let bit: UInt32 = 1 << UInt32(node.physical)
        agenda.changed()
        if node.nextEvent != .max { timed |= bit } else { timed &= ~bit }
        if !node.hasQueue {
            queued &= ~bit
        } else {
            if queued == 0 { agenda.note(.hasQueue) }
            queued |= bit
        }
        if !node.isRunnable {
            runnable &= ~bit
        } else if runnable & bit == 0 {
            runnable |= bit
            node.catchUp(to: now)
        }
    }

    /// Runs all cores to the end of a window, one after the other; a core that another wakes gets its turn again.
    func run(until end: UInt64) {
        informCores()
        var isDone = false
        while !isDone {
            isDone = true
            var left = (runnable | timed) & ~(1 << UInt32(heldCore) - 1)
            while left != 0 {
                let bit = left & (0 &- left)
                let core = left.trailingZeroBitCount
                // A core that wakes another with a higher number lets it run in the same round.
                left = (runnable | timed) & ~(bit | (bit - 1))
                switch cores.with(core, { run($0, isRunnable: runnable & bit != 0, until: end) }) {
                case .nothing: break
                case .some: isDone = false
                case .held:
                    // The others wait for their turn, as they would without the debugger.
                    heldCore = core
                    return
                }
            }
            heldCore = 0
        }
        if watchdog.nextEvent < end { runWatchdog(until: end) }
    }

    private enum Progress {
        case nothing, some, held
    }

    /// Runs one core to the end of a window, if it has anything to do before.
    private func run(_ node: CoreNode, isRunnable: Bool, until end: UInt64) -> Progress {
        guard node.isRunning, node.time < end, isRunnable || node.nextEvent < end else { return .nothing }
        active = node.physical
        node.run(until: end)
        active = -1
        nodeChanged(node)
        return node.debugger?.isHeld == true ? .held : .some
    }

    private func runWatchdog(until end: UInt64) {
        switch watchdog.advance(to: end) {
        case .none: break
        case .interrupt: updateLines()
        case .reset: requestReset(.watchdog)
        }
    }

    // MARK: - Packets

    /// Sends a packet from the monitor core.
    package func inject(_ packet: Packet) {
        emit(packet, link: 7, core: monitorCore, at: now)
    }

    func emit(_ packet: Packet, link: Int, core: Int, at time: UInt64) {
        if emitted.isEmpty { agenda.note(.hasEmitted) }
        emitted.append(Emission(packet: packet, link: link, core: core, time: time))
    }

    /// The outputs of a packet that cannot take it now: cores that leave too many waiting, links with nothing behind,
    /// that are switched off at either end, that carry too many, or to chips whose routers stand still.
    func fullOutputs(of outputs: UInt32) -> UInt32 {
        var full: UInt32 = 0
        let disabled = systemController.linkDisable
        var links = outputs & 0x3f
        while links != 0 {
            let link = links.trailingZeroBitCount
            links &= links - 1
            if let next = board.neighbour(of: index, link: link), !next.standing.isFull,
                !board.isCrowded(link, of: index),
                disabled >> UInt32(8 + link) & 1 == 0,
                next.systemController.linkDisable >> UInt32((link + 3) % 6) & 1 == 0
            {
                continue
            }
            full |= 1 << UInt32(link)
        }
        var left = outputs >> 6 & (queued | addressed)
        while left != 0 {
            let core = left.trailingZeroBitCount
            left &= left - 1
            if cores.with(core, { $0.isFull }) { full |= 1 << UInt32(6 + core) }
        }
        return full
    }

    /// Whether the first packet before the router can go on, or gives up if time passes.
    var canMoveStanding: Bool {
        guard router.isEnabled, !standing.isEmpty else { return false }
        guard let passage = standing.passage, passage.deadline == nil else { return true }
        let outputs = passage.pending | passage.reverting
        if fullOutputs(of: outputs) != outputs { return true }
        guard passage.stage == .secondWait, passage.packet.kind != .nearestNeighbour else { return false }
        // A wait for ever with detours: one of them may be free.
        let links = passage.pending & 0x3f
        let detours = (links >> 1 | links << 5) & 0x3f
        return fullOutputs(of: detours) != detours
    }

    /// Holds back the cores' packets while others stand before the router.
    func updateHolding() {
        router.stage = standing.isEmpty ? .empty : standing.passage?.stage ?? .firstWait
        guard isHolding == standing.isEmpty else { return }
        isHolding = !standing.isEmpty
        for node in nodes where node.isRunning { node.hold(isHolding) }
    }

    /// Writes the book about a packet that has gone where it could.
    func finish(_ passage: inout Passage) {
        let isDropped = passage.isLost || passage.refused != 0
        if isDropped {
            passage.copies.add(PacketCopies.dumped, passage.packet.detour)
            router.drop(passage.packet, link: passage.link, outputs: passage.refused)
            record(.packetDropped(key: passage.packet.key), value: passage.refused)
        }
        router.count(
            passage.packet,
            link: passage.link,
            isDefault: passage.isDefault,
            copies: passage.copies,
            stall: passage.time - passage.began
        )
        updateLines()
    }

    /// Records a packet that has outlived its time.
    func fail(_ packet: Packet, link: Int) {
        router.fail(packet, link: link)
        updateLines()
    }

    /// An address as devices on the chip's network see it: there system RAM lies at 0, too.
    func fromNetwork(_ address: UInt32) -> UInt32 { address >> 24 == 0 ? 0xe500_0000 | address & 0x7fff : address }

    /// Gives a packet to one of the outputs that are cores; `false` when it cannot be taken.
    func accept(_ packet: Packet, link: Int, core physical: Int) -> Bool {
        if physical == monitorCore, let monitor {
            monitor.receive(packet: packet, link: link, on: self)
            return true
        }
        guard coreMask >> UInt32(physical) & 1 != 0 else { return false }
        return cores.with(physical) { core in
            // The idle program of a core that runs nothing reads every packet and forgets it.
            guard core.isRunning else { return true }
            addressed |= 1 << UInt32(physical)
            agenda.changed()
            return core.receive(packet, link: link, at: board.now)
        }
    }

    /// Lets cores take note of the packets that have come to them between two windows.
    ///
    /// When the next window begins, that is, on the thread that runs the chip: there it touches what is near that thread.
    func informCores() {
        var left = addressed
        addressed = 0
        while left != 0 {
            cores.with(left.trailingZeroBitCount) { $0.update() }
            left &= left - 1
        }
    }

    /// Records a packet that a core has left waiting too long.
    func drop(_ packet: Packet, link: Int, outputs: UInt32) {
        router.drop(packet, link: link, outputs: outputs)
        router.countLate(packet, link: link, outputs: outputs)
        record(.packetDropped(key: packet.key), value: outputs)
        updateLines()
    }

    /// Whether cores leave packets waiting.
    var hasQueue: Bool { queued != 0 }

    /// Drops the packets that cores have left waiting too long.
    func dropExpired() {
        for node in nodes where queued >> UInt32(node.physical) & 1 != 0 {
            node.dropExpired(at: board.now)
            nodeChanged(node)
        }
    }

    /// Passes the shared interrupt lines on to the cores.
    func updateLines() {
        let present = presentLines
        guard lines != present else { return }
        lines = present
        for node in nodes { node.setOutsideLines(lines(outside: node.physical)) }
    }

    /// The levels of the interrupt lines that reach a core from outside.
    func lines(outside physical: Int) -> UInt32 {
        lines | (systemController.interrupts >> UInt32(physical) & 1) << 18
    }

    private var presentLines: UInt32 {
        router.lines | ethernet.lines | (watchdog.line ? 1 : 0) | systemController.pinLines
    }

    // MARK: - Power

    /// Takes the chip's power away: its cores stop for good, and nobody hears it any more.
    package func powerOff() {
        monitor = nil
        isPowered = false
        for core in nodes.indices { stopCore(physical: core) }
        emitted.removeAll()
        cable.removeAll()
        board.disconnect(index)
    }

    // MARK: - Network

    /// Takes note of a datagram that a program on a core has sent as a frame.
    func emit(_ datagram: UDPDatagram) {
        sent.append(
            OutgoingDatagram(
                chip: id,
                sourcePort: datagram.source.port,
                destination: datagram.destination,
                bytes: datagram.payload,
                cycle: now
            )
        )
        agenda.note(.hasSent)
    }

    func takeOutgoing() -> [OutgoingDatagram] {
        defer { sent.removeAll() }
        return sent
    }

    /// Sends a UDP datagram from this chip's Ethernet port.
    package func send(datagram: [UInt8], fromPort port: UInt16, to destination: Endpoint) {
        board.send(datagram: datagram, from: id, sourcePort: port, to: destination)
    }
}

// MARK: - Snapshots

extension ChipEmulator {
    /// The chip between two windows, without its memories.
    struct State: Codable {
        var isPowered: Bool
        var monitorCore: Int
        var requestedReset: SystemController.ResetCause?
        var hasMonitor: Bool
        /// What the boot ROM is at, where it is the monitor.
        var bootROM: BootROM.Progress?
        var systemController: SystemController
        var router: Router.State
        var watchdog: Watchdog
        var sdramController: SDRAMController
        var ethernet: EthernetController
        var serialROM: SerialROM?
        var cable: [[UInt8]]
        var hasMonitorInterrupt: Bool
        var emitted: [Emission]
        var standing: StandingPackets
        var isHolding: Bool
        var cores: [CoreNode.State]
    }

    var state: State {
        State(
            isPowered: isPowered,
            monitorCore: monitorCore,
            requestedReset: requestedReset,
            hasMonitor: monitor != nil,
            bootROM: (monitor as? BootROM)?.progress,
            systemController: systemController,
            router: router.state,
            watchdog: watchdog,
            sdramController: sdramController,
            ethernet: ethernet,
            serialROM: serialROM,
            cable: cable,
            hasMonitorInterrupt: hasMonitorInterrupt,
            emitted: emitted,
            standing: standing,
            isHolding: isHolding,
            cores: nodes.map(\.state)
        )
    }

    /// Takes over a state, after the memories; returns false when it cannot be this chip's.
    func restore(_ state: State) -> Bool {
        let chips = board.configuration.chips.count
        guard state.cores.count == nodes.count, nodes.indices.contains(state.monitorCore),
            state.watchdog.isSound, state.sdramController.isSound, state.ethernet.isSound,
            state.ethernet.transceiver.isSound, state.serialROM?.isSound ?? true,
            state.cable.count <= Self.cableLimit, state.cable.allSatisfy(EthernetFrame.isSound),
            state.standing.isSound(chips: chips), state.emitted.allSatisfy(\.isSound)
        else { return false }
        isPowered = state.isPowered
        monitorCore = state.monitorCore
        requestedReset = state.requestedReset
        systemController = state.systemController
        router.restore(state.router)
        watchdog = state.watchdog
        sdramController = state.sdramController
        ethernet = state.ethernet
        serialROM = state.serialROM
        cable = state.cable
        emitted = state.emitted
        standing = state.standing
        isHolding = state.isHolding
        lines = presentLines
        for (node, core) in zip(nodes, state.cores) {
            guard core.processor == nil || workingCores.contains(node.physical), node.restore(core) else {
                return false
            }
        }
        hasMonitorInterrupt = state.hasMonitorInterrupt
        if !emitted.isEmpty { agenda.note(.hasEmitted) }
        if requestedReset != nil { agenda.note(.wantsReset) }
        return true
    }

    /// The memories that programs can write, in an order that depends on the board alone.
    ///
    /// - Parameter hasProcessor: Whether a core, by its physical number, has been started.
    func memories(ofCores hasProcessor: (Int) -> Bool) -> [UnsafeMutableRawBufferPointer] {
        var memories = [
            UnsafeMutableRawBufferPointer(start: sdram, count: SharedMemory.sdramBytes),
            UnsafeMutableRawBufferPointer(start: systemRAM, count: SharedMemory.systemRAMBytes),
        ]
        memories += router.tables
        for node in nodes where hasProcessor(node.physical) {
            let processor = node.makeProcessor()
            memories.append(UnsafeMutableRawBufferPointer(start: processor.pointee.itcm, count: ARM968Core.itcmBytes))
            memories.append(UnsafeMutableRawBufferPointer(start: processor.pointee.dtcm, count: ARM968Core.dtcmBytes))
        }
        return memories
    }
}
