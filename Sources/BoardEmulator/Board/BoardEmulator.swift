package import SpiNNakerMachine

/// A board of emulated chips.
///
/// Time is counted in 200 MHz core cycles and passes in windows: within one, cores run one after the other without
/// seeing each other's packets; between two, packets travel, monitors and hosts are served. All that happens follows
/// from the configuration and from what is delivered, never from the host's speed.
package final class BoardEmulator {
    /// The core clock, in hertz.
    package static let cyclesPerSecond: UInt64 = 200_000_000

    /// Cycles per millisecond.
    package static let cyclesPerMillisecond: UInt64 = 200_000

    /// No board lives so long, 700 years.
    static let lastCycle: UInt64 = 1 << 62

    /// The time from one router to the next: about 0.2 µs on the chip.
    static let linkCycles: UInt64 = 40

    /// The most packets that one link carries at once; with them it is full. The chip's takes one in some 30 cycles; so
    /// many come only of routes that multiply packets in circles, and then all memory and time would be theirs.
    private static let mostOnLink = 128

    /// What the board is.
    package let configuration: BoardConfiguration

    /// The working chips.
    package private(set) var chips: [ChipID: ChipEmulator] = [:]

    /// The time, in cycles since the board was made; always at the end of a window.
    package var now: UInt64 { time }
    private var time: UInt64 = 0

    /// The working chips, ascending.
    private(set) var chipList: [ChipEmulator] = []
    /// The same, for what runs in every window.
    private let lastingChips: Lasting<ChipEmulator>
    private var neighbours: [ChipEmulator?] = []
    private var flights = FlightQueue()
    /// By chip and link: the packets that are on their way.
    private var onLink: [Int] = []
    /// By chip: when it next has something to do; 0 when it must be asked, 1 for at once.
    private let activities: UnsafeMutablePointer<UInt64>
    /// By chip: what is to be done for it at the end of a window.
    private let errands: UnsafeMutablePointer<ChipAgenda.Errands>
    private let chipCount: Int
    /// The chips before whose routers packets stand.
    private var blocked: [Int] = []
    private var sequence: UInt64 = 0
    private var nextTick = cyclesPerMillisecond
    private var outgoing: [OutgoingDatagram] = []
    private let runner: (any ParallelRunner)?
    private var activeChips: [Int] = []

    /// Creates a board and starts the monitors.
    ///
    /// - Parameters:
    ///   - configuration: What the board is.
    ///   - runner: Whose threads the chips of a window share; `nil` for the caller's alone. Results do not depend on it.
    ///   - monitor: The program of a chip's monitor core; `nil` leaves that core like any other.
    package convenience init(
        configuration: BoardConfiguration,
        runner: (any ParallelRunner)? = nil,
        monitor: (ChipID) -> (any MonitorProcessor)? = { _ in nil }
    ) {
        self.init(configuration, runner: runner)
        for chip in chipList { chip.monitor = monitor(chip.id) }
        for chip in chipList { chip.monitor?.start(on: chip) }
    }

    private init(_ configuration: BoardConfiguration, runner: (any ParallelRunner)?) {
        self.configuration = configuration
        self.runner = runner
        let count = configuration.chips.count
        chipCount = count
        lastingChips = Lasting(capacity: count)
        activities = .allocate(capacity: max(count, 1))
        activities.initialize(repeating: 0, count: count)
        errands = .allocate(capacity: max(count, 1))
        errands.initialize(repeating: [], count: count)
        for (index, id) in configuration.chips.enumerated() {
            let agenda = ChipAgenda(activity: activities + index, errands: errands + index)
            let chip = ChipEmulator(id: id, index: index, configuration: configuration, board: self, agenda: agenda)
            chips[id] = chip
            chipList.append(chip)
        }
        lastingChips.fill(chipList)
        onLink = Array(repeating: 0, count: 6 * count)
        for chip in chipList {
            for link in LinkDirection.allCases {
                neighbours.append(configuration.neighbour(of: chip.id, along: link).flatMap { chips[$0] })
            }
        }
    }

    deinit {
        // Monitors know their chips.
        for chip in chipList { chip.monitor = nil }
        activities.deallocate()
        errands.deallocate()
    }

    func neighbour(of index: Int, link: Int) -> ChipEmulator? { neighbours[index * 6 + link] }

    /// Whether a chip's link carries as many packets as it can.
    func isCrowded(_ link: Int, of index: Int) -> Bool { onLink[index * 6 + link] >= Self.mostOnLink }

    /// Opens or closes one direction of the wires between two chips; a wire that was never there stays away.
    package func setLink(_ link: LinkDirection, of chip: ChipID, isOpen: Bool) {
        guard let index = chips[chip]?.index else { return }
        let far = configuration.neighbour(of: chip, along: link).flatMap { chips[$0] }
        neighbours[index * 6 + Int(link.rawValue)] = isOpen && far?.isPowered == true ? far : nil
    }

    /// Takes a chip that has lost its power off all links.
    func disconnect(_ index: Int) {
        for neighbour in neighbours.indices where neighbours[neighbour]?.index == index || neighbour / 6 == index {
            neighbours[neighbour] = nil
        }
    }

    // MARK: - Hosts

    /// Takes a UDP datagram that came to a chip's Ethernet port; a chip without Ethernet ignores it.
    ///
    /// Only to be called while the board does not run.
    package func deliver(datagram: [UInt8], port: UInt16, from sender: Endpoint, toChip chip: ChipID = .boot) {
        guard let chip = chips[chip], chip.isEthernet, chip.isPowered else { return }
        chip.receive(datagram: datagram, port: port, from: sender)
    }

    /// Sends a UDP datagram from a chip's Ethernet port.
    package func send(datagram: [UInt8], from chip: ChipID, sourcePort: UInt16, to destination: Endpoint) {
        outgoing.append(
            OutgoingDatagram(chip: chip, sourcePort: sourcePort, destination: destination, bytes: datagram, cycle: now)
        )
    }

    /// The datagrams sent since this was last called, in order.
    package func takeOutgoing() -> [OutgoingDatagram] {
        collectSent()
        defer { outgoing.removeAll() }
        return outgoing
    }

    /// Gathers what programs have sent as frames.
    private func collectSent() {
        forEachChip(with: .hasSent) { outgoing += $0.takeOutgoing() }
    }

    /// What guest programs did since this was last called, by time, and how much more there was.
    package func takeEvents() -> (events: [BoardEvent], lost: Int) {
        var all: [BoardEvent] = []
        var lost = 0
        for chip in chipList {
            let (events, lostEvents) = chip.takeEvents()
            all += events
            lost += lostEvents
        }
        return (all.sorted { ($0.cycle, $0.chip) < ($1.cycle, $1.chip) }, lost)
    }

    // MARK: - Debugging

    /// Who may hold one of the cores, and with it the board.
    package private(set) var debugger: CoreDebugger?

    /// Whether the board stands still because one of its cores is held.
    package var isHeld: Bool { debugger?.isHeld ?? false }

    /// Holds a core for a debugger; one core of a board may have one.
    ///
    /// - Parameters:
    ///   - chip: The core's chip.
    ///   - virtual: The core's virtual number.
    /// - Returns: `nil` when there is no such working core, or when a debugger is there already.
    package func attachDebugger(chip: ChipID, virtual: Int) -> CoreDebugger? {
        guard debugger == nil, let chip = chips[chip], chip.workingCores.indices.contains(virtual),
            let node = chip.core(chip.workingCores[virtual])
        else { return nil }
        let new = CoreDebugger(node: node)
        node.debugger = new
        debugger = new
        return new
    }

    /// Takes the debugger away and lets the core run freely.
    package func detachDebugger() {
        for chip in chipList { for node in chip.nodes { node.debugger = nil } }
        debugger = nil
    }

    // MARK: - Tracing

    /// Begins a trace; of a core or chip there is one at a time.
    ///
    /// What the board computes does not depend on it.
    ///
    /// - Returns: `false` when there is no such working core, or chip, or when it is traced already.
    package func begin(_ trace: Trace) -> Bool {
        guard let chip = chips[trace.subject.chip] else { return false }
        switch trace.subject {
        case .packets:
            guard chip.packetTrace == nil else { return false }
            chip.packetTrace = trace
        case .instructions(let core), .accesses(let core):
            let virtual = Int(core.core)
            guard chip.workingCores.indices.contains(virtual), let node = chip.core(chip.workingCores[virtual]),
                node.tracer == nil
            else { return false }
            node.follow(CoreTracer(trace))
        }
        return true
    }

    /// Ends a trace, complete or not.
    package func end(_ trace: Trace) {
        guard let chip = chips[trace.subject.chip] else { return }
        if chip.packetTrace === trace { chip.packetTrace = nil }
        for node in chip.nodes where node.tracer?.trace === trace { node.follow(nil) }
    }

    // MARK: - Time

    /// When something next happens by itself: a core executes, a timer ends, a packet travels. `UInt64.max` for never.
    package var nextActivity: UInt64 {
        var soonest = flights.nextTime
        if !blocked.isEmpty, blocked.contains(where: { chipList[$0].canMoveStanding }) { return now }
        for index in 0..<chipCount {
            if activities[index] == 0 { activities[index] = max(lastingChips.with(index) { $0.nextActivity }, 1) }
            soonest = min(soonest, activities[index])
        }
        return max(soonest, now)
    }

    /// Whether nothing but the clock and the outside world can make anything happen.
    package var isIdle: Bool { nextActivity == .max }

    /// Whether nothing goes on but what monitor cores do now and then to pass the time.
    package var isResting: Bool {
        flights.nextTime == .max && chipList.allSatisfy(\.isResting)
    }

    /// Runs to the end of the first window that reaches a time.
    package func run(until cycle: UInt64) {
        let end = (cycle + configuration.windowCycles - 1) / configuration.windowCycles * configuration.windowCycles
        while now < end, !isHeld { runWindow(notBeyond: end) }
    }

    /// Runs to the end of the next window in which something happens, or in which a millisecond ends.
    ///
    /// - Returns: `false`, with no time passed, when nothing is scheduled at all or a core is held.
    @discardableResult
    package func runWindow() -> Bool {
        guard !isIdle, !isHeld else { return false }
        runWindow(notBeyond: .max)
        return true
    }

    /// Runs to the end of the next window in which something happens, or in which a millisecond ends; to a limit when
    /// that begins after it. The limit lies at the end of a window.
    package func runWindow(notBeyond limit: UInt64) {
        let length = configuration.windowCycles
        let next = min(nextActivity, nextTick - 1)
        let start = max(now, next / length * length)
        guard start < limit else {
            time = limit
            return
        }
        time = start
        let end = start + length
        runChips(until: end)
        // A held core has not come to the end: the window goes on when it does.
        guard !isHeld else { return }
        time = end
        movePackets()
        if now >= nextTick { passMillisecond() }
        forEachChip(with: .callsMonitor) { $0.serveMonitor() }
        forEachChip(with: .wantsReset) { $0.performReset() }
        collectSent()
    }

    private func runChips(until end: UInt64) {
        guard let runner else {
            for index in 0..<chipCount where activities[index] < end {
                lastingChips.with(index) { $0.run(until: end) }
                activities[index] = 0
            }
            return
        }
        // Within a window no chip sees another: the threads on which they run make no difference.
        for index in 0..<chipCount where activities[index] < end { activeChips.append(index) }
        runner.run(count: activeChips.count) { lastingChips.with(activeChips[$0]) { $0.run(until: end) } }
        for index in activeChips { activities[index] = 0 }
        activeChips.removeAll(keepingCapacity: true)
    }

    private func passMillisecond() {
        nextTick += Self.cyclesPerMillisecond
        for index in 0..<chipCount { lastingChips.with(index) { $0.monitor?.millisecondTick(on: $0) } }
    }

    /// What at least one chip has to have done for it.
    private var errandsAnywhere: ChipAgenda.Errands {
        var all: UInt8 = 0
        for index in 0..<chipCount { all |= errands[index].rawValue }
        return ChipAgenda.Errands(rawValue: all)
    }

    /// Does something for all chips that have an errand, and takes that from them before.
    private func forEachChip(with errand: ChipAgenda.Errands, do body: (ChipEmulator) -> Void) {
        guard errandsAnywhere.contains(errand) else { return }
        for index in 0..<chipCount where errands[index].contains(errand) {
            errands[index].remove(errand)
            body(chipList[index])
        }
    }

    // MARK: - Packets

    /// Lets the packets travel that reach a router before now.
    private func movePackets() {
        forEachChip(with: .hasEmitted) { chip in
            for emission in chip.emitted {
                fly(
                    emission.packet,
                    from: chip.index,
                    lane: 6 + emission.core,
                    to: chip.index,
                    link: emission.link,
                    at: emission.time
                )
            }
            chip.emitted.removeAll(keepingCapacity: true)
        }
        for index in blocked {
            chipList[index].dropExpired()
            moveStanding(on: chipList[index])
        }
        while flights.nextTime < now, let flight = flights.popFirst() { arrive(flight) }
        forEachChip(with: .hasQueue) { chip in
            chip.dropExpired()
            if chip.hasQueue { errands[chip.index].insert(.hasQueue) }
        }
        for index in blocked { chipList[index].updateHolding() }
        blocked.removeAll { chipList[$0].standing.isEmpty }
    }

    private func fly(_ packet: Packet, from source: Int, lane: Int, to chip: Int, link: Int, at time: UInt64) {
        sequence += 1
        flights.insert(
            Flight(time: time, source: source, lane: lane, sequence: sequence, chip: chip, link: link, packet: packet)
        )
    }

    /// Lets a packet leave by links that can take it.
    private func leave(_ packet: Packet, links: UInt32, from chip: ChipEmulator, at time: UInt64) {
        var left = links & 0x3f
        while left != 0 {
            let link = left.trailingZeroBitCount
            left &= left - 1
            guard let next = neighbour(of: chip.index, link: link) else { continue }
            onLink[chip.index * 6 + link] += 1
            let input = (link + 3) % 6
            fly(packet, from: chip.index, lane: link, to: next.index, link: input, at: time + Self.linkCycles)
        }
    }

    private func arrive(_ flight: Flight) {
        if flight.lane < 6 { onLink[flight.source * 6 + flight.lane] -= 1 }
        let chip = chipList[flight.chip]
        let packet = flight.packet
        if packet.kind == .nearestNeighbour, packet.control & 0x20 != 0, flight.link < 6 {
            let back: UInt32 = 1 << UInt32(flight.link)
            let reply = chip.answer(packet)
            leave(reply, links: back & ~chip.fullOutputs(of: back), from: chip, at: flight.time)
            chip.packetTrace?.note(flight, outputs: back, dropped: 0, at: flight.time)
            return
        }
        if chip.standing.isEmpty, chip.router.isEnabled {
            let time = max(flight.time, chip.standing.lastLeft)
            guard var passage = begin(flight, on: chip, at: time) else { return }
            if advance(&passage, on: chip) {
                chip.packetTrace?.note(flight, passage)
                chip.standing.lastLeft = passage.time
                return
            }
            chip.standing.passage = passage
        }
        chip.standing.append(flight)
        if !blocked.contains(chip.index) { blocked.append(chip.index) }
    }

    /// Lets the packets go on that stand before a router, as far as they can.
    private func moveStanding(on chip: ChipEmulator) {
        while chip.router.isEnabled, let flight = chip.standing.first {
            var passage: Passage
            if let present = chip.standing.passage {
                passage = present
                passage.time = now
            } else {
                let time = max(flight.time, chip.standing.lastLeft)
                guard let new = begin(flight, on: chip, at: time) else {
                    chip.standing.removeFirst(at: time)
                    continue
                }
                passage = new
            }
            guard advance(&passage, on: chip) else {
                chip.standing.passage = passage
                return
            }
            chip.packetTrace?.note(flight, passage)
            chip.standing.removeFirst(at: passage.time)
        }
    }

    /// Lets a packet into a router; `nil` when it has outlived its time.
    private func begin(_ flight: Flight, on chip: ChipEmulator, at time: UInt64) -> Passage? {
        var packet = flight.packet
        let phase = chip.router.phase
        if flight.link >= 6 {
            packet = packet.stamped(phase)
        } else if let sent = packet.phase, sent ^ phase == 3 {
            chip.fail(packet, link: flight.link)
            chip.packetTrace?.note(flight, outputs: 0, dropped: 0, at: time)
            return nil
        }
        let decision = chip.router.decide(packet, link: flight.link)
        return Passage(packet, link: flight.link, decision: decision, at: time)
    }

    /// Brings a packet as far as it gets by now.
    ///
    /// - Returns: Whether it is gone, with `time` the moment at which it left.
    private func advance(_ passage: inout Passage, on chip: ChipEmulator) -> Bool {
        send(&passage, on: chip)
        if !passage.isComplete, passage.stage == .empty {
            passage.stage = .firstWait
            passage.deadline = chip.router.firstWait.map { passage.time + $0 }
        }
        while !passage.isComplete, let deadline = passage.deadline, deadline <= now {
            passage.time = max(passage.began, deadline)
            if passage.stage == .firstWait {
                passage.stage = .secondWait
                passage.deadline = chip.router.secondWait.map { deadline + $0 }
                send(&passage, on: chip)
            } else {
                passage.refused |= passage.pending | passage.reverting
                (passage.pending, passage.reverting) = (0, 0)
            }
        }
        guard passage.isComplete else { return false }
        chip.finish(&passage)
        return true
    }

    /// Lets copies of a packet leave by the outputs that can take them.
    private func send(_ passage: inout Passage, on chip: ChipEmulator) {
        let full = chip.fullOutputs(of: passage.pending | passage.reverting)
        if full & passage.pending & 0x3f != 0, passage.stage == .secondWait, chip.router.secondWait != 0 {
            divert(&passage, full: full, on: chip)
        }
        let free = passage.pending & ~full
        if free != 0 {
            let isDetour = passage.link < 6 && passage.packet.detour != .none
            let packet = isDetour ? passage.packet.marked(.none) : passage.packet
            var refused: UInt32 = 0
            leave(packet, links: free, from: chip, at: passage.time)
            for core in 0..<18 where free >> UInt32(6 + core) & 1 != 0 {
                if !chip.accept(packet, link: passage.link, core: core) { refused |= 1 << UInt32(6 + core) }
            }
            passage.pending &= full
            passage.refused |= refused
            passage.copies.add(free & ~refused, packet.detour)
        }
        let back = passage.reverting & ~full
        if back != 0 {
            leave(passage.packet.marked(.reverting), links: back, from: chip, at: passage.time)
            passage.reverting = 0
            passage.copies.add(back, .reverting)
        }
    }

    /// Sends a packet around its blocked links: by the next link clockwise, whose far end sends it on to where the
    /// blocked link leads.
    private func divert(_ passage: inout Passage, full: UInt32, on chip: ChipEmulator) {
        guard passage.packet.kind != .nearestNeighbour else { return }
        let blocked = full & passage.pending
        for link in 0..<6 where blocked >> UInt32(link) & 1 != 0 {
            let detour: UInt32 = 1 << UInt32((link + 5) % 6)
            guard chip.fullOutputs(of: detour) == 0 else { continue }
            // One packet serves both when it has to go there for itself, too.
            let mark: Packet.Detour = passage.pending & detour != 0 ? .shared : .alone
            let packet = passage.packet.marked(mark)
            leave(packet, links: detour, from: chip, at: passage.time)
            passage.pending &= ~(1 << UInt32(link) | detour)
            passage.copies.add(detour, packet.detour)
        }
    }
}

