/// A machine that can be used, and what was taken from it to that end.
public struct MachineRepair: Hashable, Sendable {
    /// The machine without the faults.
    public let machine: Machine

    /// The faults whose chips and links are gone, in the order in which they were found.
    ///
    /// Where a chip is gone, so are all links to it; they are not listed.
    public let removed: [MachineFault]

    /// The faults that are still there and do no harm.
    public let remaining: [MachineFault]

    /// What was removed, as part of a sentence: the first twenty faults, and how many more there are.
    public var summary: String { MachineFault.list(removed) }
}

extension MachineFault {
    /// Some faults as part of a sentence: the first twenty, and how many more there are.
    fileprivate static func list(_ faults: [MachineFault]) -> String {
        let more = faults.count > 20 ? ["and \(faults.count - 20) more"] : []
        return (faults.prefix(20).map(\.description) + more).joined(separator: "; ")
    }
}

/// Why a machine cannot be used.
public enum MachineRepairError: Error, Hashable, CustomStringConvertible {
    /// There is no boot chip, or nothing but to remove it; with the faults that were removed.
    case bootChipLost([MachineFault])

    /// No chip with application cores is left; with the faults that were removed.
    case noCoresLeft([MachineFault])

    /// There are faults, and no repair was wanted.
    case faulty([MachineFault])

    /// Why the machine cannot be used, and the first faults.
    public var description: String {
        switch self {
        case .bootChipLost(let faults): "The machine has no usable boot chip: \(MachineFault.list(faults))"
        case .noCoresLeft([]): "The machine has no idle application cores"
        case .noCoresLeft(let faults): "The machine has no usable application cores: \(MachineFault.list(faults))"
        case .faulty(let faults): "The machine has faults: \(MachineFault.list(faults))"
        }
    }
}

extension Machine {
    /// The machine without its faults: chips and links are removed until nothing harmful is left.
    ///
    /// What remains is the boot chip and the chips that exchange packets with it in both directions. Where an Ethernet
    /// chip is missing or misplaced, all chips that name it go.
    ///
    /// A link that only one end reports carries nothing on SpiNNaker, since the other end has switched it off; that is
    /// why such links go, too. The mapper copes with true one-way links: who knows of them can keep them.
    ///
    /// - Parameters:
    ///   - keepingOneWayLinks: Whether links that work in one direction only are left.
    ///   - strict: Whether any fault, harmless ones too, is an error instead, as with sPyNNaker's
    ///     `repair_machine = False`.
    /// - Throws: ``MachineRepairError`` when the boot chip is lost, when no application core is left, and for faults when
    ///   `strict`.
    /// - Complexity: O(*r* · *c*) for *c* chips and *r* rounds, two or three but for chains of faults.
    public func repaired(
        keepingOneWayLinks: Bool = false,
        strict: Bool = false
    ) throws(MachineRepairError) -> MachineRepair {
        var machine = self
        var faults = machine.faults()
        if strict, !faults.isEmpty { throw .faulty(faults) }
        var removed: [MachineFault] = []
        var remaining: [MachineFault] = []
        while true {
            remaining = []
            var chips: Set<ChipID> = []
            var links: [(chip: ChipID, link: LinkDirection)] = []
            for fault in faults {
                switch fault {
                case .noBootChip: throw .bootChipLost(removed + [fault])
                case .oneWayLink where keepingOneWayLinks: remaining.append(fault)
                case _ where fault.isHarmless: remaining.append(fault)
                case .linkToNowhere(let chip, let link), .oneWayLink(let chip, let link):
                    links.append((chip, link))
                    removed.append(fault)
                default:
                    chips.formUnion(machine.chips(of: fault))
                    removed.append(fault)
                }
            }
            if chips.isEmpty && links.isEmpty { break }
            machine = machine.without(links: links, isOneWay: true).without(chips: chips)
            faults = machine.faults()
        }
        guard machine.chips.values.contains(where: { !$0.applicationCores.isEmpty }) else {
            throw .noCoresLeft(removed)
        }
        return MachineRepair(machine: machine, removed: removed, remaining: remaining)
    }

    /// The machine without links that lead to no chip or work in one direction only.
    package func withoutBrokenLinks() -> Self {
        var dead: [(chip: ChipID, link: LinkDirection)] = []
        for chip in chips.values {
            for (link, other) in chip.neighbours where chips[other]?.neighbours[link.opposite] != chip.id {
                dead.append((chip.id, link))
            }
        }
        return without(links: dead, isOneWay: true)
    }

    /// The chips that a fault makes useless.
    private func chips(of fault: MachineFault) -> [ChipID] {
        switch fault {
        case .misplacedEthernetChip(let ethernetChip), .missingEthernetChip(let ethernetChip):
            chips.values.filter { $0.ethernetChip == ethernetChip }.map(\.id)
        case .outside(let chip), .offBoard(let chip), .unreachable(let chip, within: _), .mute(let chip, within: _):
            [chip]
        case .unknownSize, .noBootChip, .noCores, .linkToNowhere, .oneWayLink: []
        }
    }
}
