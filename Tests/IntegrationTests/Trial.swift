import NetworkModel
import SimulationRuntime
import Synchronization

/// A network that was run somewhere, and what came of it.
struct Trial {
    /// Where a network runs.
    enum Engine: CustomStringConvertible {
        /// On this computer's processor.
        case host
        /// On an emulated board.
        case board(
            SimulationTarget.VirtualBoard,
            neuronsPerCore: Int? = nil,
            link: BoardBackend.Link = .init(),
            worthDrawing: Int? = nil,
            recordingBudget: Int = 4 << 20
        )

        var description: String {
            switch self {
            case .host: "host"
            case .board(let board, let count, _, _, _):
                "\(board.rawValue), \(count.map { "\($0)" } ?? "default") on a core"
            }
        }

        /// A back end, not yet prepared.
        var backend: any SimulationBackend {
            switch self {
            case .host: HostBackend()
            case .board(_, _, let link, _, _): BoardBackend(link: link)
            }
        }

        /// The options that belong to it.
        var options: SimulationOptions {
            switch self {
            case .host:
                return SimulationOptions(target: .host)
            case .board(let board, let count, _, let worthDrawing, let recordingBudget):
                var options = SimulationOptions(target: .virtual(board), recordingBudget: recordingBudget)
                options.worthDrawing = worthDrawing
                if let count {
                    for kind in CellSchema.Kind.allCases { options.neuronsPerCore[kind] = count }
                }
                return options
            }
        }
    }

    /// What was recorded.
    let outcome: Outcome
    /// What the back end warned of: spikes lost, steps that began late, and the like.
    let troubles: [String]
    /// Warnings of clamped sums, which are no fault of the board: where many spikes come at once, the host's engine clamps
    /// them too, and alike.
    let clamped: [String]
    /// How often recordings were fetched from a board.
    let extractions: Int
    /// How often a network was loaded onto a board.
    let loads: Int

    /// Prepares a network, does with it what a script says, reads everything and ends.
    ///
    /// - Parameter grown: What the network is at the end, if the script makes it grow.
    init(
        _ network: NetworkDescription,
        on engine: Engine,
        storePath: String? = nil,
        finally grown: NetworkDescription? = nil,
        _ script: (any SimulationBackend) async throws -> Void
    ) async throws {
        let log = Log()
        let backend = engine.backend
        var options = engine.options
        options.storePath = storePath
        options.warn = { log.warn($0) }
        options.progress = { log.note($0) }
        do {
            try await backend.prepare(network, options)
            try await script(backend)
            outcome = try await Outcome(of: grown ?? network, from: backend)
        } catch {
            try? await backend.end()
            throw error
        }
        try await backend.end()
        troubles = log.warnings.filter { !$0.contains("clamped") }
        clamped = log.warnings.filter { $0.contains("clamped") }
        extractions = log.count(of: "Extracting")
        loads = log.count(of: "Loading routing tables")
    }

    /// Runs a network for so many steps.
    init(_ network: NetworkDescription, on engine: Engine, storePath: String? = nil, steps: Int) async throws {
        try await self.init(network, on: engine, storePath: storePath) { try await $0.run(steps: steps) }
    }
}

/// What a back end told while it worked, from any thread.
private final class Log: Sendable {
    private let state = Mutex<(warnings: [String], stages: [String: Int])>(([], [:]))

    var warnings: [String] { state.withLock { $0.warnings } }

    /// How often a stage was reported.
    func count(of stage: String) -> Int { state.withLock { $0.stages[stage] ?? 0 } }

    func warn(_ text: String) { state.withLock { $0.warnings.append(text) } }

    func note(_ report: ProgressReport) { state.withLock { $0.stages[report.stage, default: 0] += 1 } }
}
