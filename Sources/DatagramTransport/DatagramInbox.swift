import Synchronization

/// Hands batches of datagrams to a receiver, and keeps the first ones until there is one.
///
/// Only the channel's thread calls `deliver`.
final class DatagramInbox: Sendable {
    typealias Receiver = @Sendable ([Datagram]) -> Void

    /// The most datagrams kept for a receiver that is not there; a socket's buffer is as finite.
    private static let limit = 1024

    private struct State {
        var receiver: Receiver?
        var early: [Datagram] = []
    }

    private let state = Mutex(State())

    /// Hands over a batch.
    func deliver(_ datagrams: [Datagram]) {
        let receiver = state.withLock { state -> Receiver? in
            if state.receiver == nil {
                state.early += datagrams.prefix(max(0, Self.limit - state.early.count))
            }
            return state.receiver
        }
        receiver?(datagrams)
    }

    /// Sets the receiver and returns what came before the first one.
    func setReceiver(_ receiver: @escaping Receiver) -> [Datagram] {
        state.withLock { state in
            state.receiver = receiver
            defer { state.early = [] }
            return state.early
        }
    }
}
