import Foundation

/// Another program, whose output is read.
enum ChildProgram {
    /// Runs a program to its end and returns what it printed, errors included.
    ///
    /// - Throws: `BenchError` with its output when it fails.
    static func output(of path: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw BenchError("\(path) \(arguments.joined(separator: " ")) failed: \(text)")
        }
        return text
    }

    /// The number behind the last occurrence of a word in a text.
    static func number(after word: String, in text: String) -> Double? {
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "," }
        guard let place = words.lastIndex(of: word[...]), place + 1 < words.count else { return nil }
        return Double(words[place + 1])
    }
}

/// A board served by `swinn board serve`.
final class ServedBoard {
    /// The board's address.
    let address: String
    private let process = Process()

    /// Starts the program and waits until it names the board's address.
    init(swinn: String) throws {
        let pipe = Pipe()
        process.executableURL = URL(filePath: swinn)
        process.arguments = ["board", "serve", "--board", "spin5", "--seconds", "600"]
        process.standardOutput = pipe
        try process.run()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        guard let place = line.firstRange(of: "ready at ") else {
            process.terminate()
            throw BenchError("'\(swinn) board serve' said '\(line)'")
        }
        address = String(line[place.upperBound...].prefix { $0 != "," })
    }

    deinit { process.terminate() }
}
