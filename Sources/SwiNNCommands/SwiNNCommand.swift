public import ArgumentParser

/// `swinn`: everything that is done from a shell.
public struct SwiNNCommand: AsyncParsableCommand {
    /// The name, the help and the verbs of the command.
    public static let configuration = CommandConfiguration(
        commandName: "swinn",
        abstract: "Spiking neural networks in Swift, on SpiNNaker.",
        subcommands: [RunCommand.self, BoardCommand.self, MapCommand.self]
    )

    /// Creates the command.
    public init() {}
}

/// `swinn board`: boards, real and emulated.
public struct BoardCommand: AsyncParsableCommand {
    /// The name, the help and the verbs of the command.
    public static let configuration = CommandConfiguration(
        commandName: "board",
        abstract: "Works with boards.",
        subcommands: [
            BoardServeCommand.self, BoardWatchCommand.self, BoardSnapshotCommand.self, BoardTraceCommand.self,
        ]
    )

    /// Creates the command.
    public init() {}
}
