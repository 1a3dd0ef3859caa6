import BoardEmulator
import EmulatorService
import Foundation
import SpiNNakerMachine
import Testing

/// Boards whose time passes as on the wall.
@Suite(.serialized)
struct PaceTests {
    @Test
    func timePassesAsOnTheWall() async throws {
        let clock = ContinuousClock()
        let before = clock.now
        let board = VirtualBoard.startInProcess(.init(kind: .spin3), keepsPace: true)
        let started = clock.now
        for _ in 0..<10 {
            try await Task.sleep(for: .milliseconds(37))
            let asked = clock.now
            let cycles = try #require(await board.inspect { $0.now })
            let answered = clock.now
            let time = Duration.seconds(Double(cycles) / 200e6)
            #expect(time <= answered - before, "the board is ahead of the clock")
            // An idle board that has the processor is brought to the present before it answers; a busy computer may let
            // it wait for that.
            #expect(time + .milliseconds(200) >= asked - started)
        }
        // Monitors have counted the milliseconds.
        let report = try #require(await board.paceReport())
        let counts = try #require(
            await board.inspect { board in board.chips.values.map { ($0.load32(0xf500_7f10) ?? 0, board.now) } }
        )
        for (milliseconds, now) in counts { #expect(UInt64(milliseconds) == now / 200_000) }
        #expect(report.boardSeconds > 0.3 && report.mostSecondsBehind >= report.secondsBehind)
        await board.stop()
    }

    @Test
    func aBoardThatNeedNotKeepPaceReportsNone() async throws {
        let board = VirtualBoard.startInProcess(.init(kind: .spin3))
        #expect(await board.paceReport() == nil)
        await board.stop()
        #expect(await board.paceReport() == nil)
    }

    @Test
    func aBoardThatFellBehindCatchesUp() async throws {
        let board = VirtualBoard.startInProcess(.init(kind: .spin3), keepsPace: true)
        let (beginnings, beginning) = AsyncStream.makeStream(of: Void.self)
        async let isHeldUp: Void? = board.inspect { _ in
            beginning.yield()
            Thread.sleep(forTimeInterval: 0.25)
        }
        for await _ in beginnings { break }
        // Asked while the board is held up, so that it has no time to catch up before it answers.
        let late = try #require(await board.paceReport())
        _ = await isHeldUp
        #expect(late.mostSecondsBehind > 0.15)
        var now = late
        for _ in 0..<100 where now.secondsBehind > 0.1 {
            try await Task.sleep(for: .milliseconds(20))
            now = try #require(await board.paceReport())
        }
        #expect(now.secondsBehind <= 0.1)
        #expect(now.boardSeconds > 0.2)
        await board.stop()
    }
}
