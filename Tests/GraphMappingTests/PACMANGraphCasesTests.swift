import GraphMapping
import MappingSupport
import SpiNNakerMachine
import Testing

/// What PACMAN 7.4.1 checks of devices, system vertices, tags, slices and kinds of memory.
@Suite
struct PACMANGraphCasesTests {
    private func vertex(
        _ label: String,
        _ atoms: Int,
        sdram: Int = 0,
        perStep: Int = 0,
        place: Place? = nil,
        shared: [SharedMemory] = [],
        tags: [TagWish] = []
    ) -> ApplicationVertex {
        ApplicationVertex(label: label, atoms: atoms, maximumAtomsPerCore: 1, place: place, shared: shared, tags: tags)
        {
            _ in CoreCost(sdram: sdram, sdramPerStep: perStep, dtcm: 0)
        }
    }

    private func cut(_ graph: ApplicationGraph) throws -> MachineGraph {
        try Partitioner(limit: .unlimited).partition(graph)
    }

    // MARK: - Devices

    private func device(_ label: String, _ socket: DeviceSocket, atoms: Int = 1) -> ApplicationVertex {
        ApplicationVertex(
            label: label,
            atoms: atoms,
            maximumAtomsPerCore: atoms,
            place: .device(socket.chip, socket.link)
        ) { _ in CoreCost(sdram: 0, dtcm: 0) }
    }

    /// Maps with every router, and follows packets to where the description wants them.
    private func expectRight(_ graph: ApplicationGraph, on machine: Machine) throws {
        let parts = try cut(graph)
        for router in Algorithms.routers {
            let mapping = try Mapping(parts, on: machine, router: router)
            let checker = RouteChecker(machine: machine, tables: mapping.tables)
            for (partition, share) in zip(graph.partitions, parts.shares) {
                var cores: [CoreID] = []
                var devices: [(chip: ChipID, link: LinkDirection)] = []
                for target in partition.targets.map(Int.init) {
                    if case .device(let chip, let link) = graph.vertices[target].place {
                        devices.append((chip, link))
                    } else {
                        cores += parts.parts[target].map { mapping.placements[$0] }
                    }
                }
                let packets = share.map { source in
                    (key: mapping.keys[source].key, chip: mapping.placements[Int(parts.sources[source].part)].chip)
                }
                #expect(checker.faults(of: packets, to: cores, devices: devices) == [], "\(router)")
            }
        }
    }

