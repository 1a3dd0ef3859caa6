import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// What rig 2.4.1 checks of its router; here every router has to do it.
@Suite
struct RigRouterCasesTests {
    private typealias Place = (x: UInt8, y: UInt8)

    /// Vertices of one core on given chips.
    private func network(at places: [Place]) -> CaseNetwork {
        var network = CaseNetwork()
        for place in places { network.addVertex(on: ChipID(x: place.x, y: place.y)) }
        return network
    }

    /// Has a network routed in every way, and the mappings judged.
    private func expectWays(
        of network: CaseNetwork,
        on machine: Machine,
        links: Int? = nil,
        _ comment: Comment? = nil
    ) throws {
        for router in Algorithms.routers {
            let mapping = try network.map(on: machine, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(comment ?? "") \(router)")
            if let links { #expect(mapping.hops == links, "\(comment ?? "") \(router)") }
        }
    }

    private func expectNoWay(for network: CaseNetwork, on machine: Machine, _ source: String, _ target: String) {
        for router in Algorithms.routers {
            #expect(throws: MappingError.unreachable(source: source, target: target), "\(router)") {
                try network.map(on: machine, router: router)
            }
        }
    }

    /// A net from one chip to others, each once.
    private func net(from source: Place, to sinks: [Place]) -> CaseNetwork {
        var network = network(at: [source] + sinks)
        network.addNet(from: 0, to: Array(1..<(sinks.count + 1)))
        return network
    }

    // MARK: - Whatever the router

    /// `test_null_route`: vertices without nets, and nothing at all.
    @Test func nothingIsRouted() throws {
        let square = Machine(columns: 2, rows: 2)
        for network in [network(at: [(0, 0), (1, 0), (0, 1), (1, 1)]), CaseNetwork()] {
            for router in Algorithms.routers {
                #expect(try network.map(on: square, router: router).tables.isEmpty, "\(router)")
            }
        }
        try expectWays(of: CaseNetwork(), on: Machine(columns: 0, rows: 0))
    }

    /// The machine of `test_correctness`: chip (1, 1) is dead, and the boot chip sends nothing north.
    private var damaged: Machine {
        Machine(columns: 10, rows: 10).without(chips: [ChipID(x: 1, y: 1)])
            .without(links: [(.boot, .north)], isOneWay: true)
    }

    /// `test_correctness`, one sink: on the same chip, beside, farther, behind the dead link, behind the dead chip, and around
    /// the corner.
    @Test(arguments: [(0, 0, 0), (1, 0, 1), (5, 0, 5), (0, 1, 2), (2, 2, 3), (9, 9, 1)] as [(UInt8, UInt8, Int)])
    func oneSink(x: UInt8, y: UInt8, links: Int) throws {
        let network = net(from: (0, 0), to: [(x, y)])
        let machine = damaged
        for router in Algorithms.routers {
            let mapping = try network.map(on: machine, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
            #expect(mapping.hops >= links, "\(router)")
            // The shortest ways are known; shortest are not all that lead around the dead chip.
            if (x, y) != (2, 2) { #expect(mapping.hops == links, "\(router)") }
        }
    }

    /// The same, ten sinks: on the source's chip and in a row two above it, and every net twice.
    @Test(arguments: [false, true], [1, 2]) func tenSinks(areApart: Bool, nets: Int) throws {
        let sinks: [Place] = (0..<10).map { areApart ? (x: $0, y: 2) : (x: 0, y: 0) }
        var network = network(at: [(0, 0)] + sinks)
        for _ in 0..<nets { network.addNet(from: 0, to: Array(1...10)) }
        try expectWays(of: network, on: damaged)
    }

    /// The same: ten vertices in a row, each of which sends to the next around the edge, or to all.
    @Test(arguments: [true, false]) func tenSources(isRing: Bool) throws {
        var network = network(at: (0..<10).map { ($0, 0) })
        for source in 0..<10 { network.addNet(from: source, to: isRing ? [(source + 1) % 10] : Array(0..<10)) }
        try expectWays(of: network, on: damaged, links: isRing ? 10 : nil)
    }

    /// `test_impossible`: two chips without links.
    @Test func chipsWithoutLinks() {
        let machine = Machine(columns: 2, rows: 1).changing { $0.neighbours = [:] }
        expectNoWay(for: net(from: (0, 0), to: [(1, 0)]), on: machine, "(0, 0)", "(1, 0)")
    }

    /// `test_a_star_impossible`: of all links, only the one that leads west from (1, 0) works.
    @Test func oneLinkInOneDirection() throws {
        let machine = Machine(columns: 2, rows: 1).changing { chip in
            chip.neighbours = chip.id == .boot ? [:] : [.west: .boot]
        }
        expectNoWay(for: net(from: (0, 0), to: [(1, 0)]), on: machine, "(0, 0)", "(1, 0)")
        try expectWays(of: net(from: (1, 0), to: [(0, 0)]), on: machine, links: 1)
    }

    // MARK: - Trees

    private struct Case: Sendable, CustomTestStringConvertible {
        let source: Place
        let sinks: [Place]
        let side: Int
        var wraps: [Bool] = [true, false]

        var testDescription: String { "\(source) to \(sinks.count) on \(side) x \(side)" }
    }

    private static func square(_ side: UInt8) -> [Place] {
        (0..<side).flatMap { x in (0..<side).map { (x, $0) } }
    }

    /// The cases of `test_ner_net`.
    private static let trees: [Case] = {
        let boot: Place = (0, 0)
        var trees = [
            Case(source: boot, sinks: [], side: 1, wraps: [true]),
            Case(source: (0, 1), sinks: [], side: 2, wraps: [true]),
        ]
        let beside: [Place] = [(2, 1), (0, 1), (1, 2), (1, 0), (2, 2), (0, 0)]
        trees += beside.map { Case(source: (1, 1), sinks: [$0], side: 3) }
        let corners: [Place] = [(9, 0), (0, 9), (9, 9)]
        trees += corners.map { Case(source: boot, sinks: [$0], side: 10) }
        let lines: [[Place]] = [[(1, 0), (2, 0)], [(0, 1), (0, 2)], [(1, 1), (2, 2)]]
        trees += lines.map { Case(source: boot, sinks: $0, side: 3) }
        trees += [
            Case(source: boot, sinks: square(9).filter { $0.x % 2 == 1 && $0.y % 2 == 1 }, side: 9),
            Case(source: boot, sinks: square(9).filter { $0 != boot }, side: 9),
            Case(source: boot, sinks: [(8, 8)], side: 9, wraps: [false]),
            Case(source: boot, sinks: [(5, 5)], side: 9, wraps: [true]),
            Case(source: boot, sinks: [(10, 10), (11, 11), (30, 30), (31, 31)], side: 100, wraps: [false]),
            Case(source: boot, sinks: [(10, 10), (11, 11), (30, 30), (29, 29)], side: 40, wraps: [true]),
        ]
        return trees
    }()

    @Test(arguments: trees.indices) func treesHaveNoLoopsAndNoDeadEnds(number: Int) throws {
        let tree = Self.trees[number]
        for wraps in tree.wraps {
            let machine = Machine(columns: tree.side, rows: tree.side, wraps: wraps)
            try expectWays(of: net(from: tree.source, to: tree.sinks), on: machine, "\(tree.testDescription), \(wraps)")
        }
    }

    /// `test_ner_net`, its last fifty: from (2, 3) to about half of 6 × 6 chips.
    @Test(arguments: 0..<50 as Range<UInt64>) func treesToHalfOfTheMachine(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let sinks = Self.square(6).filter { $0 != (2, 3) && Bool.random(using: &random) }.shuffled(using: &random)
        try expectWays(of: net(from: (2, 3), to: sinks), on: Machine(columns: 6, rows: 6, wraps: false))
    }

    /// A broadcast takes a link for each chip that it comes to, and no more.
    @Test(arguments: [true, false]) func broadcastsCrossOneLinkForEachChip(wraps: Bool) throws {
        let network = net(from: (0, 0), to: Self.square(9).filter { $0 != (0, 0) })
        try expectWays(of: network, on: Machine(columns: 9, rows: 9, wraps: wraps), links: 80)
    }

    // MARK: - Faults

    /// `test_avoid_dead_links_no_change`: a tree that goes near a dead chip and a dead link.
    @Test func faultsBesideTheTree() throws {
        let machine = Machine(columns: 10, rows: 10).without(chips: [ChipID(x: 1, y: 1)])
            .without(links: [(.boot, .west)], isOneWay: true)
        try expectWays(of: net(from: (0, 0), to: [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3)]), on: machine)
    }

    /// `test_avoid_dead_links_change`: a dead link, and a wall of dead chips with a corner.
    @Test(
        arguments: [
            ((4, 4), [(4, 5)]), ((4, 0), [(4, 2)]), ((0, 0), [(2, 2), (3, 2), (2, 3), (3, 3)]),
            // A tree that bends back on both sides.
            ((0, 0), [(2, 2), (3, 3), (4, 4), (5, 5), (5, 4), (5, 3), (5, 2), (4, 5), (3, 5), (2, 5)]),
        ] as [((UInt8, UInt8), [(UInt8, UInt8)])]
    )
    func faultsAcrossTheTree(source: (UInt8, UInt8), sinks: [(UInt8, UInt8)]) throws {
        let wall: [Place] = [(1, 1), (2, 1), (3, 1), (4, 1), (1, 2), (1, 3), (1, 4)]
        let machine = Machine(columns: 10, rows: 10).without(chips: Set(wall.map { ChipID(x: $0.x, y: $0.y) }))
            .without(links: [(ChipID(x: 4, y: 4), .north)], isOneWay: true)
        try expectWays(of: net(from: source, to: sinks.map { (x: $0.0, y: $0.1) }), on: machine)
    }

    /// `test_a_star`: chips in a line, beside and behind each other, with and without a dead link and edges that wrap.
    @Test(arguments: [true, false], [true, false]) func linesOfSinks(wraps: Bool, isWhole: Bool) throws {
        let whole = Machine(columns: 10, rows: 10, wraps: wraps)
        let machine = isWhole ? whole : whole.without(links: [(.boot, .north)], isOneWay: true)
        let cases: [(Place, [Place])] = [
            ((0, 0), [(1, 0)]), ((0, 0), [(2, 0)]), ((0, 0), [(9, 9)]), ((0, 0), [(0, 2)]),
            ((0, 0), [(0, 1), (0, 2), (0, 3)]), ((0, 2), [(0, 1), (0, 0), (0, 3)]), ((4, 4), [(0, 1), (0, 2), (0, 0)]),
            ((0, 1), [(4, 4), (5, 5), (0, 0)]),
        ]
        for (source, sinks) in cases { try expectWays(of: net(from: source, to: sinks), on: machine) }
    }

    // MARK: - Longest dimension first

    /// The links of a path.
    private func path(from source: Place, to sink: Place, on machine: Machine) throws -> [LinkDirection] {
        let mapping = try net(from: source, to: [sink]).map(on: machine, router: LongestDimensionFirstRouter())
        let start = ChipID(x: source.x, y: source.y)
        let journey = Journey(of: mapping.keys[0].key, from: start, over: mapping.tables, on: machine)
        return journey.visits.compactMap { $0.link?.opposite }
    }

    /// `test_longest_dimension_first`: steps in every direction, from several chips, around edges, and the longer leg first.
    @Test func theLongerLegComesFirst() throws {
        let plane = Machine(columns: 20, rows: 110, wraps: false)
        let steps = LinkDirection.allCases.map { ($0, (x: UInt8(10 + $0.offset.x), y: UInt8(100 + $0.offset.y))) }
        for (link, sink) in steps { #expect(try path(from: (10, 100), to: sink, on: plane) == [link]) }
        let cases: [(Place, [LinkDirection])] = [
            ((12, 100), [.east, .east]), ((10, 102), [.north, .north]), ((8, 98), [.southWest, .southWest]),
            ((11, 98), [.south, .south, .east]), ((8, 101), [.west, .west, .north]),
            ((13, 101), [.east, .east, .northEast]), ((11, 103), [.north, .north, .northEast]),
            ((7, 99), [.west, .west, .southWest]), ((13, 102), [.northEast, .northEast, .east]),
        ]
        for (sink, links) in cases { #expect(try path(from: (10, 100), to: sink, on: plane) == links, "\(sink)") }
        let torus = Machine(columns: 12, rows: 24)
        for link in LinkDirection.allCases {
            let sink = (x: UInt8((12 + link.offset.x) % 12), y: UInt8((24 + link.offset.y) % 24))
            #expect(try path(from: (0, 0), to: sink, on: torus) == [link])
        }
    }

    // MARK: - Edges

    /// `test_has_wrap_around_links`: one chip that is its own neighbour in all directions, in five, or in none.
    @Test(arguments: [[], [LinkDirection.north], LinkDirection.allCases])
    func oneChipAlone(dead: [LinkDirection]) throws {
        let machine = Machine(columns: 1, rows: 1).without(links: dead.map { (.boot, $0) }, isOneWay: true)
        try expectWays(of: net(from: (0, 0), to: [(0, 0)]), on: machine, links: 0)
    }

    /// The same: all links around the edges, half of them, namely those that lead out in the west and the south, and none. Each
    /// is used exactly if it is there.
    @Test func linksAroundTheEdgesAreWhatTheyAre() throws {
        let torus = Machine(columns: 10, rows: 10)
        let edge = torus.chipIDs.filter { $0.x == 0 || $0.y == 0 }
        let half = torus.without(
            links: edge.flatMap { chip in [LinkDirection.north, .west, .southWest].map { (chip: chip, link: $0) } },
            isOneWay: true
        )
        let there = net(from: (9, 9), to: [(0, 0)])
        let back = net(from: (0, 0), to: [(9, 9)])
        for network in [there, back] { try expectWays(of: network, on: torus, links: 1) }
        try expectWays(of: there, on: half, links: 1)
        for router in Algorithms.routers {
            let mapping = try back.map(on: half, router: router)
            #expect(back.complaints(about: mapping, on: half).isEmpty && mapping.hops > 1, "\(router)")
        }
        let plane = Machine(columns: 10, rows: 10, wraps: false)
        for network in [there, back] { try expectWays(of: network, on: plane, links: 9) }
    }
}
