import NetworkModel
import SimulationRuntime
import Synchronization

/// How long each stage of a simulation takes on an emulated SpiNN-5.
struct StageTimes {
    /// Measures and reports both examples.
    static func report(into report: inout Report) async throws {
        try await measure("Synfire, 200 cells, 5,000 ms", steps: 5_000, limit: .atMost(60), into: &report) {
            try Networks.synfire()
        }
        try await measure("Balanced network, 1,000 cells, 1,000 ms", steps: 1_000, limit: .none, into: &report) {
            try Networks.balanced()
        }
    }

    /// Runs a network and reports how long each stage took.
    static func measure(
        _ name: String,
        steps: Int,
        limit: Report.Limit,
        into report: inout Report,
        _ describe: () throws -> NetworkDescription
    ) async throws {
        let stages = Stages()
        stages.begin("describing")
        let network = try describe()
        let backend = BoardBackend()
        let options = SimulationOptions(target: .virtual(.spin5), progress: { stages.note($0.stage) })
        try await backend.prepare(network, options)
        stages.begin("running")
        try await backend.run(steps: steps)
        stages.begin("reading back")
        for population in network.populations where !population.recording.isEmpty {
            let variables = Set(population.recording.map(\.variable))
            _ = try await backend.fetch(RecordingQuery(population: population.id, variables: variables))
        }
        stages.begin("ending")
        try await backend.end()
        let times = stages.end()
        report.section("\(name) on SpiNN-5, in seconds")
        for (stage, time) in times { report.add(stage, time, "s") }
        report.add("from setup to end", times.reduce(0) { $0 + $1.time }, "s", limit: limit)
    }
}

/// A stop-watch with a hand for each stage.
private final class Stages: Sendable {
    private struct State {
        var names: [String] = []
        var times: [String: Duration] = [:]
        var current: (name: String, start: ContinuousClock.Instant)?

        mutating func change(to name: String?) {
            let now = ContinuousClock.now
            if let current { times[current.name, default: .zero] += now - current.start }
            current = name.map { ($0, now) }
            if let name, !names.contains(name) { names.append(name) }
        }
    }

    private let state = Mutex(State())

    /// What a back end's reports belong to.
    func note(_ report: String) {
        switch report {
        case "Lowering", "Mapping": begin("mapping")
        case "Starting the virtual board", "Discovering": begin("starting and discovering the board")
        case "Drawing synapses": begin("waiting for cores to draw synapses")
        case "Running": begin("running")
        case "Extracting": begin("extracting")
        default: begin("loading")
        }
    }

    /// Begins a stage, or goes on with it.
    func begin(_ name: String) { state.withLock { $0.change(to: name) } }

    /// Ends the last stage; returns all in the order in which they began, in seconds.
    func end() -> [(stage: String, time: Double)] {
        state.withLock { state in
            state.change(to: nil)
            return state.names.map { ($0, (state.times[$0] ?? .zero) / .seconds(1)) }
        }
    }
}
