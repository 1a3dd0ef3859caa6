import GraphMapping
import MappingSupport
import SpiNNakerMachine
import Testing

/// The judge of the peers' cases finds what is not as described.
@Suite
struct CaseNetworkTests {
    private let machine = Machine(board: .spin5)

    /// Two vertices of two cores, the first of which sends to the other.
    private var network: CaseNetwork {
        var network = CaseNetwork()
        network.addVertex(atoms: [4, 4], sdram: 1_000)
        network.addVertex(cores: 2, on: ChipID(x: 3, y: 0))
        network.addNet(from: 0, to: [1])
        return network
    }

    /// Whether the judge says something of that kind when one network is mapped and another was described.
    private func expect(_ complaint: String, after change: (inout CaseNetwork) -> Void) throws {
        let mapping = try network.map(on: machine)
        #expect(network.complaints(about: mapping, on: machine).isEmpty)
        var described = network
        change(&described)
        let complaints = described.complaints(about: mapping, on: machine)
        #expect(complaints.contains { $0.contains(complaint) }, "\(complaints)")
    }

    @Test func otherPlacesAreNoticed() throws {
        try expect("v0 is on") { $0.vertices[0].chip = ChipID(x: 7, y: 7) }
        try expect("v1 is on") { $0.vertices[1].core = 17 }
        try expect("are taken of") { $0.vertices[0].sdram = 200_000_000 }
        try expect("group 1 of [0, 1] is on") { network in
            network.vertices[1].chip = nil
            network.nets[0].sinks = []
            network.companies = [[0, 1], [1, 0]]
            network.vertices[0].chip = nil
        }
        try expect("cores are placed") { $0.addVertex() }
    }

    @Test func otherKeysAreNoticed() throws {
        try expect("are too few for net 0") { $0.nets[0].keyBitsPerAtom = 1 }
        try expect("are not those of net 0") { $0.nets[0].fixedKeys = KeyMask(key: 0x8000_0000, mask: 0xf000_0000) }
        let own = KeyMask(key: 0x8000_0000, mask: 0xffff_fffc)
        try expect("are not those of core 1") { $0.nets[0].coreKeys = [own, own] }
        try expect("2 sources have keys") { $0.addNet(from: 1, to: [0]) }
        try expect("2 sources have keys") { $0.nets = [] }
    }

    @Test func otherWaysAreNoticed() throws {
        try expect("reaches") { $0.nets[0].sinks = [(vertex: 0, hears: nil)] }
        try expect("reaches") { $0.nets[0].sinks = [(vertex: 1, hears: { $0 == $1 })] }
        try expect("reaches") { $0.addSink(0) { source, sink in source != sink } }
    }

    /// A core twice, and one that is not there.
    @Test func coresThatCannotBeAreNoticed() throws {
        let core = CoreID(chip: ChipID(x: 3, y: 0), core: 18)
        let mapping = try network.map(on: machine, placer: GivenPlacer(Array(repeating: core, count: 4)))
        let complaints = network.complaints(about: mapping, on: machine)
        #expect(complaints.contains { $0.contains("there is no core") })
        #expect(complaints.contains("a core is taken twice"))
    }

    /// A packet in a circle, one that ends nowhere, one that leaves the machine, and one that comes to a chip twice.
    @Test func packetsThatGoAstrayAreNoticed() {
        func journey(_ tables: [ChipID: MulticastRoute]) -> Journey {
            let entries = tables.mapValues { [RoutingEntry(keyMask: KeyMask(key: 0, mask: 0), route: $0)] }
            return Journey(of: 5, from: .boot, over: entries, on: machine)
        }
        let beside = ChipID(x: 1, y: 0)
        #expect(journey([.boot: [.link(.east), .core(1)], beside: .core(2)]).isTree)
        #expect(!journey([.boot: .link(.east), beside: .link(.west)]).isTree)
        #expect(!journey([.boot: .link(.east), beside: []]).isTree)
        #expect(!journey([.boot: .link(.east)]).isTree)
        #expect(!journey([:]).isTree)
        let twice = journey([
            .boot: [.link(.east), .link(.northEast)], beside: .link(.north), ChipID(x: 1, y: 1): .core(1),
        ])
        #expect(!twice.isTree && twice.cores.count == 2)
    }
}
