import GraphMapping
import SpiNNakerMachine
import Testing

/// Parts that share a chip, memory there, or a chip with the system.
@Suite
struct CompanyTests {
    private static let placers: [any Placer] = [
        OrderedPlacer(.radial), OrderedPlacer(.largestFirst), OrderedPlacer(.breadthFirst), OrderedPlacer(.hilbert),
        OrderedPlacer(.reverseCuthillMcKee), OrderedPlacer(.random(seed: 3)), MinCutPlacer(),
    ]

    private func vertex(
        _ label: String,
        _ atoms: Int,
        perCore: Int = 1,
        sdram: Int = 1_000,
        place: Place? = nil,
        shared: [SharedMemory] = []
    ) -> ApplicationVertex {
        ApplicationVertex(label: label, atoms: atoms, maximumAtomsPerCore: perCore, place: place, shared: shared) {
            CoreCost(sdram: sdram * $0.count, dtcm: 0)
        }
    }

    /// All to all.
    private func connected(_ graph: ApplicationGraph) -> ApplicationGraph {
        var graph = graph
        let all = graph.vertices.indices.map(Int32.init)
        graph.partitions = graph.vertices.indices.map {
            OutgoingPartition(source: $0, keyBitsPerAtom: 0, targets: all)
        }
        return graph
    }

    private func cut(_ graph: ApplicationGraph) throws -> MachineGraph {
        try Partitioner(limit: .unlimited).partition(graph)
    }

    /// What is wrong with placements, from the description alone.
    private func complaints(_ placements: Placements, _ graph: MachineGraph, _ machine: Machine) -> [String] {
        var complaints: [String] = []
        if Set(placements).count < placements.count { complaints.append("a core is given twice") }
        var bytes: [ChipID: Int] = [:]
        var shared: [ChipID: Set<String>] = [:]
        for (part, core) in placements.enumerated() {
            let vertex = graph.application.vertices[graph.vertices[part].application]
            let exists = machine.chips[core.chip]?.applicationCores.contains(core.core) == true
            if !exists { complaints.append("there is no \(core)") }
            bytes[core.chip, default: 0] += vertex.cost(Slice(graph.vertices[part].atoms)).sdram
            for memory in vertex.shared where shared[core.chip, default: []].insert(memory.name).inserted {
                bytes[core.chip, default: 0] += memory.bytes
            }
            if let place = vertex.place, place.chip != core.chip { complaints.append("\(vertex.label) is elsewhere") }
        }
        for edge in graph.application.sdramEdges {
            for (one, other) in zip(graph.parts[edge.source], graph.parts[edge.target]) {
                bytes[placements[one].chip, default: 0] += edge.bytes(Slice(graph.vertices[one].atoms))
                if placements[one].chip != placements[other].chip { complaints.append("an edge between chips") }
            }
        }
        for (chip, bytes) in bytes where bytes > machine.chips[chip]?.freeSDRAM ?? 0 {
            complaints.append("\(chip) has too little memory")
        }
        for company in graph.application.companies {
            for number in 0..<(company.map { graph.parts[$0].count }.max() ?? 0) {
                let mates = company.map { graph.parts[$0] }.filter { number < $0.count }.map { $0.lowerBound + number }
                if Set(mates.map { placements[$0].chip }).count > 1 { complaints.append("company \(number) is apart") }
            }
        }
        return complaints
    }

    @Test(arguments: [7, 16, 17] as [UInt64])
    func companiesShareChips(seed: UInt64) throws {
        // Neurons with two cores of synapses each, in a ring of others that are alone.
        var graph = ApplicationGraph(vertices: [
            vertex("neurons", 640, perCore: 64), vertex("one", 640, perCore: 80), vertex("other", 10),
            vertex("alone", 300, perCore: 10),
        ])
        graph.companies = [[0, 1], [1, 2]]
        let parts = try cut(connected(graph))
        #expect(parts.parts.map(\.count) == [10, 10, 10, 30])
        for placer in Self.placers + [MinCutPlacer(seed: seed)] {
            let machine = Machine(board: .spin5)
            #expect(complaints(try placer.place(parts, on: machine), parts, machine) == [], "\(placer)")
        }
    }

