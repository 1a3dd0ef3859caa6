import ArgumentParser
import SwiNNCommands

/// The entry point of the command.
@main
struct SwiNNMain {
    static func main() async {
        await SwiNNCommand.main()
    }
}
