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
        var bare: [Double] = []
        for (kernel, least) in kernels {
            let script = "\(arguments.peers)/unicorn/speed.py"
            let text = try ChildProgram.output(of: python, [script, stepper, "--repeat", "5", "--kernels", kernel])
            guard let ours = ChildProgram.number(after: "ours", in: text),
                let theirs = ChildProgram.number(after: "Unicorn", in: text),
                let ratio = ChildProgram.number(after: "ratio", in: text),
                let share = ChildProgram.number(after: "eighteen", in: text)
            else { throw BenchError("speed.py printed '\(text)'") }
            bare.append(ours)
            report.add("\(kernel)", ours, "10^6/s")
            report.add("\(kernel), Unicorn", theirs, "10^6/s")
            report.add("\(kernel), ratio to Unicorn", ratio, "", limit: .atLeast(least))
            report.add("\(kernel), 18 cores in turns against one", share, "", limit: .atLeast(0.9))
        }
        let probe = try await BoardProbe(Networks.balanced(neuronsPerCore: 64))
        let before = try await probe.run(steps: 100)
        let after = try await probe.run(steps: 1_000)
        try await probe.end()
        let rate = Double(after.total - before.total) / 1e6 / (after.processorTime - before.processorTime)
        report.add("balanced network on 17 cores, with interrupts, DMA and packets", rate, "10^6/s")
        let middle = bare.sorted()[bare.count / 2]
        report.add("the same against the median of the kernels", rate / middle, "", limit: .atLeast(0.7))
    }
}
