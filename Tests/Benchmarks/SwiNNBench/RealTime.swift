import Foundation
import NetworkModel
import RecordedData
import TestSupport

/// What boards cost that keep pace with the clock on the wall, and how much of a network one host core keeps up with.
struct RealTime {
    private static let intervals = 5
    private static let seconds = 4.0
    private static let neurons = 256

    /// Measures and reports.
    static func report(_ arguments: Arguments, into report: inout Report) async throws {
        report.section("Real time: shares of one host core, medians of \(intervals) times \(Int(seconds)) s")
        if let swinn = arguments.swinn {
            report.add(
                "48 idle chips, swinn board serve --realtime",
                try await idleShare(swinn) * 100,
                "% of a core",
                limit: .atMost(5)
            )
            try reportExtraMonitors(swinn, arguments, into: &report)
        } else {
            report.note("idle boards left out: no swinn program given to serve them")
        }
        var points: [(cores: Double, cost: Double)] = []
        for cores in [2, 8, 16] {
            let (cost, rate) = try await cost(cores: cores)
            points.append((Double(cores), cost))
            report.add("\(cores) cores of \(neurons) neurons, processor time for a second", cost, "s")
            report.add("their neurons' rate", rate, "Hz")
        }
        report.add("cores of \(neurons) neurons at 10 Hz that one host core keeps up with", coresInRealTime(points), "")
    }

    private static func idleShare(_ swinn: String) async throws -> Double {
        let board = try ServedBoard(swinn: swinn, arguments: ["--board", "spin5", "--realtime"])
        try await Task.sleep(for: .seconds(1))
        var shares: [Double] = []
        for _ in 0..<intervals {
            let (start, before) = (ContinuousClock.now, board.processorTime)
            try await Task.sleep(for: .seconds(seconds))
            shares.append((board.processorTime - before) / ((ContinuousClock.now - start) / .seconds(1)))
        }
        return shares.sorted()[intervals / 2]
    }

    /// The official extra monitors, loaded by sPyNNaker, whose timers ring every 10 µs.
    private static func reportExtraMonitors(_ swinn: String, _ arguments: Arguments, into report: inout Report) throws {
        guard let python = arguments.python.map({ URL(filePath: $0).deletingLastPathComponent() }) else {
            report.note("no extra monitors: no Python with the peers")
            return
        }
        let spynnaker = python.appending(path: "../spynnaker/bin/python").path
        let text = try ChildProgram.output(
            of: spynnaker,
            ["\(arguments.scripts)/extra_monitors.py", swinn, "\(intervals)", "\(seconds)"]
        )
        guard let share = ChildProgram.number(after: "share", in: text),
            let behind = ChildProgram.number(after: "pace", in: text)
        else { throw BenchError("extra_monitors.py printed '\(text)'") }
        report.add("48 chips with the official extra monitors, --realtime", share * 100, "% of a core")
        report.add("the same, board time against the clock", behind, "")
        report.add("the same, processor time for a second of the board", share / max(behind, 0.001), "s")
    }

    // MARK: - Cores

    /// The processor time for a second of a network on so many cores, and its rate in Hz.
    private static func cost(cores: Int) async throws -> (cost: Double, rate: Double) {
        let steps = 1_000
        let probe = try await BoardProbe(Networks.irregular(cores: cores, neurons: neurons))
        let first = try await probe.run(steps: 200)
        var costs: [Double] = []
        var last = first
        for _ in 0..<3 {
            let next = try await probe.run(steps: steps)
            costs.append(next.processorTime - last.processorTime)
            last = next
        }
        let spikes = try await probe.spikeCount(of: PopulationID(rawValue: 0))
        try await probe.end()
        let time = Double(200 + 3 * steps) / 1_000
        return (costs.sorted()[1], Double(spikes) / Double(cores * neurons) / time)
    }

    /// Where the line of least squares through the costs comes to one second.
    private static func coresInRealTime(_ points: [(cores: Double, cost: Double)]) -> Double {
        let count = Double(points.count)
        let (x, y) = (points.reduce(0) { $0 + $1.cores } / count, points.reduce(0) { $0 + $1.cost } / count)
        let slope =
            points.reduce(0) { $0 + ($1.cores - x) * ($1.cost - y) }
            / points.reduce(0) { $0 + ($1.cores - x) * ($1.cores - x) }
        return slope > 0 ? ((1 - y) / slope + x).rounded(.down) : .infinity
    }
}
