import GraphMapping
import Testing

@Suite
struct PartitionerTests {
    private let limit = CoreCost(sdram: 1_000_000, dtcm: 60_000)

    private func parts(atoms: Int, maximum: Int, cost: @escaping @Sendable (Range<Int>) -> CoreCost) throws -> [Int] {
        let vertex = ApplicationVertex(
            label: "cells",
            atoms: atoms,
            maximumAtomsPerCore: maximum,
            cost: cost
        )
        let graph = try Partitioner(limit: limit).partition(ApplicationGraph(vertices: [vertex]))
        #expect(graph.vertices.first?.atoms.lowerBound == 0)
        for (left, right) in zip(graph.vertices, graph.vertices.dropFirst()) {
            #expect(left.atoms.upperBound == right.atoms.lowerBound)
        }
        #expect(graph.vertices.last?.atoms.upperBound == atoms)
        return graph.vertices.map(\.atoms.count)
    }

    @Test
    func theVertexLimitDecidesWhenMemoryIsPlenty() throws {
        #expect(try parts(atoms: 600, maximum: 256) { _ in CoreCost(sdram: 0, dtcm: 0) } == [200, 200, 200])
    }

    @Test
    func dataMemoryDecidesWhenItIsShort() throws {
        // 60,000 bytes hold 10,000 fixed ones and 200 atoms of 250.
        let sizes = try parts(atoms: 1_000, maximum: 256) { CoreCost(sdram: 0, dtcm: 10_000 + 250 * $0.count) }
        #expect(sizes == [200, 200, 200, 200, 200])
    }

    @Test
    func sharedMemoryDecidesWhenItIsShort() throws {
        let sizes = try parts(atoms: 10, maximum: 256) { CoreCost(sdram: 300_000 * $0.count, dtcm: 0) }
        #expect(sizes == [3, 3, 2, 2])
    }

    @Test
    func anAtomThatExceedsACoreIsRefusedByName() {
        #expect(throws: MappingError.self) {
            try parts(atoms: 10, maximum: 256) { _ in CoreCost(sdram: 0, dtcm: 70_000) }
        }
    }
}
