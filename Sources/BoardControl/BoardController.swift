package import DatagramTransport
package import Logging
package import SpiNNakerMachine
package import SpiNNakerProtocol
import Synchronization

/// A machine under a host's control, through the Ethernet connection of its boot chip.
///
/// All calls may be made from any task at the same time; each waits a bounded time for the board.
///
/// ```swift
/// let board = try await BoardController.connect(host: "192.168.240.1")
/// let machine = try await board.discover()
/// try await board.write([1, 2, 3], to: .boot, address: 0x6000_0000)
/// ```
package final class BoardController: Sendable {
    /// How a controller talks to its board.
    package struct Options: Sendable {
        /// The limits of the window of requests.
        package var window: SCPWindowStateMachine.Configuration

        /// For how long a board that is still booting is waited for.
        package var bootDeadline: Duration

        /// How often the first question is asked before a board counts as silent; once a second.
        package var connectTries: Int

        /// Faults to inject, and the seed they are drawn from, for trials.
        package var faults: (FaultyChannel.Faults, seed: UInt64)?

        /// Creates options.
        package init(
            window: SCPWindowStateMachine.Configuration = .init(),
            bootDeadline: Duration = .seconds(10),
            connectTries: Int = 3,
            faults: (FaultyChannel.Faults, seed: UInt64)? = nil
        ) {
            self.window = window
            self.bootDeadline = bootDeadline
            self.connectTries = connectTries
            self.faults = faults
        }
    }

    /// Where hosts put images and tables for a monitor to take: the system's part of SDRAM.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `sdram_sys`; SpiNNMan 7.4.1, `constants.py`.
    package static let systemBufferAddress: UInt32 = 0x6780_0000

    /// What the board said of its software when it was connected.
    package let version: VersionReply

    /// Where notes go.
    let logger: Logger

    private let client: SCPClient
    private let machine = Mutex<Machine?>(nil)

    private init(client: SCPClient, version: VersionReply, logger: Logger) {
        self.client = client
        self.version = version
        self.logger = logger
    }

    // MARK: - Connecting

    /// Connects to a board that is booted, or about to be.
    ///
    /// - Parameters:
    ///   - host: The name or dotted address of the board's boot chip.
    ///   - port: Its SCP port.
    ///   - options: How to talk to it.
    ///   - logger: Where notes go; silent by default.
    /// - Throws: `BoardControlError` when nobody answers, the board does not finish booting, or it runs other software.
    package static func connect(
        host: String,
        port: UInt16 = SDPMessage.udpPort,
        options: Options = Options(),
        logger: Logger = Logger(label: "BoardControl", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> BoardController {
        let peer = try DatagramEndpoint(host: host, port: port)
        let channel = try UDPChannel.bind(to: DatagramEndpoint(address: 0, port: 0))
        return try await connect(channel: channel, peer: peer, options: options, logger: logger)
    }

    /// Connects to a board through a channel, which the controller then owns.
    ///
    /// - Throws: As `connect(host:port:options:logger:)`; the channel is closed then.
    package static func connect(
        channel: any DatagramChannel,
        peer: DatagramEndpoint,
        options: Options = Options(),
        logger: Logger = Logger(label: "BoardControl", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> BoardController {
        var logger = logger
        logger[metadataKey: "board"] = "\(peer)"
        let used: any DatagramChannel =
            if let (faults, seed) = options.faults { FaultyChannel(channel, faults: faults, seed: seed) } else {
                channel
            }
        let client = SCPClient(channel: used, peer: peer, window: options.window)
        do {
            let version = try await readyVersion(client, options)
            logger.debug("Connected to a board.", metadata: ["software": "\(version.name) \(version.version)"])
            return BoardController(client: client, version: version, logger: logger)
        } catch {
            await client.close()
            throw error
        }
    }

    /// Asks for the version until the board is up.
    private static func readyVersion(_ client: SCPClient, _ options: Options) async throws -> VersionReply {
        let deadline = ContinuousClock.now + options.bootDeadline
        while true {
            let reply = try await client.reply(
                to: .version(),
                at: .monitor(of: .root),
                policy: .init(timeout: .seconds(1), tries: options.connectTries)
            )
            let version = try client.decode(reply, from: nil) { data throws(WireError) in
                try VersionReply(decoding: data)
            }
            guard version.software == "SC&MP" else {
                throw BoardControlError(
                    .unsupportedVersion,
                    "The board at \(client.endpoint) answers as \"\(version.name)\" \(version.version); SC&MP is needed."
                )
            }
            guard version.versionNumbers.major == 4 else {
                throw BoardControlError(
                    .unsupportedVersion,
                    "The board at \(client.endpoint) runs SC&MP \(version.version); this package speaks to version 4."
                )
            }
            if version.chip != .root { return version }
            guard ContinuousClock.now < deadline else {
                throw BoardControlError(
                    .stillBooting,
                    "The board at \(client.endpoint) is still booting after \(options.bootDeadline); "
                        + "power it off and on if that does not change."
                )
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Closes the connection; what is under way fails.
    package func close() async { await client.close() }

    // MARK: - Everything else goes through here

    /// The connection by which a chip is reached: the one place where boards with several connections will differ.
    func client(for chip: ChipID) -> SCPClient { client }

    /// The address and port of the boot chip.
    package var endpoint: DatagramEndpoint { client.endpoint }

    /// The host's own address and port on this connection.
    package var localEndpoint: DatagramEndpoint { client.localEndpoint }

    /// How many requests were sent, and sent again.
    package var statistics: SCPWindowStateMachine.Statistics { client.statistics }

    /// The machine as `discover` last found it; looks for it when it has not.
    func knownMachine() async throws -> Machine {
        if let known = machine.withLock({ $0 }) { return known }
        return try await discover()
    }

    /// Remembers the machine found.
    func remember(_ found: Machine) { machine.withLock { $0 = found } }

    // MARK: - Messages to programs

    /// Asks a core and waits for its reply.
    ///
    /// - Parameters:
    ///   - request: What is asked; its meaning is the program's affair on ports other than 0.
    ///   - core: Who is asked.
    ///   - port: The SDP port, 0 to 7.
    ///   - timeout: The wait before the request is sent again; `nil` for the usual one, which adapts to the link.
    ///   - repetition: What it does when the program gets the request twice.
    /// - Throws: `BoardControlError`, with the code where the program refuses.
    package func request(
        _ request: SCPRequest,
        to core: CoreID,
        port: UInt8,
        timeout: Duration? = nil,
        repetition: SCPRequest.Repetition = .harmless
    ) async throws -> SCPReply {
        try await client(for: core.chip).reply(
            to: request,
            at: SDPAddress(core, port: port),
            policy: .init(timeout: timeout, repetition: repetition)
        )
    }

    /// Asks many cores at once and waits for all replies, which come back in the order of the requests.
    ///
    /// - Throws: `BoardControlError` of the first request that fails.
    package func requests(
        _ requests: [(core: CoreID, request: SCPRequest)],
        port: UInt8,
        timeout: Duration? = nil,
        repetition: SCPRequest.Repetition = .harmless
    ) async throws -> [SCPReply] {
        let addressed = requests.map { (SDPAddress($0.core, port: port), $0.request) }
        return try await client.replies(to: addressed, policy: .init(timeout: timeout, repetition: repetition))
    }

    /// Sends an SDP message for which nothing is awaited; it may be lost.
    package func send(_ payload: [UInt8], to core: CoreID, port: UInt8) {
        client(for: core.chip).send(
            SDPMessage(to: SDPAddress(core, port: port), replyExpected: false, payload: payload)
        )
    }

    /// Sets who gets SDP messages that arrive on this connection without being replies; must not block.
    package func setMessageHandler(_ handler: (@Sendable (SDPMessage) -> Void)?) { client.setMessageHandler(handler) }
}
