package import BoardEmulator
package import DatagramTransport
import Dispatch
import MonitorServices
public import SpiNNakerMachine
import SpiNNakerProtocol

/// An emulated board that hosts reach as they reach a real one: over UDP at the standard ports of an address of its own.
///
/// The board runs on a thread of its own, as fast as it can while its programs have something to do; it sleeps while
/// they have not. Any number of boards may run at once.
public final class VirtualBoard: Sendable {
    /// The board's address in dotted notation, 127.x.y.z.
    public let hostAddress: String

    private let runner: BoardRunner
    private let ports: BoardPorts
    private let listening: AsyncStream<Set<UInt16>>.Continuation

    /// The addresses tried, when none is asked for: the first 1,000 behind 127.0.0.1, which some host tools take for
    /// something else.
    private static let candidates: Range<UInt32> = 0x7f00_0002..<0x7f00_03ea

    /// Starts a board and opens its ports.
    ///
    /// - Parameters:
    ///   - kind: The board.
    ///   - address: An address 127.x.y.z; without one a free address is chosen.
    ///   - booted: Whether the monitors run already, or wait for a boot image.
    ///   - threads: The number of threads that share the board's chips; what the board does is the same with any number.
    ///   - monitorImage: The boot image of a monitor that is to run on the chips' own cores, SC&MP's `scamp.boot` for
    ///     one; without one SC&MP runs at a high level. All chips start in their boot ROM, and a board that is to be
    ///     booted is sent this image at once: some five emulated seconds pass until it answers.
    /// - Throws: `EmulatorServiceError` when the address is not of that form or its ports are taken, or when the image
    ///   cannot be one.
    public static func start(
        kind: BoardKind,
        address: String? = nil,
        booted: Bool = true,
        monitorImage: [UInt8]? = nil,
        threads: Int = 1
    ) async throws -> VirtualBoard {
        try await start(
            BoardConfiguration(kind: kind),
            address: address,
            booted: booted,
            monitorImage: monitorImage,
            threads: threads
        )
    }

    /// Starts a board with a given configuration and opens its ports.
    package static func start(
        _ configuration: BoardConfiguration,
        address: String? = nil,
        booted: Bool = true,
        monitorImage: [UInt8]? = nil,
        threads: Int = 1
    ) async throws -> VirtualBoard {
        let image = try monitorImage.map(bootImage)
        let ports = try await openPorts(at: address)
        return VirtualBoard(configuration, ports: ports, booted: booted, monitorImage: image, threads: threads)
    }

    private static func bootImage(_ bytes: [UInt8]) throws -> BootImage {
        do {
            return try BootImage(bytes)
        } catch {
            throw EmulatorServiceError(.badMonitorImage, "The monitor's boot image cannot be one.", cause: error)
        }
    }

    /// Starts a board that has no sockets: only channels made by `connect(to:)` lead to it.
    package static func startInProcess(
        _ configuration: BoardConfiguration,
        booted: Bool = true,
        threads: Int = 1
    ) -> VirtualBoard {
        VirtualBoard(configuration, ports: BoardPorts(address: 0x7f00_0002), booted: booted, threads: threads)
    }

    private init(
        _ board: BoardConfiguration,
        ports: BoardPorts,
        booted: Bool,
        monitorImage: BootImage? = nil,
        threads: Int
    ) {
        var configuration = board
        configuration.ethernet = EthernetSettings(address: ports.address)
        var monitors = MonitorNetwork.Configuration.booted(configuration, address: ports.address.byteSwapped)
        if !booted { monitors.bootValues = nil }
        let (changes, continuation) = AsyncStream.makeStream(of: Set<UInt16>.self)
        runner = BoardRunner(
            configuration: monitors,
            startsInROM: monitorImage != nil,
            threads: threads,
            send: { ports.send($0) },
            listen: { continuation.yield($0) }
        )
        self.ports = ports
        listening = continuation
        hostAddress = DatagramEndpoint(address: ports.address, port: 0).host
        ports.setReceiver { [runner] in runner.deliver($0) }
        if booted, let monitorImage {
            let image = monitorImage.patched(
                hardwareVersion: configuration.kind.rawValue,
                unixTime: MonitorNetwork.Configuration.defaultUnixTime
            )
            let host = Endpoint(address: ports.address, port: BootMessage.udpPort)
            runner.deliver(
                image.messages().map {
                    BoardRunner.Datagram(port: BootMessage.udpPort, host: host, bytes: $0.encode())
                }
            )
        }
        runner.start()
        Task { for await wanted in changes { await ports.listen(at: wanted) } }
    }

    deinit {
        listening.finish()
        runner.end()
        Task { [ports] in await ports.close() }
    }

    /// Ends the board and closes its ports; ending an ended board does nothing.
    public func stop() async {
        listening.finish()
        await ports.close()
        await withCheckedContinuation { continuation in
            // Waiting for a thread must not block a thread of the concurrency pool.
            DispatchQueue.global().async { [runner] in
                runner.stop()
                continuation.resume()
            }
        }
    }

    /// Makes a channel by which a host within the process reaches a port of the board.
    ///
    /// - Parameter port: 17893 for SCP and SDP, 54321 for booting, or the port of a reverse tag.
    package func connect(to port: UInt16) -> any DatagramChannel { ports.makeLink(to: port) }

    /// What guest programs did since this was last called, by time, and how much more there was.
    package func takeEvents() async -> (events: [BoardEvent], lost: Int) {
        await inspect { $0.takeEvents() } ?? ([], 0)
    }

    /// Looks at the board between two windows of its time; `nil` once it has been stopped.
    package func inspect<Result: Sendable>(
        _ body: @escaping @Sendable (BoardEmulator) -> Result
    ) async -> Result? {
        await withCheckedContinuation { continuation in
            runner.inspect { board in continuation.resume(returning: board.map(body)) }
        }
    }

    // MARK: - Addresses

    private static func openPorts(at address: String?) async throws -> BoardPorts {
        if let address {
            let number = try number(of: address)
            do {
                return try await BoardPorts.open(address: number, ports: MonitorNetwork.standardPorts)
            } catch {
                throw EmulatorServiceError(
                    .addressInUse,
                    "The ports \(MonitorNetwork.standardPorts) of \(address) cannot be opened; choose another address.",
                    cause: error
                )
            }
        }
        var lastError: (any Error)?
        for candidate in candidates {
            do {
                return try await BoardPorts.open(address: candidate, ports: MonitorNetwork.standardPorts)
            } catch {
                lastError = error
            }
        }
        throw EmulatorServiceError(
            .addressInUse,
            "None of \(candidates.count) addresses behind 127.0.0.1 has free ports \(MonitorNetwork.standardPorts).",
            cause: lastError
        )
    }

    private static func number(of address: String) throws -> UInt32 {
        let octets = address.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard octets.count == 4, address.split(separator: ".").count == 4, octets[0] == 127 else {
            throw EmulatorServiceError(
                .badAddress,
                "A virtual board cannot have the address \"\(address)\"; it must be 127.x.y.z."
            )
        }
        return octets.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