    /// `test_spinnaker_link` and `test_fpga_link`: a device that sends to ten vertices of 50 cores each, which all send to another
    /// device: of the one socket of a board, or on two links of an FPGA.
    @Test(arguments: [false, true]) func devicesSendAndReceive(areOnFPGA: Bool) throws {
        let boards = BoardArrangement(.spin5)
        let sockets = boards.deviceSockets(ofBoard: 0)
        let (from, to) =
            areOnFPGA
            ? try #require(
                FPGALink(fpga: 0, link: 0).flatMap { one in
                    FPGALink(fpga: 0, link: 1).map {
                        (boards.deviceSocket(at: one, ofBoard: 0), boards.deviceSocket(at: $0, ofBoard: 0))
                    }
                }
            ) : (sockets[0], sockets[0])
        var graph = ApplicationGraph(vertices: [device("in", from, atoms: 100), device("out", to, atoms: 100)])
        graph.vertices += (0..<10).map { vertex("v\($0)", 50) }
        graph.partitions = [OutgoingPartition(source: 0, keyBitsPerAtom: 0, targets: Array(2..<12))]
        graph.partitions += (2..<12).map { OutgoingPartition(source: $0, keyBitsPerAtom: 0, targets: [1]) }
        try expectRight(graph, on: Machine(boards))
    }

    /// `test_fpga_link_overlap`: a device behind eight links of an FPGA, whose chips lie in a row; one chip beside them is dead.
    @Test func aDeviceBehindEightLinks() throws {
        let boards = BoardArrangement(.spin5)
        var graph = ApplicationGraph(vertices: [])
        for link in stride(from: 15, through: 1, by: -2) {
            let fpga = try #require(FPGALink(fpga: 0, link: link))
            graph.vertices.append(device("link \(link)", boards.deviceSocket(at: fpga, ofBoard: 0), atoms: 13))
        }
        graph.vertices.append(vertex("v", 700))
        graph.partitions = (0..<8).map { OutgoingPartition(source: $0, keyBitsPerAtom: 0, targets: [8]) }
        try expectRight(graph, on: Machine(boards).without(chips: [ChipID(x: 6, y: 1)]))
    }

    // MARK: - System vertices

    /// `test_sdram_bigger_monitors`, `test_more_cores_with_monitor` and `test_could_fit`: what fits beside monitors on every chip.
    @Test(arguments: [
        (61_734_896, 1, 61_734_896 + 5, false), (61_734_896, 1, 61_734_896, true), (4_000, 17, 500_000, false),
        (0, 16, 500_000, true),
    ])
    func groupsBesideMonitors(monitor: Int, cores: Int, sdram: Int, fits: Bool) throws {
        let machine = Machine(board: .spin5)
        var graph = ApplicationGraph(vertices: (0..<cores).map { vertex("v\($0)", 1, sdram: $0 == 0 ? sdram : 0) })
        graph.companies = [Array(0..<cores)]
        graph.add(system: "monitor", on: machine.chipIDs, cost: CoreCost(sdram: monitor, dtcm: 0))
        let parts = try cut(graph)
        for placer in Algorithms.placers {
            if fits {
                #expect(Set(try placer.place(parts, on: machine).prefix(cores).map(\.chip)).count == 1)
            } else {
                #expect(throws: MappingError.self, "\(placer)") { try placer.place(parts, on: machine) }
            }
        }
    }

    /// `test_get_monitors`: what monitors take of chips with and without an Ethernet.
    @Test func monitorsOfChipsAndBoards() throws {
        let machine = Machine(try BoardArrangement(.spin5, boards: 3))
        let ethernets = Set(machine.chips.values.map(\.ethernetChip))
        var graph = ApplicationGraph(vertices: [])
        graph.add(system: "a", on: machine.chipIDs, cost: CoreCost(sdram: 200, dtcm: 0))
        graph.add(system: "b", on: ethernets.sorted(), cost: CoreCost(sdram: 55, sdramPerStep: 15, dtcm: 0))
        graph.add(system: "c", on: machine.chipIDs, cost: CoreCost(sdram: 100, sdramPerStep: 10, dtcm: 0))
        graph.steps = 4
        let forecast = MappingForecast(try Mapping(cut(graph), on: machine), on: machine)
        for chip in forecast.chips {
            let hasEthernet = ethernets.contains(chip.id)
            #expect(chip.cores == (hasEthernet ? 3 : 2) && chip.sdramPerStep == (hasEthernet ? 25 : 10))
            #expect(chip.sdram == (hasEthernet ? 355 + 25 * 4 : 300 + 10 * 4))
        }
    }

    // MARK: - Memory

    /// `test_resources_model`: memory that is fixed, that grows with steps, and that is shared under a name.
    @Test(arguments: [
        (128 + 256, 0, 0, 384), (124, 8, 100, 924), (124 + 128, 8, 100, 1_052), (234 + 124, 6 + 8, 150, 358 + 14 * 150),
    ])
    func memoryOfAStep(fixed: Int, perStep: Int, steps: Int, sum: Int) {
        #expect(CoreCost(sdram: fixed, sdramPerStep: perStep, dtcm: 0).sdram(steps: steps) == sum)
    }

    /// The same, of what parts of a chip share: 20 bytes and one for each step under one name, 100 and 4 under another.
    @Test func sharedMemoryCountsOnceUnderItsName() throws {
        let (foo, bar) = (
            SharedMemory(name: "foo", bytes: 20, bytesPerStep: 1),
            SharedMemory(name: "bar", bytes: 100, bytesPerStep: 4)
        )
        func sdram(_ shared: [[SharedMemory]], fixed: Int = 0, steps: Int) throws -> Int {
            var graph = ApplicationGraph(
                vertices: shared.enumerated().map { index, shared in
                    vertex("v\(index)", 1, sdram: index == 0 ? fixed : 0, place: .chip(.boot), shared: shared)
                }
            )
            graph.steps = steps
            let machine = Machine(board: .spin3)
            return MappingForecast(try Mapping(cut(graph), on: machine), on: machine).chips[0].sdram
        }
        #expect(try sdram([[foo]], steps: 5) == 25)
        #expect(try sdram([[foo], [foo]], steps: 5) == 25)
        #expect(try sdram([[foo], []], fixed: 12, steps: 5) == 37)
        #expect(try sdram([[foo], [bar]], steps: 10) == 20 + 10 + 100 + 40)
        #expect(try sdram([[foo, bar], [bar, foo], [foo]], steps: 10) == 20 + 10 + 100 + 40)
        let other = SharedMemory(name: "foo", bytes: 21, bytesPerStep: 1)
        #expect(throws: MappingError.unlikeMemory(name: "foo")) { try sdram([[foo], [other]], steps: 5) }
    }

    // MARK: - Tags

    private func tag(_ port: Int, number: UInt8? = nil) -> TagWish {
        .toHost(host: "localhost", port: UInt16(port), stripsHeader: false, traffic: "", number: number)
    }

    private func tags(_ vertices: [ApplicationVertex], boards: Int) throws -> [Tags.Tag] {
        let machine = Machine(try BoardArrangement(.spin5, boards: boards))
        let parts = try cut(ApplicationGraph(vertices: vertices))
        return try Tags(parts, try Mapping(parts, on: machine).placements, on: machine).all
    }

    /// `test_ip_tags`: a tag on each board is that board's own.
    @Test func everyBoardHasItsOwnTag() throws {
        let chips = [ChipID(x: 0, y: 0), ChipID(x: 4, y: 8), ChipID(x: 8, y: 4)]
        let found = try tags(chips.map { vertex("\($0)", 1, place: .chip($0), tags: [tag(1)]) }, boards: 3)
        #expect(found.map(\.board) == chips)
    }

    /// `test_too_many_ip_tags_for_1_board`, `test_spread_ip_tags`: ten wishes on one board go to three, and not to one.
    @Test func tenTagsAreSpread() throws {
        let wishes =
            (1...7).map { vertex("v\($0)", 1, place: .chip(.boot), tags: [tag($0)]) }
            + (10_000...10_002).map { vertex("v\($0)", 1, place: .chip(ChipID(x: 1, y: 1)), tags: [tag($0)]) }
        #expect(throws: MappingError.self) { try tags(wishes, boards: 1) }
        let found = try tags(wishes, boards: 3)
        #expect(found.count == 10 && Set(found.map { "\($0.board) \($0.number)" }).count == 10)
        #expect(found.count { $0.board == .boot } == 7)
    }

    /// `test_fixed_tag`, `test_fixed_repeat_tag`, `test_do_reverse_3_boards`.
    @Test func tagsOfCertainNumbers() throws {
        let five = (0..<5).map {
            vertex("v\($0)", 1, place: .chip(.boot), tags: [tag(10_000 + $0, number: UInt8(1 + $0))])
        }
        #expect(try tags(five, boards: 3).map(\.number) == [1, 2, 3, 4, 5])
        // Each wants the tag of one number twice, with the same socket: in PACMAN these are two, here they are had in common.
        let twice = (0..<3).map { index in
            let wish = tag(10_000 + index, number: UInt8(1 + index))
            return vertex("v\(index)", 1, place: .chip(.boot), tags: [wish, wish])
        }
        #expect(try tags(twice, boards: 1).map(\.number) == [1, 1, 2, 2, 3, 3])
        let reverse = TagWish.fromHost(port: 10_000, sdpPort: 1, number: 1)
        let found = try tags([vertex("v", 1, place: .chip(.boot), tags: [reverse])], boards: 3)
        #expect(found.map(\.number) == [1] && found[0].port == 10_000 && found[0].board == .boot)
    }

    // MARK: - Slices

    private func plane(_ shape: [Int], _ most: [Int]) throws -> MachineGraph {
        let vertex = ApplicationVertex(label: "v", shape: shape, maximumShapePerCore: most) { _ in
            CoreCost(sdram: 0, dtcm: 0)
        }
        return try cut(ApplicationGraph(vertices: [vertex]))
    }

    /// The places of atoms in a raster of the whole, dimension 0 fastest, by their numbers.
    private func raster(_ graph: MachineGraph, _ shape: [Int]) -> [Int] {
        var result = [Int](repeating: -1, count: shape.reduce(1, *))
        for id in result.indices {
            var (rest, place) = (id, [Int]())
            for side in shape {
                place.append(rest % side)
                rest /= side
            }
            result[graph.atom(at: place, of: 0)] = id
        }
        return result
    }

    /// `test_mdslice` and `test_application_vertex`: which atoms of a raster slices have.
    @Test func slicesHaveTheirAtoms() throws {
        let square = raster(try plane([6, 6], [3, 3]), [6, 6])
        #expect(square[..<9] == [0, 1, 2, 6, 7, 8, 12, 13, 14])
        let tall = try plane([6, 12], [3, 3])
        #expect(tall.slice(of: 4).atoms == 36..<45 && tall.slice(of: 4).block == [0..<3, 6..<9])
        #expect(tall.slice(of: 1).atoms == 9..<18 && tall.slice(of: 1).block == [3..<6, 0..<3])
        #expect(raster(tall, [6, 12])[9..<18] == [3, 4, 5, 9, 10, 11, 15, 16, 17])
        // The numbers of atoms by their places in the raster.
        let numbers = (0..<18).map { square.firstIndex(of: $0) }
        #expect(numbers == [0, 1, 2, 9, 10, 11, 3, 4, 5, 12, 13, 14, 6, 7, 8, 15, 16, 17])
        for (shape, most) in [([6, 9, 2], [2, 3, 2]), ([9, 16, 25], [3, 4, 5])] {
            #expect(raster(try plane(shape, most), shape).sorted() == Array(0..<shape.reduce(1, *)))
        }
    }
}
