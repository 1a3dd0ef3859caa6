import ArgumentParser
import Foundation
import GraphMapping
import MappingSupport
import SimulationRuntime
import SpiNNakerMachine

/// Measures the mapper: against PACMAN and rig, on two threads, and on machines of up to a million cores.
@main
struct MappingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping-bench",
        abstract: "Measures the mapper.",
        subcommands: [Write.self, Compare.self, Threads.self, Change.self, Scale.self]
    )
}

/// One mapping, timed and judged.
struct MeasuredMapping {
    /// Processor seconds from the machine model to short tables, and wall-clock seconds of each stage.
    var seconds: Double
    var stages: [Mapping.Stage: Double]
    var mapping: Mapping
    var machine: Machine

    /// Maps a graph.
    init(_ graph: TestGraph, workers: Workers = .one) throws {
        let started = Self.processorSeconds()
        let machine = Machine(graph.boards)
        let parts = try graph.machineGraph()
        var marks: [(stage: Mapping.Stage, time: ContinuousClock.Instant)] = []
        mapping = try Mapping(parts, on: machine, workers: workers) { marks.append(($0, .now)) }
        seconds = Self.processorSeconds() - started
        self.machine = machine
        let ends = marks.dropFirst().map(\.time) + [.now]
        stages = Dictionary(
            uniqueKeysWithValues: zip(marks, ends).map { mark, end in
                let time = (end - mark.time).components
                return (mark.stage, Double(time.seconds) + Double(time.attoseconds) * 1e-18)
            }
        )
    }

    /// The entries of the longest table.
    var longestTable: Int { mapping.tables.values.map(\.count).max() ?? 0 }

    /// Follows the first and the last key of every source; fails if one goes wrong.
    func judge() throws {
        if let fault = mapping.faults(on: machine, everyKey: false).first {
            throw ValidationError("The tables are wrong: \(fault)")
        }
    }

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// The middle one of some figures.
func median(_ figures: [Double]) -> Double { figures.sorted()[figures.count / 2] }

/// A line of a table: the first column left, the others right.
func line(_ cells: [String], widths: [Int]) -> String {
    zip(cells, widths).enumerated().map { index, cell in
        let blanks = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
        return index == 0 ? cell.0 + blanks : blanks + cell.0
    }.joined(separator: "  ")
}

/// Writes the standard graphs as files that the peers' mappers read.
struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Writes the standard graphs into a folder.")

    @Argument(help: "The folder; it is made.")
    var folder: String

    func run() throws {
        let url = URL(filePath: folder)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for graph in TestGraph.standard() { try graph.write(into: url) }
    }
}
