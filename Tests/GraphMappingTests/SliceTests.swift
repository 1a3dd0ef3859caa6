import GraphMapping
import SpiNNakerMachine
import Testing

/// Vertices of several dimensions.
@Suite
struct SliceTests {
    private func cut(_ shape: [Int], _ most: [Int], limit: Int = .max) throws -> MachineGraph {
        var cost = CoreCost.unlimited
        cost.dtcm = limit
        let vertex = ApplicationVertex(label: "v", shape: shape, maximumShapePerCore: most) {
            CoreCost(sdram: 0, dtcm: $0.block.reduce(1) { $0 * $1.count })
        }
        return try Partitioner(limit: cost).partition(ApplicationGraph(vertices: [vertex]))
    }

    @Test(arguments: [
        ([8, 8], [4, 4], 4), ([100, 80], [32, 32], 12), ([7, 5, 3], [2, 2, 2], 24), ([1, 9], [5, 2], 5), ([13], [4], 4),
        ([5, 5], [100, 1], 5), ([2, 3, 4, 5], [2, 2, 3, 4], 8),
    ])
    func everyAtomIsInOneBlock(shape: [Int], most: [Int], parts: Int) throws {
        let graph = try cut(shape, most)
        #expect(graph.vertices.count == parts)
        var places: Set<[Int]> = []
        var next = 0
        for part in graph.vertices.indices {
            let slice = graph.slice(of: part)
            // The numbers of a core's atoms follow each other, and those of the one before.
            #expect(slice.atoms == graph.vertices[part].atoms && slice.atoms.lowerBound == next)
            next = slice.atoms.upperBound
            #expect(slice.block.count == shape.count && slice.atoms.count == slice.block.reduce(1) { $0 * $1.count })
            for (range, limit) in zip(slice.block, most) { #expect((1...limit).contains(range.count)) }
            var all: [[Int]] = [[]]
            for range in slice.block { all = all.flatMap { place in range.map { place + [$0] } } }
            places.formUnion(all)
        }
        #expect(next == shape.reduce(1, *) && places.count == next)
    }

    @Test func blocksAndAtomsCountTheFirstDimensionFastest() throws {
        // 5 × 3 in blocks of at most 2 × 2: columns 2, 2, 1 and rows 2, 1.
        let graph = try cut([5, 3], [2, 2])
        let blocks = graph.vertices.indices.map { graph.slice(of: $0).block }
        #expect(
            blocks == [
                [0..<2, 0..<2], [2..<4, 0..<2], [4..<5, 0..<2], [0..<2, 2..<3], [2..<4, 2..<3], [4..<5, 2..<3],
            ]
        )
        #expect(graph.vertices.map(\.atoms) == [0..<4, 4..<8, 8..<10, 10..<12, 12..<14, 14..<15])
        // A picture of the numbers, row by row.
        let picture = (0..<3).map { row in (0..<5).map { graph.atom(at: [$0, row], of: 0) } }
        #expect(picture == [[0, 1, 4, 5, 8], [2, 3, 6, 7, 9], [10, 11, 12, 13, 14]])
    }

    @Test func blocksShrinkUntilTheyFit() throws {
        // 64 atoms of a block of 16 × 16 fit: 8 × 8.
        let graph = try cut([32, 32], [16, 16], limit: 64)
        #expect(graph.vertices.count == 16)
        #expect(throws: MappingError.self) { try cut([3, 3], [3, 3], limit: 0) }
    }

    @Test func aFilterSeesBlocks() throws {
        // Each block of the target wants the blocks of the source that touch it.
        let machine = Machine(board: .spin5)
        func plane(_ label: String) -> ApplicationVertex {
            ApplicationVertex(label: label, shape: [30, 20], maximumShapePerCore: [5, 5]) { _ in
                CoreCost(sdram: 0, dtcm: 0)
            }
        }
        var partition = OutgoingPartition(source: 0, keyBitsPerAtom: 0)
        partition.add(target: 1) { target in
            { source in
                zip(target.block, source.block).allSatisfy { one, other in
                    one.lowerBound <= other.upperBound && other.lowerBound <= one.upperBound
                }
            }
        }
        let graph = ApplicationGraph(vertices: [plane("source"), plane("target")], partitions: [partition])
        let mapping = try Mapping(Partitioner(limit: .unlimited).partition(graph), on: machine)
        #expect(mapping.faults(on: machine, everyKey: true) == [])
        let counts = mapping.graph.shares[0].map { Array(mapping.graph.targets(of: $0)).count }
        // A grid of 6 × 4 blocks: corners have 4 that touch, edges 6, the others 9.
        #expect([4, 6, 9].map { count in counts.count { $0 == count } } == [4, 12, 8])
    }
}
