import SpiNNakerMachine

/// What a script can know of the machine that it runs on.
public struct MachineSummary: Hashable, Sendable {
    /// One chip.
    public struct Chip: Hashable, Sendable {
        /// Its column.
        public let x: Int
        /// Its row.
        public let y: Int
        /// How many cores are free for programs.
        public let cores: Int
        /// Bytes of the largest free block of SDRAM.
        public let freeSDRAM: Int
        /// How many of its six links lead somewhere.
        public let links: Int
    }

    /// The number of columns.
    public let width: Int
    /// The number of rows.
    public let height: Int
    /// The working chips, by columns and rows.
    public let chips: [Chip]
    /// How many boards they are on.
    public let boards: Int

    /// How many cores are free for programs.
    public var cores: Int { chips.reduce(0) { $0 + $1.cores } }

    init(_ machine: Machine) {
        width = machine.width
        height = machine.height
        chips = machine.chips.values.sorted { $0.id < $1.id }.map { chip in
            Chip(
                x: Int(chip.id.x),
                y: Int(chip.id.y),
                cores: chip.applicationCores.count,
                freeSDRAM: chip.freeSDRAM,
                links: chip.neighbours.count
            )
        }
        boards = Set(machine.chips.values.map(\.ethernetChip)).count
    }
}
