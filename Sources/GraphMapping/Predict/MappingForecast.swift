package import SpiNNakerMachine

/// What a mapping will take of a machine, known before the machine is there: cores, memory, entries, and loads of links.
package struct MappingForecast: Hashable, Sendable {
    /// What a mapping takes of one chip.
    package struct ChipUse: Hashable, Sendable {
        /// The chip.
        package let id: ChipID

        /// The application cores that have a part.
        package internal(set) var cores = 0

        /// The application cores that have none.
        package internal(set) var freeCores: Int

        /// The bytes of SDRAM that the parts take.
        package internal(set) var sdram = 0

        /// The bytes of SDRAM that are left.
        package internal(set) var freeSDRAM: Int

        /// The bytes of SDRAM that the parts take for each time step that is held.
        package internal(set) var sdramPerStep = 0

        /// The trees that come through the chip: the entries of a table that has one for each net.
        package internal(set) var trees = 0

        /// The entries of the table.
        package let entries: Int

        /// The entries that are left.
        package let freeEntries: Int

        /// The sources whose packets leave by each link, by the links' numbers.
        package internal(set) var sources = [Int](repeating: 0, count: 6)

        /// The packets per second that leave by each link, by the links' numbers.
        package internal(set) var packets = [Double](repeating: 0, count: 6)

        /// Whether a part runs here or packets come through.
        package var isUsed: Bool { cores > 0 || trees > 0 }
    }

    /// What goes over a link in one direction.
    package struct LinkLoad: Hashable, Sendable {
        /// The chip that packets leave.
        package let chip: ChipID

        /// The link that they leave by.
        package let link: LinkDirection

        /// The sources whose packets cross it.
        package let sources: Int

        /// The packets that cross it each second.
        package let packets: Double
    }

    /// The chips of the machine, ascending.
    package let chips: [ChipUse]

    /// The boards with a chip that is used.
    package let boardsUsed: Int

    /// The boards of the machine.
    package let boards: Int

    /// The sources that somebody listens to.
    package let sources: Int

    /// The nets that somebody listens to: sources of one chip that send to the same targets.
    package let nets: Int

    /// The links of all trees, each counted once for each source that sends over it.
    package let hops: Int

    /// The links of the longest tree.
    package let longestTree: Int

    /// The time steps that the memory of every chip holds: as long as a run can be before it is read; nil if steps take none.
    package let stepsHeld: Int?

    /// Predicts what a mapping takes.
    ///
    /// - Parameters:
    ///   - machine: The machine that the mapping was made for.
    ///   - packetsPerSecond: How many packets a source sends each second, by its index in the graph; nothing is known of them
    ///     if it is left out.
    /// - Complexity: O(*n*) for *n* chips, parts and chips of trees together.
    package init(_ mapping: Mapping, on machine: Machine, packetsPerSecond: (Int) -> Double = { _ in 0 }) {
        let table = mapping.chips
        var chips = table.ids.indices.map { chip in
            let entries = mapping.tables[table.ids[chip]]?.count ?? 0
            return ChipUse(
                id: table.ids[chip],
                freeCores: table.cores[chip].nonzeroBitCount,
                freeSDRAM: table.freeSDRAM[chip],
                entries: entries,
                freeEntries: table.freeEntries[chip] - entries
            )
        }
        var shared = Array(repeating: Set<SharedMemory>(), count: chips.count)
        for (part, core) in mapping.placements.enumerated() where mapping.graph.devices[Int32(part)] == nil {
            guard let chip = table.number(of: core.chip).map(Int.init) else { continue }
            let news = mapping.graph.sharedMemory(of: part).filter { shared[chip].insert($0).inserted }
            let perStep = mapping.graph.vertices[part].cost.sdramPerStep
            chips[chip].sdramPerStep += news.reduce(perStep) { $0 + $1.bytesPerStep }
            let sdram = news.reduce(mapping.graph.sdram[part]) { $0 + mapping.graph.bytes(of: $1) }
            chips[chip].cores += 1
            chips[chip].freeCores -= 1
            chips[chip].sdram += sdram
            chips[chip].freeSDRAM -= sdram
        }
        var (sources, nets, longestTree) = (0, 0, 0)
        for net in mapping.trees.indices where !mapping.trees[net].isEmpty {
            let senders = mapping.nets.sources[net]
            let packets = senders.reduce(0) { $0 + packetsPerSecond(Int($1)) }
            let links = mapping.trees[net].count - 1
            nets += 1
            sources += senders.count
            longestTree = max(longestTree, links)
            for node in mapping.trees[net] {
                chips[Int(node.chip)].trees += 1
                for link in node.route.links {
                    chips[Int(node.chip)].sources[Int(link.rawValue)] += senders.count
                    chips[Int(node.chip)].packets[Int(link.rawValue)] += packets
                }
            }
        }
        self.chips = chips
        let planned = mapping.graph.application.steps
        stepsHeld = chips.filter { $0.sdramPerStep > 0 }.map { planned + $0.freeSDRAM / $0.sdramPerStep }.min()
        self.sources = sources
        self.nets = nets
        hops = mapping.hops
        self.longestTree = longestTree
        boards = Set(machine.chips.values.map(\.ethernetChip)).count
        boardsUsed = Set(chips.lazy.filter(\.isUsed).compactMap { machine.chips[$0.id]?.ethernetChip }).count
    }

    // MARK: - Totals

    /// The chips that are used.
    package var chipsUsed: Int { chips.count { $0.isUsed } }

    /// The application cores that have a part.
    package var coresUsed: Int { chips.reduce(0) { $0 + $1.cores } }

    /// The application cores that have none.
    package var coresFree: Int { chips.reduce(0) { $0 + $1.freeCores } }

    /// The chip with the longest table; nil where the machine has no chips.
    package var longestTable: ChipUse? { chips.max { $0.entries < $1.entries } }

    /// The chips that parts run on, those with the least SDRAM left first.
    package var chipsByFreeSDRAM: [ChipUse] {
        chips.filter { $0.cores > 0 }.sorted { ($0.freeSDRAM, $0.id) < ($1.freeSDRAM, $1.id) }
    }

    /// The links that packets cross, in the order of chips and links.
    package var links: [LinkLoad] {
        chips.flatMap { chip in
            LinkDirection.allCases.compactMap { link in
                let (sources, packets) = (chip.sources[Int(link.rawValue)], chip.packets[Int(link.rawValue)])
                return sources == 0 ? nil : LinkLoad(chip: chip.id, link: link, sources: sources, packets: packets)
            }
        }
    }

    /// The link with the most packets per second, and of equal ones that with the most sources; nil where none is crossed.
    package var mostLoadedLink: LinkLoad? {
        links.max { ($0.packets, $0.sources) < ($1.packets, $1.sources) }
    }
}
