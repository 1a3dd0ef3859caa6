package import SpiNNakerMachine

/// The way of a packet and its copies: each chip searches its table from the first entry on, and where none matches, what came
/// in by a link goes on straight.
package struct Journey: Sendable {
    /// A packet at a chip.
    package struct Visit: Sendable {
        package let chip: ChipID
        /// The link that it came by; nil where it begins.
        package let link: LinkDirection?
        /// Where it goes; nil where it is lost, at its source without an entry.
        package let route: MulticastRoute?
    }

    /// The visits; chips come after those that send to them.
    package private(set) var visits: [Visit] = []

    /// Whether copies leave by links that are not there, or more copies travel than a machine has links.
    package private(set) var isAstray = false

    /// Follows a packet.
    package init(of key: UInt32, from chip: ChipID, over tables: [ChipID: [RoutingEntry]], on machine: Machine) {
        var open: [(chip: ChipID, link: LinkDirection?)] = [(chip, nil)]
        while let (chip, link) = open.popLast() {
            guard visits.count <= 6 * machine.chips.count else {
                isAstray = true
                return
            }
            let entry = tables[chip]?.first { key & $0.keyMask.mask == $0.keyMask.key }
            let route = entry?.route ?? link.map { .link($0.opposite) }
            visits.append(Visit(chip: chip, link: link, route: route))
            for way in route?.links ?? [] {
                if let other = machine.chips[chip]?.neighbours[way], machine.chips[other] != nil {
                    open.append((other, way.opposite))
                } else {
                    isAstray = true
                }
            }
        }
    }

    /// The links that it crosses.
    package var linkCount: Int { visits.count - 1 }

    /// The cores that it reaches, ascending, each as often as it does.
    package var cores: [CoreID] {
        let cores = visits.flatMap { visit in (visit.route?.cores ?? []).map { CoreID(chip: visit.chip, core: $0) } }
        return cores.sorted { ($0.chip, $0.core) < ($1.chip, $1.core) }
    }

    /// Whether it comes to no chip twice and to none in vain.
    package var isTree: Bool {
        !isAstray && Set(visits.map(\.chip)).count == visits.count
            && visits.allSatisfy { $0.route.map { !$0.isEmpty } ?? false }
    }
}
