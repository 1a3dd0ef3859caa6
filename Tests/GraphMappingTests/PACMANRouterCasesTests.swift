import GraphMapping
import MappingSupport
import SpiNNakerMachine
import Testing

/// What PACMAN 7.4.1 checks of its router; here every router has to do it.
///
/// Its vertices are of 50 cores, and where there are many, ten.
@Suite
struct PACMANRouterCasesTests {
    /// A machine with at least so many application cores.
    private func machine(cores: Int) throws -> Machine {
        Machine(try BoardArrangement(.spin5, boards: (cores + 807) / 808))
    }

    private func expectWays(
        of network: CaseNetwork,
        on machine: Machine? = nil,
        placer: any Placer = MinCutPlacer()
    ) throws {
        let machine = try machine ?? self.machine(cores: network.coreCount)
        for router in Algorithms.routers {
            let mapping = try network.map(on: machine, placer: placer, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
        }
    }

    /// Ten vertices of 50 cores, each of which sends to the others, and to itself or not.
    private func everyoneToEveryone(andThemselves: Bool) -> CaseNetwork {
        var network = CaseNetwork()
        for _ in 0..<10 { network.addVertex(cores: 50) }
        for source in 0..<10 {
            network.addNet(from: source, to: (0..<10).filter { andThemselves || $0 != source })
        }
        return network
    }

    /// A vertex in groups of three cores that hear and two that send, which share a chip: each of the three hears a third of the
    /// cores that send. In a chain, who hears sends to all who do in the group before.
    private struct Split {
        private let ears: ArraySlice<Int>
        private let mouths: ArraySlice<Int>
        private let groups: Int

        init(groups: Int, in network: inout CaseNetwork, isChain: Bool = false) {
            self.groups = groups
            let company = network.addGroups(groups, of: 5)
            ears = company.prefix(3)
            mouths = company.suffix(2)
            guard isChain else { return }
            for source in ears {
                network.addNet(from: source, to: [])
                for sink in ears { network.addSink(sink) { $0 == $1 + 1 } }
            }
        }

        /// Sends to others.
        func send(to others: [Split], in network: inout CaseNetwork) {
            let third = (2 * groups + 2) / 3
            for (mouth, source) in mouths.enumerated() {
                network.addNet(from: source, to: [])
                for other in others {
                    for (ear, sink) in other.ears.enumerated() {
                        network.addSink(sink) { group, _ in (2 * group + mouth) / third == ear }
                    }
                }
            }
        }
    }

    private func splits(_ count: Int, isChain: Bool, andThemselves: Bool) -> CaseNetwork {
        var network = CaseNetwork()
        let splits = (0..<count).map { _ in Split(groups: 50, in: &network, isChain: isChain) }
        for (number, split) in splits.enumerated() {
            let others = splits.enumerated().filter { andThemselves || $0.offset != number }.map(\.element)
            split.send(to: others, in: &network)
        }
        return network
    }

    // MARK: - Who sends to whom

    /// `test_simple`.
    @Test func oneToAnother() throws {
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex(cores: 50) }
        network.addNet(from: 0, to: [1])
        try expectWays(of: network)
    }

    /// `test_self`.
    @Test func oneToItself() throws {
        var network = CaseNetwork()
        network.addVertex(cores: 50)
        network.addNet(from: 0, to: [0])
        try expectWays(of: network)
    }

