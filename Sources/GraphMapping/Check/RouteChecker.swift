package import SpiNNakerMachine

/// Follows packets through finished tables, link by link, as routers would.
///
/// It knows nothing of trees or of how the tables came about: only tables, links and keys.
package struct RouteChecker: Sendable {
    /// How a packet's way differs from what was wanted.
    package enum Fault: Hashable, Sendable, CustomStringConvertible {
        /// No entry matches at the source's own chip, where default routing does not apply.
        case droppedAtSource(key: UInt32, chip: ChipID)

        /// The packet leaves by a link with no working chip behind it.
        case leftMachine(key: UInt32, chip: ChipID, link: LinkDirection)

        /// The packet comes to a chip by the same link again.
        case cycle(key: UInt32, chip: ChipID)

        /// The packet ends at a core that should not get it.
        case extra(key: UInt32, core: CoreID)

        /// The packet never reaches a core that should get it.
        case missed(key: UInt32, core: CoreID)

        /// A sentence with the key in hexadecimal.
        package var description: String {
            switch self {
            case .droppedAtSource(let key, let chip): "key \(hex(key)) matches nothing at its source chip \(chip)"
            case .leftMachine(let key, let chip, let link): "key \(hex(key)) leaves chip \(chip) by dead link \(link)"
            case .cycle(let key, let chip): "key \(hex(key)) runs in a circle through chip \(chip)"
            case .extra(let key, let core): "key \(hex(key)) reaches core \(core), which should not get it"
            case .missed(let key, let core): "key \(hex(key)) does not reach core \(core)"
            }
        }

        private func hex(_ key: UInt32) -> String { "0x" + String(key, radix: 16) }
    }

    private let machine: Machine
    private let tables: [ChipID: [RoutingEntry]]

    /// Creates a checker for the tables of a machine; chips without a table have an empty one.
    package init(machine: Machine, tables: [ChipID: [RoutingEntry]]) {
        self.machine = machine
        self.tables = tables
    }

    /// Follows a packet and compares where it ends with where it should.
    package func faults(ofKey key: UInt32, from source: ChipID, to targets: Set<CoreID>) -> [Fault] {
        var faults: [Fault] = []
        var reached: Set<CoreID> = []
        var visited: Set<Arrival> = []
        var packets = [Arrival(chip: source, link: nil)]
        while let packet = packets.popLast() {
            guard visited.insert(packet).inserted else {
                faults.append(.cycle(key: key, chip: packet.chip))
                continue
            }
            let route: MulticastRoute
            if let entry = tables[packet.chip]?.first(where: { key & $0.keyMask.mask == $0.keyMask.key }) {
                route = entry.route
            } else if let link = packet.link {
                route = .link(link.opposite)
            } else {
                faults.append(.droppedAtSource(key: key, chip: packet.chip))
                continue
            }
            for core in route.cores where !reached.insert(CoreID(chip: packet.chip, core: core)).inserted {
                faults.append(.extra(key: key, core: CoreID(chip: packet.chip, core: core)))
            }
            for link in route.links {
                guard let next = machine.chips[packet.chip]?.neighbours[link], machine.chips[next] != nil else {
                    faults.append(.leftMachine(key: key, chip: packet.chip, link: link))
                    continue
                }
                packets.append(Arrival(chip: next, link: link.opposite))
            }
        }
        faults += reached.subtracting(targets).sorted().map { .extra(key: key, core: $0) }
        faults += targets.subtracting(reached).sorted().map { .missed(key: key, core: $0) }
        return faults
    }

    /// A packet on a chip; `link` is the chip's link that it came by.
    private struct Arrival: Hashable {
        let chip: ChipID
        let link: LinkDirection?
    }
}
