import NetworkModel
import SimulationRuntime

/// What becomes of an argument of `setup` that another back end of PyNN takes.
public enum SetupExtra: Hashable, Sendable {
    /// It counts as that argument.
    case honoured(as: Argument)
    /// It changes nothing, for the reason given; a warning says so.
    case ignored(because: String)
    /// It is refused, as PyNN refuses it: a misspelling of that argument.
    case misspelt(for: String)

    /// An argument of `setup` that one of another back end stands for.
    public enum Argument: String, Sendable {
        case seed, timeScaleFactor, boardsRequired, chipsRequired
    }

    /// What becomes of an argument, by PyNN's name; nil for one that nobody knows, which is warned about and ignored.
    public init?(_ name: String) {
        guard let known = Self.all[name] else { return nil }
        self = known
    }

    /// All arguments that are known, by PyNN's names.
    public static let all: [String: SetupExtra] = [
        "grng_seed": .honoured(as: .seed),
        "rng_seeds_seed": .honoured(as: .seed),
        "time_scale_factor": .honoured(as: .timeScaleFactor),
        "n_boards_required": .honoured(as: .boardsRequired),
        "n_chips_required": .honoured(as: .chipsRequired),
        "rng_seeds": .ignored(because: "there is one seed, for all processes and cores"),
        "native_rng_baseseed": .ignored(because: "there is one seed, for all that is random"),
        "threads": .ignored(because: "boards have their own"),
        "t_flush": .ignored(because: "every setup begins with nothing left over"),
        "spike_precision": .ignored(because: "spikes are at whole steps"),
        "verbosity": .ignored(because: "progress is told on the terminal alone"),
        "default_maxstep": .ignored(because: "steps have one length"),
        "use_cvode": .ignored(because: "cells are integrated exactly"),
        "rtol": .ignored(because: "cells are integrated exactly"),
        "atol": .ignored(because: "cells are integrated exactly"),
        "recording_precision": .ignored(because: "recordings have all bits of the chip"),
        "db_name": .ignored(because: "`store:` names the file of the recordings"),
        "database_socket_addresses": .ignored(because: "they go by `databaseSocketAddresses:`"),
        "mindelay": .misspelt(for: "minDelay"),
        "maxdelay": .misspelt(for: "maxDelay"),
        "dt": .misspelt(for: "timestep"),
        "time_step": .misspelt(for: "timestep"),
    ]
}

/// The extra arguments of one `setup`.
struct SetupExtras {
    var seed: UInt64?
    var timeScaleFactor: Int?
    var boards: Int?
    var chips: Int?
    /// What to tell of those that are ignored.
    var notes: [String] = []

    init(_ extra: [String: String]) throws(NetworkError) {
        for (name, value) in extra.sorted(by: { $0.key < $1.key }) {
            switch SetupExtra(name) {
            case .honoured(as: .seed): seed = try Self.number(name, value)
            case .honoured(as: .timeScaleFactor): timeScaleFactor = try Self.number(name, value)
            case .honoured(as: .boardsRequired): boards = try Self.number(name, value)
            case .honoured(as: .chipsRequired): chips = try Self.number(name, value)
            case .ignored(let reason): notes.append("setup: \(name) is ignored: \(reason)")
            case .misspelt(let right):
                throw NetworkError(
                    .unknownName,
                    what: "misspelt argument",
                    location: "setup",
                    given: "'\(name)'",
                    allowed: right
                )
            case nil: notes.append("setup: \(name) is ignored: no back end is known to take it")
            }
        }
    }

    private static func number<Number: FixedWidthInteger>(
        _ name: String,
        _ value: String
    ) throws(NetworkError) -> Number {
        guard let number = Number(value) else {
            throw NetworkError(
                .valueOutOfRange,
                what: name,
                location: "setup",
                given: "'\(value)'",
                allowed: "a whole number"
            )
        }
        return number
    }
}

extension MachineSize {
    /// What a setup requires; nil for nothing.
    ///
    /// - Throws: ``NetworkError`` for both at once, and for a number below 1.
    init?(boards: Int?, chips: Int?) throws(NetworkError) {
        let size: (what: String, number: Int)
        switch (boards, chips) {
        case (let boards?, nil):
            self = .boards(boards)
            size = ("boardsRequired", boards)
        case (nil, let chips?):
            self = .chips(chips)
            size = ("chipsRequired", chips)
        case (nil, nil): return nil
        default:
            throw NetworkError(
                .mismatch,
                what: "boards and chips are both required",
                location: "setup",
                allowed: "one of the two"
            )
        }
        try NetworkError.require(
            size.number >= 1,
            what: size.what,
            location: "setup",
            given: "\(size.number)",
            allowed: "at least 1"
        )
    }
}

extension SimulationTarget {
    /// The target for a setup: the one given or named by the environment, or else the smallest that is large enough.
    ///
    /// - Throws: ``NetworkError`` when an emulated machine is too small, or none is large enough. A board is counted when
    ///   it is reached.
    static func choose(_ given: SimulationTarget?, _ size: MachineSize?) throws(NetworkError) -> SimulationTarget {
        let target = given ?? .fromEnvironment
        guard let size else { return target ?? .virtual(.spin5) }
        switch target {
        case .virtual(let board)?:
            try size.require(of: board.rawValue, boards: board.boards, chips: board.chips)
            return .virtual(board)
        case let target?:
            return target
        case nil:
            let large = VirtualBoard.allCases.first { size.isMet(boards: $0.boards, chips: $0.chips) }
            guard let large else {
                throw NetworkError(
                    .valueOutOfRange,
                    what: "no emulated machine is large enough",
                    location: "setup",
                    given: "\(size)",
                    allowed: "up to 3 boards or 144 chips; a real machine by its host name"
                )
            }
            return .virtual(large)
        }
    }
}
