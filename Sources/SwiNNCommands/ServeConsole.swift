import EmulatorService
import Foundation

/// The commands that a served board takes from standard input.
struct ServeConsole: Sendable {
    /// What a line asks for.
    enum Command: Equatable {
        case cable(board: Int, isPlugged: Bool)

        /// Reads a line: "plug" or "unplug" and the number of a board.
        init?(_ line: String, boardCount: Int) {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count == 2, let board = Int(words[1]), (0..<boardCount).contains(board) else { return nil }
            switch words[0] {
            case "plug": self = .cable(board: board, isPlugged: true)
            case "unplug": self = .cable(board: board, isPlugged: false)
            default: return nil
            }
        }
    }

    let board: VirtualBoard

    /// Reads lines on a thread of its own until the input ends.
    func start() {
        let thread = Thread {
            while let line = readLine() {
                let answer = carryOut(line) + "\n"
                try? FileHandle.standardOutput.write(contentsOf: Data(answer.utf8))
            }
        }
        thread.name = "console"
        thread.start()
    }

    /// Does what a line says; returns the answer.
    private func carryOut(_ line: String) -> String {
        let count = board.hostAddresses.count
        switch Command(line, boardCount: count) {
        case .cable(let number, let isPlugged):
            board.setCable(of: number, isPlugged: isPlugged)
            return "ok \(line)"
        case nil:
            return "error: \"\(line)\" is not plug or unplug and the number of a board, 0 to \(count - 1)"
        }
    }
}
