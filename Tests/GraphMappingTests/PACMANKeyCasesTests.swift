import GraphMapping
import MappingSupport
import SpiNNakerMachine
import Testing

/// What PACMAN 7.4.1 checks of its key allocators, of which here is one, and of its table generators.
@Suite
struct PACMANKeyCasesTests {
    /// `create_graphs1`: vertex number a of five has 20a + 1 cores, core number m of which sends 2m + 1 keys in each of 10a + 1
    /// nets to one core.
    ///
    /// - Parameters:
    ///   - fixed: The fixed keys of a vertex's net.
    ///   - isByCore: Whether the m-th block of 256 of them is that of core number m.
    private func manyNets(fixed: [[Int]: KeyMask] = [:], isByCore: Bool = false) -> CaseNetwork {
        var network = CaseNetwork()
        network.addVertex()
        for number in 0..<5 {
            let vertex = network.addVertex(atoms: (0...20 * number).map { 2 * $0 + 1 })
            for net in 0...10 * number {
                let keys = fixed[[number, net]]
                network.addNet(from: vertex, to: [0], fixedKeys: keys)
                guard isByCore, let keys else { continue }
                network.nets[network.nets.count - 1].coreKeys = (0...20 * UInt32(number)).map {
                    KeyMask(key: keys.key + $0 << 8, mask: 0xffff_ff00)
                }
            }
        }
        return network
    }

    /// The fixed keys of `create_graphs1`.
    private let fixed = [
        [2, 7]: KeyMask(key: 0xfe00_0000, mask: 0xffff_0000), [2, 1]: KeyMask(key: 0x4c00_0000, mask: 0xffff_0000),
        [3, 1]: KeyMask(key: 0x3300_0000, mask: 0xffff_0000),
    ]

    /// The keys of each net.
    private func keys(of network: CaseNetwork, in mapping: Mapping) -> [[KeyMask]] {
        var left = mapping.keys[...]
        return network.nets.map { net in
            let count = network.vertices[net.source].atoms.count
            defer { left = left.dropFirst(count) }
            return Array(left.prefix(count))
        }
    }

    // MARK: - Keys

    /// `test_global_allocator` and `test_flexible_allocator_no_fixed`: 105 nets, whose cores differ in the last 15 bits only.
    @Test func netsOfCoresWithMoreAndMoreKeys() throws {
        let network = manyNets()
        let machine = Machine(board: .spin5)
        let mapping = try network.map(on: machine)
        #expect(network.complaints(about: mapping, on: machine).isEmpty)
        let keys = keys(of: network, in: mapping)
        #expect(keys.count == 105)
        #expect(keys.allSatisfy { Set($0.map { $0.key >> 15 }).count == 1 })
    }

    /// `test_flexible_allocator_with_fixed`: three nets have fixed keys, for all of the net or for each core, and the others keep
    /// away from them.
    @Test(arguments: [false, true]) func netsWithFixedKeysAmongOthers(isByCore: Bool) throws {
        let network = manyNets(fixed: fixed, isByCore: isByCore)
        let machine = Machine(board: .spin5)
        let mapping = try network.map(on: machine)
        #expect(network.complaints(about: mapping, on: machine).isEmpty)
        #expect(keys(of: network, in: mapping).allSatisfy { Set($0.map { $0.key >> 15 }).count == 1 })
    }

