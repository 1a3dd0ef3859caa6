import GraphMapping
import SpiNNakerMachine
import Testing

/// Tags of boards.
@Suite
struct TagTests {
    private let machine: Machine

    init() throws {
        machine = Machine(try BoardArrangement(.spin5, boards: 3))
    }

    private func vertex(_ label: String, atoms: Int = 1, on chip: ChipID = .boot, _ tags: [TagWish])
        -> ApplicationVertex
    {
        ApplicationVertex(label: label, atoms: atoms, maximumAtomsPerCore: 1, place: .chip(chip), tags: tags) { _ in
            CoreCost(sdram: 0, dtcm: 0)
        }
    }

    private func tags(_ vertices: [ApplicationVertex]) throws -> [Tags.Tag] {
        let graph = try Partitioner(limit: .unlimited).partition(ApplicationGraph(vertices: vertices))
        let mapping = try Mapping(graph, on: machine)
        return try Tags(graph, mapping.placements, on: machine).all
    }

    private func toHost(_ port: UInt16? = 17_000, traffic: String = "", number: UInt8? = nil) -> TagWish {
        .toHost(host: "host", port: port, stripsHeader: true, traffic: traffic, number: number)
    }

    @Test func partsOfABoardShareATagToTheSameSocket() throws {
        let far = ChipID(x: 8, y: 4)
        let found = try tags([
            vertex("a", atoms: 10, [toHost()]), vertex("b", [toHost()]), vertex("c", on: far, [toHost()]),
            vertex("d", [toHost(17_001)]), vertex("e", [toHost(traffic: "other")]),
        ])
        #expect(found.count == 14)
        let boards = Set(found.map(\.board))
        #expect(boards == [.boot, far])
        #expect(Set(found[..<11].map(\.number)) == [7] && found[11].number == 7)
        #expect(Set(found[12...].map(\.number)) == [6, 5])
    }

    private func sender(_ number: Int) -> ApplicationVertex {
        vertex("v\(number)", on: ChipID(x: 0, y: UInt8(number % 2)), [toHost(UInt16(number))])
    }

    @Test func aFullBoardLeavesTagsToOthers() throws {
        let found = try tags((0..<21).map(sender))
        // Three boards with seven tags each.
        #expect(Set(found.map { "\($0.board) \($0.number)" }).count == 21)
        #expect(found.allSatisfy { Tags.numbers.contains($0.number) })
        #expect(found.prefix(7).allSatisfy { $0.board == .boot })
        let error = #expect(throws: MappingError.self) {
            try tags((0..<22).map(sender))
        }
        #expect(
            error?.description
                == "No tag is left for 'v21[0...0]', which wants one to host, port 21: 3 boards have 7 each"
        )
    }

    @Test func certainTagsAndPortsAreNotTakenByOthers() throws {
        // Those that want any come first, and would take them from the top.
        let found = try tags([
            vertex("any", [toHost(1), toHost(2), .fromHost(port: nil, sdpPort: 1)]),
            vertex("certain", [toHost(3, number: 7), .fromHost(port: 17_896, sdpPort: 1, number: 6)]),
            vertex("port", [.fromHost(port: 17_897, sdpPort: 2)]),
        ])
        #expect(found.map(\.part) == [0, 0, 0, 1, 1, 2])
        #expect(found[3].number == 7 && found[4].number == 6)
        #expect(found[4].port == 17_896 && found[5].port == 17_897 && found[2].port == 17_898)
        #expect(Set(found.map { "\($0.board) \($0.number)" }).count == 6)
        #expect(found.allSatisfy { $0.board == .boot })
    }

    @Test func twoOfTheSameCertainTagAreOnDifferentBoards() throws {
        let found = try tags((0..<3).map { vertex("v\($0)", [.fromHost(port: 12_345, sdpPort: 1, number: 3)]) })
        #expect(Set(found.map(\.board)).count == 3)
        #expect(throws: MappingError.self) {
            try tags((0..<4).map { vertex("v\($0)", [.fromHost(port: 12_345, sdpPort: 1, number: 3)]) })
        }
    }
}
