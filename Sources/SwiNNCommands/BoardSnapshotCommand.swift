public import ArgumentParser
import EmulatorService
import Foundation

/// `swinn board snapshot`: all that a served board is, in a file.
public struct BoardSnapshotCommand: AsyncParsableCommand {
    /// The name and the help of the command.
    public static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Writes all that an emulated board is at the moment to a file, from which it can go on.",
        discussion: """
            'swinn board serve --restore FILE' goes on from there, as often as one likes: memories, cores, packets on \
            their way. The board that the snapshot is taken of goes on, too, unless --end is given. The file \
            appears when it is complete.
            """
    )

    @Argument(help: "The address of the (first) board, as 'swinn board serve' has named it.")
    var address: String

    @Argument(help: "The file; one that is there already is replaced.", completion: .file())
    var file: String

    @Flag(help: "End the board with the snapshot: nothing happens on it that the snapshot does not know of.")
    var end = false

    /// Creates the command; its arguments are parsed into it.
    public init() {}

    /// Takes the snapshot and writes the file.
    public func run() async throws {
        let data = try BoardWindow(address: address).snapshot(ends: end)
        try data.write(to: URL(filePath: file), options: .atomic)
    }
}
