import Foundation

/// Measures what SwiNN costs and prints each figure with its limit.
///
/// Usage: `swinn-bench [--section kernels|emulator|board|realtime|scp|stages|network] [--swinn PROGRAM] [--stepper PROGRAM]
/// [--python PROGRAM] [--scripts FOLDER] [--peers FOLDER]`. Without `--section` everything is measured; without the Python of the peers, what
/// it would be compared with is left out.
@main
enum SwiNNBench {
    static func main() async {
        do {
            let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
            var report = Report()
            for section in arguments.sections {
                switch section {
                case .kernels:
                    try await KernelCosts.report(into: &report)
                    try await StepCosts.report(into: &report)
                case .emulator: try await EmulatorSpeed.report(arguments, into: &report)
                case .board: try await BoardSpeed.report(arguments, into: &report)
                case .realtime: try await RealTime.report(arguments, into: &report)
                case .scp: try await TransferSpeed.report(arguments, into: &report)
                case .stages: try await StageTimes.report(into: &report)
                case .network: try await NetworkScale.report(arguments, into: &report)
                }
            }
            let missed = report.missed
            report.section(missed.isEmpty ? "All limits kept." : "MISSED: " + missed.joined(separator: "; "))
        } catch {
            FileHandle.standardError.write(Data("swinn-bench: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// What the command line asks for.
struct Arguments {
    /// The groups of figures.
    enum Section: String, CaseIterable {
        case kernels, emulator, board, realtime, scp, stages, network
    }

    var sections = Section.allCases
    /// The `swinn` program, to serve boards with.
    var swinn: String?
    /// The `arm968-stepper` program.
    var stepper: String?
    /// Python with the peers.
    var python: String?
    /// The folders with the scripts of the peers' side.
    var scripts = "Tests/Benchmarks"
    var peers = "Tests/Peers"

    init(_ words: [String]) throws {
        var rest = words[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError("\(option) needs a value") }
            switch option {
            case "--section":
                guard let section = Section(rawValue: value) else {
                    throw BenchError("There is no section '\(value)'; choose from \(Section.allCases.map(\.rawValue))")
                }
                sections = section == .board ? [.board, .realtime] : [section]
            case "--swinn": swinn = value
            case "--stepper": stepper = value
            case "--python": python = value
            case "--scripts": scripts = value
            case "--peers": peers = value
            default: throw BenchError("There is no option '\(option)'")
            }
        }
    }
}

/// Why there is no figure.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