    /// `test_simple_self`.
    @Test func twoToThemselvesAndOneToTheOther() throws {
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex(cores: 50) }
        network.addNet(from: 0, to: [0, 1])
        network.addNet(from: 1, to: [1])
        try expectWays(of: network)
    }

    /// `test_multi` and `test_multi_self`.
    @Test(arguments: [false, true]) func everyoneToOthers(andThemselves: Bool) throws {
        try expectWays(of: everyoneToEveryone(andThemselves: andThemselves))
    }

    /// `test_multi_split` and `test_multi_self_split`: sources are shared out among the cores that hear.
    @Test(arguments: [false, true]) func everyoneToThirdsOfOthers(andThemselves: Bool) throws {
        try expectWays(of: splits(10, isChain: false, andThemselves: andThemselves))
    }

    /// `test_internal_only`: the cores of one vertex send to each other.
    @Test(arguments: BoardKind.allCases) func withinAVertex(board: BoardKind) throws {
        var network = CaseNetwork()
        _ = Split(groups: 2, in: &network, isChain: true)
        try expectWays(of: network, on: Machine(board: board))
    }

    /// `test_internal_and_split`: both at once.
    @Test func withinVerticesAndToThirdsOfOthers() throws {
        try expectWays(of: splits(10, isChain: true, andThemselves: false))
    }

    /// `test_internal_io_routes`: three cores of one chip that send, and one on the chip below that hears.
    @Test func aVertexOnTwoChips() throws {
        var network = CaseNetwork()
        network.addVertex()
        network.addVertex(cores: 3)
        network.addNet(from: 1, to: [0])
        let placements =
            [CoreID(chip: .boot, core: 1)]
            + (1...3).map { CoreID(chip: ChipID(x: 0, y: 1), core: $0) }
        try expectWays(of: network, placer: GivenPlacer(placements))
    }

    // MARK: - Places

    /// `test_odd_case`: a vertex that sends to itself, and to one that repeats each core's packets one to one. The first lies on
    /// a patch with two cores a chip, the other on two chips beside.
    @Test func delaysBesideTheirSources() throws {
        var network = CaseNetwork()
        network.addVertex(cores: 20)
        network.addVertex(cores: 20)
        network.addNet(from: 0, to: [0])
        network.addSink(1) { $0 == $1 }
        network.addNet(from: 1, to: [0])
        let patch: [(UInt8, UInt8)] = [
            (1, 0), (1, 1), (0, 1), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (3, 0), (3, 1), (3, 2),
        ]
        let first =
            [CoreID(chip: .boot, core: 3)]
            + patch.flatMap { x, y in [2, 3].map { CoreID(chip: ChipID(x: x, y: y), core: $0) } }
        let other = ([0, 1] as [UInt8]).flatMap { x in (3...16).map { CoreID(chip: ChipID(x: x, y: 3), core: $0) } }
        try expectWays(of: network, placer: GivenPlacer(Array(first.prefix(20)) + other.prefix(20)))
    }

    /// `test_with_ethernet_system_placements`: a vertex with a core on every Ethernet chip, of which one alone hears three
    /// sources where boards meet.
    @Test func oneCoreOfManyHears() throws {
        let boards = try BoardArrangement(.spin5, boards: 4)
        let meeting = [ChipID(x: 7, y: 8), ChipID(x: 7, y: 7), ChipID(x: 8, y: 7)]
        let nearest = try #require(boards.origins.firstIndex(of: ChipID(x: 4, y: 8)))
        var network = CaseNetwork()
        network.addVertex(cores: 3)
        network.addVertex(cores: boards.origins.count)
        network.addNet(from: 0, to: [])
        network.addSink(1) { $1 == nearest }
        let placements = meeting.map { CoreID(chip: $0, core: 2) } + boards.origins.map { CoreID(chip: $0, core: 1) }
        try expectWays(of: network, on: Machine(boards), placer: GivenPlacer(placements))
    }

    // MARK: - Faults

    /// `test_multi_down_chips_and_links`: after a first mapping, some links that it uses break, and chips where packets end.
    @Test func whatWasUsedBreaks() throws {
        let network = everyoneToEveryone(andThemselves: true)
        let whole = Machine(board: .spin5)
        for router in Algorithms.routers {
            let first = try network.map(on: whole, router: router)
            var links: [(chip: ChipID, link: LinkDirection)] = []
            var chips: Set<ChipID> = []
            // Every third chip, and of its table another entry each time.
            for (number, chip) in first.tables.keys.sorted().enumerated() where number % 3 == 2 && number < 30 {
                guard let table = first.tables[chip], !table.isEmpty else { continue }
                let ways = table[number % table.count].route.links
                if ways.isEmpty { chips.insert(chip) } else { links.append((chip, ways[number % ways.count])) }
            }
            #expect(links.count + chips.count > 5)
            let machine = whole.without(links: links).without(chips: chips)
            let mapping = try network.map(on: machine, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
        }
    }

    /// `test_route_around`: one chip of many around (3, 3) works, and paths that would enter there must not be caught.
    @Test(arguments: [ChipID.boot, ChipID(x: 2, y: 2), ChipID(x: 3, y: 3)]) func outOfADeadEnd(source: ChipID) throws {
        let dead = ([(2, 3), (3, 2), (3, 4), (4, 4), (4, 3)] as [(UInt8, UInt8)]).map { ChipID(x: $0.0, y: $0.1) }
        let machine = Machine(board: .spin5).without(chips: Set(dead))
        var network = CaseNetwork()
        network.addVertex(on: source)
        network.addVertex(on: ChipID(x: 6, y: 6))
        network.addNet(from: 0, to: [1])
        try expectWays(of: network, on: machine)
    }
}
