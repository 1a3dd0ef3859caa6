import ArgumentParser
import Foundation
import GraphMapping
import MappingFiles
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
    /// Processor seconds from the machine model to short tables.
    let seconds: Double
    let mapping: Mapping
    let machine: Machine
    private let graph: TestGraph

    /// Maps a graph.
    init(_ graph: TestGraph) throws {
        let file = graph.file
        let started = Self.processorSeconds()
        let machine = Machine(graph.boards)
        let parts = try file.machineGraph()
        mapping = try Mapping(parts, on: machine)
        seconds = Self.processorSeconds() - started
        self.machine = machine
        self.graph = graph
    }

    /// The entries of the longest table.
    var longestTable: Int { mapping.tables.values.map(\.count).max() ?? 0 }

    /// Fails if anything is wrong with the mapping.
    func judge() throws {
        if let complaint = MappingJudge.complaints(about: mapping, of: graph, on: machine).first {
            throw ValidationError("\(graph.name): \(complaint)")
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
