import EmulatorService
import SimulationRuntime
import SpiNNakerMachine
import Testing

/// What cores of a board have executed, as a host may ask.
@Suite struct CoreUsageTests {
    @Test func usageCountsWhatProgramsDoAndNoSleep() async throws {
        let board = try await VirtualBoard.start(kind: .spin3)
        #expect(await board.coreUsage().isEmpty)
        let backend = BoardBackend()
        try await backend.prepare(try Networks.synfire(), SimulationOptions(target: .board(board.hostAddress)))
        try await backend.run(steps: 100)
        let short = await board.coreUsage()
        try await backend.run(steps: 1_000)
        let long = await board.coreUsage()
        try await backend.end()
        await board.stop()

        // The ring's core and the source's.
        #expect(short.count == 2)
        #expect(long.map { [$0.x, $0.y, $0.core] } == short.map { [$0.x, $0.y, $0.core] })
        for (first, second) in zip(short, long) {
            let instructions = second.instructions - first.instructions
            let cycles = second.cycles - first.cycles
            // Each step begins with a timer interrupt; registers saved and restored alone are 30 instructions.
            #expect(instructions > 50 * 1_000)
            // No instruction takes less than a cycle; a core that never slept would have 200,000 in a step.
            #expect(cycles >= instructions && cycles < 100_000 * 1_000)
        }
        // 200 cells are updated in each step.
        #expect(zip(short, long).contains { $1.instructions - $0.instructions > 200 * 40 * 1_000 })
    }
}
