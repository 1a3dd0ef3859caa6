import Foundation

/// A board served by `swinn board serve`, which ends with this value.
package final class ServedBoard {
    /// The board's address; of the first, if there are several.
    package let address: String

    /// The address of the processors that manage the boards, where `--bmp` gave them one.
    package let managementAddress: String?
    private let process = Process()

    /// Starts the program and waits until it names the board's address.
    ///
    /// - Parameters:
    ///   - swinn: The program's path.
    ///   - arguments: Options of `swinn board serve` besides the longest time it may live, 15 minutes.
    /// - Throws: `ChildProgram.Failure` with what it said when it does not serve.
    package init(swinn: String, arguments: [String] = ["--board", "spin5"]) throws {
        let pipe = Pipe()
        process.executableURL = URL(filePath: swinn)
        process.arguments = ["board", "serve", "--seconds", "900"] + arguments
        process.standardOutput = pipe
        try process.run()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        func address(after words: String) -> String? {
            line.firstRange(of: words).map { String(line[$0.upperBound...].prefix { $0 == "." || $0.isNumber }) }
        }
        guard let ready = address(after: "ready at ") else {
            process.terminate()
            throw ChildProgram.Failure(description: "'\(swinn) board serve' said '\(line)'")
        }
        self.address = ready
        managementAddress = address(after: "managed at ")
    }

    deinit {
        process.terminate()
        // A program that hangs does not listen.
        for _ in 0..<500 where process.isRunning { usleep(10_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Whether the program still runs.
    package var isRunning: Bool { process.isRunning }

    /// How the program ended.
    package var ending: String {
        switch process.terminationReason {
        case .exit: "exit status \(process.terminationStatus)"
        case .uncaughtSignal: "signal \(process.terminationStatus)"
        @unknown default: "unknown"
        }
    }

    /// The processor time that the program has used so far, in seconds; 0 where the system does not tell.
    package var processorTime: Double {
        let path = "/proc/\(process.processIdentifier)/stat"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let name = text.lastIndex(of: ")") else {
            return 0
        }
        // Behind the name come the state and, as the 12th and 13th, ticks of user and system time.
        let fields = text[text.index(after: name)...].split(separator: " ").compactMap { Double($0) }
        return (fields[10] + fields[11]) / Double(sysconf(CInt(_SC_CLK_TCK)))
    }

    /// The memory the program holds at the moment, in bytes; 0 where the system does not tell.
    package var residentByteCount: Int {
        let path = "/proc/\(process.processIdentifier)/statm"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096
    }
}
