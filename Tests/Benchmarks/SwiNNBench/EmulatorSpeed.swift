import TestSupport

/// How fast the board emulator and its processor are.
struct EmulatorSpeed {
    /// Measures and reports.
    static func report(_ arguments: Arguments, into report: inout Report) async throws {
        report.section("Emulator, in emulated instructions a second of one thread's processor time")
        try processor(arguments, into: &report)
        let probe = try await BoardProbe(Networks.balanced())
        let before = try await probe.run(steps: 100)
        let after = try await probe.run(steps: 1_000)
        try await probe.end()
        let millions = Double(after.total - before.total) / 1e6
        report.add("balanced network, instructions in 1,000 ms", millions, "10^6")
        report.add("balanced network on SpiNN-5", millions / (after.threadTime - before.threadTime), "10^6/s")
    }

    private static func processor(_ arguments: Arguments, into report: inout Report) throws {
        guard let python = arguments.python, let stepper = arguments.stepper else {
            report.note("no ratio to Unicorn: no Python with the peers, or no arm968-stepper")
            return
        }
        let text = try ChildProgram.output(of: python, ["\(arguments.peers)/unicorn/speed.py", stepper])
        guard let ours = ChildProgram.number(after: "ours", in: text),
            let theirs = ChildProgram.number(after: "Unicorn", in: text)
        else { throw BenchError("speed.py printed '\(text)'") }
        report.add("processor alone", ours, "10^6/s")
        report.add("Unicorn on the same image", theirs, "10^6/s")
        report.add("ratio to Unicorn", ours / theirs, "")
    }
}
