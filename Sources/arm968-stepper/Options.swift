import ARM968

/// What the command line asks for.
struct Options {
    /// Words that are no options.
    private(set) var words: [String] = []
    private(set) var engine = ARM968Core.Engine.threaded
    private(set) var cores = 1
    /// Where a benchmark ends at the latest.
    private(set) var instructions: UInt64 = 100_000_000

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--engine":
                switch rest.popFirst() {
                case "threaded": engine = .threaded
                case "interpreter": engine = .interpreter
                case let other:
                    throw StepperError(text: "there is no engine '\(other ?? "")'; choose threaded or interpreter")
                }
            case "--cores":
                let value = rest.popFirst() ?? ""
                guard let number = Int(value), (1...1000).contains(number) else {
                    throw StepperError(text: "the number of cores is '\(value)'; give 1 to 1000")
                }
                cores = number
            default: words.append(word)
            }
        }
        if words.first == "bench", words.count == 3 {
            guard let number = UInt64(words[2]) else {
                throw StepperError(text: "the number of instructions is '\(words[2])'; give a decimal number")
            }
            instructions = number
        }
    }
}
