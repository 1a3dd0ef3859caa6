import EmulatorService
import Foundation
import SpiNNakerMachine
import Testing

/// `swinn board watch`, from a shell's side.
@Suite struct BoardWatchTests {
    @Test func aFreshBoardShowsItsMonitorsAndIdleCores() async throws {
        let board = try await VirtualBoard.start(kind: .spin3)
        let run = try CommandRun(["board", "watch", board.hostAddress, "--interval", "0.1", "--count", "2"])
        await board.stop()

        #expect(run.status == 0)
        #expect(run.errors == "")
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { $0.hasPrefix("\(board.hostAddress):17893  SC&MP/SpiNNaker 4.0.0") }.count == 2)
        #expect(lines.filter { $0.hasPrefix("4 chips, 72 cores;") }.count == 2)
        // Two pictures of two rows of two chips: a monitor and 8 idle cores above 9 idle ones.
        #expect(lines.filter { $0.contains("M........ M........") }.count == 4)
        #expect(lines.filter { $0.contains("......... .........") && !$0.contains("M") }.count == 4)
        // Written to a file, the picture has no terminal sequences.
        #expect(!run.output.contains("\u{1b}"))
    }

    @Test func aBoardThatDoesNotAnswerIsToldSo() throws {
        let run = try CommandRun(["board", "watch", "127.77.255.1", "--count", "1"])
        #expect(run.status != 0)
        #expect(run.errors.contains("No reply to") && run.errors.contains("127.77.255.1"))
    }

    @Test func impossibleOptionsAreRefused() throws {
        let run = try CommandRun(["board", "watch", "127.0.0.2", "--interval", "0"])
        #expect(run.status == 64)
        #expect(run.errors.contains("--interval is 0.0; it must be between 0.05 and 3600."))
    }
}
