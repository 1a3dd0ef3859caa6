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
        /// Whether no entry matched.
        var isDefault = false
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
    private var timing: UInt32 = 0
    private var testKey: UInt32 = 0
    private var filters = Words16()
    private var counters = Words16()
    private var counterEnables: UInt32 = 0
    /// Which filters have counted since they were read.
    private var counted: UInt32 = 0
    private var dropped = DroppedPacket()
    /// Whether a packet waits for an output.
    var isBlocked = false

    /// The record that software reads to send a dropped packet again.
    private struct DroppedPacket {
        var header: UInt32 = 0
        var key: UInt32 = 0
        var payload: UInt32 = 0
        var outputs: UInt32 = 0
        var status: UInt32 = 0
    }

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

    /// How long a packet stands before a blocked output until it is dropped, in core cycles; `nil` is for ever.
    ///
    /// The router's clock is two thirds of the cores'. The second waiting time belongs to emergency routing, for which
    /// there is room here: links of this emulator never block.
    var patience: UInt64? {
        guard let first = Self.waitCycles(control >> 16 & 0xff), let second = Self.waitCycles(control >> 24) else {
            return nil
        }
        return (first + second) * 3 / 2
    }

    /// The router cycles that a waiting time's code stands for.
    static func waitCycles(_ code: UInt32) -> UInt64? {
        let mantissa = UInt64(code & 15)
        let exponent = UInt64(code >> 4 & 15)
        if code == 0xff { return nil }
        return exponent <= 4 ? (mantissa + 16 - (1 << (4 - exponent))) << exponent : (mantissa + 16) << exponent
    }

    /// The levels of the chip's interrupt lines 15 to 17 that the router drives, at their places.
    var lines: UInt32 { control & 4 != 0 && dropped.status >> 31 != 0 ? 1 << 16 : 0 }

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
        let toMonitor: UInt32 = 1 << UInt32(6 + monitor)
        switch packet.kind {
        case .multicast:
            if let index = match(packet.key) { return Decision(outputs: routes[index]) }
            guard link < 6 else { return Decision(outputs: 0) }
            switch divert >> UInt32(2 * link) & 3 {
            case 0: return Decision(outputs: 1 << UInt32((link + 3) % 6), isDefault: true)
            case 2: return Decision(outputs: 0, isDefault: true)
            default: return Decision(outputs: toMonitor, isDefault: true)
            }
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

    /// Counts a packet in the diagnostic counters that ask for its like.
    ///
    /// - Parameter destinations: Bits 16 (dropped), 17 (local core), 18 (monitor), 19 to 24 (links).
    func count(_ packet: Packet, link: Int, isDefault: Bool, destinations: UInt32) {
        guard counterEnables & 0xffff != 0 else { return }
        var features: UInt32 = 1 << UInt32(packet.kind.rawValue)
        features |= 1 << (4 + UInt32(packet.kind == .multicast ? packet.control >> 4 & 3 : 0))
        features |= isDefault ? 1 << 10 : 1 << 11
        features |= packet.payload != nil ? 1 << 12 : 1 << 13
        features |= link < 6 ? 1 << 15 : 1 << 14
        features |= destinations
        for index in 0..<16 where counterEnables >> UInt32(index) & 1 != 0 {
            // The packet must show in each field of the filter: type, emergency, default routing, payload, source, place.
            let common = filters[index] & features
            guard common & 0xf != 0, common & 0xf0 != 0, common & 0xc00 != 0, common & 0x3000 != 0,
                common & 0xc000 != 0, common & 0x01ff_0000 != 0
            else { continue }
            counters[index] &+= 1
            counted |= 1 << UInt32(index)
        }
    }

    /// The destination bits of `count` for a set of outputs.
    func destinations(_ outputs: UInt32) -> UInt32 {
        let cores = outputs >> 6
        let monitorBit: UInt32 = 1 << UInt32(monitor)
        return (outputs & 0x3f) << 19 | (cores & monitorBit != 0 ? 1 << 18 : 0)
            | (cores & ~monitorBit != 0 ? 1 << 17 : 0)
    }

    /// Records a packet that outputs refused; only the first until software has looked.
    func drop(_ packet: Packet, link: Int, outputs: UInt32) {
        if dropped.status >> 31 != 0 {
            dropped.status |= 1 << 30
        } else {
            dropped.header = UInt32(link) << 24 | UInt32(packet.control) << 16 | control & 0xc0
            dropped.key = packet.key
            dropped.payload = packet.payload ?? 0
            dropped.outputs = outputs
        }
        dropped.status |= 1 << 31 | outputs & 0xff_ffff
        count(packet, link: link, isDefault: false, destinations: 1 << 16)
    }

    // MARK: - Registers

    func load(_ offset: UInt32) -> UInt32? {
        switch offset {
        case 0x000: return control
        case 0x004: return status
        case 0x008, 0x00c, 0x010, 0x014: return 0
        case 0x018: return dropped.header
        case 0x01c: return dropped.key
        case 0x020: return dropped.payload
        case 0x024: return dropped.outputs
        case 0x028:
            defer { dropped.status = 0 }
            return dropped.status
        case 0x02c: return counterEnables & 0xffff
        case 0x030: return timing
        case 0x034..<0x080: return 0
        case 0x080: return divert
        case 0x084: return fixedRoute
        case 0x200..<0x240:
            let index = Int(offset - 0x200) >> 2
            let bit: UInt32 = 1 << UInt32(index)
            defer { counted &= ~bit }
            return filters[index] | (counted & bit != 0 ? 1 << 29 : 0)
        case 0x300..<0x340: return counters[Int(offset - 0x300) >> 2]
        case 0xf00: return match(testKey).map { UInt32($0) << 1 } ?? 1
        case 0xf04: return testKey
        case 0x4000..<0x5000: return routes[Int(offset - 0x4000) >> 2]
        case 0x1_0000..<0x1_8000: return pointToPoint[Int(offset - 0x1_0000) >> 2]
        // Keys and masks stand in a memory that cannot be read.
        default: return nil
        }
    }

    private var status: UInt32 { (lines != 0 ? 1 << 31 | 1 << 29 : 0) | (isBlocked ? 2 << 24 : 0) }

    /// Writes a register; `false` where there is none.
    func store(_ offset: UInt32, _ value: UInt32) -> Bool {
        switch offset {
        case 0x000: control = value & ~0x8000
        case 0x02c:
            for index in 0..<16 where value >> UInt32(16 + index) & 1 != 0 { counters[index] = 0 }
            counterEnables = value & 0xffff
        case 0x030: timing = value & 7
        case 0x080: divert = value & 0xfff
        case 0x084: fixedRoute = value & 0xfcff_ffff
        case 0x200..<0x240: filters[Int(offset - 0x200) >> 2] = value & 0x5fff_ffff
        case 0x300..<0x340: counters[Int(offset - 0x300) >> 2] = value
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
