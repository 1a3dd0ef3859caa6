import ArgumentParser
import Foundation
import GraphMapping
import MappingSupport
import SpiNNakerMachine

/// How long a small change of a large network takes to map.
struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Adds a population of 10 cores to 1,000 on 24 boards: at most a twentieth of mapping all."
    )

    @Option(help: "Runs whose median times are taken.")
    var repeats = 21

    func run() throws {
        var graph = TestGraph.chain(1_000)
        let machine = Machine(graph.boards)
        let parts = try graph.machineGraph()
        let before = try Mapping(parts, on: machine)
        graph.addNode(cores: 10, sdram: 1 << 20)
        graph.addNet(from: 1_000, to: [501, 502, 503])
        graph.nets[500].sinks.append(1_000)
        let more = try graph.machineGraph()
        var times: (all: [Double], change: [Double]) = ([], [])
        for _ in 0..<repeats {
            let start = MeasuredMapping.processorSeconds()
            _ = try Mapping(more, on: machine)
            let middle = MeasuredMapping.processorSeconds()
            _ = try Mapping(more, keeping: before)
            times.all.append(middle - start)
            times.change.append(MeasuredMapping.processorSeconds() - middle)
        }
        let after = try Mapping(more, keeping: before)
        let isKept =
            after.placements.starts(with: before.placements) && after.keys.starts(with: before.keys)
            && after.faults(on: machine, everyKey: false).isEmpty
        let (all, change) = (median(times.all) * 1e3, median(times.change) * 1e3)
        print(
            String(
                format: "%d cores: all %.1f ms, ten more %.2f ms, 1/%.0f",
                parts.vertices.count,
                all,
                change,
                all / change
            )
        )
        if change * 20 > all || !isKept {
            print(isKept ? "MISSED: a twentieth" : "MISSED: others were changed")
            throw ExitCode.failure
        }
    }
}
