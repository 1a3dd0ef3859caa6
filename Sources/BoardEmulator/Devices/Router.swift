/// The router of a chip: tables, choice of outputs, counters, and the record of dropped packets.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.
package final class Router {
    /// The number of entries of the multicast table.
    package static var entryCount: Int { 1024 }

    /// Where a packet goes.
    struct Decision {
        /// Links (bits 0 to 5) and cores (physical, bits 6 to 23).
        var outputs: UInt32
        /// The link by which a packet that has come by a detour goes on to where its own link leads.
        var reverting: UInt32 = 0
        /// Whether no entry matched.
        var isDefault = false
        /// Whether nobody knows a way for the packet: a multicast packet from the chip itself without an entry.
        var isLost = false
    }

    /// How far the first packet before the router has got, as bits 25 and 24 of the status show it.
    enum Stage: UInt32, Codable {
        case empty = 0, firstWait = 2, secondWait = 3
    }

    private let routes: UnsafeMutablePointer<UInt32>
    private let keys: UnsafeMutablePointer<UInt32>
    private let masks: UnsafeMutablePointer<UInt32>
    private let pointToPoint: UnsafeMutablePointer<UInt32>
    private static var pointToPointWords: Int { 8192 }
    /// Entries from here on never match.
    private var used = 0

    private var control: UInt32 = 0x0040_0001
    private var fixedRoute: UInt32 = 0xfc00_0000
    private var divert: UInt32 = 0
    private var testKey: UInt32 = 0
    private var diagnostics = DiagnosticCounters()
    private var timing = RouterTiming()
    private var dropped = DroppedPackets()
    private var failed = FailedPackets()
    /// How far the first packet that waits for an output has got.
    var stage = Stage.empty

    init() {
        routes = .allocate(capacity: Self.entryCount)
        routes.initialize(repeating: 0xff_ffff, count: Self.entryCount)
        keys = .allocate(capacity: Self.entryCount)
        keys.initialize(repeating: 0xffff_ffff, count: Self.entryCount)
        masks = .allocate(capacity: Self.entryCount)
        masks.initialize(repeating: 0, count: Self.entryCount)
        pointToPoint = .allocate(capacity: Self.pointToPointWords)
        pointToPoint.initialize(repeating: 0x00db_6db6, count: Self.pointToPointWords)
    }

    deinit {
        routes.deallocate()
        keys.deallocate()
        masks.deallocate()
        pointToPoint.deallocate()
    }

    /// The physical number of the core that takes the monitor's packets.
    var monitor: Int {
        get { Int(control >> 8 & 0x1f) }
        set { control = control & ~0x1f00 | UInt32(newValue & 0x1f) << 8 }
    }

    /// How long a packet waits for its own outputs, in core cycles; `nil` is for ever.
    ///
    /// The router's clock is two thirds of the cores'.
    var firstWait: UInt64? { Self.waitCycles(control >> 16 & 0xff).map { $0 * 3 / 2 } }

    /// How long a packet then tries detours around its blocked links, too, in core cycles; `nil` is for ever, 0 lets
    /// none be tried.
    var secondWait: UInt64? { Self.waitCycles(control >> 24).map { $0 * 3 / 2 } }

    /// How long a packet stands before a blocked output until it is dropped, in core cycles; `nil` is for ever.
    var patience: UInt64? {
        guard let firstWait, let secondWait else { return nil }
        return firstWait + secondWait
    }

    /// Whether packets pass at all.
    var isEnabled: Bool { control & 1 != 0 }

    /// The time phase, 0 to 3.
    var phase: UInt8 { UInt8(truncatingIfNeeded: control >> 6 & 3) }

    /// The router cycles that a waiting time's code stands for.
    static func waitCycles(_ code: UInt32) -> UInt64? {
        let mantissa = UInt64(code & 15)
        let exponent = UInt64(code >> 4 & 15)
        if code == 0xff { return nil }
        return exponent <= 4 ? (mantissa + 16 - (1 << (4 - exponent))) << exponent : (mantissa + 16) << exponent
    }

    /// The levels of the chip's interrupt lines 15 to 17 that the router drives, at their places.
    var lines: UInt32 {
        (diagnostics.interrupts != 0 ? 1 << 15 : 0) | (control & 4 != 0 && dropped.hasAny ? 1 << 16 : 0)
            | (control & 2 != 0 && failed.hasAny ? 1 << 17 : 0)
    }

    // MARK: - Tables

    /// Writes an entry of the multicast table: physical cores in the route.
    ///
    /// An entry whose key has a bit that its mask lacks never matches.
    package func setEntry(_ index: Int, key: UInt32, mask: UInt32, route: UInt32) {
        guard (0..<Self.entryCount).contains(index) else { return }
        routes[index] = route & 0xff_ffff
        keys[index] = key
        masks[index] = mask
        entryChanged(index)
    }

    /// An entry of the multicast table as written; `nil` outside 0 to 1,023.
    package func entry(_ index: Int) -> (key: UInt32, mask: UInt32, route: UInt32)? {
        guard (0..<Self.entryCount).contains(index) else { return nil }
        return (keys[index], masks[index], routes[index])
    }

    /// The entry for a P2P destination: a link, 6 to drop, 7 for the monitor.
    package func pointToPointRoute(_ destination: UInt16) -> UInt32 {
        pointToPoint[Int(destination >> 3)] >> (3 * (UInt32(destination) & 7)) & 7
    }

    /// Sets the entry for a P2P destination: a link, 6 to drop, 7 for the monitor.
    package func setPointToPointRoute(_ destination: UInt16, _ route: UInt32) {
        let shift = 3 * (UInt32(destination) & 7)
        let index = Int(destination >> 3)
        pointToPoint[index] = pointToPoint[index] & ~(7 << shift) | (route & 7) << shift
    }

    /// The outputs of fixed-route packets, bits as in a multicast route with physical cores.
    package var fixedRouteOutputs: UInt32 {
        get { fixedRoute & 0xff_ffff }
        set { fixedRoute = fixedRoute & 0xfc00_0000 | newValue & 0xff_ffff }
    }

    private func entryChanged(_ index: Int) {
        if keys[index] & ~masks[index] == 0 {
            used = max(used, index + 1)
        } else if index == used - 1 {
            while used > 0, keys[used - 1] & ~masks[used - 1] != 0 { used -= 1 }
        }
    }

    /// The lowest entry that matches.
    private func match(_ key: UInt32) -> Int? {
        for index in 0..<used where key & masks[index] == keys[index] { return index }
        return nil
    }

    // MARK: - Routing

    /// Chooses the outputs of a packet that is neither for this router itself nor dropped on arrival.
    ///
    /// - Parameter link: The link that it came by, 0 to 5, or 7 for the chip itself.
    func decide(_ packet: Packet, link: Int) -> Decision {
        let detour = link < 6 ? packet.detour : .none
        switch packet.kind {
        case .multicast where detour != .none, .fixedRoute where detour != .none:
            return decide(packet, link: link, detour: detour)
        case .multicast:
            return decideMulticast(packet, link: link)
        case .pointToPoint:
            let route = pointToPointRoute(UInt16(truncatingIfNeeded: packet.key))
            return Decision(outputs: route < 6 ? 1 << route : route == 7 ? toMonitor : 0)
        case .nearestNeighbour:
            guard link >= 6 else { return Decision(outputs: toMonitor) }
            let route = UInt32(packet.control >> 2 & 7)
            return Decision(outputs: route < 6 ? 1 << route : route == 6 ? fixedRoute >> 26 : toMonitor)
        case .fixedRoute:
            return Decision(outputs: fixedRoute & 0xff_ffff)
        }
    }

    private var toMonitor: UInt32 { 1 << UInt32(6 + monitor) }

    private func decideMulticast(_ packet: Packet, link: Int) -> Decision {
        if let index = match(packet.key) { return Decision(outputs: routes[index]) }
        guard link < 6 else { return Decision(outputs: 0, isLost: true) }
        switch divert >> UInt32(2 * link) & 3 {
        case 0: return Decision(outputs: 1 << UInt32((link + 3) % 6), isDefault: true)
        case 2: return Decision(outputs: 0, isDefault: true)
        default: return Decision(outputs: toMonitor, isDefault: true)
        }
    }

    /// Chooses the outputs of a packet that its last router has sent by a detour.
    private func decide(_ packet: Packet, link: Int, detour: Packet.Detour) -> Decision {
        let reverting: UInt32 = 1 << UInt32((link + 5) % 6)
        switch detour {
        case .none:
            return Decision(outputs: 0)
        case .shared:
            var decision = Decision(outputs: fixedRoute & 0xff_ffff)
            if packet.kind == .multicast { decision = decideMulticast(packet, link: link) }
            decision.outputs &= ~reverting
            decision.reverting = reverting
            return decision
        case .alone:
            return Decision(outputs: 0, reverting: reverting)
        case .reverting:
            guard packet.kind == .multicast else { return Decision(outputs: fixedRoute & 0xff_ffff) }
            if let index = match(packet.key) { return Decision(outputs: routes[index]) }
            return Decision(outputs: 1 << UInt32((link + 2) % 6), isDefault: true)
        }
    }

    /// Takes note of a packet that has gone where it could.
    ///
    /// - Parameters:
    ///   - copies: What left, by emergency field.
    ///   - stall: How long it waited, in core cycles.
    func count(_ packet: Packet, link: Int, isDefault: Bool, copies: PacketCopies, stall: UInt64) {
        timing.count(stall: stall, waitCode: control >> 16)
        diagnostics.count(packet, link: link, isDefault: isDefault, copies: copies, monitor: monitor)
    }

    /// Takes note of a packet that a core has left waiting too long.
    func countLate(_ packet: Packet, link: Int, outputs: UInt32) {
        var copies = PacketCopies()
        copies.add(PacketCopies.dumped, packet.detour)
        diagnostics.count(packet, link: link, isDefault: false, copies: copies, counted: outputs, monitor: monitor)
    }

    /// Records a packet that outputs refused; only the first until software has looked.
    func drop(_ packet: Packet, link: Int, outputs: UInt32) {
        dropped.record(packet, link: link, outputs: outputs, phase: control & 0xc0)
    }

    /// Records a packet that has outlived its time.
    func fail(_ packet: Packet, link: Int) {
        failed.record(packet, link: link, phase: control & 0xc0, isCounted: control & 8 != 0)
    }

    // MARK: - Registers

    func load(_ offset: UInt32, at now: UInt64) -> UInt32? {
        switch offset {
        case 0x000: return control
        case 0x004: return status
        case 0x008..<0x018: return failed.load(offset)
        case 0x018..<0x02c: return dropped.load(offset)
        case 0x02c: return diagnostics.enables
        case 0x030..<0x080: return timing.load(offset, at: now)
        case 0x080: return divert
        case 0x084: return fixedRoute
        case 0x200..<0x240: return diagnostics.loadFilter(Int(offset - 0x200) >> 2)
        case 0x300..<0x340: return diagnostics.loadCounter(Int(offset - 0x300) >> 2)
        case 0xf00: return match(testKey).map { UInt32($0) << 1 } ?? 1
        case 0xf04: return testKey
        case 0x4000..<0x5000: return routes[Int(offset - 0x4000) >> 2]
        case 0x1_0000..<0x1_8000: return pointToPoint[Int(offset - 0x1_0000) >> 2]
        // Keys and masks stand in a memory that cannot be read.
        default: return nil
        }
    }

    private var status: UInt32 {
        let lines = lines
        return (lines != 0 ? 1 << 31 : 0) | (lines >> 17 & 1) << 30 | (lines >> 16 & 1) << 29 | stage.rawValue << 24
            | (stage == .empty ? 0 : 1 << 16) | diagnostics.interrupts
    }

    /// Writes a register; `false` where there is none.
    func store(_ offset: UInt32, _ value: UInt32, at now: UInt64) -> Bool {
        switch offset {
        case 0x000: control = value & ~0xe000
        case 0x02c: diagnostics.storeEnables(value)
        case 0x030: timing.storeControl(value, at: now)
        case 0x080: divert = value & 0xfff
        case 0x084: fixedRoute = value & 0xfcff_ffff
        case 0x200..<0x240: diagnostics.storeFilter(Int(offset - 0x200) >> 2, value)
        case 0x300..<0x340: diagnostics.storeCounter(Int(offset - 0x300) >> 2, value)
        case 0xf04: testKey = value
        case 0x004..<0x02c, 0x034..<0x080, 0xf00: break
        case 0x4000..<0x5000: routes[Int(offset - 0x4000) >> 2] = value & 0xff_ffff
        case 0x8000..<0x9000:
            let index = Int(offset - 0x8000) >> 2
            keys[index] = value
            entryChanged(index)
        case 0xc000..<0xd000:
            let index = Int(offset - 0xc000) >> 2
            masks[index] = value
            entryChanged(index)
        case 0x1_0000..<0x1_8000: pointToPoint[Int(offset - 0x1_0000) >> 2] = value & 0xff_ffff
        default: return false
        }
        return true
    }
}

