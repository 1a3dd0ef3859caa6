/// What a host knows of one chip: cores, links and free resources.
public struct Chip: Hashable, Sendable {
    /// The chip's place.
    public let id: ChipID

    /// The virtual numbers of the working application cores, ascending; the monitor is not among them.
    public var applicationCores: [UInt8]

    /// The chips behind the working links.
    public var neighbours: [LinkDirection: ChipID]

    /// The largest free block of SDRAM in bytes.
    public var freeSDRAM: Int

    /// The number of free entries of the multicast routing table.
    public var freeRoutingEntries: Int

    /// The chip with the Ethernet connection of this chip's board.
    public var ethernetChip: ChipID

    /// Creates the description of a chip.
    public init(
        id: ChipID,
        applicationCores: [UInt8],
        neighbours: [LinkDirection: ChipID],
        freeSDRAM: Int,
        freeRoutingEntries: Int,
        ethernetChip: ChipID
    ) {
        self.id = id
        self.applicationCores = applicationCores
        self.neighbours = neighbours
        self.freeSDRAM = freeSDRAM
        self.freeRoutingEntries = freeRoutingEntries
        self.ethernetChip = ethernetChip
    }
}

/// A machine as data: its chips, by their places.
public struct Machine: Hashable, Sendable {
    /// The number of columns.
    public let width: Int

    /// The number of rows.
    public let height: Int

    /// The working chips.
    public private(set) var chips: [ChipID: Chip]

    /// Creates a machine from its working chips.
    public init(width: Int, height: Int, chips: [Chip]) {
        self.width = width
        self.height = height
        self.chips = Dictionary(chips.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Creates the description of standard, fault-free, freshly booted boards.
    ///
    /// SDRAM and router entries are those free after SC&MP 4.0.0 has started: 123,469,792 bytes and 1,023 entries.
    ///
    /// - SeeAlso: SpiNNMachine 7.4.1; `Docs/Hardware`.
    public init(_ boards: BoardArrangement) {
        self.init(
            width: boards.width,
            height: boards.height,
            chips: boards.chips.map { id in
                var neighbours: [LinkDirection: ChipID] = [:]
                for link in LinkDirection.allCases { neighbours[link] = boards.neighbour(of: id, along: link) }
                return Chip(
                    id: id,
                    applicationCores: Array(1..<UInt8(boards.standardCoreCount(of: id))),
                    neighbours: neighbours,
                    freeSDRAM: 123_469_792,
                    freeRoutingEntries: 1_023,
                    ethernetChip: boards.ethernetChip(of: id) ?? .boot
                )
            }
        )
    }

    /// Creates the description of a standard, fault-free, freshly booted board.
    public init(board: BoardKind) { self.init(BoardArrangement(board)) }

    /// The places of the working chips, ascending.
    public var chipIDs: [ChipID] { chips.keys.sorted() }

    // MARK: - Faults

    /// The machine without some chips; links to them are gone too.
    public func without(chips dead: Set<ChipID>) -> Self {
        var machine = self
        for chip in dead { machine.chips[chip] = nil }
        for chip in machine.chips.values where chip.neighbours.values.contains(where: dead.contains) {
            machine.chips[chip.id]?.neighbours = chip.neighbours.filter { !dead.contains($0.value) }
        }
        return machine
    }

    /// The machine without some application cores.
    public func without(cores dead: some Sequence<CoreID>) -> Self {
        var machine = self
        for core in dead { machine.chips[core.chip]?.applicationCores.removeAll { $0 == core.core } }
        return machine
    }

    /// The machine without some links, each named by a chip that it leaves.
    ///
    /// - Parameter isOneWay: Whether packets still come in by them.
    public func without(links dead: [(chip: ChipID, link: LinkDirection)], isOneWay: Bool = false) -> Self {
        var machine = self
        for (chip, link) in dead {
            if !isOneWay, let other = chips[chip]?.neighbours[link] {
                machine.chips[other]?.neighbours[link.opposite] = nil
            }
            machine.chips[chip]?.neighbours[link] = nil
        }
        return machine
    }
}
