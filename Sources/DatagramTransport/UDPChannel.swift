import NIOCore
import NIOPosix
import Synchronization

/// A UDP socket.
///
/// Reads and writes move many datagrams with one system call where the system can; received ones reach the receiver
/// on the socket's event loop, from which sending is immediate.
package final class UDPChannel: DatagramChannel {
    /// The most datagrams read at once.
    private static let batchSize = 32

    /// Room for one datagram: any that fits an Ethernet frame.
    private static let datagramCapacity = 2048

    /// What the system is asked to buffer in bytes; it may grant less.
    private static let socketBufferByteCount: CInt = 4 << 20

    private let channel: any Channel
    private let inbox: DatagramInbox
    // Making a socket address is dear, and most datagrams go where the one before went.
    private let lastAddress = Mutex<(DatagramEndpoint, SocketAddress)?>(nil)

    /// The local end.
    package let localEndpoint: DatagramEndpoint

    private init(channel: any Channel, inbox: DatagramInbox, localEndpoint: DatagramEndpoint) {
        self.channel = channel
        self.inbox = inbox
        self.localEndpoint = localEndpoint
    }

    /// Opens a socket at a local address and port.
    ///
    /// - Parameter endpoint: The local end; address 0.0.0.0 is any address, port 0 any free port.
    /// - Throws: `DatagramTransportError` when address or port cannot be had.
    package static func bind(to endpoint: DatagramEndpoint) async throws -> UDPChannel {
        let inbox = DatagramInbox()
        let bootstrap = DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.datagramVectorReadMessageCount, value: batchSize)
            .channelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: batchSize * datagramCapacity)
            )
            .channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(socketBufferByteCount))
            .channelOption(.socketOption(.so_sndbuf), value: SocketOptionValue(socketBufferByteCount))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(BatchingHandler(inbox: inbox))
                }
            }
        do {
            let channel = try await bootstrap.bind(to: endpoint.socketAddress()).get()
            let local = channel.localAddress.flatMap { DatagramEndpoint($0) } ?? endpoint
            return UDPChannel(channel: channel, inbox: inbox, localEndpoint: local)
        } catch {
            throw DatagramTransportError(
                .cannotBind,
                "The UDP port \(endpoint) cannot be opened; is another program using it?",
                cause: error
            )
        }
    }

    package func setReceiver(_ receiver: @escaping @Sendable ([Datagram]) -> Void) {
        let inbox = inbox
        channel.eventLoop.execute {
            let early = inbox.setReceiver(receiver)
            if !early.isEmpty { receiver(early) }
        }
    }

    package func send(_ datagrams: [Datagram]) {
        guard !datagrams.isEmpty else { return }
        if channel.eventLoop.inEventLoop {
            write(datagrams)
        } else {
            channel.eventLoop.execute { self.write(datagrams) }
        }
    }

    private func write(_ datagrams: [Datagram]) {
        for datagram in datagrams {
            guard let address = socketAddress(of: datagram.peer) else { continue }
            let buffer = channel.allocator.buffer(bytes: datagram.bytes)
            channel.write(AddressedEnvelope(remoteAddress: address, data: buffer), promise: nil)
        }
        channel.flush()
    }

    private func socketAddress(of endpoint: DatagramEndpoint) -> SocketAddress? {
        lastAddress.withLock { last in
            if let (known, address) = last, known == endpoint { return address }
            // An address of four octets can always be made.
            guard let address = try? endpoint.socketAddress() else { return nil }
            last = (endpoint, address)
            return address
        }
    }

    package func close() async {
        // Closing what is closed already is no failure.
        try? await channel.close().get()
    }
}

/// Gathers what one readiness of the socket brought into one batch.
private final class BatchingHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let inbox: DatagramInbox
    private var batch: [Datagram] = []

    init(inbox: DatagramInbox) {
        self.inbox = inbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let peer = DatagramEndpoint(envelope.remoteAddress) else { return }
        batch.append(Datagram(peer: peer, bytes: Array(envelope.data.readableBytesView)))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard !batch.isEmpty else { return }
        let datagrams = batch
        batch = []
        inbox.deliver(datagrams)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A datagram that could not be sent or read is a lost datagram; the socket lives on.
    }
}
