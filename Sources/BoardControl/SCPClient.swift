import DatagramTransport
import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization

/// Carries out SCP requests over one channel to one board.
///
/// Replies are handled, and the next requests sent, on the channel's own thread: a transfer of any size changes
/// threads twice.
final class SCPClient: Sendable {
    /// A job under way; only touched with the lock held.
    private final class Running {
        let job: SCPJob
        let continuation: CheckedContinuation<Void, any Error>
        var nextIndex = 0
        var completed = 0

        init(job: SCPJob, continuation: CheckedContinuation<Void, any Error>) {
            self.job = job
            self.continuation = continuation
        }
    }

    private struct State {
        var window: SCPWindowStateMachine
        var jobs: [Int: Running] = [:]
        // The jobs that have requests left to send; the first one goes on until it has none.
        var waiting: [Int] = []
        var nextJob = 0
        var isTicking = false
        var isClosed = false
        var actions: [SCPWindowStateMachine.Action] = []
        var messageHandler: (@Sendable (SDPMessage) -> Void)?
    }

    /// What is to be done once the lock is released.
    private struct Outcome {
        var datagrams: [Datagram] = []
        var endings: [(CheckedContinuation<Void, any Error>, Result<Void, any Error>)] = []
        var startsTicking = false
    }

    /// How often requests under way are looked at.
    private static let tick = Duration.milliseconds(10)

    private let channel: any DatagramChannel
    private let peer: DatagramEndpoint
    private let origin = ContinuousClock.now
    private let state: Mutex<State>

    /// Creates a client and becomes the channel's receiver.
    init(
        channel: any DatagramChannel,
        peer: DatagramEndpoint,
        window: SCPWindowStateMachine.Configuration
    ) {
        self.channel = channel
        self.peer = peer
        state = Mutex(State(window: SCPWindowStateMachine(configuration: window)))
        channel.setReceiver { [weak self] in self?.receive($0) }
    }

    /// The board's address and port.
    var endpoint: DatagramEndpoint { peer }

    /// The host's end of the channel.
    var localEndpoint: DatagramEndpoint { channel.localEndpoint }

    /// The counts of the window so far.
    var statistics: SCPWindowStateMachine.Statistics { state.withLock { $0.window.statistics } }

    /// Sets who gets SDP messages that are no replies.
    func setMessageHandler(_ handler: (@Sendable (SDPMessage) -> Void)?) {
        state.withLock { $0.messageHandler = handler }
    }

    /// Sends a message for which no reply is awaited.
    func send(_ message: SDPMessage) { channel.send(message.encode(), to: peer) }

