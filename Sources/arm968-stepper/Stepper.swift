import ARM968
import Foundation

/// Runs programs on the emulated processor for judges written in other languages.
///
/// Without words it answers records on its input until that ends (see ``Case``). With `bench IMAGE [COUNT]` it runs a raw
/// image from address 0 and prints how fast. `--engine threaded|interpreter` chooses how instructions are executed, `--cores
/// N` how many cores run the image in turns.
@main
enum Stepper {
    static func main() {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if (2...3).contains(options.words.count), options.words[0] == "bench" {
                try Bench(path: options.words[1], options: options).run()
            } else if options.words.isEmpty {
                while let next = try Case.read() { try next.run(options.engine) }
            } else {
                throw StepperError(
                    text:
                        "usage: arm968-stepper [bench IMAGE [INSTRUCTIONS]] [--engine threaded|interpreter] [--cores N]"
                )
            }
        } catch {
            FileHandle.standardError.write(Data("arm968-stepper: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// What was wrong with the input.
struct StepperError: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}

/// Nothing beyond the tightly coupled memories: every access there is a bus error.
final class NoBus: ARM968Bus {
    func load(_ address: UInt32, _ size: AccessSize) -> UInt32? { nil }
    func store(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool { false }
}
