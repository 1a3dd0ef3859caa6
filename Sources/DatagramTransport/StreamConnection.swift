#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP connection to a listener; its calls block, each for no longer than a patience.
package final class StreamConnection {
    private static let readByteCount = 1 << 16

    private let descriptor: CInt
    private let peer: DatagramEndpoint

    /// Connects.
    ///
    /// - Parameters:
    ///   - endpoint: The other end.
    ///   - patience: How long each call may wait, in seconds; at least 1.
    /// - Throws: `DatagramTransportError` when nobody listens there.
    package init(to endpoint: DatagramEndpoint, patience: Int) throws(DatagramTransportError) {
        #if canImport(Glibc)
            let kind = CInt(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        peer = endpoint
        descriptor = socket(AF_INET, kind, 0)
        var time = timeval(tv_sec: max(patience, 1), tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
        let result = endpoint.withSocketAddress { connect(descriptor, $0, $1) }
        guard descriptor >= 0, result == 0 else {
            let error = UDPSocket.SystemError(number: errno)
            if descriptor >= 0 { closeDescriptor(descriptor) }
            throw DatagramTransportError(.cannotConnect, "Nobody listens at TCP port \(endpoint).", cause: error)
        }
    }

    deinit { closeDescriptor(descriptor) }

    /// Sends bytes.
    ///
    /// - Throws: `DatagramTransportError` when the other end does not take them.
    package func send(_ bytes: [UInt8]) throws(DatagramTransportError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits for bytes; `nil` when the other end has closed the connection.
    ///
    /// - Throws: `DatagramTransportError` when none have come in time.
    package func receive() throws(DatagramTransportError) -> [UInt8]? {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.readByteCount) { buffer, used in
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                used = max(count, 0)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure }
            return count == 0 ? nil : bytes
        }
    }

    private var failure: DatagramTransportError {
        let error = UDPSocket.SystemError(number: errno)
        return DatagramTransportError(.timedOut, "No answer from TCP port \(peer).", cause: error)
    }
}
