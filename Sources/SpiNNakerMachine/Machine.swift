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

    /// Creates the description of a standard, fault-free, freshly booted board.
    ///
    /// SDRAM and router entries are those free after SC&MP 4.0.0 has started: 123,469,792 bytes and 1,023 entries.
    ///
    /// - SeeAlso: SpiNNMachine 7.4.1; `Docs/Hardware`.
    public init(board: BoardKind) {
        self.init(
            width: board.width,
            height: board.height,
            chips: board.chips.map { id in
                var neighbours: [LinkDirection: ChipID] = [:]
                for link in LinkDirection.allCases {
                    neighbours[link] = board.neighbour(of: id, along: link)
                }
                return Chip(
                    id: id,
                    applicationCores: (1..<UInt8(board.standardCoreCount(of: id))).map { $0 },
                    neighbours: neighbours,
                    freeSDRAM: 123_469_792,
                    freeRoutingEntries: 1_023,
                    ethernetChip: .boot
                )
            }
        )
    }

    /// The places of the working chips, ascending.
    public var chipIDs: [ChipID] { chips.keys.sorted() }
}
