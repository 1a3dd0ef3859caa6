import GraphMapping
import SpiNNakerMachine
import Testing

/// Devices on links of boards, whose packets come in and go out there.
@Suite
struct DeviceTests {
    private let boards = BoardArrangement(.spin5)

    private func vertex(_ label: String, _ atoms: Int, perCore: Int = 1, place: Place? = nil) -> ApplicationVertex {
        ApplicationVertex(label: label, atoms: atoms, maximumAtomsPerCore: perCore, place: place) { _ in
            CoreCost(sdram: 1_000, dtcm: 0)
        }
    }

    /// Walks the first and the last key of every part to where the description wants them.
    private func faults(_ mapping: Mapping, _ machine: Machine) -> [RouteChecker.Fault] {
        let graph = mapping.graph
        let checker = RouteChecker(machine: machine, tables: mapping.tables)
        return graph.application.partitions.indices.flatMap { partition -> [RouteChecker.Fault] in
            var cores: Set<CoreID> = []
            var devices: [(chip: ChipID, link: LinkDirection)] = []
            for target in Set(graph.application.partitions[partition].targets).map(Int.init) {
                if case .device(let chip, let link) = graph.application.vertices[target].place {
                    devices.append((chip, link))
                } else {
                    cores.formUnion(graph.parts[target].map { mapping.placements[$0] })
                }
            }
            let packets = graph.shares[partition].flatMap { source in
                let keys = mapping.keys[source]
                let chip = mapping.placements[Int(graph.sources[source].part)].chip
                return [keys.key, keys.key | ~keys.mask].map { (key: $0, chip: chip) }
            }
            return checker.faults(of: packets, to: cores, devices: devices)
        }
    }