    /// `test_fixed_only`: two nets of a core, with all their keys fixed, one of them the first key of all.
    @Test func fixedKeysOnly() throws {
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex() }
        network.addNet(from: 1, to: [0], keyBitsPerAtom: 1, fixedKeys: KeyMask(key: 0, mask: 0xffff_fffe))
        network.addNet(from: 1, to: [0], fixedKeys: KeyMask(key: 0x4c0_0000, mask: 0xffff_ffff))
        let machine = Machine(board: .spin3)
        let mapping = try network.map(on: machine)
        #expect(network.complaints(about: mapping, on: machine).isEmpty)
        #expect(mapping.keys == network.nets.compactMap(\.fixedKeys))
    }

    /// `test_overlap`: the second net's fixed range lies within the first's, but no key is needed twice.
    @Test func fixedRangesOverlap() throws {
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex() }
        network.addNet(from: 1, to: [0], keyBitsPerAtom: 1, fixedKeys: KeyMask(key: 0, mask: 0xffff_0000))
        network.addNet(from: 1, to: [0], fixedKeys: KeyMask(key: 0x1000, mask: 0xffff_f800))
        let machine = Machine(board: .spin3)
        let mapping = try network.map(on: machine)
        #expect(network.complaints(about: mapping, on: machine).isEmpty)
    }

    /// `test_no_edge`: nothing is sent, and no keys are needed.
    @Test func noNets() throws {
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex() }
        let mapping = try network.map(on: Machine(board: .spin3))
        #expect(mapping.keys.isEmpty && mapping.tables.isEmpty)
    }

    /// A retina of 1,024 × 768 pixels with two keys each, and 2,000 cores of 100 keys that it sends to.
    private func retina(fixed: KeyMask? = nil) -> CaseNetwork {
        var network = CaseNetwork()
        network.addVertex(atoms: [1_024 * 768 * 2])
        network.addVertex()
        network.addVertex(atoms: Array(repeating: 100, count: 2_000))
        network.addNet(from: 0, to: [2], fixedKeys: fixed)
        network.addNet(from: 2, to: [1])
        return network
    }

    /// `test_big_flexible_no_fixed`, `test_big_global_no_fixed` and both with fixed keys: one bit for the vertex, eleven for the
    /// core and 21 for the pixel are 33.
    @Test(arguments: [nil, KeyMask(key: 0, mask: 0xffe0_0000)]) func aRetinaAmongManyCores(fixed: KeyMask?) throws {
        let network = retina(fixed: fixed)
        let machine = Machine(.triad)
        let mapping = try network.map(on: machine)
        #expect(network.complaints(about: mapping, on: machine).isEmpty)
        #expect(mapping.keys[0].mask == 0xffe0_0000)
        #expect(mapping.keys.dropFirst().allSatisfy { $0.mask == 0xffff_ff80 })
    }

    /// The mask of PACMAN's fixed retina compares two bits only, in the midst of its 21: no keys that it leaves free follow each
    /// other as far as the retina's must. It is refused.
    @Test func aRetinaWithAMaskOfTwoBits() {
        #expect(throws: MappingError.fixedKeysUnusable(vertex: "v0")) {
            try retina(fixed: KeyMask(key: 0, mask: 0x18_0000)).map(on: Machine(.triad))
        }
    }

    // MARK: - Tables

    /// Every mapping of the table generators' tests: by the default placer and by every router.
    private func expectTables(of network: CaseNetwork, _ check: (Mapping) -> Bool) throws {
        let machine = Machine(board: .spin5)
        for router in Algorithms.routers {
            let mapping = try network.map(on: machine, router: router)
            #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
            #expect(check(mapping), "\(router)")
        }
    }

    /// `test_empty` of both generators.
    @Test func nothingNeedsNoTables() throws {
        try expectTables(of: CaseNetwork()) { $0.tables.isEmpty }
    }

    /// `test_graph1`: one core sends to another, and one table with one entry is enough.
    @Test func twoCoresNeedOneEntry() throws {
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex(atoms: [10]) }
        network.addNet(from: 0, to: [1])
        try expectTables(of: network) { $0.tables.mapValues(\.count) == [.boot: 1] }
    }

    /// `create_graphs2`: a chain of four cores.
    @Test func aChainOfFourNeedsThreeEntries() throws {
        var network = CaseNetwork()
        for _ in 0..<4 { network.addVertex(atoms: [10]) }
        for number in 0..<3 { network.addNet(from: number, to: [number + 1]) }
        try expectTables(of: network) { $0.tables.mapValues(\.count) == [.boot: 3] }
    }

    /// `test_graph2` and `test_graph3_with_system`, of the basic and the merged generator: two vertices of 30 cores and two of
    /// one, and in the second case a core that is taken. PACMAN needs five tables of at most six entries, unmerged of 31; here
    /// routers that lead packets around others may use more chips.
    @Test(arguments: [false, true]) func entriesOfAVertexAreMerged(withSystemVertex: Bool) throws {
        var network = CaseNetwork()
        for _ in 0..<2 { network.addVertex(atoms: Array(repeating: 10, count: 30)) }
        for _ in 0..<2 { network.addVertex(atoms: [10]) }
        if withSystemVertex { network.addVertex(sdram: 1, on: ChipID(x: 1, y: 2), core: 3) }
        network.addNet(from: 0, to: [1, 2, 0])
        network.addNet(from: 2, to: [3])
        network.addNet(from: 1, to: [3])
        try expectTables(of: network) { $0.tables.values.allSatisfy { $0.count <= 6 } }
        #expect(try network.map(on: Machine(board: .spin5)).tables.count <= 5)
    }

    /// `test_overlapping`, `test_overlapping_different_chips` and `test_non_overlapping_different_chips`: two vertices send the
    /// same key to one core, from one chip or from two, or each to a core of its own chip. PACMAN refuses that packets of one
    /// key meet; here, as in rig, they may if they go the same way from there.
    @Test(arguments: [ChipID.boot, ChipID(x: 1, y: 0)], [false, true])
    func aKeyOfTwoSources(chip: ChipID, isApart: Bool) throws {
        var network = CaseNetwork()
        network.addVertex(on: chip)
        network.addVertex(on: .boot)
        network.addVertex(on: isApart ? chip : nil)
        network.addVertex(on: isApart ? .boot : nil)
        let key = KeyMask(key: 1, mask: 0xffff_ffff)
        network.addNet(from: 0, to: [2], fixedKeys: key)
        network.addNet(from: 1, to: [isApart ? 3 : 2], fixedKeys: key)
        let machine = Machine(board: .spin5)
        guard isApart, chip == .boot else {
            for router in Algorithms.routers {
                let mapping = try network.map(on: machine, router: router)
                #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(router)")
            }
            return
        }
        #expect(throws: MappingError.sharedKeysPart(vertices: ["v0", "v1"], chip: "(0, 0)", key: 1)) {
            try network.map(on: machine)
        }
    }
}
