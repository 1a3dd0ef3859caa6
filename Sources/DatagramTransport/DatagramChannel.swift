/// A datagram and the far end it goes to or came from.
package struct Datagram: Hashable, Sendable {
    /// The far end.
    package var peer: DatagramEndpoint

    /// The payload.
    package var bytes: [UInt8]

    /// Creates a datagram.
    package init(peer: DatagramEndpoint, bytes: [UInt8]) {
        self.peer = peer
        self.bytes = bytes
    }
}

/// A local port at which datagrams are sent and received, unreliably, as UDP does.
///
/// Datagrams arrive in batches at one receiver, on a thread of the channel's own: a protocol that answers there at once
/// needs no change of threads. `DatagramMailbox` turns a channel into something to wait at.
///
/// `UDPChannel` and `MemoryChannel` are the channels there are; `FaultyChannel` makes either worse.
package protocol DatagramChannel: Sendable {
    /// The local end.
    var localEndpoint: DatagramEndpoint { get }

    /// Sets who gets the datagrams that arrive; those that came before it was first set are handed over first.
    ///
    /// The receiver is called on one thread at a time and must not block.
    func setReceiver(_ receiver: @escaping @Sendable ([Datagram]) -> Void)

    /// Sends datagrams in order, without waiting; what cannot be sent is lost.
    func send(_ datagrams: [Datagram])

    /// Closes the channel; afterwards nothing arrives and what is sent is lost.
    func close() async
}

extension DatagramChannel {
    /// Sends one datagram.
    package func send(_ bytes: [UInt8], to peer: DatagramEndpoint) { send([Datagram(peer: peer, bytes: bytes)]) }
}
