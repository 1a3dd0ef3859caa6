import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// Keys: no two sources share any, those that are fixed are what they are fixed to, and there are no more than 32 bits.
@Suite
struct KeyTests {
    private func graph(_ vertices: [(cores: Int, keys: Int, fixed: KeyMask?)], bits: Int = 0) throws -> MachineGraph {
        let graph = ApplicationGraph(
            vertices: vertices.enumerated().map { index, vertex in
                ApplicationVertex(
                    label: "v\(index)",
                    atoms: vertex.cores * vertex.keys,
                    maximumAtomsPerCore: vertex.keys,
                    cost: { _ in CoreCost(sdram: 1, dtcm: 1) }
                )
            },
            partitions: vertices.indices.map { index in
                OutgoingPartition(
                    source: index,
                    keyBitsPerAtom: bits,
                    fixedKeys: vertices[index].fixed.map { .all($0) },
                    targets: [Int32((index + 1) % vertices.count)]
                )
            }
        )
        return try Partitioner(limit: CoreCost(sdram: 10, dtcm: 10)).partition(graph)
    }

    private func expectDisjoint(_ mapping: Mapping) {
        let sorted = mapping.keys.sorted { $0.key < $1.key }
        for (one, other) in zip(sorted, sorted.dropFirst()) { #expect(!one.intersects(other)) }
        for keys in mapping.keys { #expect(UInt64(keys.key) + UInt64(~keys.mask) < 0xffff_0000) }
    }

    @Test func fixedKeysAreKeptAndOthersGoAroundThem() throws {
        let machine = Machine(board: .spin5)
        let graph = try graph([
            (5, 100, KeyMask(key: 0x0000_0000, mask: 0xffff_fc00)), (20, 256, nil), (3, 10, nil),
            (2, 16, KeyMask(key: 0x0000_1000, mask: 0xffff_ffe0)), (1, 1, KeyMask(key: 0x1234_5678, mask: ~0)),
        ])
        let mapping = try Mapping(graph, on: machine)
        expectDisjoint(mapping)
        #expect(mapping.keys[0..<5].map(\.key) == [0x000, 0x080, 0x100, 0x180, 0x200])
        #expect(mapping.keys[28..<30].map(\.key) == [0x1000, 0x1010])
        #expect(mapping.keys[30] == KeyMask(key: 0x1234_5678, mask: ~0))
        #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
    }

    @Test func fixedKeysStayInAChangedNetwork() throws {
        let machine = Machine(board: .spin5)
        let fixed = KeyMask(key: 0x4000, mask: 0xffff_fc00)
        let before = try Mapping(try graph([(5, 100, fixed), (20, 256, nil)]), on: machine)
        let same = try Mapping(try graph([(5, 100, fixed), (20, 256, nil)]), keeping: before)
        #expect(same.keys == before.keys && same.placements == before.placements)
        // A device that comes later has keys that another had: all is mapped anew.
        let taken = before.keys[7]
        let after = try Mapping(try graph([(5, 100, fixed), (20, 256, nil), (1, 1, taken)]), keeping: before)
        expectDisjoint(after)
        #expect(after.keys[25].key == taken.key && after.keys[0].key == 0x4000)
        #expect(after.faults(on: machine, everyKey: true).isEmpty)
    }

    /// A key of several sources stays theirs, and others' are not in its way.
    @Test func sharedKeysStayInAChangedNetwork() throws {
        let machine = Machine(board: .spin5)
        let shared = KeyMask(key: 0x4000, mask: ~0)
        func graph(_ cores: Int) throws -> MachineGraph {
            let vertices = ["a", "b", "c", "d"].map {
                ApplicationVertex(label: $0, atoms: $0 == "d" ? cores : 1, maximumAtomsPerCore: 1) { _ in
                    CoreCost(sdram: 1, dtcm: 1)
                }
            }
            let partitions = (0..<4).map {
                OutgoingPartition(source: $0, keyBitsPerAtom: 0, fixedKeys: $0 < 2 ? .all(shared) : nil, targets: [2])
            }
            return try Partitioner(limit: .unlimited)
                .partition(ApplicationGraph(vertices: vertices, partitions: partitions))
        }
        let before = try Mapping(try graph(60), on: machine)
        let after = try Mapping(try graph(70), keeping: before)
        for mapping in [before, after] {
            #expect(mapping.keys[0] == shared && mapping.keys[1] == shared)
            #expect(Set(mapping.keys).count == mapping.keys.count - 1)
            #expect(mapping.faults(on: machine, everyKey: true).isEmpty)
        }
        #expect(after.placements.prefix(3) == before.placements.prefix(3))
    }

    @Test func moreThanAllKeysAreRefused() throws {
        for bits in [33, 62, 64] {
            let graph = try graph([(1, 1, nil)], bits: bits)
            #expect(throws: MappingError.keySpaceExhausted(vertex: "v0")) {
                try Mapping(graph, on: Machine(board: .spin3))
            }
        }
    }

    @Test(arguments: [
        // Too few for five parts of 128; not a range; another's; reserved by SC&MP.
        KeyMask(key: 0, mask: 0xffff_fe00), KeyMask(key: 0, mask: 0xffff_0fff),
        KeyMask(key: 0x8000_0000, mask: 0xffff_0000),
        KeyMask(key: 0xffff_0000, mask: 0xffff_0000),
    ])
    func unusableFixedKeysAreRefused(keys: KeyMask) throws {
        let graph = try graph([(1, 1, KeyMask(key: 0x8000_0000, mask: ~0)), (5, 100, keys)])
        #expect(throws: MappingError.fixedKeysUnusable(vertex: "v1")) { try Mapping(graph, on: Machine(board: .spin5)) }
    }

    /// Rounded up to powers of two and aligned, these need more than 32 bits; packed they do not.
    @Test func keysArePackedWhereTheyMustBe() throws {
        let machine = Machine(board: .spin5)
        let graph = try graph([(5, 1 << 20, nil), (1, 1, nil), (9, 1 << 20, nil), (1, 3, nil)], bits: 8)
        let mapping = try Mapping(graph, on: machine)
        expectDisjoint(mapping)
        #expect(mapping.faults(on: machine, everyKey: false).isEmpty)
        let more = try self.graph([(16, 1 << 20, nil)], bits: 8)
        #expect(throws: MappingError.keySpaceExhausted(vertex: "v0")) { try Mapping(more, on: machine) }
    }

    /// Where they belong to one chip and go to the same targets, keys lie side by side in one block, and a chip needs one entry.
    @Test func sourcesOfOneChipShareAnEntry() throws {
        let graph = try graph([(8, 200, nil), (8, 100, nil)])
        let mapping = try Mapping(graph, on: Machine(board: .spin3))
        #expect(mapping.tables.values.allSatisfy { $0.count <= 2 })
        #expect(mapping.faults(on: Machine(board: .spin3), everyKey: true).isEmpty)
    }
}
