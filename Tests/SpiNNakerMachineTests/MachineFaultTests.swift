import SpiNNakerMachine
import Testing

@Suite
struct MachineFaultTests {
    private static let spin5 = Machine(board: .spin5)

    /// A machine with other chips in place of some of its own, or beside them.
    private static func machine(_ machine: Machine, with chips: [Chip]) -> Machine {
        let ids = Set(chips.map(\.id))
        let others = machine.chips.values.filter { !ids.contains($0.id) }
        return Machine(width: machine.width, height: machine.height, chips: others + chips)
    }

    private static func chip(_ x: UInt8, _ y: UInt8, of machine: Machine, ethernetChip: ChipID? = nil) throws -> Chip {
        var chip = try #require(machine.chips[ChipID(x: x, y: y)])
        if let ethernetChip { chip.ethernetChip = ethernetChip }
        return chip
    }

    private static func lone(_ x: UInt8, _ y: UInt8, ethernetChip: ChipID = .boot) -> Chip {
        Chip(
            id: ChipID(x: x, y: y),
            applicationCores: [1],
            neighbours: [:],
            freeSDRAM: 1,
            freeRoutingEntries: 1,
            ethernetChip: ethernetChip
        )
    }

    /// The chips reached from one over links as they are, or against them.
    private static func flood(_ machine: Machine, from start: ChipID, against: Bool) -> Set<ChipID> {
        var reached: Set = [start]
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for chip in machine.chips.values {
                for other in chip.neighbours.values where machine.chips[other] != nil {
                    let (from, to) = against ? (other, chip.id) : (chip.id, other)
                    if reached.contains(from), reached.insert(to).inserted { isGrowing = true }
                }
            }
        }
        return reached
    }

    private static func links(_ ends: (UInt8, UInt8, LinkDirection)...) -> [(chip: ChipID, link: LinkDirection)] {
        ends.map { (ChipID(x: $0.0, y: $0.1), $0.2) }
    }

    // MARK: - Machines without faults

    @Test(arguments: [(2, 2), (8, 8), (12, 12), (16, 16), (12, 16), (16, 12), (28, 16), (20, 20), (24, 24)])
    func wholeMachinesHaveNone(width: Int, height: Int) throws {
        let machine = Machine(try BoardArrangement(width: width, height: height))
        #expect(machine.faults().isEmpty)
        let repair = try machine.repaired(strict: true)
        #expect(repair.machine == machine)
        #expect(repair.removed.isEmpty && repair.remaining.isEmpty)
    }

    @Test
    func missingChipsAndWiresAreNoFaults() {
        let machine = Self.spin5.without(chips: [ChipID(x: 3, y: 3)]).without(links: Self.links((0, 0, .north)))
        #expect(machine.faults().isEmpty)
    }

    // MARK: - Each fault

    @Test
    func aSizeOfNoBoardsIsHarmless() throws {
        let machine = Machine(width: 7, height: 8, chips: [Self.lone(0, 0)])
        #expect(machine.faults() == [.unknownSize(width: 7, height: 8)])
        #expect(try machine.repaired().machine == machine)
        #expect(try machine.repaired().remaining == machine.faults())
    }

    @Test
    func aMachineWithoutABootChipIsRefused() {
        let machine = Self.spin5.without(chips: [.boot])
        #expect(machine.faults() == [.noBootChip, .missingEthernetChip(.boot)])
        let error = #expect(throws: MachineRepairError.self) { try machine.repaired() }
        #expect("\(error as Any)".contains("there is no boot chip at (0, 0)"))
    }

    @Test
    func chipsOutsideAreRemoved() throws {
        let machine = Self.machine(Self.spin5, with: [Self.lone(8, 8)])
        let outside = ChipID(x: 8, y: 8)
        #expect(machine.faults().contains(.outside(outside)))
        let repair = try machine.repaired()
        #expect(repair.machine == Self.spin5)
        #expect(repair.removed.contains(.outside(outside)))
    }

    @Test
    func chipsWhereNoBoardHasOneAreRemoved() throws {
        // The corner of a lone board's square.
        let corner = Self.machine(Self.spin5, with: [Self.lone(0, 7)])
        #expect(corner.faults().contains(.offBoard(ChipID(x: 0, y: 7))))
        #expect(try corner.repaired().machine == Self.spin5)

        // A chip of the board at (8, 4) that says that it belongs to the one at (0, 0).
        let triad = Machine(.triad)
        let stray = Self.machine(triad, with: [try Self.chip(9, 6, of: triad, ethernetChip: .boot)])
        #expect(stray.faults().contains(.offBoard(ChipID(x: 9, y: 6))))
        #expect(try stray.repaired().machine == triad.without(chips: [ChipID(x: 9, y: 6)]))
    }

    @Test
    func ethernetChipsAtIllegalPlacesGoWithTheirChips() throws {
        let triad = Machine(.triad)
        let wrong = ChipID(x: 5, y: 5)
        let machine = Self.machine(triad, with: [try Self.chip(9, 6, of: triad, ethernetChip: wrong)])
        #expect(machine.faults() == [.misplacedEthernetChip(wrong)])
        #expect(try machine.repaired().machine == triad.without(chips: [ChipID(x: 9, y: 6)]))

        let lost = Self.machine(Self.spin5, with: [try Self.chip(0, 0, of: Self.spin5, ethernetChip: wrong)])
        let error = #expect(throws: MachineRepairError.self) { try lost.repaired() }
        guard case .bootChipLost(let faults) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(faults.first == .misplacedEthernetChip(wrong) && faults.last == .noBootChip)
    }

    @Test
    func aBoardWithoutItsEthernetChipGoes() throws {
        let ethernetChip = ChipID(x: 8, y: 4)
        let machine = Machine(.triad).without(chips: [ethernetChip])
        #expect(machine.faults() == [.missingEthernetChip(ethernetChip)])
        let repair = try machine.repaired()
        #expect(repair.removed == machine.faults())
        #expect(repair.machine.chips.count == 96)
        #expect(repair.machine.chips.values.allSatisfy { $0.ethernetChip != ethernetChip })
        #expect(repair.machine.faults().isEmpty)
        #expect(repair.summary == "the Ethernet chip (8, 4) is missing, and with it its board")
    }

    @Test
    func chipsWithoutCoresStillRoute() throws {
        let id = ChipID(x: 2, y: 2)
        let machine = Self.spin5.without(cores: (1..<18).map { CoreID(chip: id, core: $0) })
        #expect(machine.faults() == [.noCores(id)])
        #expect(try machine.repaired().machine == machine)
        #expect(throws: MachineRepairError.faulty([.noCores(id)])) { try machine.repaired(strict: true) }

        let all = Self.spin5.chipIDs.flatMap { chip in (1..<18).map { CoreID(chip: chip, core: $0) } }
        #expect(throws: MachineRepairError.noCoresLeft([])) { try Self.spin5.without(cores: all).repaired() }
    }

    @Test
    func linksToNowhereAreRemoved() throws {
        var chip = try Self.chip(0, 0, of: Self.spin5)
        chip.neighbours[.west] = ChipID(x: 7, y: 0)
        let machine = Self.machine(Self.spin5, with: [chip])
        #expect(machine.faults() == [.linkToNowhere(.boot, .west)])
        #expect(try machine.repaired().machine == Self.spin5)
    }

    @Test
    func oneWayLinksAreRemovedOrKept() throws {
        let wire = Self.links((3, 3, .east))
        let machine = Self.spin5.without(links: wire, isOneWay: true)
        #expect(machine.faults() == [.oneWayLink(ChipID(x: 4, y: 3), .west)])
        #expect(try machine.repaired().machine == Self.spin5.without(links: wire))
        let kept = try machine.repaired(keepingOneWayLinks: true)
        #expect(kept.machine == machine)
        #expect(kept.remaining == machine.faults() && kept.removed.isEmpty)
        #expect(throws: MachineRepairError.faulty(machine.faults())) { try machine.repaired(strict: true) }
    }

    /// A pair of chips in the corner that talk to each other only.
    @Test
    func groupsThatAreCutOffAreRemoved() throws {
        let pair = [ChipID(x: 7, y: 7), ChipID(x: 6, y: 7)]
        let wires = Self.links(
            (7, 7, .south),
            (7, 7, .southWest),
            (6, 7, .west),
            (6, 7, .southWest),
            (6, 7, .south)
        )
        let machine = Self.spin5.without(links: wires)
        let faults = pair.sorted()
        #expect(
            machine.faults() == faults.map { .unreachable($0, within: .machine) }
                + faults.map { .mute($0, within: .machine) }
        )
        #expect(try machine.repaired().machine == Self.spin5.without(chips: Set(pair)))
    }

    @Test
    func chipsThatOnlyHearOrOnlySendAreRemoved() throws {
        let id = ChipID(x: 7, y: 7)
        let deaf = Self.spin5.without(
            links: Self.links((6, 6, .northEast), (6, 7, .east), (7, 6, .north)),
            isOneWay: true
        )
        #expect(deaf.faults().contains(.unreachable(id, within: .machine)))
        #expect(!deaf.faults().contains(.mute(id, within: .machine)))
        let mute = Self.spin5.without(
            links: Self.links((7, 7, .southWest), (7, 7, .west), (7, 7, .south)),
            isOneWay: true
        )
        #expect(mute.faults().contains(.mute(id, within: .machine)))
        #expect(!mute.faults().contains(.unreachable(id, within: .machine)))
        for machine in [deaf, mute] {
            for keeps in [false, true] {
                let repair = try machine.repaired(keepingOneWayLinks: keeps)
                #expect(repair.machine == Self.spin5.without(chips: [id]))
            }
        }
    }

    /// A chip of the western edge; without its links to its own board the other boards still reach it.
    @Test
    func chipsThatAreCutOffFromTheirBoardOnlyStay() throws {
        let boards = BoardArrangement.triad
        let triad = Machine(boards)
        let id = boards.chip(at: ChipID(x: 0, y: 3), ofBoard: 1)
        let own = LinkDirection.allCases.filter { link in
            boards.neighbour(of: id, along: link).flatMap(boards.board) == 1
        }
        #expect(own.count == 3)
        let machine = triad.without(links: own.map { (id, $0) })
        #expect(machine.faults() == [.unreachable(id, within: .board), .mute(id, within: .board)])
        #expect(try machine.repaired().machine == machine)
        #expect(throws: MachineRepairError.self) { try machine.repaired(strict: true) }
    }

    // MARK: - Many faults at once

    /// Where Ethernet chips stay, what is left is what a flood from the boot chip reaches and what reaches it.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func whatIsLeftIsWhatExchangesPacketsWithTheBootChip(seed: UInt64) throws {
        var random = Numbers(state: seed)
        let whole = Machine(BoardArrangement(.spin5))
        var dead: [(chip: ChipID, link: LinkDirection)] = []
        for chip in whole.chipIDs {
            for link in LinkDirection.allCases where random.next() % 100 < 40 { dead.append((chip, link)) }
        }
        let machine = whole.without(links: dead, isOneWay: true)
        let there = Self.flood(machine, from: .boot, against: false)
        let back = Self.flood(machine, from: .boot, against: true)
        let found = Set(machine.faults())
        for chip in machine.chipIDs {
            #expect(found.contains(.unreachable(chip, within: .machine)) == !there.contains(chip))
            #expect(found.contains(.mute(chip, within: .machine)) == !back.contains(chip))
        }
        for keeps in [false, true] {
            let repair = try machine.repaired(keepingOneWayLinks: keeps)
            let start = keeps ? machine : machine.withoutOneWayLinks()
            let left = Self.flood(start, from: .boot, against: false)
                .intersection(Self.flood(start, from: .boot, against: true))
            #expect(Set(repair.machine.chips.keys) == left)
            #expect(repair.machine == start.without(chips: Set(machine.chipIDs).subtracting(left)))
            #expect(try repair.machine.repaired(keepingOneWayLinks: keeps).machine == repair.machine)
        }
    }

    @Test
    func longListsAreCutShort() throws {
        let alone = Self.spin5.chipIDs.filter { $0 != .boot }
        let machine = Self.spin5.without(
            links: alone.flatMap { chip in LinkDirection.allCases.map { (chip, $0) } }
        )
        let repair = try machine.repaired()
        #expect(repair.machine.chips.count == 1)
        #expect(repair.removed.count == 94)
        #expect(repair.summary.hasSuffix("; and 74 more"))
    }
}

extension Machine {
    /// The machine without links that their other ends do not have.
    fileprivate func withoutOneWayLinks() -> Machine {
        let dead = chips.values.flatMap { chip in
            chip.neighbours.filter { chips[$0.value]?.neighbours[$0.key.opposite] != chip.id }
                .map { (chip: chip.id, link: $0.key) }
        }
        return without(links: dead, isOneWay: true)
    }
}

/// SplitMix64: numbers that are the same in every run.
private struct Numbers {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var number = state
        number = (number ^ number >> 30) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ number >> 27) &* 0x94d0_49bb_1331_11eb
        return number ^ number >> 31
    }
}
