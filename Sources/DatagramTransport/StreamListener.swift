import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP port that serves one connection after another.
package final class StreamListener: Sendable {
    /// What happens on a connection, one after the other on a thread of the listener's own.
    package enum Event: Sendable {
        /// Somebody has connected.
        case began
        /// Bytes have come.
        case received([UInt8])
        /// The connection is over.
        case ended
    }

    private struct State {
        var connection: CInt?
        var isOpen = true
    }

    private static let readByteCount = 4096
    /// A peer that takes nothing for so long is given up, in seconds.
    private static let sendTimeout = 5

    private let descriptor: CInt
    private let state = Mutex(State())

    /// The local end.
    package let localEndpoint: DatagramEndpoint

    /// Opens a port at a local address.
    ///
    /// - Parameter endpoint: The local end; port 0 is any free port.
    /// - Throws: `DatagramTransportError` when address or port cannot be had.
    package init(at endpoint: DatagramEndpoint) throws(DatagramTransportError) {
        #if canImport(Glibc)
            let kind = CInt(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        var yes: CInt = 1
        _ = setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        let isBound = endpoint.withSocketAddress { bind(descriptor, $0, $1) } == 0
        guard descriptor >= 0, isBound, listen(descriptor, 1) == 0 else {
            let error = UDPSocket.SystemError(number: errno)
            if descriptor >= 0 { closeDescriptor(descriptor) }
            throw DatagramTransportError(
                .cannotBind,
                "The TCP port \(endpoint) cannot be opened; is another program using it?",
                cause: error
            )
        }
        self.descriptor = descriptor
        localEndpoint = DatagramEndpoint(socket: descriptor) ?? endpoint
    }

    /// Serves connections from now on.
    package func start(_ handler: @escaping @Sendable (Event) -> Void) {
        let thread = Thread { self.serve(handler) }
        thread.name = "tcp \(localEndpoint.port)"
        thread.start()
    }

    /// Sends bytes to whoever is connected; without a connection they are lost.
    package func send(_ bytes: [UInt8]) {
        // The lock keeps the connection open meanwhile.
        state.withLock { state in
            guard let connection = state.connection else { return }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Self.send(connection, $0.baseAddress, $0.count)
                }
                guard count > 0 else {
                    // Nobody takes it: the reader finds the connection closed.
                    _ = shutdown(connection, CInt(SHUT_RDWR))
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Ends the connection there is; the next one may come.
    package func endConnection() {
        state.withLock { state in
            if let connection = state.connection { _ = shutdown(connection, CInt(SHUT_RDWR)) }
        }
    }

    /// Closes port and connection.
    package func close() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            if let connection = state.connection { _ = shutdown(connection, CInt(SHUT_RDWR)) }
            // Linux wakes who waits for a connection.
            _ = shutdown(descriptor, CInt(SHUT_RDWR))
        }
    }

    private static func send(_ connection: CInt, _ pointer: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.send(connection, pointer, count, 0)
        #elseif canImport(Musl)
            Musl.send(connection, pointer, count, CInt(MSG_NOSIGNAL))
        #else
            Glibc.send(connection, pointer, count, CInt(MSG_NOSIGNAL))
        #endif
    }

    private func serve(_ handler: @Sendable (Event) -> Void) {
        while true {
            let connection = accept(descriptor, nil, nil)
            guard state.withLock({ $0.isOpen }) else {
                if connection >= 0 { closeDescriptor(connection) }
                break
            }
            guard connection >= 0 else { continue }
            configure(connection)
            state.withLock { $0.connection = connection }
            handler(.began)
            var buffer = [UInt8](repeating: 0, count: Self.readByteCount)
            while true {
                let count = recv(connection, &buffer, buffer.count, 0)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                handler(.received(Array(buffer.prefix(count))))
            }
            state.withLock { $0.connection = nil }
            closeDescriptor(connection)
            handler(.ended)
        }
        closeDescriptor(descriptor)
    }

    private func configure(_ connection: CInt) {
        var yes: CInt = 1
        // Answers of a few bytes go at once.
        _ = setsockopt(connection, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
        var patience = timeval(tv_sec: Self.sendTimeout, tv_usec: 0)
        _ = setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
}
