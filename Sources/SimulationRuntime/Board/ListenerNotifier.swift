import DatagramTransport
import SpiNNakerProtocol

/// Tells listeners of one run where its database is, when it begins and when it pauses.
///
/// Each run has ports of its own, so that an answer to an earlier one is not taken for an answer to this.
///
/// - SeeAlso: SpiNNFrontEndCommon 7.4.1, `utilities/notification_protocol/`.
struct ListenerNotifier: Sendable {
    private struct Listener: Sendable {
        let address: DatabaseSocketAddress
        let endpoint: DatagramEndpoint
        let channel: UDPChannel
        let mailbox: DatagramMailbox
    }

    private let listeners: [Listener]

    /// Opens a port for each listener.
    ///
    /// - Throws: `DatagramTransportError` for a port that cannot be had or a host that there is not.
    init(_ addresses: [DatabaseSocketAddress]) throws {
        listeners = try addresses.map { address in
            let endpoint = try DatagramEndpoint(host: address.host, port: address.notifyPort)
            let channel = try UDPChannel.bind(to: DatagramEndpoint(address: 0, port: address.listenPort ?? 0))
            return Listener(
                address: address,
                endpoint: endpoint,
                channel: channel,
                mailbox: DatagramMailbox(channel)
            )
        }
    }

    /// Tells all listeners where the database is, and waits until each has confirmed that it has read it.
    ///
    /// - Throws: `SimulationError` that names the first listener that has not answered within `patience`.
    func announce(_ path: String, within patience: Duration) async throws {
        let deadline = ContinuousClock.now + patience
        tell(.database(path: path))
        for listener in listeners {
            while true {
                guard let reply = await listener.mailbox.receive(within: deadline - .now) else {
                    throw SimulationError(
                        .listenerSilent,
                        """
                        The listener at \(listener.address) has not confirmed within \(patience) that it has read the \
                        database '\(path)'; start it before the run, or do not register it
                        """
                    )
                }
                if (try? EIEIOCommandMessage(decoding: reply.bytes))?.command == .database { break }
            }
        }
    }

    /// Sends a command to all listeners.
    func tell(_ message: EIEIOCommandMessage) {
        let bytes = message.encode()
        for listener in listeners { listener.channel.send(bytes, to: listener.endpoint) }
    }

    /// Gives the ports back.
    func close() async {
        for listener in listeners { await listener.channel.close() }
    }
}
