public import ArgumentParser
import Foundation

/// `swinn run`: compiles a single-file script against SwiNN and runs it.
///
/// The script stands anywhere; it needs no package.
public struct RunCommand: ParsableCommand {
    /// The name and the help of the command.
    public static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compiles and runs a single-file Swift script that imports SwiNN.",
        usage: "swinn run <file> [<arguments> ...]",
        discussion: """
            Everything behind the file's name goes to the script. The script is compiled against the SwiNN that this \
            command was built with, and only when it has changed; programs are kept in swinn/scripts of the user's \
            cache folder.
            """
    )

    @Argument(help: "The script, a Swift file with top-level code.", completion: .file(extensions: ["swift"]))
    var file: String

    @Argument(parsing: .captureForPassthrough, help: "Arguments of the script.")
    var arguments: [String] = []

    /// Creates the command; its arguments are parsed into it.
    public init() {}

    /// Refuses what is not a Swift file.
    public func validate() throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue,
            FileManager.default.isReadableFile(atPath: file)
        else { throw ValidationError("There is no readable file '\(file)'.") }
        guard file.hasSuffix(".swift") else { throw ValidationError("'\(file)' is not a .swift file.") }
    }

    /// Compiles the script, if it has changed, and becomes it: signals and exit status are the script's own.
    public func run() throws {
        let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        let script = try ScriptCompiler(program: program).compile(file)
        // An error that leaves the script is told in a line; registers and stack of the trap behind it say nothing more.
        setenv("SWIFT_BACKTRACE", "enable=yes,interactive=no,symbolicate=off,output-to=/dev/null", 0)
        var words = ([script] + arguments).map { strdup($0) }
        words.append(nil)
        execv(script, words)
        throw ScriptError("The compiled script \(script) cannot be run: \(String(cString: strerror(errno))).")
    }
}