    @Test func fragmentsOfChipsDoNotKeepCompaniesOut() throws {
        // 96 companies of 9 and single parts for all cores but one of a machine of 48 chips with 16 or 17: whoever fills chips
        // with single parts first has room for no company in the end.
        var graph = ApplicationGraph(vertices: [vertex("single", 808 - 48 * 9 - 1)])
        graph.vertices += (0..<9).map { vertex("v\($0)", 48) }
        graph.companies = [Array(1...9)]
        let parts = try cut(connected(graph))
        let machine = Machine(board: .spin5)
        for placer in [OrderedPlacer(.largestFirst), MinCutPlacer()] as [any Placer] {
            #expect(complaints(try placer.place(parts, on: machine), parts, machine) == [], "\(placer)")
        }
    }

    @Test func aCompanyLargerThanAChipIsNamed() throws {
        var graph = ApplicationGraph(vertices: (0..<18).map { vertex("v\($0)", 1) })
        graph.companies = [Array(0..<18)]
        for placer in Self.placers {
            let error = #expect(throws: MappingError.self) {
                try placer.place(cut(connected(graph)), on: Machine(board: .spin5))
            }
            guard case .noRoom(let part, let company, _, _, let most, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(part == "v0[0...0]" && company.count == 17 && most == 17)
        }
    }

    @Test func companiesOfUnlikeDimensionsAreRefused() {
        var graph = ApplicationGraph(vertices: [
            vertex("line", 4),
            ApplicationVertex(label: "plane", shape: [2, 2], maximumShapePerCore: [1, 1]) { _ in
                CoreCost(sdram: 0, dtcm: 0)
            },
        ])
        graph.companies = [[0, 1]]
        #expect(throws: MappingError.unlikeCompany(vertices: ["line", "plane"])) { try cut(graph) }
    }

