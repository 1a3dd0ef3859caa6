import BoardEmulator
import DatagramTransport
import Synchronization

/// The ports of a served board: sockets, and channels to hosts within the process.
final class BoardPorts: Sendable {
    private struct State {
        var sockets: [UInt16: UDPChannel] = [:]
        var links: [DatagramEndpoint: MemoryChannel] = [:]
        var receiver: (@Sendable ([BoardRunner.Datagram]) -> Void)?
        var standardPorts: Set<UInt16> = []
        var nextLinkPort: UInt16 = 1
        var isClosed = false
        var isPlugged = true
    }

    /// The board's address, first octet in the high byte.
    let address: UInt32
    private let state = Mutex(State())

    /// Creates ports that only hosts within the process reach.
    init(address: UInt32) { self.address = address }

    /// Opens sockets at ports of an address.
    static func open(address: UInt32, ports: [UInt16]) async throws -> BoardPorts {
        let opened = BoardPorts(address: address)
        do {
            for port in ports { try await opened.open(port) }
        } catch {
            await opened.close()
            throw error
        }
        opened.state.withLock { $0.standardPorts = Set(ports) }
        return opened
    }

    /// Sets who gets the datagrams of all ports.
    func setReceiver(_ receiver: @escaping @Sendable ([BoardRunner.Datagram]) -> Void) {
        let channels = state.withLock { state -> [(UInt16, any DatagramChannel)] in
            state.receiver = receiver
            return state.sockets.map { ($0, $1) }
        }
        for (port, channel) in channels { Self.connect(channel, port, receiver) }
    }

    private static func connect(
        _ channel: any DatagramChannel,
        _ port: UInt16,
        _ receiver: @escaping @Sendable ([BoardRunner.Datagram]) -> Void
    ) {
        channel.setReceiver { datagrams in
            receiver(
                datagrams.map { datagram in
                    let host = Endpoint(address: datagram.peer.address, port: datagram.peer.port)
                    return BoardRunner.Datagram(port: port, host: host, bytes: datagram.bytes)
                }
            )
        }
    }

    private func open(_ port: UInt16) async throws {
        let channel = try UDPChannel.bind(to: DatagramEndpoint(address: address, port: port))
        let (isKept, receiver) = state.withLock { state in
            guard !state.isClosed, state.sockets[port] == nil else { return (false, state.receiver) }
            state.sockets[port] = channel
            return (true, state.receiver)
        }
        guard isKept else {
            await channel.close()
            return
        }
        if let receiver { Self.connect(channel, port, receiver) }
    }

    /// Opens and closes sockets so that these ports listen besides the standard ones.
    ///
    /// A port that cannot be had stays closed: the board's program cannot be told, as on the real one.
    func listen(at wanted: Set<UInt16>) async {
        let (isOnNetwork, surplus, missing) = state.withLock { state in
            let surplus = state.sockets.filter { !state.standardPorts.contains($0.key) && !wanted.contains($0.key) }
            for port in surplus.keys { state.sockets[port] = nil }
            return (!state.standardPorts.isEmpty, surplus, wanted.filter { state.sockets[$0] == nil })
        }
        for channel in surplus.values { await channel.close() }
        guard isOnNetwork else { return }
        for port in missing.sorted() { try? await open(port) }
    }

    /// Makes a channel by which a host within the process reaches a port of the board.
    func makeLink(to port: UInt16) -> MemoryChannel {
        let (host, board, receiver) = state.withLock { state in
            let end = DatagramEndpoint(address: 0x7f00_0001, port: state.nextLinkPort)
            state.nextLinkPort &+= 1
            let (host, board) = MemoryChannel.makePair(end, DatagramEndpoint(address: address, port: port))
            state.links[end] = board
            return (host, board, state.receiver)
        }
        if let receiver { Self.connect(board, port, receiver) }
        return host
    }

    /// Pulls out the cable or puts it back; without it nothing goes out.
    func setCable(isPlugged: Bool) { state.withLock { $0.isPlugged = isPlugged } }

    /// Sends what the board sends: to hosts within the process where there are such, else to the network.
    func send(_ datagrams: [BoardRunner.Datagram]) {
        guard state.withLock({ $0.isPlugged }) else { return }
        var batches: [UInt16: [Datagram]] = [:]
        for datagram in datagrams {
            let peer = DatagramEndpoint(address: datagram.host.address, port: datagram.host.port)
            if let link = state.withLock({ $0.links[peer] }) {
                link.send(datagram.bytes, to: peer)
            } else {
                batches[datagram.port, default: []].append(Datagram(peer: peer, bytes: datagram.bytes))
            }
        }
        for (port, batch) in batches { state.withLock { $0.sockets[port] }?.send(batch) }
    }

    /// Closes all ports.
    func close() async {
        let channels = state.withLock { state -> [any DatagramChannel] in
            state.isClosed = true
            let channels: [any DatagramChannel] = Array(state.sockets.values) + Array(state.links.values)
            state.sockets = [:]
            state.links = [:]
            return channels
        }
        for channel in channels { await channel.close() }
    }
}
