import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// What rig 2.4.1 checks of all its placers, and of some by themselves; here every placer has to do all.
///
/// A vertex is one core here; rig's that takes several is a group of cores that share a chip.
@Suite
struct RigCasesTests {
    private func expectPlaces(
        of network: CaseNetwork,
        on machine: Machine,
        _ check: (Placements) -> Bool = { _ in true }
    ) throws {
        for placer in Algorithms.placers {
            let mapping = try network.map(on: machine, placer: placer)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(placer)")
            #expect(check(mapping.placements), "\(placer)")
        }
    }

    private func expectNoRoom(for network: CaseNetwork, on machine: Machine) {
        for placer in Algorithms.placers {
            let error = #expect(throws: MappingError.self) { try network.map(on: machine, placer: placer) }
            guard case .noRoom = error else {
                Issue.record("\(placer): \(String(describing: error))")
                continue
            }
        }
    }

    /// Vertices of one core, and nets between them.
    private func network(_ vertices: Int, _ nets: [(source: Int, sinks: [Int])] = []) -> CaseNetwork {
        var network = CaseNetwork()
        for _ in 0..<vertices { network.addVertex() }
        for net in nets { network.addNet(from: net.source, to: net.sinks) }
        return network
    }

    // MARK: - Whatever the placer

    /// `test_null_placement`.
    @Test(arguments: [0, 2]) func nothingIsPlaced(size: Int) throws {
        try expectPlaces(of: CaseNetwork(), on: Machine(columns: size, rows: size))
    }

    /// `test_impossible`: no chips, none that works, none with enough, and none that works with enough.
    @Test func whatCannotBePlaced() {
        let one = network(1)
        expectNoRoom(for: one, on: Machine(columns: 0, rows: 0))
        let square = Machine(columns: 2, rows: 2, cores: 1)
        expectNoRoom(for: one, on: square.without(chips: Set(square.chipIDs)))
        var large = CaseNetwork()
        large.addGroups(1, of: 2)
        expectNoRoom(for: large, on: square)
        let rich = square.changing { if $0.id == .boot { $0.applicationCores = [1, 2] } }
        expectNoRoom(for: large, on: rich.without(chips: [.boot]))
    }

    /// `test_same_chip_constraint`: two vertices that must share a chip of one core; two of nine that nothing else draws
    /// together, ten times; four by constraints that overlap and repeat each other.
    @Test func groupsShareAChip() throws {
        var pair = network(2)
        pair.companies = [[0, 1]]
        expectNoRoom(for: pair, on: Machine(columns: 2, rows: 1, cores: 1))
        var random = SplitMix(seed: 1)
        for _ in 0..<10 {
            var nine = network(9, (0..<9).map { ($0, [Int.random(in: 0..<9, using: &random)]) })
            nine.companies = [[0, 1]]
            try expectPlaces(of: nine, on: Machine(columns: 2, rows: 2, cores: 3))
        }
        var four = network(4, [(0, [1, 2, 3])])
        four.companies = [[0, 1], [0, 2], [2, 3], [3], [3], [3, 3]]
        try expectPlaces(of: four, on: Machine(columns: 2, rows: 2)) { Set($0.map(\.chip)).count == 1 }
    }

    /// `test_substitute`: constraints that overlap bring a bound vertex's chip to all of its group; empty ones do nothing.
    @Test func groupsFollowTheirBoundMembers() throws {
        var network = network(8, [(0, [0, 1, 2, 3]), (1, [2]), (3, [0])])
        network.companies = [[], [0], [0, 1], [1, 2, 2], [4, 5, 6], [5, 6, 7]]
        network.vertices[0].chip = ChipID(x: 1, y: 2)
        network.vertices[3].chip = ChipID(x: 3, y: 4)
        try expectPlaces(of: network, on: Machine(columns: 8, rows: 8)) { places in
            places[1].chip == ChipID(x: 1, y: 2) && places[2].chip == ChipID(x: 1, y: 2)
                && Set(places[4...7].map(\.chip)).count == 1
        }
    }

    /// `test_singleton_single_machine` and `test_singleton_large_machine`.
    @Test(arguments: [1, 10]) func oneVertex(size: Int) throws {
        try expectPlaces(of: network(1), on: Machine(columns: size, rows: size))
    }

    /// `test_multiple_single_machine` and `test_multiple_connected_single_machine`: eight vertices fill the only chip.
    @Test(arguments: [[], Array(1..<8)]) func oneChip(sinks: [Int]) throws {
        try expectPlaces(of: network(8, [(0, sinks)]), on: Machine(columns: 1, rows: 1, cores: 8))
    }

