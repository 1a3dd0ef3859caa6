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

    private func expectRight(_ mapping: Mapping, on machine: Machine) {
        #expect(mapping.faults(on: machine, everyKey: false).isEmpty)
        #expect(Set(mapping.placements).count == mapping.placements.count)
        for (chip, table) in mapping.tables {
            #expect(table.count <= machine.chips[chip]?.freeRoutingEntries ?? 0, "\(chip)")
        }
        var taken: [ChipID: Int] = [:]
        for (part, core) in mapping.placements.enumerated() {
            #expect(machine.chips[core.chip]?.applicationCores.contains(core.core) == true)
            taken[core.chip, default: 0] += mapping.graph.vertices[part].cost.sdram
        }
        for (chip, bytes) in taken { #expect(bytes <= machine.chips[chip]?.freeSDRAM ?? 0) }
    }

    /// More sources than a table has entries, each with different targets, which a single pass puts side by side.
    @Test(arguments: [1_600, 2_200], [15, 17])
    func crowdsAreSpread(sources: Int, targets: Int) throws {
        let graph = try TestGraph.crowd(sources: sources, targets: targets, on: .triad, seed: 5).machineGraph()
        let machine = Machine(.triad)
        expectRight(try Mapping(graph, on: machine), on: machine)
    }

    /// Where a mapping of one pass has tables of 64 entries, fewer are made to do.
    @Test(arguments: [70, 60, 50])
    func sheetsFitShortTables(entries: Int) throws {
        let sheet = TestGraph.sheet(rows: 20, columns: 21, on: BoardArrangement(.spin5))
        let machine = machine(sheet.boards, entries: entries)
        expectRight(try Mapping(try sheet.machineGraph(), on: machine), on: machine)
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
