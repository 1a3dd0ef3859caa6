public import ArgumentParser
import Foundation

/// `swinn run`: compiles a single-file script against SwiNN and runs it.
///
/// The script stands anywhere; it needs no package. Compiled scripts are kept in the user's cache folder, by the
/// contents of script and library.
public struct RunCommand: AsyncParsableCommand {
    /// The name and the help of the command.
    public static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compiles and runs a single-file Swift script that imports SwiNN.",
        discussion: """
            Everything after the file's name goes to the script. The script is compiled against the SwiNN that this \
            command was built with; its library is built on the first use.
            """
    )

    @Argument(help: "The script, a Swift file with top-level code.", completion: .file(extensions: ["swift"]))
    var file: String

    @Argument(parsing: .captureForPassthrough, help: "Arguments of the script.")
    var arguments: [String] = []

    /// Creates the command; its arguments are parsed into it.
    public init() {}

    /// Compiles the script, if it has changed, and becomes it.
    public func run() async throws {
        let script = URL(filePath: file)
        guard FileManager.default.isReadableFile(atPath: script.path()) else {
            throw ValidationError("There is no readable file '\(file)'.")
        }
        let executable = try ScriptCompiler().compile(script)
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        let status = process.terminationStatus
        guard status == 0 else { throw ExitCode(process.terminationReason == .exit ? status : 128 + status) }
    }
}
