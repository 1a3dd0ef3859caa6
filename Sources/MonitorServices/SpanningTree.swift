import BoardEmulator
import SpiNNakerMachine

/// The trees over which a booted machine's monitors reach each other: one from each chip with Ethernet.
///
/// SC&MP leaves each chip with point-to-point routes to itself, to all Ethernet chips, and to the chips whose way to
/// the root or to their board's Ethernet chip leads through it; all others are dropped. Messages between two other
/// chips therefore fail with "no route", and so do messages from a board's Ethernet chip to chips of another board.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-nn.c`, `scamp-3.c` (`proc_100hz`).
struct SpanningTree {
    /// The shortest ways from all chips to one.
    private struct Ways {
        var parents: [ChipID: LinkDirection] = [:]
        var distances: [ChipID: Int]

        init(to target: ChipID) { distances = [target: 0] }
    }

    /// The chip through which the machine was booted.
    let root: ChipID

    /// The working chips that the root reaches, ascending.
    private(set) var chips: [ChipID] = []

    /// The working links of each chip, as a mask by link number.
    private(set) var links: [ChipID: UInt8] = [:]

    private let board: BoardConfiguration
    private var ways: [ChipID: Ways] = [:]
    private var tables: [ChipID: [ChipID: UInt8]] = [:]

    /// Finds the shortest ways on a quiet machine; among equals the link with the lowest number.
    init(board: BoardConfiguration, root: ChipID) {
        self.board = board
        self.root = root
        let fromRoot = findWays(to: root)
        ways[root] = fromRoot
        chips = fromRoot.distances.keys.sorted()
        for chip in chips {
            links[chip] = LinkDirection.allCases.reduce(0) { mask, link in
                neighbour(of: chip, along: link) == nil ? mask : mask | 1 << link.rawValue
            }
        }
        let ethernetChips = board.arrangement.origins.filter { fromRoot.distances[$0] != nil }
        for chip in ethernetChips where chip != root { ways[chip] = findWays(to: chip) }
        makeTables(ethernetChips)
    }

    private func findWays(to target: ChipID) -> Ways {
        var ways = Ways(to: target)
        var frontier = [target]
        while !frontier.isEmpty {
            var following: [ChipID] = []
            for chip in frontier {
                for link in LinkDirection.allCases {
                    guard let next = neighbour(of: chip, along: link), ways.distances[next] == nil else { continue }
                    ways.distances[next] = ways.distances[chip, default: 0] + 1
                    following.append(next)
                }
            }
            frontier = following
        }
        for (chip, distance) in ways.distances where chip != target {
            ways.parents[chip] = LinkDirection.allCases.first { link in
                guard let next = neighbour(of: chip, along: link) else { return false }
                return ways.distances[next] == distance - 1
            }
        }
        return ways
    }

    /// The chip that a working link leads to.
    ///
    /// SC&MP uses neither link 4 of the chip at (1, 0) of a board, nor link 2 of those at (4, 7) and (7, 7); other ends
    /// follow. That costs a SpiNN-3 the link between (1, 0) and (0, 1).
    func neighbour(of chip: ChipID, along link: LinkDirection) -> ChipID? {
        guard let other = board.neighbour(of: chip, along: link), !isMasked(link, of: chip),
            !isMasked(link.opposite, of: other)
        else { return nil }
        return other
    }

    private func isMasked(_ link: LinkDirection, of chip: ChipID) -> Bool {
        guard let place = board.arrangement.place(of: chip) else { return true }
        switch link {
        case .southWest: return place == ChipID(x: 1, y: 0)
        case .north: return place == ChipID(x: 4, y: 7) || place == ChipID(x: 7, y: 7)
        default: return false
        }
    }

    /// The Ethernet chips that a chip knows, and the number of links between it and them.
    func hops(of chip: ChipID) -> [(ethernetChip: ChipID, count: Int)] {
        ways.keys.sorted().compactMap { target in ways[target]?.distances[chip].map { (target, $0) } }
    }

    /// The number of links between a chip and the root.
    func distance(of chip: ChipID) -> Int { ways[root]?.distances[chip] ?? 0 }

    /// The link towards the root; `nil` on the root itself.
    func linkToRoot(of chip: ChipID) -> LinkDirection? { ways[root]?.parents[chip] }

    /// The links to the chips whose way to the root begins here.
    func linksToChildren(of chip: ChipID) -> [LinkDirection] {
        LinkDirection.allCases.filter { link in
            guard let next = neighbour(of: chip, along: link) else { return false }
            return linkToRoot(of: next) == link.opposite
        }
    }

    /// The point-to-point table of a chip: for each chip it can reach, a link number, or 7 for itself.
    func routes(of chip: ChipID) -> [ChipID: UInt8] { tables[chip] ?? [:] }

    private mutating func makeTables(_ ethernetChips: [ChipID]) {
        for chip in chips { tables[chip] = [chip: 7] }
        for target in ethernetChips {
            for (chip, parent) in ways[target]?.parents ?? [:] { tables[chip]?[target] = parent.rawValue }
        }
        // Each chip makes itself known on its way to the root, then on its way to its board's Ethernet chip, which is
        // left out when that is (0, 0).
        for chip in chips { announce(chip, to: root) }
        for chip in chips {
            guard let target = board.arrangement.ethernetChip(of: chip), target != .boot, ways[target] != nil else {
                continue
            }
            announce(chip, to: target)
        }
    }

    private mutating func announce(_ chip: ChipID, to target: ChipID) {
        guard board.arrangement.ethernetChip(of: chip) != chip else { return }
        var at = chip
        while at != target, let link = ways[target]?.parents[at], let next = neighbour(of: at, along: link) {
            tables[next]?[chip] = link.opposite.rawValue
            at = next
        }
    }
}
