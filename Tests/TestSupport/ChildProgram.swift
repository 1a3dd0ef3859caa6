import Foundation

/// Another program, whose output is read.
package enum ChildProgram {
    /// A program that failed or said something unexpected.
    package struct Failure: Error, CustomStringConvertible {
        /// Which program, how it ended, what it said.
        package let description: String
    }

    /// Runs a program to its end and returns what it printed, errors included.
    ///
    /// - Throws: `Failure` with its output when it fails.
    package static func output(of path: String, _ arguments: [String]) throws -> String {
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
            throw Failure(description: "\(path) \(arguments.joined(separator: " ")) failed: \(text)")
        }
        return text
    }

    /// The number behind the last occurrence of a word in a text.
    package static func number(after word: String, in text: String) -> Double? {
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "," }
        guard let place = words.lastIndex(of: word[...]), place + 1 < words.count else { return nil }
        return Double(words[place + 1])
    }
}
