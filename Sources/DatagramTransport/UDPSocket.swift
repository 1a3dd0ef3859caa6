#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The system calls of a UDP socket; who uses it opens it once and closes it once.
struct UDPSocket: Sendable {
    /// A call of the system that failed.
    struct SystemError: Error, CustomStringConvertible {
        let number: CInt

        var description: String { String(cString: strerror(number)) }
    }

    /// Room for one datagram: any that fits an Ethernet frame.
    static let datagramCapacity = 2048

    /// What the system is asked to buffer in bytes each way; it may grant less.
    private static let bufferByteCount: CInt = 4 << 20

    private let descriptor: CInt

    /// Opens a socket at a local address and port; address 0 is any address, port 0 any free port.
    init(at endpoint: DatagramEndpoint) throws(SystemError) {
        #if canImport(Glibc)
            let kind = CInt(SOCK_DGRAM.rawValue)
        #else
            let kind = SOCK_DGRAM
        #endif
        descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw SystemError(number: errno) }
        var size = Self.bufferByteCount
        for option in [SO_RCVBUF, SO_SNDBUF] {
            // Less room is no failure.
            _ = setsockopt(descriptor, SOL_SOCKET, option, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        let result = endpoint.withSocketAddress { bind(descriptor, $0, $1) }
        guard result == 0 else {
            let error = SystemError(number: errno)
            close()
            throw error
        }
    }

    /// The local end; `nil` if the system does not say.
    var localEndpoint: DatagramEndpoint? { DatagramEndpoint(socket: descriptor) }

    /// Sends a datagram without waiting; one that cannot be sent is lost.
    func send(_ datagram: Datagram) {
        // What fails is lost, as it may be further on; the protocols above send again.
        _ = datagram.bytes.withUnsafeBytes { bytes in
            datagram.peer.withSocketAddress {
                sendto(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT), $0, $1)
            }
        }
    }

    /// Takes a datagram that has arrived.
    ///
    /// - Parameters:
    ///   - buffer: Where its bytes are put meanwhile.
    ///   - waits: Whether to wait until there is one, or until `shutDown`.
    /// - Returns: `nil` when there is none.
    func receive(into buffer: UnsafeMutableRawBufferPointer, waits: Bool) -> Datagram? {
        while true {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let count = address.withPointer {
                recvfrom(descriptor, buffer.baseAddress, buffer.count, waits ? 0 : CInt(MSG_DONTWAIT), $0, &length)
            }
            guard count < 0 else {
                return Datagram(peer: DatagramEndpoint(address), bytes: Array(buffer[..<count]))
            }
            // An ICMP message about an earlier datagram ends a call as a signal does; the socket lives on.
            guard errno == EINTR || errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ENETUNREACH else {
                return nil
            }
        }
    }

    /// Ends the waiting of another thread in `receive`.
    func shutDown() {
        // Linux wakes the reader of a UDP socket and answers that it was not connected.
        _ = shutdown(descriptor, CInt(SHUT_RDWR))
    }

    /// Gives the socket back to the system.
    func close() { closeDescriptor(descriptor) }
}

/// Gives a descriptor back to the system.
func closeDescriptor(_ descriptor: CInt) {
    #if canImport(Glibc)
        _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
        _ = Musl.close(descriptor)
    #elseif canImport(Darwin)
        _ = Darwin.close(descriptor)
    #endif
}

extension sockaddr_in {
    /// Calls a body with the address as the system wants it.
    mutating func withPointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>) -> Result) -> Result {
        withUnsafeMutablePointer(to: &self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
        }
    }
}

extension DatagramEndpoint {
    /// Creates the endpoint of an address of a socket.
    init(_ address: sockaddr_in) {
        self.init(address: UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
    }

    /// The local end of a socket; `nil` if the system does not say.
    init?(socket: CInt) {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard address.withPointer({ getsockname(socket, $0, &length) }) == 0 else { return nil }
        self.init(address)
    }

    /// Calls a body with the address for a socket.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = self.address.bigEndian
        address.sin_port = port.bigEndian
        return address.withPointer { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }

    /// Looks up a host's first IPv4 address.
    init(lookingUp host: String, port: UInt16) throws(DatagramTransportError) {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0, let address = list?.pointee.ai_addr else {
            throw DatagramTransportError(
                .hostNotFound,
                "The host \(host) has no IPv4 address that can be found: \(String(cString: gai_strerror(code)))."
            )
        }
        let found = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { DatagramEndpoint($0.pointee) }
        self.init(address: found.address, port: port)
    }
}
