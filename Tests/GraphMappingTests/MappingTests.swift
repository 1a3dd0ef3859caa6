import Dispatch
import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

extension Workers {
    fileprivate static func threads(_ count: Int) -> Self {
        Self { total, body in
            DispatchQueue.concurrentPerform(iterations: count) { thread in
                for number in stride(from: thread, to: total, by: count) { body(number) }
            }
        }
    }
}

@Suite
struct MappingTests {
    private let limit = CoreCost(sdram: 8_000_000, dtcm: 60_000)

    private func vertex(
        _ label: String,
        atoms: Int,
        perCore: Int = 64,
        on chip: ChipID? = nil,
        core: UInt8? = nil
    ) -> ApplicationVertex {
        ApplicationVertex(
            label: label,
            atoms: atoms,
            maximumAtomsPerCore: perCore,
            place: chip.map { chip in core.map { .core(CoreID(chip: chip, core: $0)) } ?? .chip(chip) },
            cost: { CoreCost(sdram: 1_000 * $0.count, dtcm: 100 * $0.count) }
        )
    }

    private func randomGraph(_ random: inout SplitMix, cores: Int) -> ApplicationGraph {
        var graph = ApplicationGraph()
        var left = cores
        while left > 0 {
            let parts = Int.random(in: 1...min(left, 12), using: &random)
            let atoms = (parts - 1) * 64 + Int.random(in: 1...64, using: &random)
            graph.vertices.append(vertex("v\(graph.vertices.count)", atoms: atoms))
            left -= parts
        }
        graph.partitions = graph.vertices.indices.map { OutgoingPartition(source: $0, keyBitsPerAtom: 4) }
        for _ in 0..<(2 * graph.vertices.count) {
            let source = Int.random(in: graph.vertices.indices, using: &random)
            graph.partitions[source].add(target: Int.random(in: graph.vertices.indices, using: &random))
        }
        return graph
    }

    @Test(arguments: BoardKind.allCases, 0..<6)
    func everyPacketReachesExactlyItsTargets(board: BoardKind, seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let machine = Machine(board: board)
        let graph = randomGraph(&random, cores: board == .spin3 ? 60 : 250)

        let mapping = try Mapping(try Partitioner(limit: limit).partition(graph), on: machine)

        #expect(mapping.faults(on: machine, everyKey: true).isEmpty, "seed \(seed)")
        #expect(Set(mapping.placements).count == mapping.placements.count)
    }

    @Test(arguments: 0..<6)
    func brokenChipsAndLinksAreGoneAround(seed: UInt64) throws {
        var random = SplitMix(seed: 1_000 + seed)
        var chips = Machine(board: .spin5).chips
        for _ in 0..<4 { chips[ChipID(x: UInt8.random(in: 2...5, using: &random), y: 3)] = nil }
        for id in chips.keys.sorted() where Int.random(in: 0..<4, using: &random) == 0 {
            let link = LinkDirection.allCases[Int.random(in: 0..<6, using: &random)]
            if let neighbour = chips[id]?.neighbours[link] {
                chips[neighbour]?.neighbours[link.opposite] = nil
                chips[id]?.neighbours[link] = nil
            }
        }
        let machine = Machine(width: 8, height: 8, chips: Array(chips.values))
        let graph = randomGraph(&random, cores: 150)

        let mapping = try Mapping(try Partitioner(limit: limit).partition(graph), on: machine)

        #expect(mapping.faults(on: machine, everyKey: false).isEmpty, "seed \(seed)")
    }

    /// Whoever does the work, and in whatever order.
    @Test(arguments: 0..<4)
    func workersMakeNoDifference(number: Int) throws {
        let standard = TestGraph.standard()[number]
        let graph = try standard.machineGraph()
        let machine = Machine(standard.boards)
        let backwards = Workers { count, body in for number in (0..<count).reversed() { body(number) } }
        let mappings = try [Workers.one, backwards, .threads(2), .threads(3)].map {
            try Mapping(graph, on: machine, workers: $0)
        }
        for other in mappings.dropFirst() {
            #expect(other.placements == mappings[0].placements)
            #expect(other.keys == mappings[0].keys)
            #expect(other.tables == mappings[0].tables)
        }
    }

    @Test
    func aShortTableStillRoutesEveryPacket() throws {
        var random = SplitMix(seed: 7)
        var chips = Machine(board: .spin5).chips
        for id in chips.keys { chips[id]?.freeRoutingEntries = 70 }
        let machine = Machine(width: 8, height: 8, chips: Array(chips.values))
        let graph = randomGraph(&random, cores: 250)

        let mapping = try Mapping(try Partitioner(limit: limit).partition(graph), on: machine)

        #expect(mapping.tables.values.allSatisfy { $0.count <= 70 })
        #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
    }

    @Test
    func aBoundVertexStaysOnItsChip() throws {
        let chip = ChipID(x: 3, y: 4)
        let graph = ApplicationGraph(vertices: [vertex("free", atoms: 640), vertex("bound", atoms: 128, on: chip)])

        let mapping = try Mapping(try Partitioner(limit: limit).partition(graph), on: Machine(board: .spin5))

        #expect(mapping.graph.parts[1].allSatisfy { mapping.placements[$0].chip == chip })
    }

    @Test
    func partsBoundToACoreGoThereAlone() throws {
        let chip = ChipID(x: 1, y: 0)
        var graph = ApplicationGraph(vertices: [
            vertex("first", atoms: 64, on: chip), vertex("second", atoms: 64, on: chip, core: 1),
        ])
        let partitioner = Partitioner(limit: limit)
        let mapping = try Mapping(try partitioner.partition(graph), on: Machine(board: .spin3))
        #expect(mapping.placements == [CoreID(chip: chip, core: 2), CoreID(chip: chip, core: 1)])
        graph.vertices.append(vertex("third", atoms: 1, on: chip, core: 1))
        let error = #expect(throws: MappingError.self) {
            try Mapping(try partitioner.partition(graph), on: Machine(board: .spin3))
        }
        #expect(error == .boundChipUnusable(vertex: "third[0...0]", chip: "(1, 0), core 1"))
    }

    @Test
    func tooManyPartsAreRefusedWithTheVertexNamed() throws {
        let graph = try Partitioner(limit: limit).partition(ApplicationGraph(vertices: [vertex("crowd", atoms: 6_400)]))
        let error = #expect(throws: MappingError.self) { try Mapping(graph, on: Machine(board: .spin3)) }
        #expect(error?.description.contains("crowd") == true)
    }

    @Test
    func aWrongTableIsFoundOut() throws {
        let graph = ApplicationGraph(
            vertices: [vertex("a", atoms: 640), vertex("b", atoms: 640)],
            partitions: [OutgoingPartition(source: 0, keyBitsPerAtom: 4, targets: [1])]
        )
        let machine = Machine(board: .spin3)
        let mapping = try Mapping(try Partitioner(limit: limit).partition(graph), on: machine)
        var tables = mapping.tables
        let chip = try #require(mapping.placements.first?.chip)
        tables[chip]?.removeLast()

        let checker = RouteChecker(machine: machine, tables: tables)
        let targets = mapping.graph.targets(of: 0).map { mapping.placements[$0] }
        let packets = mapping.graph.sources.indices.map {
            (key: mapping.keys[$0].key, chip: mapping.placements[$0].chip)
        }
        let faults = checker.faults(of: packets, to: targets)

        #expect(!faults.isEmpty)
    }
}
