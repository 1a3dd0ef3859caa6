package import BoardEmulator
package import DatagramTransport
import Dispatch
public import Foundation
import MonitorServices
public import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization

/// An emulated board, or several as one machine, that hosts reach as they reach real ones: over UDP at the standard
/// ports of an address for each board.
///
/// The machine runs on a thread of its own, as fast as it can while its programs have something to do; it sleeps while
/// they have not. Any number of machines may run at once.
public final class VirtualBoard: Sendable {
    /// The first board's address in dotted notation, 127.x.y.z.
    public var hostAddress: String { hostAddresses[0] }

    /// The boards' addresses in dotted notation, by their numbers; each is the one before it plus one.
    public let hostAddresses: [String]

    /// The address at which the board-management processors answer, when there is one.
    public let managementAddress: String?

    /// The boards and how they are wired.
    public let arrangement: BoardArrangement

    private let frame: BoardFrame
    private let ports: [BoardPorts]
    private let management: UDPChannel?
    private let listening: AsyncStream<(Int, Set<UInt16>)>.Continuation
    private let debugServer = Mutex<DebugServer?>(nil)
    private let window = Mutex<WindowServer?>(nil)
    private let endings: AsyncStream<Void>
    private let ending: AsyncStream<Void>.Continuation

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
    ///   - keepsPace: Whether a millisecond on the board takes a millisecond on the wall, rather than as little as it can.
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
        threads: Int = 1,
        keepsPace: Bool = false
    ) async throws -> VirtualBoard {
        try await start(
            BoardConfiguration(kind: kind),
            address: address,
            booted: booted,
            monitorImage: monitorImage,
            threads: threads,
            keepsPace: keepsPace
        )
    }

    /// Starts boards with a given configuration and opens their ports.
    ///
    /// - Parameters:
    ///   - configuration: The boards and their faults.
    ///   - address: The first board's address 127.x.y.z, with free ones behind it for the others.
    ///   - booted: Whether the monitors run already, or wait for a boot image.
    ///   - monitorImage: The boot image of a monitor that is to run on the chips' own cores.
    ///   - managementAddress: The address 127.x.y.z at which board-management processors switch the boards on and off.
    ///   - threads: How many threads run the chips of a machine.
    ///   - listsFaults: Whether serial ROMs name the faults to such a monitor, and all that is faulty is there.
    ///   - keepsPace: Whether time passes as on the wall.
    package static func start(
        _ configuration: BoardConfiguration,
        address: String? = nil,
        booted: Bool = true,
        monitorImage: [UInt8]? = nil,
        managementAddress: String? = nil,
        threads: Int = 1,
        listsFaults: Bool = false,
        keepsPace: Bool = false
    ) async throws -> VirtualBoard {
        var settings = BoardFrame.Settings(configuration: configuration)
        settings.threads = threads
        settings.listsFaults = listsFaults
        settings.keepsPace = keepsPace
        settings.monitorImage = try monitorImage.map(bootImage)
        settings.managementAddress = try managementAddress.map(number) ?? 0
        return try await start(settings, at: address, from: booted ? .monitors : .power)
    }

    /// What boards begin with.
    private enum Beginning {
        case power, monitors
        case snapshot(FrameSnapshot)
    }

    private static func start(
        _ settings: BoardFrame.Settings,
        at address: String?,
        from beginning: Beginning
    ) async throws -> VirtualBoard {
        let management = settings.managementAddress == 0 ? nil : try openManagement(at: settings.managementAddress)
        do {
            let ports = try await openPorts(at: address, count: settings.configuration.arrangement.origins.count)
            do {
                return try VirtualBoard(settings, ports: ports, management: management, from: beginning)
            } catch {
                for port in ports { await port.close() }
                throw error
            }
        } catch {
            await management?.close()
            throw error
        }
    }

    private static func openManagement(at address: UInt32) throws -> UDPChannel {
        let endpoint = DatagramEndpoint(address: address, port: SDPMessage.udpPort)
        do {
            return try UDPChannel.bind(to: endpoint)
        } catch {
            throw EmulatorServiceError(
                .addressInUse,
                "Port \(SDPMessage.udpPort) of \(endpoint.host) cannot be opened; choose another address.",
                cause: error
            )
        }
    }

    /// Serves boards that go on where others were when a snapshot was taken of them.
    ///
    /// The boards take themselves to be at the addresses that they had then, wherever they are served.
    ///
    /// - Parameters:
    ///   - snapshot: The bytes of the snapshot's file.
    ///   - address: The first board's address 127.x.y.z; without one the address that it had.
    ///   - managementAddress: The address of board-management processors; without one the address that they had.
    ///   - threads: How many threads run the chips of a machine.
    ///   - keepsPace: Whether time passes as on the wall.
    /// - Throws: `EmulatorServiceError` when the snapshot cannot be read, or when an address cannot be had.
    public static func start(
        restoring snapshot: Data,
        address: String? = nil,
        managementAddress: String? = nil,
        threads: Int = 1,
        keepsPace: Bool = false
    ) async throws -> VirtualBoard {
        let restored = try FrameSnapshot(decoding: snapshot)
        var settings = try settings(of: restored)
        settings.threads = threads
        settings.keepsPace = keepsPace
        if managementAddress != nil || settings.managementAddress != 0 {
            let known = DatagramEndpoint(address: settings.managementAddress, port: 0).host
            settings.managementAddress = try number(of: managementAddress ?? known)
        }
        let first = DatagramEndpoint(address: restored.addresses.first ?? 0, port: 0).host
        return try await start(settings, at: address ?? first, from: .snapshot(restored))
    }

    private static func settings(of snapshot: FrameSnapshot) throws -> BoardFrame.Settings {
        var settings = BoardFrame.Settings(configuration: snapshot.configuration)
        settings.monitorImage = try snapshot.monitorImage.map(bootImage)
        settings.listsFaults = snapshot.listsFaults
        settings.managementAddress = snapshot.managementAddress
        return settings
    }

    /// Makes boards without sockets that go on where others were, likewise.
    package static func startInProcess(restoring snapshot: Data, threads: Int = 1) async throws -> VirtualBoard {
        let restored = try FrameSnapshot(decoding: snapshot)
        let ports = restored.addresses.map { BoardPorts(address: $0) }
        var settings = try settings(of: restored)
        settings.threads = threads
        return try VirtualBoard(settings, ports: ports, management: nil, from: .snapshot(restored))
    }

    /// Waits until the boards have been ended through their window, or until the task is cancelled.
    public func waitForEnd() async { for await _ in endings { break } }

    /// Takes a snapshot of all boards between two windows of their time.
    ///
    /// - Parameter ends: Whether the boards end with it, so that nothing happens on them that it does not know of.
    /// - Returns: The bytes of a file from which ``start(restoring:address:managementAddress:threads:keepsPace:)`` goes on.
    /// - Throws: `EmulatorServiceError` while a debugger holds a core.
    public func snapshot(ends: Bool = false) async throws -> Data { try await frame.snapshot(ends: ends).encode() }

    private static func bootImage(_ bytes: [UInt8]) throws -> BootImage {
        do {
            return try BootImage(bytes)
        } catch {
            throw EmulatorServiceError(.badMonitorImage, "The monitor's boot image cannot be one.", cause: error)
        }
    }

    /// Starts boards that have no sockets: only channels made by `connect(to:)` lead to them.
    package static func startInProcess(
        _ configuration: BoardConfiguration,
        booted: Bool = true,
        threads: Int = 1,
        keepsPace: Bool = false
    ) -> VirtualBoard {
        let ports = configuration.arrangement.origins.indices.map { BoardPorts(address: 0x7f00_0002 + UInt32($0)) }
        var settings = BoardFrame.Settings(configuration: configuration)
        settings.threads = threads
        settings.keepsPace = keepsPace
        let board = VirtualBoard(settings, ports: ports, management: nil)
        if booted { board.frame.boot(0) }
        board.hear()
        return board
    }

    private convenience init(
        _ settings: BoardFrame.Settings,
        ports: [BoardPorts],
        management: UDPChannel?,
        from beginning: Beginning
    ) throws {
        self.init(settings, ports: ports, management: management)
        switch beginning {
        case .power: break
        case .monitors: frame.boot(0)
        case .snapshot(let snapshot): try frame.restore(snapshot)
        }
        hear()
    }

    private init(_ settings: BoardFrame.Settings, ports: [BoardPorts], management: UDPChannel?) {
        let (changes, continuation) = AsyncStream.makeStream(of: (Int, Set<UInt16>).self)
        frame = BoardFrame(settings, ports: ports) { continuation.yield(($0, $1)) }
        (endings, ending) = AsyncStream.makeStream(of: Void.self)
        arrangement = settings.configuration.arrangement
        self.ports = ports
        self.management = management
        listening = continuation
        hostAddresses = ports.map { DatagramEndpoint(address: $0.address, port: 0).host }
        managementAddress = management.map { _ in
            DatagramEndpoint(address: settings.managementAddress, port: 0).host
        }
        Task { for await (board, wanted) in changes { await ports[board].listen(at: wanted) } }
    }

    /// Lets hosts be heard.
    private func hear() {
        for (board, port) in ports.enumerated() { port.setReceiver { [frame] in frame.receive($0, board: board) } }
        management?.setReceiver { [frame, weak management] datagrams in
            for datagram in datagrams {
                if let reply = frame.manage(datagram.bytes) {
                    management?.send([Datagram(peer: datagram.peer, bytes: reply)])
                }
            }
        }
    }

    deinit {
        debugServer.withLock { $0?.close() }
        window.withLock { $0?.close() }
        listening.finish()
        frame.end()
        Task { [ports, management] in
            await management?.close()
            for port in ports { await port.close() }
        }
    }

    /// Ends the boards and closes their ports; ending what has ended does nothing.
    public func stop() async {
        debugServer.withLock { $0?.close() }
        window.withLock { $0?.close() }
        listening.finish()
        await management?.close()
        for port in ports { await port.close() }
        let runners = frame.end()
        await withCheckedContinuation { continuation in
            // Waiting for a thread must not block a thread of the concurrency pool.
            DispatchQueue.global().async {
                for runner in runners { runner.stop() }
                continuation.resume()
            }
        }
    }

    /// Opens a TCP port at the first board's address at which GDB can hold and look into a core of a booted machine.
    ///
    /// A connection holds the core, and with it the machine, until the debugger lets it go on. What the machine computes
    /// does not depend on it.
    ///
    /// - Parameters:
    ///   - core: The core, by its virtual number.
    ///   - port: The TCP port; 0 for any that is free.
    /// - Returns: The port.
    /// - Throws: `EmulatorServiceError` when no booted machine has such a core, the port is taken, or a core is served
    ///   already.
    @discardableResult
    public func serveDebugger(of core: CoreID, port: UInt16 = 0) async throws -> UInt16 {
        let isThere = await inspect { board in board.chips[core.chip]?.workingCores.indices.contains(Int(core.core)) }
        guard isThere == true else {
            throw EmulatorServiceError(.noSuchCore, "No booted board has a working core \(core).")
        }
        return try debugServer.withLock { current in
            guard current == nil else {
                throw EmulatorServiceError(.addressInUse, "A core of the board is open to debuggers already.")
            }
            do {
                let server = try DebugServer(core: core, at: DatagramEndpoint(host: hostAddress, port: port))
                frame.observe(as: .debugger) { server.look(at: $0) }
                server.start { [frame] body in frame.inspect(body) }
                current = server
                return server.port
            } catch {
                throw EmulatorServiceError(.addressInUse, "Debuggers cannot be served.", cause: error)
            }
        }
    }

    /// Opens the TCP port by which `swinn board snapshot`, `trace` and `watch` look into the boards: 17893 of the first
    /// board's address.
    ///
    /// - Throws: `EmulatorServiceError` when the port is taken.
    public func openWindow() throws {
        try window.withLock { current in
            guard current == nil else { return }
            do {
                let endpoint = try DatagramEndpoint(host: hostAddress, port: WindowRequest.port)
                let server = try WindowServer(at: endpoint, frame) { [ending] in ending.yield() }
                server.start()
                current = server
            } catch {
                throw EmulatorServiceError(.addressInUse, "The window into the board cannot be opened.", cause: error)
            }
        }
    }

    /// Makes a channel by which a host within the process reaches a port of the first board.
    ///
    /// - Parameter port: 17893 for SCP and SDP, 54321 for booting, or the port of a reverse tag.
    package func connect(to port: UInt16) -> any DatagramChannel { ports[0].makeLink(to: port) }

    /// Makes a channel by which a host within the process reaches a port of a board.
    package func connect(to port: UInt16, ofBoard board: Int) -> any DatagramChannel { ports[board].makeLink(to: port) }

    /// Pulls out the Ethernet cable of a board, or puts it back; without it nothing comes in or goes out there.
    package func setCable(of board: Int, isPlugged: Bool) { frame.setCable(of: board, isPlugged: isPlugged) }

    /// Asks the board-management processors as a host does at their SCP port; `nil` when they do not answer.
    package func manage(_ datagram: [UInt8]) -> [UInt8]? { frame.manage(datagram) }

    /// What guest programs did since this was last called, by time, and how much more there was.
    package func takeEvents() async -> (events: [BoardEvent], lost: Int) {
        await inspect { $0.takeEvents() } ?? ([], 0)
    }

    /// How the machine of the first board keeps pace with the clock on the wall; `nil` where it need not, while that
    /// board is off or waits to be booted, and once it has been stopped.
    public func paceReport() async -> PaceReport? {
        await withCheckedContinuation { continuation in
            frame.reportPace { continuation.resume(returning: $0) }
        }
    }

    /// What the cores of the first board's machine have executed, in the order of chips and cores, without those that
    /// have not run; empty while that board is off or waits to be booted.
    public func coreUsage() async -> [CoreUsage] {
        await inspect { board in
            board.chips.values.sorted { ($0.id.x, $0.id.y) < ($1.id.x, $1.id.y) }.flatMap { chip in
                chip.workingCores.enumerated().compactMap { virtual, physical in
                    guard let core = chip.core(physical), core.instructions > 0 else { return nil }
                    return CoreUsage(
                        x: Int(chip.id.x),
                        y: Int(chip.id.y),
                        core: virtual,
                        instructions: core.instructions,
                        cycles: core.cycles
                    )
                }
            }
        } ?? []
    }

    /// Looks at the machine of the first board between two windows of its time; `nil` while that board is off or waits
    /// to be booted, and once it has been stopped.
    package func inspect<Result: Sendable>(
        _ body: @escaping @Sendable (BoardEmulator) -> Result
    ) async -> Result? {
        await withCheckedContinuation { continuation in
            frame.inspect { board in continuation.resume(returning: board.map(body)) }
        }
    }

    // MARK: - Addresses

    private static func openPorts(at address: String?, count: Int) async throws -> [BoardPorts] {
        if let address {
            let first = try number(of: address)
            guard first & 0xff_ffff + UInt32(count) <= 0xff_ffff else {
                throw EmulatorServiceError(
                    .badAddress,
                    "There are no addresses for \(count) boards from \(address) on within 127.x.y.z."
                )
            }
            do {
                return try await openAll(first: first, count: count)
            } catch {
                throw EmulatorServiceError(
                    .addressInUse,
                    """
                    The ports \(MonitorNetwork.standardPorts) of \(count == 1 ? "" : "\(count) addresses from ")\(address) \
                    cannot be opened; choose another address.
                    """,
                    cause: error
                )
            }
        }
        var lastError: (any Error)?
        for candidate in stride(from: candidates.lowerBound, to: candidates.upperBound, by: count) {
            do {
                return try await openAll(first: candidate, count: count)
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

    private static func openAll(first: UInt32, count: Int) async throws -> [BoardPorts] {
        var opened: [BoardPorts] = []
        do {
            for index in 0..<UInt32(count) {
                opened.append(try await BoardPorts.open(address: first + index, ports: MonitorNetwork.standardPorts))
            }
        } catch {
            for ports in opened { await ports.close() }
            throw error
        }
        return opened
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
