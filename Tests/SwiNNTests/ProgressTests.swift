import SimulationRuntime
import SwiNN
import Synchronization
import Testing

@Suite struct ProgressTests {
    private final class Terminal: Sendable {
        let text = Mutex("")
        func write(_ more: String) { text.withLock { $0 += more } }
        var shown: String { text.withLock { $0 } }
    }

    @Test func stagesAreWrittenOverOneLine() {
        let terminal = Terminal()
        let progress = Progress(isTerminal: true) { terminal.write($0) }
        progress.show(ProgressReport("Placing"))
        progress.show(ProgressReport("Running", 0.5))
        // It would look the same, so it is not written.
        progress.show(ProgressReport("Running", 0.5001))
        progress.finish()
        progress.finish()
        #expect(terminal.shown == "\r\u{1B}[KPlacing\r\u{1B}[KRunning 50 %\r\u{1B}[K")
    }

    @Test func nothingIsShownWhereNobodyWatches() {
        let terminal = Terminal()
        let progress = Progress(isTerminal: false) { terminal.write($0) }
        progress.show(ProgressReport("Running", 0.5))
        progress.finish()
        #expect(terminal.shown.isEmpty)
        progress.warn("too long")
        #expect(terminal.shown == "warning: too long\n")
    }

    @MainActor
    @Test func connectingIsShownWhenItIsWanted() {
        let terminal = Terminal()
        let progress = Progress(isTerminal: true) { terminal.write($0) }
        let telling = ConnectingProgress(label: "ring", callback: nil, progress: progress)
        #expect(telling.following({ [1, 2] }, { $0 * 10 }) == [10, 20])
        let line = "\r\u{1B}[K"
        let stage = "\(line)Connecting 'ring'"
        #expect(terminal.shown == "\(stage) 0 %\(stage) 50 %\(stage) 100 %\(line)")
    }
}
