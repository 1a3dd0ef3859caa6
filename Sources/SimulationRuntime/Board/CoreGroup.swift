import BoardControl
import ChipInterface
import SpiNNakerMachine
import SpiNNakerProtocol

/// The cores of a board that run a network together: told what to do, and waited for, all at once.
struct CoreGroup: Sendable {
    /// The id under which the board knows our programs, memory and table entries.
    static let applicationID: UInt8 = 30

    /// How late a datagram may come that was doubled on its way. Before this has passed, nothing is begun that a second
    /// "stop", "load" or "go back to step 0" would spoil.
    static let settlingTime = Duration.milliseconds(20)

    /// The board.
    let controller: BoardController
    /// The cores.
    let cores: [CoreID]
    /// How long nothing may move before a wait is given up.
    let patience: Duration

    /// Sends all cores a signal.
    func signal(_ signal: Signal) async throws {
        try await controller.send(signal, applicationID: Self.applicationID)
    }

    /// Gives all cores a run-control command.
    func command(_ command: RunControlCommand, _ first: UInt32 = 0, _ second: UInt32 = 0) async throws {
        let request = SCPRequest(SCPCommand(rawValue: command.rawValue), first, second)
        _ = try await controller.requests(cores.map { ($0, request) }, port: RunControl.port)
    }

    /// Waits until all cores are in a state.
    ///
    /// - Parameters:
    ///   - drawer: A core that draws synapses meanwhile: as long as it draws more and more, nothing is late.
    ///   - progress: Is told the first core's step whenever it has changed, while that core runs.
    /// - Throws: `BoardControlError` if a core fails, `SimulationError` if nothing moves for longer than the patience.
    func wait(
        for state: SpiNNakerProtocol.CoreState,
        whileDrawing drawer: CoreID? = nil,
        progress: (Int) -> Void = { _ in }
    ) async throws {
        guard let probe = cores.first else { return }
        var lastStep: UInt32?
        var lastDrawn: UInt32?
        var deadline = ContinuousClock.now + patience
        var pause = Duration.milliseconds(1)
        while true {
            let states = try await controller.states(of: cores)
            if states.values.contains(where: SpiNNakerProtocol.CoreState.failed.contains) {
                try await controller.checkCores(cores)
            }
            let late = cores.filter { states[$0] != state }
            if late.isEmpty { return }
            if state == .pause, states[probe] == .run, let step = try? await step(of: probe), step != lastStep {
                lastStep = step
                progress(Int(step))
                deadline = ContinuousClock.now + patience
            }
            if let drawer, states[drawer] != state {
                let drawn = try await controller.user(1, of: drawer)
                if drawn != lastDrawn {
                    lastDrawn = drawn
                    deadline = ContinuousClock.now + patience
                }
            }
            guard ContinuousClock.now < deadline else {
                let first = late.first.map { "\($0) is in state \(states[$0] ?? .dead)" } ?? ""
                throw SimulationError(
                    .stalled,
                    """
                    \(late.count) of \(cores.count) cores did not come to state \(state) and nothing has moved for \
                    \(patience): \(first)
                    """
                )
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(20))
        }
    }

    /// The first step that a core has not yet done; it answers between two steps.
    private func step(of core: CoreID) async throws -> UInt32 {
        let command = SCPCommand(rawValue: RunControlCommand.step.rawValue)
        return try await controller.request(SCPRequest(command), to: core, port: RunControl.port).word(at: 0)
    }
}
