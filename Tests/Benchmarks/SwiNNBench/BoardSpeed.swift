import BoardEmulator
import NetworkModel
import SpiNNakerMachine
import TestSupport

/// How fast the emulated processor is on small kernels, against Unicorn, and how much of that a busy board keeps.
struct BoardSpeed {
    /// Kernels with the least ratio to Unicorn that counts as kept.
    private static let kernels = [("lif", 1.8), ("syn", 3.0), ("bran", 3.0), ("thumb", 1.8), ("mixed", 1.8)]

    /// Measures and reports.
    static func report(_ arguments: Arguments, into report: inout Report) async throws {
        report.section("Processor, in emulated instructions a second of processor time; medians of 5")
        guard let python = arguments.python, let stepper = arguments.stepper else {
            report.note("no ratio to Unicorn: no Python with the peers, or no arm968-stepper")
            return
        }
        for (kernel, least) in kernels {
            let script = "\(arguments.peers)/unicorn/speed.py"
            let text = try ChildProgram.output(of: python, [script, stepper, "--repeat", "5", "--kernels", kernel])
            guard let ours = ChildProgram.number(after: "ours", in: text),
                let theirs = ChildProgram.number(after: "Unicorn", in: text),
                let ratio = ChildProgram.number(after: "ratio", in: text),
                let share = ChildProgram.number(after: "eighteen", in: text),
                let quantum = ChildProgram.number(after: "quanta", in: text)
            else { throw BenchError("speed.py printed '\(text)'") }
            report.add("\(kernel)", ours, "10^6/s")
            report.add("\(kernel), Unicorn", theirs, "10^6/s")
            report.add("\(kernel), ratio to Unicorn", ratio, "", limit: .atLeast(least))
            report.add("\(kernel), 18 cores in turns against one", share, "", limit: .atLeast(0.9))
            report.add("\(kernel), one core in quanta of 1,000 cycles against 10,000", quantum, "")
        }
        let network = try Networks.busy()
        try await reportNetwork(network, python, stepper, arguments, into: &report)

        var ratios: [Double] = []
        for _ in 0..<5 {
            let one = try await work(network, fourChips, threads: 1)
            let two = try await work(network, fourChips, threads: 2)
            ratios.append(two.bestRate / one.bestRate)
        }
        report.add("16 busy cores on 4 chips, two threads against one", ratios.sorted()[2], "", limit: .atLeast(1.6))
    }

    /// A busy network against the median of the kernels, which take turns with it.
    private static func reportNetwork(
        _ network: NetworkDescription,
        _ python: String,
        _ stepper: String,
        _ arguments: Arguments,
        into report: inout Report
    ) async throws {
        let probe = try await BoardProbe(network, on: BoardConfiguration(kind: .spin5))
        var works: [BoardProbe.Work] = []
        var shares: [Double] = []
        for _ in 0..<5 {
            var bare: [Double] = []
            for (kernel, _) in kernels {
                let script = "\(arguments.peers)/unicorn/speed.py"
                let text = try ChildProgram.output(
                    of: python,
                    [script, stepper, "--alone", "--repeat", "1", "--kernels", kernel]
                )
                guard let rate = ChildProgram.number(after: "undisturbed", in: text) else {
                    throw BenchError("speed.py printed '\(text)'")
                }
                bare.append(rate)
            }
            let work = try await probe.work(steps: steps)
            works.append(work)
            shares.append(work.undisturbedMillionsPerSecond / bare.sorted()[bare.count / 2])
        }
        try await probe.end()
        let instructions = works.map { Double($0.instructions) / 16 / Double(steps) }
        report.add("16 busy cores, instructions a core and ms", instructions.sorted()[2], "")
        report.add(
            "the same, with interrupts, DMA and packets",
            works.map(\.undisturbedMillionsPerSecond).sorted()[2],
            "10^6/s"
        )
        report.add("the same against the median of the kernels", shares.sorted()[2], "", limit: .atLeast(0.7))
    }

    /// The steps of a network that are measured.
    private static let steps = 400

    /// Four chips with four cores each for programs.
    private static var fourChips: BoardConfiguration {
        let chips = BoardConfiguration(kind: .spin3).chips
        return BoardConfiguration(
            kind: .spin3,
            deadCores: Dictionary(uniqueKeysWithValues: chips.map { ($0, Set(5..<18)) })
        )
    }

    private static func work(
        _ network: NetworkDescription,
        _ board: BoardConfiguration,
        threads: Int
    ) async throws -> BoardProbe.Work {
        let probe = try await BoardProbe(network, on: board, threads: threads)
        let work = try await probe.work(steps: steps)
        try await probe.end()
        return work
    }
}
