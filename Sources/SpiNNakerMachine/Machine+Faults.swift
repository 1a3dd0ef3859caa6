extension Machine {
    /// What is wrong with the machine: size and places, then chips and links, then who does not reach whom.
    ///
    /// Chips that are missing are no fault of their own. Where there is no boot chip, nobody is said to be cut off from
    /// it; a chip that is cut off from the whole machine is not said to be cut off from its board, too.
    ///
    /// - Complexity: O(*c*) for *c* chips.
    /// - SeeAlso: SpiNNMachine 7.4.1, `machine.py`, `validate`, and `machine_factory.py`, `machine_repair`. Those look at
    ///   a chip's own links; here a group of chips that reach only each other is cut off, too.
    public func faults() -> [MachineFault] {
        faultsOfPlaces() + faultsOfLinks() + faultsOfReach()
    }

    private func faultsOfPlaces() -> [MachineFault] {
        var faults: [MachineFault] = []
        let boards = try? BoardArrangement(width: width, height: height)
        if boards == nil { faults.append(.unknownSize(width: width, height: height)) }
        if chips[.boot] == nil { faults.append(.noBootChip) }
        let misplaced = ethernetChips.filter { boards?.origins.contains($0) == false }
        faults += misplaced.sorted().map { .misplacedEthernetChip($0) }
        faults += ethernetChips.subtracting(misplaced).filter { chips[$0] == nil }.sorted()
            .map { .missingEthernetChip($0) }
        for id in chipIDs {
            guard let chip = chips[id] else { continue }
            if id.x >= width || id.y >= height {
                faults.append(.outside(id))
            } else if let boards, !misplaced.contains(chip.ethernetChip),
                boards.ethernetChip(of: id) != chip.ethernetChip
            {
                faults.append(.offBoard(id))
            }
            if chip.applicationCores.isEmpty { faults.append(.noCores(id)) }
        }
        return faults
    }

    private func faultsOfLinks() -> [MachineFault] {
        chipIDs.flatMap { id in
            LinkDirection.allCases.compactMap { link -> MachineFault? in
                guard let other = chips[id]?.neighbours[link] else { return nil }
                guard let back = chips[other] else { return .linkToNowhere(id, link) }
                return back.neighbours[link.opposite] == id ? nil : .oneWayLink(id, link)
            }
        }
    }

    private func faultsOfReach() -> [MachineFault] {
        let forwards = chips.mapValues { Array($0.neighbours.values) }
        var backwards: [ChipID: [ChipID]] = [:]
        for (id, others) in forwards {
            for other in others { backwards[other, default: []].append(id) }
        }
        let all = Set(chips.keys)
        var (unreachable, mute): (Set<ChipID>, Set<ChipID>) = ([], [])
        if all.contains(.boot) {
            unreachable = all.subtracting(Self.flood(from: .boot, over: forwards, within: all))
            mute = all.subtracting(Self.flood(from: .boot, over: backwards, within: all))
        }
        var faults: [MachineFault] = unreachable.sorted().map { .unreachable($0, within: .machine) }
        faults += mute.sorted().map { .mute($0, within: .machine) }
        for (ethernetChip, members) in Dictionary(grouping: all, by: { chips[$0]?.ethernetChip ?? $0 })
            .sorted(by: { $0.key < $1.key })
        {
            let board = Set(members)
            guard board.contains(ethernetChip) else { continue }
            let reached = Self.flood(from: ethernetChip, over: forwards, within: board)
            faults += board.subtracting(reached).subtracting(unreachable).sorted()
                .map { .unreachable($0, within: .board) }
            let heard = Self.flood(from: ethernetChip, over: backwards, within: board)
            faults += board.subtracting(heard).subtracting(mute).sorted().map { .mute($0, within: .board) }
        }
        return faults
    }

    /// The Ethernet chips that chips name.
    private var ethernetChips: Set<ChipID> { Set(chips.values.map(\.ethernetChip)) }

    /// The chips of a region that are reached from one of them.
    private static func flood(
        from start: ChipID,
        over links: [ChipID: [ChipID]],
        within region: Set<ChipID>
    ) -> Set<ChipID> {
        var reached: Set = [start]
        var open = [start]
        while let chip = open.popLast() {
            for other in links[chip, default: []] where region.contains(other) && reached.insert(other).inserted {
                open.append(other)
            }
        }
        return reached
    }
}
