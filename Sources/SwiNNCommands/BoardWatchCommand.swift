public import ArgumentParser
import BoardControl
import EmulatorService
import Foundation
import SpiNNakerProtocol

/// `swinn board watch`: what the cores and routers of a board do, while they do it.
public struct BoardWatchCommand: AsyncParsableCommand {
    /// The name and the help of the command.
    public static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows chips, core states, packets and LEDs of a running board, real or emulated.",
        discussion: """
            Each chip shows a letter for each core, the packets that its router handled in a second of the board's time \
            (after "!" those it dropped), and "*" while an LED is lit. Of a board served with \
            --realtime the picture says how far it is behind the clock. On a terminal the picture is drawn anew each time.
            """
    )

    @Argument(help: "The board's address or name.")
    var host: String

    @Option(help: "The time between two looks, in seconds.")
    var interval = 1.0

    @Option(help: "End after so many pictures; without it the command goes on until it is interrupted.")
    var count: Int?

    /// Creates the command; its options are parsed into it.
    public init() {}

    /// Refuses times and counts that make no sense.
    public func validate() throws {
        guard interval >= 0.05, interval <= 3600 else {
            throw ValidationError("--interval is \(interval); it must be between 0.05 and 3600.")
        }
        if let count, count < 1 { throw ValidationError("--count is \(count); it must be 1 or more.") }
    }

    /// Draws until the count is reached or the board no longer answers.
    public func run() async throws {
        let controller = try await BoardController.connect(host: host)
        do {
            try await watch(controller)
            await controller.close()
        } catch {
            await controller.close()
            throw error
        }
    }

    private func watch(_ controller: BoardController) async throws {
        let isTerminal = isatty(STDOUT_FILENO) != 0
        let isColoured = isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        let clock = ContinuousClock()
        var earlier = (try await controller.survey(), clock.now)
        // Real boards keep pace by themselves.
        let window = host.hasPrefix("127.") ? BoardWindow(address: host, patience: 1) : nil
        var drawn = 0
        while drawn < count ?? .max {
            try await Task.sleep(for: .seconds(interval))
            let later = (try await controller.survey(), clock.now)
            let picture = BoardPicture(
                title: "\(controller.endpoint)  \(controller.version.name) \(controller.version.version)",
                earlier: earlier.0,
                later: later.0,
                seconds: (later.1 - earlier.1) / .seconds(1),
                isColoured: isColoured,
                secondsBehind: try? window?.pace()?.secondsBehind
            )
            // Home and clear to the end: the screen does not flicker as it would if cleared first.
            let start = isTerminal ? "\u{1b}[H" : ""
            let lineEnd = isTerminal ? "\u{1b}[K\n" : "\n"
            let end = isTerminal ? "\u{1b}[J" : ""
            let text = start + picture.lines.map { $0 + lineEnd }.joined() + end
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
            earlier = later
            drawn += 1
        }
    }
}
