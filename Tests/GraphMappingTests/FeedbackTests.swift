import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// Tables that come out too long are made to fit, or the network is refused and told why.
@Suite
struct FeedbackTests {
    /// A machine whose chips have so many free entries.
    private func machine(_ boards: BoardArrangement, entries: Int) -> Machine {
        var chips = Machine(boards).chips
        for id in chips.keys { chips[id]?.freeRoutingEntries = entries }
        return Machine(width: boards.width, height: boards.height, chips: Array(chips.values))
    }

    /// Maps a graph on a machine where one pass is not enough, and has the mapping judged.
    private func expectRelief(_ graph: TestGraph, on machine: Machine) throws {
        let mapping = try Mapping(try graph.machineGraph(), on: machine)
        #expect(MappingJudge.complaints(about: mapping, of: graph, on: machine).isEmpty)
        let roomy = self.machine(graph.boards, entries: 100_000)
        let once = try Mapping(try graph.machineGraph(), on: roomy)
        let entries = machine.chips.values.first?.freeRoutingEntries ?? 0
        #expect(once.tables.values.map(\.count).max() ?? 0 > entries, "one pass would do")
    }

    /// More sources than a table has entries, each with different targets, which a single pass puts side by side.
    @Test(arguments: [1_600, 2_200], [15, 17])
    func crowdsAreSpread(sources: Int, targets: Int) throws {
        try expectRelief(TestGraph.crowd(sources: sources, targets: targets, on: .triad, seed: 5), on: Machine(.triad))
    }

    /// The same with a monitor on each chip, one of them on a core of its own.
    @Test func crowdsAreSpreadBesideMonitors() throws {
        let machine = Machine(.triad)
        var graph = try TestGraph.crowd(sources: 2_000, targets: 17, on: .triad, seed: 5).machineGraph().application
        graph.add(system: "monitor", on: machine.chipIDs, cost: CoreCost(sdram: 0, dtcm: 0))
        let last = CoreID(chip: ChipID(x: 5, y: 5), core: 16)
        graph.vertices.append(
            ApplicationVertex(label: "last", atoms: 1, maximumAtomsPerCore: 1, place: .core(last)) { _ in
                CoreCost(sdram: 0, dtcm: 0)
            }
        )
        let mapping = try Mapping(Partitioner(limit: .unlimited).partition(graph), on: machine)
        #expect(mapping.faults(on: machine, everyKey: false) == [])
        #expect(mapping.tables.values.allSatisfy { $0.count <= 1_023 })
        #expect(mapping.placements.last == last && Set(mapping.placements).count == mapping.placements.count)
    }

    /// Where a mapping of one pass has tables of 64 entries, fewer are made to do.
    @Test(arguments: [60, 55, 50])
    func sheetsFitShortTables(entries: Int) throws {
        let sheet = TestGraph.sheet(rows: 20, columns: 21, on: BoardArrangement(.spin5))
        try expectRelief(sheet, on: machine(sheet.boards, entries: entries))
    }

    @Test func whatCannotFitIsRefusedWithChipAndSources() throws {
        let crowd = TestGraph.crowd(sources: 1_600, targets: 15, on: .triad, seed: 5)
        let chip = ChipID(x: 3, y: 3)
        let graph = try crowd.machineGraph(bound: Dictionary(uniqueKeysWithValues: (0..<15).map { ($0, chip) }))
        let error = #expect(throws: MappingError.self) { try Mapping(graph, on: Machine(.triad)) }
        guard case .tableTooLong("(3, 3)", let entries, 1_023, let sources) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(entries > 1_023 && sources.count == 6 && sources[0].hasPrefix("'n"))
    }
}
