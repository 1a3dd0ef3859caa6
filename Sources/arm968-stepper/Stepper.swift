import ARM968
import Foundation

/// Runs programs on the emulated processor for judges written in other languages.
///
/// Without arguments it answers records on its input until that ends (see ``Case``). With `bench IMAGE [COUNT]` it runs
/// a raw image from address 0 and prints how fast.
@main
enum Stepper {
    static func main() {
        let arguments = CommandLine.arguments
        do {
            if arguments.count >= 3, arguments[1] == "bench" {
                let count = arguments.count > 3 ? arguments[3] : "100000000"
                guard let instructions = UInt64(count) else {
                    throw StepperError(text: "the number of instructions is '\(count)'; give a decimal number")
                }
                try Bench(path: arguments[2], instructions: instructions).run()
            } else if arguments.count == 1 {
                while let next = try Case.read() { try next.run() }
            } else {
                throw StepperError(text: "usage: arm968-stepper [bench IMAGE [INSTRUCTIONS]]")
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
