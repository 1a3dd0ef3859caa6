import BoardEmulator
import DatagramTransport
import Foundation
import Synchronization

/// Answers those who want to look into served boards, one after the other, over a TCP port of the first board's address.
///
/// Whoever reads the lines of a trace too slowly holds the board up, for some seconds at most.
final class WindowServer: Sendable {
    private struct State {
        var request: [UInt8] = []
        var isAnswered = false
        var trace: Trace?
    }

    private let listener: StreamListener
    private let frame: BoardFrame
    private let didEnd: @Sendable () -> Void
    private let state = Mutex(State())

    /// Opens the port.
    ///
    /// - Parameters:
    ///   - endpoint: The address and the port.
    ///   - frame: The boards.
    ///   - didEnd: Called when somebody has ended the boards with a snapshot.
    /// - Throws: `DatagramTransportError` when the port cannot be had.
    init(at endpoint: DatagramEndpoint, _ frame: BoardFrame, didEnd: @escaping @Sendable () -> Void) throws {
        self.frame = frame
        self.didEnd = didEnd
        listener = try StreamListener(at: endpoint)
    }

    /// Answers from now on.
    func start() {
        listener.start { [weak self] event in self?.take(event) }
    }

    /// Closes the port.
    func close() { listener.close() }

    private func take(_ event: StreamListener.Event) {
        switch event {
        case .began: state.withLock { $0 = State() }
        case .received(let bytes):
            if let line = state.withLock({ Self.line(after: bytes, &$0) }) { answer(line) }
        case .ended: endTrace()
        }
    }

    /// The request, once it is there; what comes after it is not read.
    private static func line(after bytes: [UInt8], _ state: inout State) -> String? {
        guard !state.isAnswered else { return nil }
        state.request += bytes
        let end = state.request.firstIndex(of: UInt8(ascii: "\n"))
        guard end != nil || state.request.count > WindowRequest.longest else { return nil }
        state.isAnswered = true
        return String(decoding: state.request[..<(end ?? state.request.endIndex)], as: UTF8.self)
    }

    private func answer(_ line: String) {
        switch WindowRequest(line: line) {
        case .snapshot(let ends):
            Task { [frame, listener, didEnd] in
                do {
                    let data = try await frame.snapshot(ends: ends).encode()
                    listener.send(Array("ok \(data.count)\n".utf8) + data)
                } catch {
                    listener.send(Array("error \(error)\n".utf8))
                }
                listener.endConnection()
                if ends { didEnd() }
            }
        case .pace:
            frame.reportPace { [listener] report in
                let numbers = report.map { [$0.boardSeconds, $0.secondsBehind, $0.mostSecondsBehind] } ?? []
                listener.send(Array((["ok"] + numbers.map { "\($0)" }).joined(separator: " ").utf8) + [0x0a])
                listener.endConnection()
            }
        case .trace(let subject, let lines): begin(subject, lines)
        case nil: refuse("There is no such request.")
        }
    }

    private func refuse(_ sentence: String) {
        listener.send(Array("error \(sentence)\n".utf8))
        listener.endConnection()
    }

    // MARK: - Traces

    private func begin(_ subject: Trace.Subject, _ lines: Int) {
        frame.inspect { [weak self] board in
            guard let self else { return }
            let trace = Trace(subject, lines: lines)
            guard let board, board.begin(trace) else {
                return refuse("No booted board has such a working core or chip, or it is traced already.")
            }
            listener.send(Array("ok\n".utf8))
            state.withLock { $0.trace = trace }
            frame.observe(as: .window) { [weak self] in self?.pass(on: $0) }
        }
    }

    /// Sends what the trace has, after a window; ends it when it is complete.
    private func pass(on board: BoardEmulator) {
        guard let trace = state.withLock({ $0.trace }) else { return }
        if trace.byteCount > 0 { listener.send(trace.takeText()) }
        guard trace.isComplete else { return }
        board.end(trace)
        listener.endConnection()
    }

    private func endTrace() {
        frame.observe(as: .window, nil)
        guard
            let trace = state.withLock({ state in
                defer { state.trace = nil }
                return state.trace
            })
        else { return }
        frame.inspect { $0?.end(trace) }
    }
}
