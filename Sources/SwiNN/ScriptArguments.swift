import Foundation
public import NetworkModel
public import SimulationRuntime

extension SimulationTarget {
    /// The target of a name: "spin3", "spin5", "triad", "host", or a board's host name.
    public init(name: String) {
        switch name {
        case "host": self = .host
        default: self = VirtualBoard(rawValue: name).map(Self.virtual) ?? .board(name)
        }
    }

    /// The target that the environment variable `SWINN_TARGET` names; nil when it is not set.
    static var fromEnvironment: SimulationTarget? {
        ProcessInfo.processInfo.environment["SWINN_TARGET"].map(Self.init(name:))
    }
}

/// What is commonly said on a script's command line.
///
///     let arguments = ScriptArguments()
///     try setup(timestep: 1, target: arguments.target, spikeTiming: arguments.timing)
///     try cells.writeData("\(arguments.output)/cells.nix")
public struct ScriptArguments: Hashable, Sendable {
    /// `--board spin3|spin5|host|HOSTNAME`; nil to leave it to `setup`.
    public var target: SimulationTarget?
    /// `--timing nest|spynnaker`.
    public var timing = SpikeTiming.nest
    /// `--output DIR`, "." when it is not given.
    public var output = "."
    /// `--neurons-per-core N`; nil to leave it to `setup`.
    public var neuronsPerCore: Int?
    /// `--seed N`.
    public var seed: UInt64 = 1

    /// Reads the command line of the process. For one that is wrong, and for `--help`, it says what is possible and ends
    /// the process, as command-line programs do.
    public init() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") || arguments.contains("-h") {
            print(Self.usage)
            exit(0)
        }
        do {
            try self.init(arguments)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(64)  // EX_USAGE of sysexits.h
        }
    }

    /// Reads a list of arguments.
    ///
    /// - Throws: ``NetworkError`` for an unknown option or a value that is not allowed.
    public init(_ arguments: [String]) throws(NetworkError) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Self.refusal("option without a value", option) }
            switch option {
            case "--board", "--target": target = SimulationTarget(name: value)
            case "--output": output = value
            case "--timing":
                switch value.lowercased() {
                case "nest": timing = .nest
                case "spynnaker": timing = .sPyNNaker
                default: throw Self.refusal("--timing", value, "nest, spynnaker")
                }
            case "--neurons-per-core":
                guard let count = Int(value) else { throw Self.refusal(option, value, "a whole number") }
                neuronsPerCore = count
            case "--seed":
                guard let number = UInt64(value) else { throw Self.refusal(option, value, "a whole number") }
                seed = number
            default: throw Self.refusal("unknown option", option)
            }
        }
    }

    private static let usage =
        "--board spin3|spin5|host|HOSTNAME, --timing nest|spynnaker, --output DIR, --neurons-per-core N, --seed N"

    private static func refusal(_ what: String, _ given: String, _ allowed: String? = nil) -> NetworkError {
        NetworkError(
            .valueOutOfRange,
            what: what,
            location: "command line",
            given: given,
            allowed: allowed ?? usage
        )
    }
}
