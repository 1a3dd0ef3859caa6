package import SpiNNakerMachine

/// Follows packets through finished tables, link by link, as routers would.
///
/// It knows nothing of trees or of how the tables came about: only tables, links and keys.
package final class RouteChecker {
    /// How a packet's way differs from what was wanted.
    package enum Fault: Hashable, Sendable, CustomStringConvertible {
        /// No entry matches at the source's own chip, where default routing does not apply.
        case droppedAtSource(key: UInt32, chip: ChipID)

        /// The packet leaves by a link with no working chip behind it.
        case leftMachine(key: UInt32, chip: ChipID, link: LinkDirection)

        /// The packet comes to a chip by the same link again.
        case cycle(key: UInt32, chip: ChipID)

        /// The packet ends at a core that should not get it, or not again.
        case extra(key: UInt32, core: CoreID)

        /// The packet never reaches a core that should get it.
        case missed(key: UInt32, core: CoreID)

        /// The packet leaves for a device again.
        case extraAtDevice(key: UInt32, chip: ChipID, link: LinkDirection)

        /// The packet never leaves for a device that should get it.
        case missedAtDevice(key: UInt32, chip: ChipID, link: LinkDirection)

        /// A sentence with the key in hexadecimal.
        package var description: String {
            switch self {
            case .droppedAtSource(let key, let chip): "key \(hex(key)) matches nothing at its source chip \(chip)"
            case .leftMachine(let key, let chip, let link): "key \(hex(key)) leaves chip \(chip) by dead link \(link)"
            case .cycle(let key, let chip): "key \(hex(key)) runs in a circle through chip \(chip)"
            case .extra(let key, let core): "key \(hex(key)) reaches core \(core), which should not get it"
            case .missed(let key, let core): "key \(hex(key)) does not reach core \(core)"
            case .extraAtDevice(let key, let chip, let link):
                "key \(hex(key)) leaves chip \(chip) by link \(link) for a device twice"
            case .missedAtDevice(let key, let chip, let link):
                "key \(hex(key)) does not leave chip \(chip) by link \(link) for a device"
            }
        }

        private func hex(_ key: UInt32) -> String { "0x" + String(key, radix: 16) }
    }

    /// What the checker knows of a chip.
    private struct Place {
        let id: ChipID
        /// The chips behind the links; −1 where there is none that works.
        var neighbours: [Int]
        let table: [RoutingEntry]
        /// The cores that should get the packets, and from bit 18 on the links by which they should leave for a device; those
        /// that got the packet under way; and the links that it came by.
        var wanted: UInt32 = 0
        var reached: UInt32 = 0
        var arrivals: UInt8 = 0
    }

    private var places: [Place]
    private let numbers: [ChipID: Int]
    /// The chips that the packet under way came to.
    private var met: [Int] = []
    private var packets: [(place: Int, link: LinkDirection?)] = []

    /// Creates a checker for the tables of a machine; chips without a table have an empty one.
    package init(machine: Machine, tables: [ChipID: [RoutingEntry]]) {
        let ids = machine.chipIDs
        let numbers = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($0.element, $0.offset) })
        places = ids.map { id in
            let neighbours = LinkDirection.allCases.map { link in
                machine.chips[id]?.neighbours[link].flatMap { numbers[$0] } ?? -1
            }
            return Place(id: id, neighbours: neighbours, table: tables[id] ?? [])
        }
        self.numbers = numbers
    }

    /// Follows packets and compares where each ends with where all should.
    ///
    /// - Parameters:
    ///   - sources: The key of each packet and the chip that sends it.
    ///   - targets: The cores that are to get every one of the packets, each once.
    ///   - devices: The links, with their chips, by which every one of the packets is to leave for a device, once.
    /// - Returns: What goes wrong, packet by packet.
    package func faults(
        of sources: some Sequence<(key: UInt32, chip: ChipID)>,
        to targets: some Sequence<CoreID>,
        devices: [(chip: ChipID, link: LinkDirection)] = []
    ) -> [Fault] {
        var wanted: [Int] = []
        var faults: [Fault] = []
        for core in targets {
            guard let place = numbers[core.chip] else {
                faults += sources.map { .missed(key: $0.key, core: core) }
                continue
            }
            if places[place].wanted == 0 { wanted.append(place) }
            places[place].wanted |= 1 << UInt32(core.core)
        }
        for (chip, link) in devices {
            guard let place = numbers[chip] else {
                faults += sources.map { .missedAtDevice(key: $0.key, chip: chip, link: link) }
                continue
            }
            if places[place].wanted == 0 { wanted.append(place) }
            places[place].wanted |= Self.bit(of: link)
        }
        for (key, chip) in sources {
            follow(key, from: chip, &faults)
            for place in wanted {
                note(places[place].wanted & ~places[place].reached, at: place, .missed, key, &faults)
            }
            for place in met {
                note(places[place].reached & ~places[place].wanted, at: place, .extra, key, &faults)
                places[place].reached = 0
                places[place].arrivals = 0
            }
            met.removeAll(keepingCapacity: true)
        }
        for place in wanted { places[place].wanted = 0 }
        return faults
    }

    private enum Mistake { case missed, extra }

    private static func bit(of link: LinkDirection) -> UInt32 { 1 << (18 + UInt32(link.rawValue)) }

    private func note(_ outputs: UInt32, at place: Int, _ mistake: Mistake, _ key: UInt32, _ faults: inout [Fault]) {
        guard outputs != 0 else { return }
        let chip = places[place].id
        for core in 0..<18 as Range<UInt8> where outputs & 1 << UInt32(core) != 0 {
            let core = CoreID(chip: chip, core: core)
            faults.append(mistake == .missed ? .missed(key: key, core: core) : .extra(key: key, core: core))
        }
        for link in LinkDirection.allCases where outputs & Self.bit(of: link) != 0 {
            faults.append(
                mistake == .missed
                    ? .missedAtDevice(key: key, chip: chip, link: link)
                    : .extraAtDevice(key: key, chip: chip, link: link)
            )
        }
    }

    /// Follows a packet and all its copies until they end.
    private func follow(_ key: UInt32, from chip: ChipID, _ faults: inout [Fault]) {
        guard let source = numbers[chip] else {
            faults.append(.droppedAtSource(key: key, chip: chip))
            return
        }
        packets.append((source, nil))
        while let (place, link) = packets.popLast() {
            if places[place].arrivals == 0 { met.append(place) }
            let arrival = UInt8(1) << (link?.rawValue ?? 6)
            guard places[place].arrivals & arrival == 0 else {
                faults.append(.cycle(key: key, chip: places[place].id))
                continue
            }
            places[place].arrivals |= arrival
            let route: MulticastRoute
            if let entry = places[place].table.first(where: { key & $0.keyMask.mask == $0.keyMask.key }) {
                route = entry.route
            } else if let link {
                route = .link(link.opposite)
            } else {
                faults.append(.droppedAtSource(key: key, chip: chip))
                continue
            }
            let cores = route.rawValue >> 6 & 0x3ffff
            note(cores & places[place].reached, at: place, .extra, key, &faults)
            places[place].reached |= cores
            for link in LinkDirection.allCases where route.contains(.link(link)) {
                let next = places[place].neighbours[Int(link.rawValue)]
                guard next >= 0 else {
                    let device = Self.bit(of: link)
                    if places[place].wanted & device != 0 {
                        note(places[place].reached & device, at: place, .extra, key, &faults)
                        places[place].reached |= device
                        continue
                    }
                    faults.append(.leftMachine(key: key, chip: places[place].id, link: link))
                    continue
                }
                packets.append((next, link.opposite))
            }
        }
    }
}
