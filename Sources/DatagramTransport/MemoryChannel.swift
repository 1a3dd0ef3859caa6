import Dispatch
import Synchronization

/// One end of a pair of channels within the process: what is sent at one end arrives at the other, in order.
///
/// Each end delivers on a queue of its own, so that two ends that answer each other do not call each other.
package final class MemoryChannel: DatagramChannel {
    private struct State {
        weak var other: MemoryChannel?
        var isClosed = false
    }

    private let inbox = DatagramInbox()
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// The local end.
    package let localEndpoint: DatagramEndpoint

    private init(localEndpoint: DatagramEndpoint) {
        self.localEndpoint = localEndpoint
        queue = DispatchQueue(label: "datagrams at \(localEndpoint)")
    }

    /// Makes two connected ends; both must be kept while they are in use.
    package static func makePair(
        _ first: DatagramEndpoint = DatagramEndpoint(address: 0x7f00_0001, port: 1),
        _ second: DatagramEndpoint = DatagramEndpoint(address: 0x7f00_0001, port: 2)
    ) -> (MemoryChannel, MemoryChannel) {
        let channels = (MemoryChannel(localEndpoint: first), MemoryChannel(localEndpoint: second))
        channels.0.state.withLock { $0.other = channels.1 }
        channels.1.state.withLock { $0.other = channels.0 }
        return channels
    }

    package func setReceiver(_ receiver: @escaping @Sendable ([Datagram]) -> Void) {
        queue.async { [inbox] in
            let early = inbox.setReceiver(receiver)
            if !early.isEmpty { receiver(early) }
        }
    }

    package func send(_ datagrams: [Datagram]) {
        let other = state.withLock { $0.isClosed ? nil : $0.other }
        guard let other, !datagrams.isEmpty else { return }
        let arriving = datagrams.map { Datagram(peer: localEndpoint, bytes: $0.bytes) }
        other.queue.async {
            guard !other.state.withLock({ $0.isClosed }) else { return }
            other.inbox.deliver(arriving)
        }
    }

    package func close() async {
        state.withLock { $0.isClosed = true }
    }
}
