import BoardEmulator
import SpiNNakerMachine

/// The boards that make one machine when one of them is booted: those that running boards and open links connect.
///
/// The machine has coordinates of its own, in which the booted board comes first; where the machine does not wrap and
/// boards lie west or south of it, they come before it.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-nn.c` (`nn_rcv_p2pc_addr_pct`).
struct MachinePart {
    /// The boards' numbers in the frame, ascending, and their Ethernet chips in the part's coordinates.
    let ethernetChips: [(board: Int, chip: ChipID)]

    /// The Ethernet chip of the booted board.
    let root: ChipID

    /// The part as a machine, with the faults of the whole that lie in it.
    let configuration: BoardConfiguration

    /// Finds the part that a board belongs to.
    ///
    /// - Parameters:
    ///   - whole: All boards of the frame, and their faults.
    ///   - first: The board that is booted.
    ///   - listsFaults: Whether faults are named in the boards' serial ROMs instead of being there.
    ///   - isFree: Whether a board runs and waits to be booted.
    ///   - isOpen: Whether the FPGA behind a link that leaves a board lets packets out.
    init(
        of whole: BoardConfiguration,
        first: Int,
        listsFaults: Bool = false,
        isFree: (Int) -> Bool,
        isOpen: (ChipID, LinkDirection) -> Bool
    ) {
        let boards = whole.arrangement
        var places = [first: (x: 0, y: 0)]
        var closed: [(ChipID, LinkDirection)] = []
        var (wrapsHorizontally, wrapsVertically) = (false, false)
        var frontier = [first]
        while let board = frontier.popLast() {
            guard let origin = places[board] else { continue }
            for wire in boards.wires(leaving: board) {
                guard isFree(wire.board) || wire.board == first else { continue }
                guard isOpen(wire.chip, wire.link), isOpen(wire.other, wire.link.opposite) else {
                    closed.append((wire.chip, wire.link))
                    continue
                }
                let x = origin.x + Int(wire.place.x) + wire.link.offset.x - Int(wire.otherPlace.x)
                let y = origin.y + Int(wire.place.y) + wire.link.offset.y - Int(wire.otherPlace.y)
                if let known = places[wire.board] {
                    wrapsHorizontally = wrapsHorizontally || known.x != x
                    wrapsVertically = wrapsVertically || known.y != y
                } else {
                    places[wire.board] = (x, y)
                    frontier.append(wire.board)
                }
            }
        }

        let numbers = places.keys.sorted()
        func column(_ x: Int, _ wraps: Bool, _ size: Int, _ least: Int) -> UInt8 {
            UInt8(truncatingIfNeeded: wraps ? (x % size + size) % size : x - least)
        }
        let (leastX, leastY) = (places.values.map(\.x).min() ?? 0, places.values.map(\.y).min() ?? 0)
        let origins = numbers.map { board in
            let (x, y) = places[board] ?? (0, 0)
            return ChipID(
                x: column(x, wrapsHorizontally, boards.width, leastX),
                y: column(y, wrapsVertically, boards.height, leastY)
            )
        }
        let part = BoardArrangement(
            kind: boards.kind,
            origins: origins,
            width: wrapsHorizontally ? boards.width : nil,
            height: wrapsVertically ? boards.height : nil
        )
        ethernetChips = Array(zip(numbers, origins)).map { (board: $0, chip: $1) }
        root = ethernetChips.first { $0.board == first }?.chip ?? .boot

        func moved(_ chip: ChipID) -> ChipID? {
            guard let board = boards.board(of: chip), let place = boards.place(of: chip),
                let index = numbers.firstIndex(of: board)
            else { return nil }
            return part.chip(at: place, ofBoard: index)
        }
        var configuration = BoardConfiguration(part, windowCycles: whole.windowCycles)
        configuration.engine = whole.engine
        configuration.deadChips = Set(whole.deadChips.compactMap(moved))
        for (chip, cores) in whole.deadCores {
            if let chip = moved(chip) { configuration.deadCores[chip] = cores }
        }
        func moved(_ links: [(ChipID, LinkDirection)]) -> Set<BoardConfiguration.Link> {
            Set(links.compactMap { chip, link in moved(chip).map { BoardConfiguration.Link(chip: $0, link: link) } })
        }
        configuration.deadLinks = moved(whole.deadLinks.map { ($0.chip, $0.link) })
        if listsFaults { configuration = configuration.listingFaults() }
        configuration.deadLinks.formUnion(moved(closed))
        self.configuration = configuration
    }
}

extension BoardArrangement {
    /// One direction of a wire between two boards, by way of their FPGAs.
    struct Wire {
        var chip: ChipID
        var place: ChipID
        var link: LinkDirection
        var other: ChipID
        var otherPlace: ChipID
        /// The board at the other end.
        var board: Int
    }

    /// The wires that lead from a board to others, or round the machine to itself.
    func wires(leaving board: Int) -> [Wire] {
        guard kind == .spin5 else { return [] }
        var wires: [Wire] = []
        for place in kind.chips {
            let chip = chip(at: place, ofBoard: board)
            for link in LinkDirection.allCases where FPGALink(place: place, link: link) != nil {
                guard let other = neighbour(of: chip, along: link), let otherPlace = self.place(of: other),
                    let otherBoard = self.board(of: other)
                else { continue }
                wires.append(
                    Wire(
                        chip: chip,
                        place: place,
                        link: link,
                        other: other,
                        otherPlace: otherPlace,
                        board: otherBoard
                    )
                )
            }
        }
        return wires
    }
}