    /// `test_multiple_large_machine`, and its kin with one net that its source hears too, with and without links around the
    /// edges, and with two nets: eight vertices on a hundred chips of one core.
    @Test(
        arguments: [[], [(0, Array(0..<8))], [(0, [1, 2, 3]), (4, [5, 6, 7])]] as [[(Int, [Int])]],
        [true, false]
    )
    func manyChips(nets: [(Int, [Int])], wraps: Bool) throws {
        let machine = Machine(columns: 10, rows: 10, cores: 1, wraps: wraps)
        try expectPlaces(of: network(8, nets.map { (source: $0.0, sinks: $0.1) }), on: machine) {
            Set($0.map(\.chip)).count == 8
        }
    }

    /// `test_multiple_disconnected_large_machine_multiple_cores`: two groups that fit one chip of two.
    @Test func twoGroupsOnTwoChips() throws {
        let machine = Machine(columns: 2, rows: 1, cores: 8)
        try expectPlaces(of: network(8, [(0, [1, 2, 3]), (4, [5, 6, 7])]), on: machine)
    }

    /// `test_location_constraint`, what must be kept: one vertex on the only chip, one in the midst of a hundred, 25 on 25.
    @Test func boundVerticesAreKept() throws {
        var single = CaseNetwork()
        single.addVertex(on: .boot)
        try expectPlaces(of: single, on: Machine(columns: 1, rows: 1))
        single.vertices[0].chip = ChipID(x: 5, y: 5)
        try expectPlaces(of: single, on: Machine(columns: 10, rows: 10))
        let machine = Machine(columns: 5, rows: 5)
        var all = CaseNetwork()
        for chip in machine.chipIDs { all.addVertex(on: chip) }
        try expectPlaces(of: all, on: machine)
    }

    /// The same: bound and free vertices in turn, each pair with a net, on four chips of one core.
    @Test func boundAndFreeVertices() throws {
        var network = CaseNetwork()
        network.addVertex(on: .boot)
        network.addVertex()
        network.addVertex(on: ChipID(x: 2, y: 0))
        network.addVertex()
        for source in [0, 2] { network.addNet(from: source, to: [source + 1]) }
        try expectPlaces(of: network, on: Machine(columns: 4, rows: 1, cores: 1)) { places in
            Set([places[1], places[3]].map(\.chip)) == [ChipID(x: 1, y: 0), ChipID(x: 3, y: 0)]
        }
    }

