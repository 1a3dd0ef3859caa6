import SpiNNakerMachine

/// The order in which chips copy an image from their neighbours, the boot chip having it already.
struct CopyPlan: Sendable {
    /// One copy.
    struct Step: Hashable, Sendable {
        /// The chip that copies.
        var chip: ChipID
        /// The link over which it reads.
        var link: LinkDirection
        /// The chip at the link's other end.
        var source: ChipID
    }

    /// Copies that may happen at the same time: in a round no chip is read twice.
    let rounds: [[Step]]

    /// Plans shortest paths to every target, with as few chips beside them as the paths need.
    ///
    /// - Throws: `BoardControlError` when no links lead to a target.
    init(machine: Machine, targets: Set<ChipID>) throws(BoardControlError) {
        var steps: [ChipID: Step] = [:]
        var order: [ChipID] = [.boot]
        var next = 0
        while next < order.count {
            let chip = order[next]
            next += 1
            guard let neighbours = machine.chips[chip]?.neighbours else { continue }
            for link in LinkDirection.allCases {
                guard let neighbour = neighbours[link], neighbour != .boot, steps[neighbour] == nil,
                    machine.chips[neighbour] != nil
                else { continue }
                steps[neighbour] = Step(chip: neighbour, link: link.opposite, source: chip)
                order.append(neighbour)
            }
        }
        var needed: Set<ChipID> = [.boot]
        for target in targets.sorted() {
            var chip = target
            while !needed.contains(chip) {
                guard let step = steps[chip] else {
                    throw BoardControlError(
                        .noSuchChip,
                        "No working links lead from the boot chip to chip \(target).",
                        location: CoreID(chip: target, core: 0)
                    )
                }
                needed.insert(chip)
                chip = step.source
            }
        }
        // A chip is served in the first round after its source has the image in which the source is not read yet.
        var ready: [ChipID: Int] = [.boot: 0]
        var rounds: [[Step]] = []
        for chip in order where chip != .boot && needed.contains(chip) {
            guard let step = steps[chip], let round = ready[step.source] else { continue }
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(step)
            ready[step.source] = round + 1
            ready[chip] = round + 1
        }
        self.rounds = rounds
    }
}
