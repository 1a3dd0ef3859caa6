import Foundation
import Synchronization

/// A UDP socket.
///
/// What is sent goes to the system on the caller's thread; what arrives is handed to the receiver on a thread that does
/// nothing else, from which answers go out at once. Until there is a receiver, the system keeps what arrives.
package final class UDPChannel: DatagramChannel {
    /// The most datagrams handed over at once.
    private static let batchSize = 32

    private struct State {
        var isOpen = true
        var receiver: (@Sendable ([Datagram]) -> Void)?
        // Those who wait for the socket to be given back.
        var closers: [CheckedContinuation<Void, Never>] = []
        var hasEnded = false
    }

    /// What the channel and its thread share.
    private final class Shared: Sendable {
        let socket: UDPSocket
        let state = Mutex(State())

        init(_ socket: UDPSocket) { self.socket = socket }
    }

    private let shared: Shared

    /// The local end.
    package let localEndpoint: DatagramEndpoint

    private init(socket: UDPSocket, localEndpoint: DatagramEndpoint) {
        shared = Shared(socket)
        self.localEndpoint = localEndpoint
    }

    deinit { Self.beginClosing(shared) }

    /// Opens a socket at a local address and port.
    ///
    /// - Parameter endpoint: The local end; address 0.0.0.0 is any address, port 0 any free port.
    /// - Throws: `DatagramTransportError` when address or port cannot be had.
    package static func bind(to endpoint: DatagramEndpoint) throws(DatagramTransportError) -> UDPChannel {
        do throws(UDPSocket.SystemError) {
            let socket = try UDPSocket(at: endpoint)
            return UDPChannel(socket: socket, localEndpoint: socket.localEndpoint ?? endpoint)
        } catch {
            throw DatagramTransportError(
                .cannotBind,
                "The UDP port \(endpoint) cannot be opened; is another program using it?",
                cause: error
            )
        }
    }

    package func setReceiver(_ receiver: @escaping @Sendable ([Datagram]) -> Void) {
        let isFirst = shared.state.withLock { state in
            defer { state.receiver = receiver }
            return state.receiver == nil && state.isOpen
        }
        guard isFirst else { return }
        let thread = Thread { [shared] in Self.receive(shared) }
        thread.name = "udp \(localEndpoint.port)"
        thread.start()
    }

    package func send(_ datagrams: [Datagram]) {
        // The lock keeps the socket open meanwhile.
        shared.state.withLock { state in
            guard state.isOpen else { return }
            for datagram in datagrams { shared.socket.send(datagram) }
        }
    }

    package func close() async {
        Self.beginClosing(shared)
        await withCheckedContinuation { continuation in
            let hasEnded = shared.state.withLock { state in
                if !state.hasEnded { state.closers.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// Lets the thread end, or closes the socket where there is no thread.
    private static func beginClosing(_ shared: Shared) {
        let hasThread = shared.state.withLock { state -> Bool? in
            guard state.isOpen else { return nil }
            state.isOpen = false
            shared.socket.shutDown()
            return state.receiver != nil
        }
        if hasThread == false { endClosing(shared) }
    }

    private static func endClosing(_ shared: Shared) {
        shared.socket.close()
        let closers = shared.state.withLock { state in
            state.hasEnded = true
            state.receiver = nil
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    /// Hands over what arrives, in batches of what is there already, until the channel is closed.
    private static func receive(_ shared: Shared) {
        withUnsafeTemporaryAllocation(byteCount: UDPSocket.datagramCapacity, alignment: 16) { buffer in
            while true {
                let first = shared.socket.receive(into: buffer, waits: true)
                guard let receiver = shared.state.withLock({ $0.isOpen ? $0.receiver : nil }) else { return }
                guard let first else { continue }
                var batch = [first]
                while batch.count < batchSize, let next = shared.socket.receive(into: buffer, waits: false) {
                    batch.append(next)
                }
                receiver(batch)
            }
        }
        endClosing(shared)
    }
}
