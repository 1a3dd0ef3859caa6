package import ARM968
package import SpiNNakerMachine

/// What makes one emulated board differ from another; all results of a run follow from it and from what hosts send.
package struct BoardConfiguration: Hashable, Sendable {
    /// One direction of a wire: the chip it leaves and the link.
    package struct Link: Hashable, Sendable {
        /// The chip that the link leaves.
        package var chip: ChipID

        /// The link.
        package var link: LinkDirection

        /// Creates a link.
        package init(chip: ChipID, link: LinkDirection) {
            self.chip = chip
            self.link = link
        }
    }

    /// The boards.
    package var arrangement: BoardArrangement

    /// What kind of board they are.
    package var kind: BoardKind { arrangement.kind }

    /// Chips that do not work.
    package var deadChips: Set<ChipID>

    /// The physical numbers of the cores that do not work, by chip, beyond those that a standard board lacks.
    package var deadCores: [ChipID: Set<Int>]

    /// Links that do not work; one end is enough.
    package var deadLinks: Set<Link>

    /// What stands in the serial ROM beside the Ethernet chips that are not among `ethernets`; of use only to programs
    /// that drive Ethernet themselves.
    package var ethernet = EthernetSettings()

    /// What stands in the serial ROM beside single Ethernet chips.
    package var ethernets: [ChipID: EthernetSettings] = [:]

    /// What the serial ROMs beside Ethernet chips tell SC&MP about their boards, word by word; of use only to a monitor
    /// that runs on the chips' own cores.
    package var boardInformation: [ChipID: [UInt32]] = [:]

    /// The length of a window in cycles: within it chips, and the cores of one chip, run one after the other.
    ///
    /// Packets are seen by their receivers in the next window at the earliest. 1,000 cycles are 5 µs.
    package var windowCycles: UInt64

    /// How the processors execute. Results do not depend on it; the interpreter is for tests and for following a program.
    package var engine = ARM968Core.Engine.threaded

    /// Creates a configuration; by default of a standard board.
    package init(
        kind: BoardKind,
        deadChips: Set<ChipID> = [],
        deadCores: [ChipID: Set<Int>] = [:],
        deadLinks: Set<Link> = [],
        windowCycles: UInt64 = 1_000
    ) {
        self.init(
            BoardArrangement(kind),
            deadChips: deadChips,
            deadCores: deadCores,
            deadLinks: deadLinks,
            windowCycles: windowCycles
        )
    }

    /// Creates a configuration of several boards; by default of standard ones.
    package init(
        _ arrangement: BoardArrangement,
        deadChips: Set<ChipID> = [],
        deadCores: [ChipID: Set<Int>] = [:],
        deadLinks: Set<Link> = [],
        windowCycles: UInt64 = 1_000
    ) {
        self.arrangement = arrangement
        self.deadChips = deadChips
        self.deadCores = deadCores
        self.deadLinks = deadLinks
        self.windowCycles = max(windowCycles, 100)
    }

    /// The working chips, ascending.
    package var chips: [ChipID] { arrangement.chips.filter { !deadChips.contains($0) } }

    /// The chip behind a working link, or `nil`.
    package func neighbour(of chip: ChipID, along link: LinkDirection) -> ChipID? {
        guard let other = arrangement.neighbour(of: chip, along: link), !deadChips.contains(other),
            !deadChips.contains(chip),
            !deadLinks.contains(Link(chip: chip, link: link)),
            !deadLinks.contains(Link(chip: other, link: link.opposite))
        else { return nil }
        return other
    }

    /// The physical numbers of a chip's working cores, ascending; the first is the monitor's.
    package func workingCores(of chip: ChipID) -> [Int] {
        let dead = deadCores[chip, default: []]
        return (0..<arrangement.standardCoreCount(of: chip)).filter { !dead.contains($0) }
    }
}