// MARK: - Snapshots

extension Router {
    /// The registers, without the tables.
    struct State: Codable {
        fileprivate var control: UInt32
        fileprivate var fixedRoute: UInt32
        fileprivate var divert: UInt32
        fileprivate var testKey: UInt32
        fileprivate var diagnostics: DiagnosticCounters
        fileprivate var timing: RouterTiming
        fileprivate var dropped: DroppedPackets
        fileprivate var failed: FailedPackets
        fileprivate var stage: Stage
    }

    var state: State {
        State(
            control: control,
            fixedRoute: fixedRoute,
            divert: divert,
            testKey: testKey,
            diagnostics: diagnostics,
            timing: timing,
            dropped: dropped,
            failed: failed,
            stage: stage
        )
    }

    /// Takes over registers, and tables that have been written as memories.
    func restore(_ state: State) {
        control = state.control
        fixedRoute = state.fixedRoute
        divert = state.divert
        testKey = state.testKey
        diagnostics = state.diagnostics
        timing = state.timing
        dropped = state.dropped
        failed = state.failed
        stage = state.stage
        used = (0..<Self.entryCount).last { keys[$0] & ~masks[$0] == 0 }.map { $0 + 1 } ?? 0
    }

    /// The tables as memories: routes, keys and masks of the multicast table, the point-to-point table.
    var tables: [UnsafeMutableRawBufferPointer] {
        [
            UnsafeMutableRawBufferPointer(start: routes, count: 4 * Self.entryCount),
            UnsafeMutableRawBufferPointer(start: keys, count: 4 * Self.entryCount),
            UnsafeMutableRawBufferPointer(start: masks, count: 4 * Self.entryCount),
            UnsafeMutableRawBufferPointer(start: pointToPoint, count: 4 * Self.pointToPointWords),
        ]
    }
}
