/// How fast the board emulator and its processor are.
struct EmulatorSpeed {
    /// Measures and reports.
    static func report(_ arguments: Arguments, into report: inout Report) async throws {
        report.section("Emulator, in emulated instructions a second of processor time")
        let probe = try await BoardProbe(Networks.balanced())
        let before = try await probe.run(steps: 100)
        let after = try await probe.run(steps: 1_000)
        try await probe.end()
        let millions = Double(after.total - before.total) / 1e6
        report.add("balanced network, instructions in 1,000 ms", millions, "10^6")
        report.add("balanced network on SpiNN-5", millions / (after.processorTime - before.processorTime), "10^6/s")
    }
}
