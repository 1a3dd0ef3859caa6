/// Something that is wrong with a machine as it was read.
public enum MachineFault: Hashable, Sendable, CustomStringConvertible {
    /// How far packets may travel.
    public enum Extent: Hashable, Sendable {
        /// Over the links of a board, from or to its Ethernet chip.
        case board
        /// Over all links, from or to the boot chip.
        case machine
    }

    /// No boards make a machine of that size. Places of boards are not checked then.
    case unknownSize(width: Int, height: Int)

    /// There is no chip at (0, 0).
    case noBootChip

    /// A chip is beyond the last column or row.
    case outside(ChipID)

    /// A chip is at a place that no board has, or at none of the board whose Ethernet chip it names.
    case offBoard(ChipID)

    /// Chips name an Ethernet chip where no board has one.
    case misplacedEthernetChip(ChipID)

    /// Chips name an Ethernet chip that is not there.
    case missingEthernetChip(ChipID)

    /// A chip has no application cores.
    case noCores(ChipID)

    /// A link leads to a chip that is not there.
    case linkToNowhere(ChipID, LinkDirection)

    /// A link leads to a chip that has none back.
    case oneWayLink(ChipID, LinkDirection)

    /// Packets do not come to a chip.
    case unreachable(ChipID, within: Extent)

    /// Packets do not come from a chip.
    case mute(ChipID, within: Extent)

    /// Whether networks can be mapped and run although it is there, so that a repair leaves it.
    ///
    /// Packets pass through chips without application cores, and loading and mapping take any way to a chip, over
    /// other boards too.
    public var isHarmless: Bool {
        switch self {
        case .unknownSize, .noCores, .unreachable(_, within: .board), .mute(_, within: .board): true
        case .noBootChip, .outside, .offBoard, .misplacedEthernetChip, .missingEthernetChip, .linkToNowhere,
            .oneWayLink, .unreachable(_, within: .machine), .mute(_, within: .machine):
            false
        }
    }

    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .unknownSize(let width, let height): "no boards make a machine of \(width) x \(height) chips"
        case .noBootChip: "there is no boot chip at (0, 0)"
        case .outside(let chip): "chip \(chip) is outside the machine"
        case .offBoard(let chip): "chip \(chip) is at a place that its board does not have"
        case .misplacedEthernetChip(let chip): "no board has its Ethernet chip at \(chip)"
        case .missingEthernetChip(let chip): "the Ethernet chip \(chip) is missing, and with it its board"
        case .noCores(let chip): "chip \(chip) has no application cores"
        case .linkToNowhere(let chip, let link): "link \(link.rawValue) of chip \(chip) leads to no chip"
        case .oneWayLink(let chip, let link): "link \(link.rawValue) of chip \(chip) works in one direction only"
        case .unreachable(let chip, within: .board): "chip \(chip) cannot be reached on its board"
        case .unreachable(let chip, within: .machine): "chip \(chip) cannot be reached from the boot chip"
        case .mute(let chip, within: .board): "chip \(chip) cannot send to its Ethernet chip on its board"
        case .mute(let chip, within: .machine): "chip \(chip) cannot send to the boot chip"
        }
    }
}