extension ChipEmulator {
    /// Does what a nearest-neighbour peek or poke asks; returns the answer.
    ///
    /// - SeeAlso: SpiNN2 datasheet 2.02, §8.4.
    fileprivate func answer(_ packet: Packet) -> Packet {
        let control: UInt8 = 0x80
        if let data = packet.payload {
            return Packet(control: control, key: packet.key | (store32(fromNetwork(packet.key & ~3), data) ? 1 : 3))
        }
        let data = load32(fromNetwork(packet.key & ~3))
        return Packet(control: control, key: packet.key | (data == nil ? 3 : 1), payload: data ?? 0)
    }
}

// MARK: - Snapshots

extension BoardEmulator {
    /// The state between two windows; call it only while no debugger holds a core.
    ///
    /// What the board has sent must have been taken.
    ///
    /// - Parameter mayHaveBytes: Whether a page may hold anything but zeros, for those who know without looking.
    package func snapshot(mayHaveBytes: (UnsafeRawPointer) -> Bool = { _ in true }) -> BoardSnapshot {
        for chip in chipList { chip.informCores() }
        var pages = PageStore()
        for (index, memory) in memories(ofCores: { $0.core($1)?.hasProcessor ?? false }).enumerated() {
            pages.add(memory: index, UnsafeRawBufferPointer(memory), mayHaveBytes: mayHaveBytes)
        }
        let state = BoardSnapshot.State(
            now: now,
            nextTick: nextTick,
            sequence: sequence,
            flights: flights.all,
            blocked: blocked,
            neighbours: neighbours.map { $0 != nil },
            chips: chipList.map(\.state)
        )
        return BoardSnapshot(state: state, pages: pages)
    }

