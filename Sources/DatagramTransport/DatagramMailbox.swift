import Synchronization

/// A place to wait for the datagrams of a channel, one after another.
///
/// Only one task may wait at a time.
package final class DatagramMailbox: Sendable {
    /// The most datagrams kept; further ones are lost, as in a socket's buffer.
    private static let limit = 4096

    private struct State {
        var datagrams: [Datagram] = []
        var next = 0
        var waiter: (ticket: UInt64, continuation: CheckedContinuation<Datagram?, Never>)?
        var nextTicket: UInt64 = 0

        mutating func take() -> Datagram? {
            guard next < datagrams.count else { return nil }
            defer {
                next += 1
                if next == datagrams.count {
                    datagrams.removeAll(keepingCapacity: true)
                    next = 0
                }
            }
            return datagrams[next]
        }
    }

    private let state = Mutex(State())

    /// Becomes the receiver of a channel.
    package init(_ channel: any DatagramChannel) {
        channel.setReceiver { [weak self] in self?.receive($0) }
    }

    /// Waits for the next datagram; `nil` when the time is over or the task is cancelled.
    package func receive(within timeout: Duration) async -> Datagram? {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        let timer = Task { [weak self] in
            try? await Task.sleep(for: timeout)
            self?.endWait(ticket)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Datagram?? in
                    if let datagram = state.take() { return .some(datagram) }
                    guard !Task.isCancelled, state.waiter == nil, timeout > .zero else { return .some(nil) }
                    state.waiter = (ticket, continuation)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            endWait(ticket)
        }
    }

    private func receive(_ batch: [Datagram]) {
        let wakeUp = state.withLock { state -> (CheckedContinuation<Datagram?, Never>, Datagram)? in
            state.datagrams += batch.prefix(max(0, Self.limit - (state.datagrams.count - state.next)))
            guard let waiter = state.waiter, let datagram = state.take() else { return nil }
            state.waiter = nil
            return (waiter.continuation, datagram)
        }
        wakeUp?.0.resume(returning: wakeUp?.1)
    }

    private func endWait(_ ticket: UInt64) {
        let continuation = state.withLock { state -> CheckedContinuation<Datagram?, Never>? in
            guard let waiter = state.waiter, waiter.ticket == ticket else { return nil }
            state.waiter = nil
            return waiter.continuation
        }
        continuation?.resume(returning: nil)
    }
}
