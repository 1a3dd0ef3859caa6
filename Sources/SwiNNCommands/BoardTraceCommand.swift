public import ArgumentParser
import BoardEmulator
import EmulatorService
import Foundation
import SpiNNakerMachine

/// `swinn board trace`: what a core or a router of a served board does, line by line.
public struct BoardTraceCommand: AsyncParsableCommand {
    /// The name and the help of the command.
    public static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Prints the instructions or accesses of a core, or the packets of a chip, while a board is served.",
        discussion: """
            What the board computes does not depend on it, but the board waits for slow readers, for seconds at most. \
            Every line begins with the time in cycles of 200 MHz since the board was made; but for that, links, cores \
            and lengths, numbers are hexadecimal.

            instructions: the address, the code ("-" where there is no memory), the registers that changed; "irq" and \
            "fiq" stand in a line of their own before the first instruction of the handler. A first line has all \
            registers.
            bus: the address of the instruction, r or w, the number of bytes, the address, the value or "abort"; "dma" \
            with source, target and length when a transfer has ended. A first line has all registers.
            packets: kind (mc, p2p, nn, fr), key, payload or "-", the link or (physical) core that the packet comes \
            from, the links and cores that it goes to, "dropped:" before those that did not take it.
            """
    )

    /// What can be traced.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case instructions
        case bus
        case packets
    }

    @Argument(help: "The address of the (first) board, as 'swinn board serve' has named it.")
    var address: String

    @Argument(help: "What is traced: instructions, bus or packets.")
    var kind: Kind

    @Argument(
        help: ArgumentHelp("The core, as x,y,core with its virtual number; the chip, as x,y.", valueName: "place")
    )
    var place: String

    @Option(help: "End after so many lines.")
    var lines = 10_000

    @Option(help: "End after so many seconds (a second more or less), even if not all lines have come.")
    var seconds: Double?

    /// Creates the command; its arguments are parsed into it.
    public init() {}

    /// Refuses places that cannot be, and numbers out of range.
    public func validate() throws {
        _ = try subject()
        guard (1...Trace.mostLines).contains(lines) else {
            throw ValidationError("--lines is \(lines); it must be between 1 and \(Trace.mostLines).")
        }
        if let seconds, !(seconds > 0 && seconds <= 1e6) {
            throw ValidationError("--seconds is \(seconds); it must be above 0 and at most 1000000.")
        }
    }

    private func subject() throws -> Trace.Subject {
        let numbers = place.split(separator: ",", omittingEmptySubsequences: false).map { UInt8($0) }
        let known = numbers.compactMap(\.self)
        let count = kind == .packets ? 2 : 3
        guard numbers.count == count, known.count == count else {
            throw ValidationError("The place is \"\(place)\"; \(kind.rawValue) needs \(count) numbers with commas.")
        }
        let chip = ChipID(x: known[0], y: known[1])
        return switch kind {
        case .instructions: .instructions(CoreID(chip: chip, core: known[2]))
        case .bus: .accesses(CoreID(chip: chip, core: known[2]))
        case .packets: .packets(chip)
        }
    }

    /// Prints lines until there are enough.
    public func run() async throws {
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        var hasBegun = false
        try BoardWindow(address: address, patience: 1).trace(try subject(), lines: lines) { bytes in
            if !hasBegun {
                hasBegun = true
                // Whoever wants to see a program from its start waits for this line.
                FileHandle.standardError.write(Data("tracing \(kind.rawValue) of \(place)\n".utf8))
            }
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
            return deadline.map { ContinuousClock.now < $0 } ?? true
        }
    }
}