    /// Carries out a job.
    ///
    /// - Throws: What the job's `consume` throws; `CancellationError`; `BoardControlError.Code.closed`.
    func perform(_ job: SCPJob) async throws {
        guard job.count > 0 else { return }
        let id = state.withLock { state in
            state.nextJob += 1
            return state.nextJob
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                begin(job, id: id, continuation)
            }
        } onCancel: {
            end(id, with: CancellationError())
        }
    }

    /// Ends every job and closes the channel.
    func close() async {
        let outcome = state.withLock { state in
            state.isClosed = true
            var outcome = Outcome()
            for id in state.jobs.keys {
                finish(id, .failure(Self.closedError), &state, &outcome)
            }
            return outcome
        }
        carryOut(outcome)
        await channel.close()
    }

    // MARK: - Events

    private func begin(_ job: SCPJob, id: Int, _ continuation: CheckedContinuation<Void, any Error>) {
        let outcome = state.withLock { state in
            var outcome = Outcome()
            guard !state.isClosed, !Task.isCancelled else {
                let error: any Error = state.isClosed ? Self.closedError : CancellationError()
                outcome.endings.append((continuation, .failure(error)))
                return outcome
            }
            state.jobs[id] = Running(job: job, continuation: continuation)
            state.waiting.append(id)
            process(&state, &outcome)
            return outcome
        }
        carryOut(outcome)
    }

    private func receive(_ datagrams: [Datagram]) {
        var strangers: [[UInt8]] = []
        var handler: (@Sendable (SDPMessage) -> Void)?
        let outcome = state.withLock { state in
            var outcome = Outcome()
            let now = now
            for datagram in datagrams where datagram.peer == peer {
                let reception = state.window.receive(datagram.bytes, at: now, into: &state.actions)
                if reception == .unmatched, state.messageHandler != nil { strangers.append(datagram.bytes) }
            }
            process(&state, &outcome)
            handler = state.messageHandler
            return outcome
        }
        carryOut(outcome)
        for bytes in strangers {
            // What is no SDP message came from nobody we know.
            if let message = try? SDPMessage(decoding: bytes) { handler?(message) }
        }
    }

    private func end(_ id: Int, with error: any Error) {
        let outcome = state.withLock { state in
            var outcome = Outcome()
            finish(id, .failure(error), &state, &outcome)
            process(&state, &outcome)
            return outcome
        }
        carryOut(outcome)
    }

    /// Looks at the requests under way again and again until there are none.
    private func startTicking() {
        Task {
            while true {
                try? await Task.sleep(for: Self.tick)
                let (outcome, goesOn) = state.withLock { state in
                    var outcome = Outcome()
                    state.window.advance(to: now, into: &state.actions)
                    process(&state, &outcome)
                    state.isTicking = !state.window.isIdle
                    return (outcome, state.isTicking)
                }
                carryOut(outcome)
                guard goesOn else { return }
            }
        }
    }

    // MARK: - Inside the lock

    private var now: Duration { ContinuousClock.now - origin }

    private static let closedError = BoardControlError(.closed, "The connection to the board was closed.")

    /// Obeys the window's actions, then fills it from the jobs that wait.
    private func process(_ state: inout State, _ outcome: inout Outcome) {
        obeyActions(&state, &outcome)
        let now = now
        while state.window.hasRoom, let id = state.waiting.first {
            guard let running = state.jobs[id], running.nextIndex < running.job.count else {
                state.waiting.removeFirst()
                continue
            }
            let policy = running.job.policy
            while state.window.hasRoom, running.nextIndex < running.job.count {
                let index = running.nextIndex
                let (destination, request) = running.job.make(index)
                running.nextIndex += 1
                let order = SCPWindowStateMachine.Order(
                    token: id << 32 | index,
                    destination: destination,
                    request: request,
                    timeout: policy.timeout,
                    tries: policy.tries,
                    repetition: policy.repetition
                )
                state.window.send(order, at: now, into: &state.actions)
            }
        }
        obeyActions(&state, &outcome)
        if !state.isTicking, !state.window.isIdle {
            state.isTicking = true
            outcome.startsTicking = true
        }
    }

    private func obeyActions(_ state: inout State, _ outcome: inout Outcome) {
        for action in state.actions {
            switch action {
            case .send(let datagram):
                outcome.datagrams.append(Datagram(peer: peer, bytes: datagram))
            case .deliver(let token, let reply):
                complete(token, .success(reply), &state, &outcome)
            case .fail(let token, let request, let destination, let failure):
                let error = Self.error(request, destination, failure, board: peer)
                complete(token, .failure(error), &state, &outcome)
            }
        }
        state.actions.removeAll(keepingCapacity: true)
    }

    private func complete(
        _ token: Int,
        _ result: Result<SCPReply, BoardControlError>,
        _ state: inout State,
        _ outcome: inout Outcome
    ) {
        let id = token >> 32
        guard let running = state.jobs[id] else { return }
        do throws(BoardControlError) {
            try running.job.consume(token & 0xffff_ffff, result)
        } catch {
            finish(id, .failure(error), &state, &outcome)
            return
        }
        running.completed += 1
        if running.completed == running.job.count { finish(id, .success(()), &state, &outcome) }
    }

    private func finish(_ id: Int, _ result: Result<Void, any Error>, _ state: inout State, _ outcome: inout Outcome) {
        guard let running = state.jobs.removeValue(forKey: id) else { return }
        state.waiting.removeAll { $0 == id }
        if case .failure = result { state.window.cancel { $0 >> 32 == id } }
        outcome.endings.append((running.continuation, result))
    }

    private func carryOut(_ outcome: Outcome) {
        if !outcome.datagrams.isEmpty { channel.send(outcome.datagrams) }
        if outcome.startsTicking { startTicking() }
        for (continuation, result) in outcome.endings { continuation.resume(with: result) }
    }

    // MARK: - Errors

    private static func error(
        _ request: SCPRequest,
        _ destination: SDPAddress,
        _ failure: SCPWindowStateMachine.Failure,
        board: DatagramEndpoint
    ) -> BoardControlError {
        let what = describe(request)
        let whom = destination.chip == .root ? "the board at \(board)" : "core \(destination.coreID) of \(board)"
        let location = destination.chip == .root ? nil : destination.coreID
        switch failure {
        case .noReply(let tries, let waited):
            let seconds = Double(waited.components.seconds) + Double(waited.components.attoseconds) * 1e-18
            return BoardControlError(
                .noReply,
                "No reply to \(what) from \(whom) after \(tries) tries in \((seconds * 10).rounded() / 10) s; "
                    + "is the board powered and booted?",
                location: location,
                cause: failure
            )
        case .refused(let code, _, let tries):
            let often = tries > 1 ? " after \(tries) tries" : ""
            return BoardControlError(
                .refused,
                "\(what) was refused by \(whom) with code \(code)\(often).",
                location: location,
                returnCode: code,
                cause: failure
            )
        }
    }

    private static func describe(_ request: SCPRequest) -> String {
        switch request.command {
        case .read, .write, .linkRead, .linkWrite:
            "\(request.command) of \(request.argument2) bytes at \(hexadecimal(request.argument1))"
        default:
            "\(request.command)"
        }
    }
}
