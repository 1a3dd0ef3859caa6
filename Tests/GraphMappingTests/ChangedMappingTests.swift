import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// A changed network keeps the cores and keys of what did not change.
@Suite
struct ChangedMappingTests {
    private func expectKept(_ before: Mapping, in after: Mapping, of graph: TestGraph, on machine: Machine) {
        for (old, new) in zip(before.graph.parts, after.graph.parts) {
            #expect(zip(old, new).allSatisfy { before.placements[$0] == after.placements[$1] })
        }
        for (old, new) in zip(before.graph.shares, after.graph.shares) {
            #expect(zip(old, new).allSatisfy { before.keys[$0] == after.keys[$1] })
        }
        #expect(MappingJudge.complaints(about: after, of: graph, on: machine).isEmpty)
    }

    @Test func aPopulationMoreChangesNothingElse() throws {
        var graph = TestGraph.chain(1_000)
        let machine = Machine(graph.boards)
        let before = try Mapping(try graph.machineGraph(), on: machine)
        graph.addNode(cores: 10, sdram: 1 << 20)
        graph.addNet(from: 1_000, to: [501, 502, 503])
        graph.nets[500].sinks.append(1_000)
        let after = try Mapping(try graph.machineGraph(), keeping: before)
        expectKept(before, in: after, of: graph, on: machine)
        #expect(before.tables.count { after.tables[$0.key] == $0.value } > before.tables.count * 9 / 10)
    }

    /// Populations and what they send come and go on; parts of one that is cut anew are new, others stay.
    @Test(arguments: 0..<20)
    func changesUponChanges(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var graph = TestGraph.chain(20)
        graph.boards = BoardArrangement(.spin5)
        let machine = Machine(graph.boards)
        var before = try Mapping(try graph.machineGraph(), on: machine)
        for _ in 0..<5 {
            if Bool.random(using: &random) {
                graph.addNode(cores: Int.random(in: 1...20, using: &random), sdram: 1 << 20)
                let count = graph.nodes.count
                graph.addNet(
                    from: count - 1,
                    to: (0..<3).map { _ in Int32.random(in: 0..<Int32(count), using: &random) }
                )
            }
            let net = Int.random(in: graph.nets.indices, using: &random)
            graph.nets[net].sinks.append(Int32.random(in: 0..<Int32(graph.nodes.count), using: &random))
            let after = try Mapping(try graph.machineGraph(), keeping: before)
            expectKept(before, in: after, of: graph, on: machine)
            before = after
        }
        graph.nodes[3].cores += 2
        let after = try Mapping(try graph.machineGraph(), keeping: before)
        #expect(MappingJudge.complaints(about: after, of: graph, on: machine).isEmpty)
        for node in graph.nodes.indices where node != 3 {
            let (old, new) = (before.graph.parts[node], after.graph.parts[node])
            #expect(zip(old, new).allSatisfy { before.placements[$0] == after.placements[$1] })
            #expect(zip(old, new).allSatisfy { before.keys[$0] == after.keys[$1] })
        }
    }

    @Test func aNewBindingMoves() throws {
        var graph = TestGraph.chain(20)
        graph.boards = BoardArrangement(.spin5)
        let machine = Machine(graph.boards)
        let before = try Mapping(try graph.machineGraph(), on: machine)
        let node = try #require(graph.nodes.firstIndex { $0.cores <= 16 })
        let chip = ChipID(x: 7, y: 7)
        let after = try Mapping(try graph.machineGraph(bound: [node: chip]), keeping: before)
        #expect(after.graph.parts[node].allSatisfy { after.placements[$0].chip == chip })
        #expect(MappingJudge.complaints(about: after, of: graph, on: machine).isEmpty)
    }

    @Test func whatDoesNotFitIsMappedAnew() throws {
        // The new population is bound to a chip that others fill.
        var graph = TestGraph.chain(20)
        graph.boards = BoardArrangement(.spin5)
        let machine = Machine(graph.boards)
        let before = try Mapping(try graph.machineGraph(), on: machine)
        let chip = before.placements[0].chip
        graph.addNode(cores: 12, sdram: 1 << 20)
        graph.addNet(from: 20, to: [0])
        let after = try Mapping(try graph.machineGraph(bound: [20: chip]), keeping: before)
        #expect(after.graph.parts[20].allSatisfy { after.placements[$0].chip == chip })
        #expect(MappingJudge.complaints(about: after, of: graph, on: machine).isEmpty)
    }
}