    /// Creates a board that goes on where another of the same configuration was.
    ///
    /// - Parameters:
    ///   - configuration: What the board is.
    ///   - snapshot: The other board's state.
    ///   - runner: Whose threads the chips of a window share.
    ///   - monitor: The program of a chip's monitor core, where one runs outside it; it is not started anew.
    /// - Throws: ``BoardSnapshot/Failure`` when the state cannot be one of such a board.
    package convenience init(
        configuration: BoardConfiguration,
        restoring snapshot: BoardSnapshot,
        runner: (any ParallelRunner)? = nil,
        monitor: (ChipID) -> (any MonitorProcessor)?
    ) throws(BoardSnapshot.Failure) {
        self.init(configuration, runner: runner)
        let state = snapshot.state
        guard state.chips.count == chipList.count, state.neighbours.count == neighbours.count else {
            throw .otherBoard
        }
        let cycles = [state.now, state.nextTick, state.sequence]
        guard cycles.allSatisfy({ $0 <= Self.lastCycle }), state.now.isMultiple(of: configuration.windowCycles),
            state.nextTick > state.now, state.nextTick - state.now <= Self.cyclesPerMillisecond,
            state.blocked.allSatisfy(chipList.indices.contains), Set(state.blocked).count == state.blocked.count,
            state.flights.allSatisfy({ $0.isSound(chips: chipList.count) })
        else { throw .unsoundState(chip: nil) }
        time = state.now
        nextTick = state.nextTick
        sequence = state.sequence
        blocked = state.blocked
        for flight in state.flights {
            flights.insert(flight)
            if flight.lane < 6 { onLink[flight.source * 6 + flight.lane] += 1 }
        }
        for (index, isOpen) in state.neighbours.enumerated() where !isOpen { neighbours[index] = nil }
        let memories = memories { chip, core in
            state.chips[chip.index].cores.indices.contains(core) && state.chips[chip.index].cores[core].processor != nil
        }
        // The routers' tables are the only memories that do not begin as zeros.
        for chip in chipList {
            for table in chip.router.tables { table.initializeMemory(as: UInt8.self, repeating: 0) }
        }
        try snapshot.pages.write(to: memories)
        for (chip, stored) in zip(chipList, state.chips) {
            guard chip.restore(stored) else { throw .unsoundState(chip: chip.id) }
            if let progress = stored.bootROM {
                guard let rom = BootROM(progress, at: now) else { throw .unsoundState(chip: chip.id) }
                chip.monitor = rom
            } else if stored.hasMonitor {
                chip.monitor = monitor(chip.id)
            }
        }
    }

    private func memories(ofCores hasProcessor: (ChipEmulator, Int) -> Bool) -> [UnsafeMutableRawBufferPointer] {
        chipList.flatMap { chip in chip.memories { hasProcessor(chip, $0) } }
    }
}