    /// The same, what must be refused: a dead chip, one outside, and one with too little.
    @Test func unusableChipsAreRefused() {
        let machine = Machine(columns: 2, rows: 2, sdram: 1)
        let cases: [(Machine, ChipID, Int)] = [
            (machine.without(chips: [.boot]), .boot, 0), (machine, ChipID(x: 2, y: 2), 0), (machine, .boot, 2),
        ]
        for (machine, chip, sdram) in cases {
            var network = CaseNetwork()
            network.addVertex(sdram: sdram, on: chip)
            for placer in Algorithms.placers {
                #expect(throws: MappingError.boundChipUnusable(vertex: "v0[0...0]", chip: "\(chip)"), "\(placer)") {
                    try network.map(on: machine, placer: placer)
                }
            }
        }
    }

    /// `test_reserve_resource_constraint`: no core is left, on all chips or on the only one that had any; and where one of two
    /// is left on each of four, four vertices are spread.
    @Test func reservedCoresAreLeftAlone() throws {
        let reserve = { (chip: inout Chip) in chip.applicationCores.removeAll { $0 == 1 } }
        expectNoRoom(for: network(1), on: Machine(columns: 1, rows: 1, cores: 1).changing(reserve))
        let pair = Machine(columns: 2, rows: 1, cores: 1).changing { if $0.id == .boot { $0.applicationCores = [] } }
        expectNoRoom(for: network(1), on: pair.changing(reserve))
        let square = Machine(columns: 2, rows: 2, cores: 2).changing(reserve)
        try expectPlaces(of: network(4), on: square) { places in
            Set(places.map(\.chip)).count == 4 && places.allSatisfy { $0.core == 2 }
        }
    }

    /// `test_allocation` of the allocators: all memory of a chip for one vertex, and ten cores for ten.
    @Test func resourcesAreUsedUp() throws {
        var large = CaseNetwork()
        large.addVertex(sdram: 128)
        large.addVertex()
        try expectPlaces(of: large, on: Machine(columns: 1, rows: 1, cores: 2, sdram: 128))
        try expectPlaces(of: network(10), on: Machine(columns: 1, rows: 1, cores: 10)) {
            Set($0.map(\.core)) == Set(1...10)
        }
    }

    /// `test_reserve_resource_constraint` of the allocators: three vertices find the gaps between reserved cores.
    @Test func gapsBetweenReservedCoresAreFound() throws {
        let machine = Machine(columns: 1, rows: 1, cores: 13).changing { chip in
            chip.applicationCores.removeAll { ![1, 6, 12].contains($0) }
        }
        try expectPlaces(of: network(3), on: machine) { $0.map(\.core).sorted() == [1, 6, 12] }
    }

    // MARK: - Annealing

    /// `test_trivial_case_…`: all that leaves annealing nothing to do. One chip, no vertex that may move, no nets, nets of one
    /// vertex, nets to nobody.
    @Test func thereIsNothingToImprove() throws {
        try expectPlaces(of: network(2, [(0, [1])]), on: Machine(columns: 1, rows: 1, cores: 2))
        let square = Machine(columns: 2, rows: 2, cores: 1)
        var bound = network(2, [(0, [1])])
        bound.vertices[0].chip = .boot
        bound.vertices[1].chip = ChipID(x: 1, y: 1)
        try expectPlaces(of: bound, on: square)
        try expectPlaces(of: network(2), on: square)
        try expectPlaces(of: network(2, [(0, [0]), (1, [])]), on: square)
    }

    /// `test_deterministic`: ten vertices, each with a net to three at random, are placed the same ten times.
    @Test func theSameNetworkIsPlacedTheSame() throws {
        var random = SplitMix(seed: 1)
        let nets = (0..<10).map { ($0, Array((0..<10).shuffled(using: &random).prefix(3))) }
        let network = network(10, nets.map { (source: $0.0, sinks: $0.1) })
        let machine = Machine(columns: 8, rows: 8)
        for placer in Algorithms.placers {
            let first = try network.map(on: machine, placer: placer).placements
            for _ in 1..<10 { #expect(try network.map(on: machine, placer: placer).placements == first, "\(placer)") }
        }
    }

    // MARK: - Orders

    /// `TestHilbert`, `test_hilbert_chip_order` and `test_rcm_chip_order`: orders of chips leave none out, whatever the size.
    @Test(arguments: [(1, 1), (2, 2), (2, 4), (4, 2), (7, 15), (64, 64)])
    func everyChipIsUsed(columns: Int, rows: Int) throws {
        let machine = Machine(columns: columns, rows: rows, cores: 1)
        try expectPlaces(of: network(columns * rows), on: machine)
        let damaged = machine.without(chips: [ChipID(x: UInt8(columns - 1), y: UInt8(rows / 2))])
        try expectPlaces(of: network(columns * rows - 1), on: damaged)
        expectNoRoom(for: network(columns * rows), on: damaged)
    }

    /// `TestHilbert`: each chip on the curve lies beside the one before.
    @Test(arguments: 0...6) func theCurveTakesSingleSteps(level: Int) throws {
        let side = 1 << level
        let chain = network(side * side, (0..<(side * side - 1)).map { ($0, [$0 + 1]) })
        let machine = Machine(columns: side, rows: side, cores: 1, wraps: false)
        let places = try chain.map(on: machine, placer: OrderedPlacer(.hilbert)).placements.map(\.chip)
        for (one, other) in zip(places, places.dropFirst()) {
            #expect(abs(Int(one.x) - Int(other.x)) + abs(Int(one.y) - Int(other.y)) == 1)
        }
    }

    /// `test_group_together` of the breadth-first order, and `test_rcm_vertex_order`: groups that know nothing of each other get
    /// chips by themselves.
    @Test(arguments: [OrderedPlacer(.breadthFirst), OrderedPlacer(.hilbert), OrderedPlacer(.reverseCuthillMcKee)])
    func groupsStayTogether(placer: OrderedPlacer) throws {
        let triples = try network(6, [(0, [2, 4]), (1, [3, 5])])
            .map(on: Machine(columns: 2, rows: 2, cores: 3), placer: placer).placements
        for group in [[0, 2, 4], [1, 3, 5]] { #expect(Set(group.map { triples[$0].chip }).count == 1) }
        let pairs = try network(4, [(0, [2]), (1, [3])])
            .map(on: Machine(columns: 2, rows: 2, cores: 2), placer: placer).placements
        #expect(pairs[0].chip == pairs[2].chip && pairs[1].chip == pairs[3].chip)
    }

    /// `test_retry` of the sequential placer: what does not fit a chip does not close it for what comes later.
    @Test func smallerVerticesFillWhatIsLeft() throws {
        var network = network(1)
        network.addGroups(1, of: 2)
        network.addVertex()
        try expectPlaces(of: network, on: Machine(columns: 2, rows: 1, cores: 2)) { places in
            places[0].chip == places[3].chip && places[1].chip != places[0].chip
        }
    }
}
