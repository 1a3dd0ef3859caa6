import BoardEmulator
import SpiNNakerMachine

/// The tree over which a booted board's monitors reach the chip with Ethernet.
///
/// SC&MP leaves each chip with point-to-point routes to itself, to the Ethernet chip, and to the chips whose way there
/// leads through it; all others are dropped. Messages between two other chips therefore fail with "no route".
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-nn.c`.
struct SpanningTree {
    private var parents: [ChipID: LinkDirection] = [:]
    private var distances: [ChipID: Int] = [.boot: 0]

    /// The working chips that the Ethernet chip reaches, ascending.
    private(set) var chips: [ChipID] = []

    /// The working links of each chip, as a mask by link number.
    private(set) var links: [ChipID: UInt8] = [:]

    private let board: BoardConfiguration
    private var tables: [ChipID: [ChipID: UInt8]] = [:]

    /// Finds the shortest ways on a lone board; among equals the link with the lowest number.
    init(board: BoardConfiguration) {
        self.board = board
        var frontier = [ChipID.boot]
        while !frontier.isEmpty {
            var following: [ChipID] = []
            for chip in frontier {
                for link in LinkDirection.allCases {
                    guard let next = neighbour(of: chip, along: link), distances[next] == nil else {
                        continue
                    }
                    distances[next] = distances[chip, default: 0] + 1
                    following.append(next)
                }
            }
            frontier = following
        }
        chips = distances.keys.sorted()
        for chip in chips {
            links[chip] = LinkDirection.allCases.reduce(0) { mask, link in
                neighbour(of: chip, along: link) == nil ? mask : mask | 1 << link.rawValue
            }
        }
        for chip in chips where chip != .boot {
            parents[chip] = LinkDirection.allCases.first { link in
                guard let next = neighbour(of: chip, along: link) else { return false }
                return distance(of: next) == distance(of: chip) - 1
            }
        }
        for chip in chips { tables[chip] = makeTable(of: chip) }
    }

    /// The chip that a working link leads to.
    ///
    /// SC&MP masks link 4 of any chip at (1, 0) of its board, which costs a SpiNN-3 the link between (1, 0) and (0, 1).
    func neighbour(of chip: ChipID, along link: LinkDirection) -> ChipID? {
        if board.kind == .spin3 {
            if chip == ChipID(x: 1, y: 0), link == .southWest { return nil }
            if chip == ChipID(x: 0, y: 1), link == .northEast { return nil }
        }
        return board.neighbour(of: chip, along: link)
    }

    /// The number of links between a chip and the Ethernet chip.
    func distance(of chip: ChipID) -> Int { distances[chip] ?? 0 }

    /// The link towards the Ethernet chip; `nil` on that chip itself.
    func linkToRoot(of chip: ChipID) -> LinkDirection? { parents[chip] }

    /// The links to the chips whose way to the Ethernet chip begins here.
    func linksToChildren(of chip: ChipID) -> [LinkDirection] {
        LinkDirection.allCases.filter { link in
            guard let next = neighbour(of: chip, along: link), let parent = parents[next] else { return false }
            return neighbour(of: next, along: parent) == chip && parent == link.opposite
        }
    }

    /// The point-to-point table of a chip: for each chip it can reach, a link number, or 7 for itself.
    func routes(of chip: ChipID) -> [ChipID: UInt8] { tables[chip] ?? [:] }

    private func makeTable(of chip: ChipID) -> [ChipID: UInt8] {
        var routes: [ChipID: UInt8] = [chip: 7]
        if let parent = parents[chip] { routes[.boot] = parent.rawValue }
        for link in linksToChildren(of: chip) {
            guard let child = neighbour(of: chip, along: link) else { continue }
            for reached in subtree(of: child) { routes[reached] = link.rawValue }
        }
        return routes
    }

    private func subtree(of chip: ChipID) -> [ChipID] {
        [chip]
            + linksToChildren(of: chip).flatMap { link in
                neighbour(of: chip, along: link).map(subtree) ?? []
            }
    }
}