    @Test func oneWhoIsBoundBringsTheOthers() throws {
        var graph = ApplicationGraph(vertices: [
            vertex("free", 3), vertex("bound", 3, place: .chip(ChipID(x: 3, y: 3))),
            vertex("core", 1, place: .core(CoreID(chip: ChipID(x: 3, y: 3), core: 1))),
            vertex("filler", 16, place: .chip(ChipID(x: 3, y: 4))),
        ])
        graph.companies = [[0, 1]]
        let parts = try cut(connected(graph))
        for placer in Self.placers {
            let machine = Machine(board: .spin5)
            let placements = try placer.place(parts, on: machine)
            #expect(complaints(placements, parts, machine) == [])
            #expect(parts.parts[0].allSatisfy { placements[$0].chip == ChipID(x: 3, y: 3) })
            #expect(placements[parts.parts[2].lowerBound].core == 1)
        }
        // Two who are bound to different chips cannot share one.
        graph.vertices[0] = vertex("free", 3, place: .chip(ChipID(x: 0, y: 0)))
        for placer in Self.placers {
            let error = #expect(throws: MappingError.self) { try placer.place(cut(graph), on: Machine(board: .spin5)) }
            guard case .boundChipUnusable = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func sharedMemoryIsThereOnceOnAChip() throws {
        // Sixteen parts of a chip fit its memory with one table; a chip that had to hold two of them would not do.
        let table = SharedMemory(name: "table", bytes: 60_000_000)
        let machine = Machine(board: .spin3)
        let graph = connected(
            ApplicationGraph(vertices: [
                vertex("a", 30, sdram: 3_000_000, shared: [table]), vertex("b", 34, sdram: 3_000_000, shared: [table]),
            ])
        )
        let parts = try cut(graph)
        for placer in Self.placers {
            #expect(complaints(try placer.place(parts, on: machine), parts, machine) == [], "\(placer)")
        }
        // With tables of their own, each chip has room for one kind.
        let others = connected(
            ApplicationGraph(
                vertices: (0..<5).map {
                    vertex("v\($0)", 1, shared: [SharedMemory(name: "table \($0)", bytes: 70_000_000)])
                }
            )
        )
        for placer in Self.placers {
            #expect(throws: MappingError.self) { try placer.place(cut(others), on: machine) }
        }
    }

    @Test func memoryBetweenPartsCountsOnceAndBringsThemTogether() throws {
        var graph = ApplicationGraph(vertices: [vertex("writes", 4, sdram: 10), vertex("reads", 4, sdram: 10)])
        graph.sdramEdges = [SDRAMEdge(source: 0, target: 1) { _ in 100_000_000 }]
        let parts = try cut(connected(graph))
        let machine = Machine(board: .spin3)
        for placer in Self.placers {
            let placements = try placer.place(parts, on: machine)
            #expect(complaints(placements, parts, machine) == [])
            #expect(Set(placements.map(\.chip)).count == 4)
        }
        // One edge to a chip, and a fifth finds none.
        graph.vertices = [vertex("writes", 5, sdram: 10), vertex("reads", 5, sdram: 10)]
        for placer in Self.placers {
            #expect(throws: MappingError.self) { try placer.place(cut(graph), on: machine) }
        }
    }

    @Test func memoryGrowsWithTheStepsThatAreHeld() throws {
        // A step takes 1,000 bytes: 100,000 steps of one part fit a chip, and of two do not.
        var graph = ApplicationGraph(vertices: [
            ApplicationVertex(label: "v", atoms: 4, maximumAtomsPerCore: 1) { _ in
                CoreCost(sdram: 0, sdramPerStep: 1_000, dtcm: 0)
            }
        ])
        graph.steps = 100_000
        let placements = try MinCutPlacer().place(cut(graph), on: Machine(board: .spin3))
        #expect(Set(placements.map(\.chip)).count == 4)
        // A chip with one part holds as many thousands as it has bytes; with two, half of that.
        for (steps, parts) in [(100_000, 1), (50_000, 2)] {
            graph.steps = steps
            let machine = Machine(board: .spin3)
            let mapping = try Mapping(cut(graph), on: machine, placer: OrderedPlacer(.radial))
            let held = (machine.chips[.boot]?.freeSDRAM ?? 0) / (1_000 * parts)
            #expect(MappingForecast(mapping, on: machine).stepsHeld == held)
        }
        graph.steps = 10_000
        let fewer = try OrderedPlacer(.radial).place(cut(graph), on: Machine(board: .spin3))
        #expect(Set(fewer.map(\.chip)).count == 1)
        graph.steps = 200_000
        let limit = CoreCost(sdram: 117_000_000, dtcm: 0)
        let long = graph
        let error = #expect(throws: MappingError.self) { try Partitioner(limit: limit).partition(long) }
        #expect(
            error?.description == "One atom of 'v' needs 200000000 bytes of SDRAM; a core has 117000000"
        )
    }

    @Test func systemVerticesAreOnEveryChipAndBoard() throws {
        let machine = Machine(try BoardArrangement(.spin5, boards: 3))
        var graph = ApplicationGraph(vertices: [vertex("v", 2_000)])
        let cost = CoreCost(sdram: 5_000, dtcm: 0)
        let monitors = graph.add(system: "monitor", on: machine.chipIDs, cost: cost)
        let ethernets = Set(machine.chips.values.map(\.ethernetChip)).sorted()
        let gatherers = graph.add(system: "gatherer", on: ethernets, cost: cost)
        let parts = try cut(connected(graph))
        let placements = try MinCutPlacer().place(parts, on: machine)
        #expect(complaints(placements, parts, machine) == [])
        #expect(monitors.map { placements[parts.parts[$0].lowerBound].chip } == machine.chipIDs)
        #expect(gatherers.map { placements[parts.parts[$0].lowerBound].chip } == ethernets)
        #expect(ethernets.count == 3 && graph.vertices[gatherers.lowerBound].label == "gatherer on (0, 0)")
    }

    @Test func aNewMateComesToAChipWithRoomForBoth() throws {
        // The parts of `a` are there; `b`, which comes later, is to share their chips.
        let machine = Machine(board: .spin3)
        var graph = connected(ApplicationGraph(vertices: [vertex("a", 4), vertex("c", 20)]))
        let former = try Mapping(cut(graph), on: machine)
        graph.vertices.append(vertex("b", 4))
        graph = connected(graph)
        graph.companies = [[0, 2]]
        let parts = try cut(graph)
        let mapping = try Mapping(parts, keeping: former)
        #expect(complaints(mapping.placements, parts, machine) == [])
        #expect(mapping.faults(on: machine, everyKey: true) == [])
        #expect(parts.parts[1].allSatisfy { mapping.placements[$0] == former.placements[$0] })
    }

    @Test func crowdedCompaniesAreMappedWhole() throws {
        // Whole mappings, with keys and tables: walked packet by packet.
        let machine = Machine(board: .spin5)
        var graph = ApplicationGraph(vertices: (0..<40).map { vertex("v\($0)", 20) })
        graph.companies = stride(from: 0, to: 40, by: 4).map { Array($0..<($0 + 3)) }
        graph.partitions = graph.vertices.indices.map { source in
            let targets = [1, 2, 3, 11].map { Int32((source + $0) % 40) }
            return OutgoingPartition(source: source, keyBitsPerAtom: 0, targets: targets)
        }
        let parts = try cut(graph)
        let mapping = try Mapping(parts, on: machine)
        #expect(complaints(mapping.placements, parts, machine) == [])
        #expect(mapping.faults(on: machine, everyKey: true) == [])
    }

    @Test func eachSourceSendsToTheGathererOfItsBoard() throws {
        let machine = Machine(try BoardArrangement(.spin5, boards: 6))
        let ethernets = Set(machine.chips.values.map(\.ethernetChip)).sorted()
        func graph(_ vertices: Int, on boards: [ChipID]) throws -> MachineGraph {
            var graph = ApplicationGraph(vertices: (0..<vertices).map { vertex("v\($0)", 700) })
            let gatherers = graph.add(system: "gatherer", on: boards, cost: CoreCost(sdram: 0, dtcm: 0))
            for source in 0..<vertices {
                var partition = OutgoingPartition(source: source, keyBitsPerAtom: 2)
                partition.add(target: (source + 1) % vertices)
                partition.add(gatherers: gatherers)
                graph.partitions.append(partition)
            }
            return try cut(graph)
        }
        func expectGathered(_ mapping: Mapping, boards: [ChipID]) {
            #expect(mapping.faults(on: machine, everyKey: false) == [])
            // Where every source's packets are, by the description: all of the next vertex, and one gatherer.
            let vertices = mapping.graph.application.vertices.count - boards.count
            let checker = RouteChecker(machine: machine, tables: mapping.tables)
            for source in stride(from: 0, to: 700 * vertices, by: 13) {
                let core = mapping.placements[source]
                let own = machine.chips[core.chip]?.ethernetChip ?? .boot
                let cores = mapping.graph.parts[(source / 700 + 1) % vertices].map { mapping.placements[$0] }
                let gatherers = mapping.placements.suffix(boards.count)
                let wanted = boards.contains(own) ? gatherers.filter { $0.chip == own } : Array(gatherers.prefix(1))
                #expect(wanted.count == 1)
                let packet = (key: mapping.keys[source].key, chip: core.chip)
                #expect(checker.faults(of: CollectionOfOne(packet), to: cores + wanted) == [])
            }
        }
        let former = try Mapping(graph(4, on: ethernets), on: machine)
        #expect(Set(former.placements.prefix(2_800).map { machine.chips[$0.chip]?.ethernetChip }).count > 2)
        expectGathered(former, boards: ethernets)
        // Where a board has none, the nearest one gathers: here the only one.
        expectGathered(try Mapping(graph(4, on: [.boot]), on: machine), boards: [.boot])
    }

    @Test func gatherersStayInAChangedNetwork() throws {
        let machine = Machine(try BoardArrangement(.spin5, boards: 3))
        let ethernets = Set(machine.chips.values.map(\.ethernetChip)).sorted()
        var graph = ApplicationGraph()
        let gatherers = graph.add(system: "gatherer", on: ethernets, cost: CoreCost(sdram: 0, dtcm: 0))
        func add(_ cores: Int) {
            graph.vertices.append(vertex("v\(graph.vertices.count)", cores))
            var partition = OutgoingPartition(source: graph.vertices.count - 1, keyBitsPerAtom: 2)
            partition.add(target: graph.vertices.count - 1)
            partition.add(gatherers: gatherers)
            graph.partitions.append(partition)
        }
        add(900)
        add(500)
        let former = try Mapping(cut(graph), on: machine)
        add(10)
        let mapping = try Mapping(cut(graph), keeping: former)
        #expect(mapping.faults(on: machine, everyKey: true) == [])
        #expect(mapping.placements.starts(with: former.placements) && mapping.keys.starts(with: former.keys))
    }
}
