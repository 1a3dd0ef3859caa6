import ArgumentParser
import Foundation
import GraphMapping
import MappingSupport
import SimulationRuntime
import SpiNNakerMachine

/// How much faster two threads are than one.
struct Threads: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares two threads with one: at least 1.6 times as fast in routing and tables."
    )

    @Option(help: "Pairs of runs, on one thread and on two, whose median ratio is taken.")
    var repeats = 5

    func run() throws {
        guard let boards = BoardArrangement(triadsAcross: 20, up: 20) else { throw ValidationError("no 1,200 boards") }
        var missed = false
        for graph in [
            TestGraph.sheet(rows: 970, columns: 980, on: boards),
            .layered(cores: 950_000, width: 20, on: boards, seed: 1),
        ] {
            let parts = try graph.machineGraph()
            let machine = Machine(graph.boards)
            print("\(graph.name), \(graph.coreCount) cores")
            var times: [[Mapping.Stage: [Double]]] = [[:], [:]]
            for _ in 0..<repeats {
                for threads in 1...2 {
                    var marks: [(stage: Mapping.Stage, time: ContinuousClock.Instant)] = []
                    _ = try Mapping(
                        parts,
                        on: machine,
                        placer: OrderedPlacer(.hilbert),
                        workers: .threads(threads)
                    ) { marks.append(($0, .now)) }
                    for (mark, end) in zip(marks, marks.dropFirst().map(\.time) + [.now]) {
                        times[threads - 1][mark.stage, default: []].append((end - mark.time) / .seconds(1))
                    }
                }
            }
            for stage in [Mapping.Stage.routing, .tables] {
                if report(stage.rawValue, times.map { $0[stage] ?? [] }) < 1.6 { missed = true }
            }
        }
        if missed {
            print("MISSED: 1.6 times")
            throw ExitCode.failure
        }
    }

    /// Prints the median times on one thread and on two, and returns the median of how many times as fast two are.
    private func report(_ work: String, _ times: [[Double]]) -> Double {
        let ratio = median(zip(times[0], times[1]).map { $0 / $1 })
        print(
            String(
                format: "  %@: %.3f s, on two %.3f s, %.2f times as fast",
                work,
                median(times[0]),
                median(times[1]),
                ratio
            )
        )
        return ratio
    }
}

/// How time and memory grow with the machine.
struct Scale: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Maps sheets and layers on 1 to 1,260 boards.")

    @Option(help: "The largest machine, in boards.")
    var most = 1_260

    @Option(help: "Threads.")
    var threads = 2

    @Option(help: "The file to draw the growth into.")
    var svg: String?

    func run() throws {
        let widths = [22, 8, 10, 9, 9, 9, 9, 9, 9, 9, 12, 7]
        print(
            line(
                [
                    "graph", "boards", "cores", "all, s", "graph", "placing", "routing", "keys", "tables", "judge",
                    "links", "table",
                ],
                widths: widths
            )
        )
        var growth: [GrowthPlot.Point] = []
        var missed: [String] = []
        for (boards, cores) in machines where boards.origins.count <= most {
            let side = Int(Double(cores).squareRoot())
            for graph in [
                TestGraph.sheet(rows: cores / side, columns: side, on: boards),
                .layered(cores: cores, width: 20, on: boards, seed: 1),
            ] {
                let clock = ContinuousClock()
                let start = clock.now
                let machine = Machine(boards)
                let parts = try graph.machineGraph()
                var marks: [(stage: Mapping.Stage?, time: ContinuousClock.Instant)] = [(nil, start)]
                let mapping = try Mapping(parts, on: machine, workers: .threads(threads)) {
                    marks.append(($0, clock.now))
                }
                let mapped = clock.now
                if let complaint = MappingJudge.complaints(about: mapping, of: graph, on: machine).first {
                    throw ValidationError("\(graph.name): \(complaint)")
                }
                var stages: [Mapping.Stage?: Double] = [:]
                for (mark, end) in zip(marks, marks.dropFirst().map(\.time) + [mapped]) {
                    stages[mark.stage, default: 0] += (end - mark.time) / .seconds(1)
                }
                let all = (mapped - start) / .seconds(1)
                let judging = (clock.now - mapped) / .seconds(1)
                let kind = String(graph.name.prefix { $0 != "_" })
                growth.append(GrowthPlot.Point(kind: kind, cores: graph.coreCount, seconds: all))
                let kinds: [Mapping.Stage?] = [nil] + Mapping.Stage.allCases
                let times = [all] + kinds.map { stages[$0, default: 0] } + [judging]
                print(
                    line(
                        [kind, "\(boards.origins.count)", "\(graph.coreCount)"]
                            + times.map { String(format: "%.2f", $0) } + [
                                "\(mapping.hops)", "\(mapping.tables.values.map(\.count).max() ?? 0)",
                            ],
                        widths: widths
                    )
                )
                if all + judging > 180 { missed.append("\(kind), \(graph.coreCount) cores: 180 s") }
            }
        }
        if let svg { try Data(GrowthPlot(points: growth).svg().utf8).write(to: URL(filePath: svg), options: .atomic) }
        let memory = try peakMegabytes()
        print("most memory: \(memory) MB")
        if memory > 16 * 1_024 { missed.append("16 GiB") }
        if !missed.isEmpty {
            print("MISSED: " + missed.joined(separator: "; "))
            throw ExitCode.failure
        }
    }

    /// Machines and how many cores to use of each.
    private var machines: [(BoardArrangement, cores: Int)] {
        var machines = [(BoardArrangement(.spin5), 756)]
        for (across, up) in [(1, 1), (2, 2), (4, 2), (6, 5), (10, 10), (20, 10), (20, 20), (21, 20)] {
            guard let boards = BoardArrangement(triadsAcross: across, up: up) else { continue }
            // All of the 1,200 boards' 969,600 cores but a hundredth, and a million on 1,260.
            machines.append(
                (boards, across == 21 ? 1_000_000 : 3 * across * up * (across == 20 && up == 20 ? 800 : 726))
            )
        }
        return machines
    }

    /// The most memory that this process has had so far, in MB of 2²⁰ bytes.
    private func peakMegabytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let words = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?.split(separator: " ") ?? []
        guard words.count > 1, let number = Int(words[1]) else { throw ValidationError("/proc/self/status is unknown") }
        return number / 1_024
    }
}
