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

    // MARK: - Time

    /// The least that the dearest of so many parts can cost, found by trying all cuts.
    private func leastDearest(_ costs: [Int], parts: Int, atoms: Int) -> Int {
        let sums = costs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        var best = sums.indices.map { $0 == 0 ? 0 : Int.max }
        for _ in 0..<parts {
            best = sums.indices.map { end in
                (max(0, end - atoms)...end).reduce(Int.max) { min($0, max(best[$1], sums[end] - sums[$1])) }
            }
        }
        return best[costs.count]
    }

    @Test(arguments: 0..<6)
    func partsCostAlike(shape: Int) throws {
        // Atoms that cost more and more, that cost most in the middle, that cost little but for a few, and at random.
        var random = SystemRandomNumberGenerator()
        let costs = (0..<900).map { atom -> Int in
            switch shape {
            case 0: 50 + atom
            case 1: 20 + Int(400_000.0 / (400 + Double((atom - 450) * (atom - 450)) / 10))
            case 2: atom % 100 == 7 ? 4_000 : 30
            case 3: Int.random(in: 1...1_000, using: &random)
            case 4: atom < 450 ? 10 : 1_000
            default: 100
            }
        }
        let sums = costs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        var limit = CoreCost.unlimited
        limit.cycles = 60_000
        let vertex = ApplicationVertex(label: "v", atoms: 900, maximumAtomsPerCore: 300) {
            CoreCost(sdram: 0, dtcm: 0, cycles: sums[$0.upperBound] - sums[$0.lowerBound])
        }
        let graph = try Partitioner(limit: limit).partition(ApplicationGraph(vertices: [vertex]))
        let dearest = graph.vertices.reduce(0) { max($0, $1.cost.cycles) }
        let least = leastDearest(costs, parts: graph.vertices.count, atoms: 300)
        #expect(graph.vertices.allSatisfy { $0.atoms.count <= 300 && $0.cost.cycles <= 60_000 })
        #expect(Double(dearest) <= 1.05 * Double(least), "\(dearest) for \(least) in \(graph.vertices.count)")
        // One part fewer would not do, or not by much.
        let fewest = max(3, (sums[900] + 59_999) / 60_000)
        #expect(graph.vertices.count <= fewest + 1)
    }

    @Test func aStepThatIsTooShortForAnAtomIsNamed() {
        var limit = CoreCost.unlimited
        (limit.cycles, limit.itcm) = (20_000, 32_768)
        func partition(_ cost: CoreCost) throws -> MachineGraph {
            let vertex = ApplicationVertex(label: "v", atoms: 3, maximumAtomsPerCore: 256) { _ in cost }
            return try Partitioner(limit: limit).partition(ApplicationGraph(vertices: [vertex]))
        }
        let slow = #expect(throws: MappingError.self) { try partition(CoreCost(sdram: 0, dtcm: 0, cycles: 20_001)) }
        #expect(slow?.description == "One atom of 'v' needs 20001 cycles of each time step; a core has 20000")
        let large = #expect(throws: MappingError.self) { try partition(CoreCost(sdram: 0, dtcm: 0, itcm: 33_000)) }
        #expect(large?.description == "One atom of 'v' needs 33000 bytes of ITCM; a core has 32768")
    }

    @Test func companyIsCutWhereItsDearestNeedsIt() throws {
        // Neurons that cost alike and their synapses, most of which are the last ones': both are cut at the same atoms.
        var limit = CoreCost.unlimited
        limit.cycles = 10_000
        func vertex(_ label: String, _ cycles: @escaping @Sendable (Range<Int>) -> Int) -> ApplicationVertex {
            ApplicationVertex(label: label, atoms: 500, maximumAtomsPerCore: 256) {
                CoreCost(sdram: 0, dtcm: 0, cycles: cycles($0))
            }
        }
        var graph = ApplicationGraph(vertices: [
            vertex("neurons") { 10 * $0.count }, vertex("synapses") { $0.reduce(0) { $0 + $1 / 4 } },
        ])
        graph.companies = [[0, 1]]
        let parts = try Partitioner(limit: limit).partition(graph)
        let (neurons, synapses) = (parts.parts[0].map { parts.vertices[$0] }, parts.parts[1].map { parts.vertices[$0] })
        #expect(neurons.map(\.atoms) == synapses.map(\.atoms))
        #expect(synapses.count == 4 && synapses.allSatisfy { $0.cost.cycles <= 10_000 })
    }
}