    @Test(arguments: [0, 1] as [UInt64])
    func packetsComeAndGoByLinks(seed: UInt64) throws {
        // A retina on one side of the board and a motor on the other, and a population between them; the retina is also seen by
        // the motor at once.
        let machine = Machine(boards)
        let west = boards.deviceSocket(at: try #require(FPGALink(fpga: 1, link: 3)), ofBoard: 0)
        let east = boards.deviceSocket(at: try #require(FPGALink(fpga: 0, link: 2)), ofBoard: 0)
        let graph = ApplicationGraph(
            vertices: [
                vertex("retina", 256, perCore: 256, place: .device(west.chip, west.link)),
                vertex("motor", 6, perCore: 6, place: .device(east.chip, east.link)),
                vertex("between", 200),
            ],
            partitions: [
                OutgoingPartition(
                    source: 0,
                    keyBitsPerAtom: 0,
                    fixedKeys: .all(KeyMask(key: 0xefe_0000, mask: 0xffff_ff00)),
                    targets: [1, 2]
                ),
                OutgoingPartition(source: 2, keyBitsPerAtom: 0, targets: [1, 2]),
            ]
        )
        let parts = try Partitioner(limit: .unlimited).partition(graph)
        for placer in [MinCutPlacer(seed: seed), OrderedPlacer(.random(seed: seed))] as [any Placer] {
            for router in [NeighbourExploringRouter(), LongestDimensionFirstRouter(), CongestionAwareRouter()]
                as [any Router]
            {
                let mapping = try Mapping(parts, on: machine, placer: placer, router: router)
                #expect(faults(mapping, machine) == [])
                #expect(mapping.faults(on: machine, everyKey: true) == [])
                #expect(mapping.keys[0] == KeyMask(key: 0xefe_0000, mask: 0xffff_ff00))
                #expect(mapping.device(of: 0)?.chip == west.chip && mapping.device(of: 0)?.link == west.link)
                #expect(mapping.device(of: 5) == nil)
                #expect(MappingForecast(mapping, on: machine).coresUsed == 200)
                // Devices take no cores: all cores but theirs may be full.
                #expect(Set(mapping.placements.dropFirst(2)).count == 200)
            }
        }
    }

    @Test func rectanglesOfARetinaHaveTheKeysOfTheirPixels() throws {
        // 128 × 128 pixels, whose columns are bits 0 to 6 and rows bits 7 to 13 of a key, cut into blocks of 64 × 64: the keys of
        // a block do not follow each other.
        let machine = Machine(boards)
        let socket = boards.deviceSocket(at: try #require(FPGALink(fpga: 2, link: 4)), ofBoard: 0)
        let base: UInt32 = 0x4000_0000
        var partition = OutgoingPartition(
            source: 0,
            keyBitsPerAtom: 0,
            fixedKeys: .each { slice in
                let (columns, rows) = (slice.block[0], slice.block[1])
                let key = base | UInt32(rows.lowerBound) << 7 | UInt32(columns.lowerBound)
                let size = UInt32(rows.count - 1) << 7 | UInt32(columns.count - 1)
                return KeyMask(key: key, mask: ~size)
            }
        )
        // Each quarter of the picture has a population that sees it.
        for quarter in 0..<4 {
            partition.add(target: 1 + quarter) { _ in
                { $0.block[0].lowerBound / 64 + $0.block[1].lowerBound / 64 * 2 == quarter }
            }
        }
        let retina = ApplicationVertex(
            label: "retina",
            shape: [128, 128],
            maximumShapePerCore: [64, 64],
            place: .device(socket.chip, socket.link)
        ) { _ in CoreCost(sdram: 0, dtcm: 0) }
        let graph = ApplicationGraph(
            vertices: [retina] + (0..<4).map { vertex("quarter \($0)", 20) },
            partitions: [partition]
        )
        let mapping = try Mapping(Partitioner(limit: .unlimited).partition(graph), on: machine)
        #expect(mapping.faults(on: machine, everyKey: true) == [])
        let checker = RouteChecker(machine: machine, tables: mapping.tables)
        for (row, column) in [(0, 0), (63, 63), (5, 64), (100, 7), (127, 127), (64, 63)] {
            let key = base | UInt32(row) << 7 | UInt32(column)
            let quarter = 1 + column / 64 + row / 64 * 2
            let cores = mapping.graph.parts[quarter].map { mapping.placements[$0] }
            #expect(checker.faults(of: CollectionOfOne((key: key, chip: socket.chip)), to: cores) == [])
        }
        // A block's many runs of keys are merged: no table has an entry for each row.
        #expect(mapping.tables.values.allSatisfy { $0.count <= 8 })
    }

    @Test func aPartMayHaveKeysOfItsOwnAndOthersNot() throws {
        let graph = ApplicationGraph(
            vertices: [vertex("a", 4), vertex("b", 4)],
            partitions: [
                OutgoingPartition(
                    source: 0,
                    keyBitsPerAtom: 4,
                    fixedKeys: .each { $0.atoms.lowerBound == 2 ? KeyMask(key: 0x10, mask: 0xffff_fff0) : nil },
                    targets: [1]
                ),
                OutgoingPartition(source: 1, keyBitsPerAtom: 4, targets: [0]),
            ]
        )
        let machine = Machine(boards)
        let parts = try Partitioner(limit: .unlimited).partition(graph)
        let mapping = try Mapping(parts, on: machine)
        #expect(mapping.keys[2] == KeyMask(key: 0x10, mask: 0xffff_fff0))
        let ranges = mapping.keys.map { $0.key...($0.key | ~$0.mask) }.sorted { $0.lowerBound < $1.lowerBound }
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        #expect(mapping.faults(on: machine, everyKey: true) == [])
        // And a changed network keeps them.
        let changed = try Mapping(parts, keeping: mapping)
        #expect(changed.keys == mapping.keys && changed.tables == mapping.tables)
    }

    @Test(arguments: [
        // Too few keys for sixteen.
        [KeyMask(key: 0x10, mask: 0xffff_fff8)],
        // The keys of two parts overlap.
        [KeyMask(key: 0x100, mask: 0xffff_ff00), KeyMask(key: 0x120, mask: 0xffff_fff0)],
        // The monitor's own.
        [KeyMask(key: 0xffff_0000, mask: 0xffff_0000)],
        // More runs of keys than tables have entries.
        [KeyMask(key: 0x8000_0000, mask: 0x8000_0001)],
    ])
    func keysThatCannotBeAreRefused(keys: [KeyMask]) throws {
        let graph = ApplicationGraph(
            vertices: [vertex("a", 4), vertex("b", 4)],
            partitions: [
                OutgoingPartition(
                    source: 0,
                    keyBitsPerAtom: 4,
                    fixedKeys: .each { $0.atoms.lowerBound < keys.count ? keys[$0.atoms.lowerBound] : nil },
                    targets: [1]
                )
            ]
        )
        let parts = try Partitioner(limit: .unlimited).partition(graph)
        #expect(throws: MappingError.fixedKeysUnusable(vertex: "a")) { try Mapping(parts, on: Machine(boards)) }
    }

    @Test func aLinkThatLeadsToAChipHasNoDevice() throws {
        let graph = ApplicationGraph(
            vertices: [vertex("device", 1, place: .device(ChipID(x: 3, y: 3), .east)), vertex("v", 1)],
            partitions: [OutgoingPartition(source: 1, keyBitsPerAtom: 0, targets: [0])]
        )
        let parts = try Partitioner(limit: .unlimited).partition(graph)
        let error = #expect(throws: MappingError.self) { try Mapping(parts, on: Machine(boards)) }
        #expect(
            error?.description
                == "'device[0...0]' is bound to chip (3, 3), link east, which is missing, full or taken"
        )
    }

    @Test func theCheckerTellsOfPacketsThatADeviceMissesOrGetsTwice() {
        let machine = Machine(board: .spin3)
        let (here, there) = (ChipID(x: 0, y: 0), ChipID(x: 1, y: 0))
        func entry(_ route: MulticastRoute) -> [RoutingEntry] {
            [RoutingEntry(keyMask: KeyMask(key: 1, mask: ~0), route: route)]
        }
        let device = (chip: there, link: LinkDirection.east)
        func faults(_ tables: [ChipID: [RoutingEntry]], to devices: [(chip: ChipID, link: LinkDirection)])
            -> [RouteChecker.Fault]
        {
            RouteChecker(machine: machine, tables: tables)
                .faults(of: [(key: UInt32(1), chip: here)], to: [CoreID](), devices: devices)
        }
        let straight = [here: entry(.link(.east)), there: entry(.link(.east))]
        #expect(faults(straight, to: [device]) == [])
        #expect(faults(straight, to: []) == [.leftMachine(key: 1, chip: there, link: .east)])
        let short = [here: entry(.link(.east)), there: entry(.core(1))]
        #expect(
            faults(short, to: [device]) == [
                .missedAtDevice(key: 1, chip: there, link: .east), .extra(key: 1, core: CoreID(chip: there, core: 1)),
            ]
        )
        // One copy comes from the west, another from the north.
        let twice = [
            here: entry([.link(.east), .link(.northEast)]), there: entry(.link(.east)),
            ChipID(x: 1, y: 1): entry(.link(.south)),
        ]
        #expect(faults(twice, to: [device]) == [.extraAtDevice(key: 1, chip: there, link: .east)])
    }
}
