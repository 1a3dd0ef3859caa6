public import ArgumentParser
import BoardEmulator
@preconcurrency import Dispatch
import EmulatorService
import Foundation
import SpiNNakerMachine

/// `swinn board serve`: an emulated board on the standard ports of a loopback address, for any host tool.
public struct BoardServeCommand: AsyncParsableCommand {
    /// The name and the help of the command.
    public static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves an emulated board, or several as one machine, over UDP until it is interrupted.",
        discussion: """
            The board listens on ports 17893 (SCP) and 54321 (boot) of a loopback address. Some host tools take \
            127.0.0.1 for something else, so without --address a free address above 127.0.0.1 is chosen; the line \
            printed when the board is ready names it. Several boards have an address each, one behind the other.
            """
    )

    @OptionGroup
    var machine: MachineOptions

    @Option(help: "The address to listen on, 127.x.y.z; of the first board, if there are several.")
    var address: String?

    @Option(
        help: ArgumentHelp(
            "An address, 127.x.y.z, for the processors that manage the boards: power, resets, FPGAs, lights.",
            valueName: "address"
        )
    )
    var bmp: String?

    @Flag(help: "Start as a board that has just been powered and waits for its boot image.")
    var unbooted = false

    @Option(
        help: ArgumentHelp(
            "Run SC&MP itself, from its boot image, on the emulated monitor cores.",
            discussion: """
                The image is scamp.boot, as it comes with SpiNNMan. With --unbooted the board waits in its boot ROM \
                for the image that a host sends; otherwise it is sent this one.
                """,
            valueName: "scamp.boot"
        )
    )
    var monitor: String?

    @Flag(
        help: ArgumentHelp(
            "Name what does not work in the boards' serial ROMs, where SC&MP looks.",
            discussion: """
                Without it the chips, cores and links that do not work are not there. Only with --monitor is there \
                anybody who reads a serial ROM.
                """
        )
    )
    var blacklist = false

    @Flag(
        help: ArgumentHelp(
            "Take commands from standard input, one a line, each answered by a line.",
            discussion: """
                "unplug NUMBER" pulls out the Ethernet cable of a board, counted from 0; "plug NUMBER" puts it back.
                """
        )
    )
    var console = false

    @Option(
        help: ArgumentHelp(
            "Go on where boards were when 'swinn board snapshot' was taken of them.",
            discussion: """
                The snapshot says which boards these are and, unless --address or --bmp does, at which addresses they \
                are served.
                """,
            valueName: "snapshot"
        )
    )
    var restore: String?

    @Option(
        help: ArgumentHelp(
            "Let GDB or LLDB hold a core: its chip's x and y, its number, and a TCP port of the board's address.",
            valueName: "x,y,core:port"
        )
    )
    var debug: DebuggedCore?

    @Option(help: "The number of threads that share the board's chips; the results do not depend on it.")
    var threads = 1

    @Flag(
        help: ArgumentHelp(
            "Let a millisecond on the board take a millisecond, rather than as little as this computer needs.",
            discussion: """
                Where the computer is too slow, lines on standard error say how far behind the board is; it catches up \
                when it can. What programs compute may then depend on when hosts' messages come.
                """
        )
    )
    var realtime = false

    @Option(
        help: ArgumentHelp(
            "Write at the end, as JSON, how many instructions and cycles each core has executed.",
            valueName: "file"
        )
    )
    var usage: String?

    @Option(help: "End after so many seconds.")
    var seconds: Double?

    /// Creates the command; its options are parsed into it.
    public init() {}

    /// A core that a debugger may hold, and where.
    struct DebuggedCore: ExpressibleByArgument {
        var core: CoreID
        var port: UInt16

        init?(argument: String) {
            let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts[0].split(separator: ",", omittingEmptySubsequences: false).compactMap { UInt8($0) }
            guard parts.count == 2, let port = UInt16(parts[1]), numbers.count == 3 else { return nil }
            core = CoreID(chip: ChipID(x: numbers[0], y: numbers[1]), core: numbers[2])
            self.port = port
        }
    }

    /// Refuses times and numbers that make no sense.
    public func validate() throws {
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is \(threads); it must be between 1 and 64.")
        }
        guard !blacklist || monitor != nil else {
            throw ValidationError("--blacklist is for the SC&MP that --monitor names; give that, too.")
        }
        if restore != nil {
            guard machine.isEmpty, monitor == nil, !unbooted else {
                throw ValidationError(
                    "--restore takes boards and monitor from the snapshot; leave out what names them."
                )
            }
        }
        if let seconds, !(seconds >= 0 && seconds <= 1e9) {
            throw ValidationError("--seconds is \(seconds); it must be between 0 and 1000000000.")
        }
    }

    /// Serves the board until SIGINT, SIGTERM, or the end of the time.
    public func run() async throws {
        // Taken over before the board exists, so that an early signal ends the command as cleanly as a late one.
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        let served = try await start()
        if let debug { try await served.serveDebugger(of: debug.core, port: debug.port) }
        let state =
            restore != nil
            ? "restored" : unbooted ? "waiting to be booted" : monitor == nil ? "booted" : "booting"
        // Written at once: whoever started this command waits for the line.
        try FileHandle.standardOutput.write(
            contentsOf: Data((Self.announcement(of: served) + ", \(state)\n").utf8)
        )
        if console { ServeConsole(board: served).start() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in signals { break } }
            if let seconds {
                group.addTask { try? await Task.sleep(for: .seconds(seconds)) }
            }
            group.addTask { await served.waitForEnd() }
            if realtime { group.addTask { await Self.reportPace(of: served) } }
            await group.next()
            group.cancelAll()
        }
        if realtime, let report = await served.paceReport() { Self.note(Self.line(report)) }
        if let usage {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            try await encoder.encode(served.coreUsage()).write(to: URL(filePath: usage), options: .atomic)
        }
        await served.stop()
    }

    /// Says now and then how far behind the clock a board is, if it is, until it is cancelled.
    private static func reportPace(of served: VirtualBoard) async {
        var most = Self.debtWorthMentioning
        while (try? await Task.sleep(for: .seconds(10))) != nil {
            guard let report = await served.paceReport() else { continue }
            guard report.mostSecondsBehind > most || report.secondsBehind > Self.debtWorthMentioning else { continue }
            most = max(most, report.mostSecondsBehind)
            note(line(report))
        }
    }

    /// In seconds: half a step of most networks.
    private static let debtWorthMentioning = 0.0005

    private static func line(_ report: PaceReport) -> String {
        String(
            format: "board time %.3f s, %.3f s behind the clock, at most %.3f s so far",
            report.boardSeconds,
            report.secondsBehind,
            report.mostSecondsBehind
        )
    }

    private static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// Starts what is to be served.
    private func start() async throws -> VirtualBoard {
        let served: VirtualBoard
        if let restore {
            served = try await VirtualBoard.start(
                restoring: Data(contentsOf: URL(filePath: restore)),
                address: address,
                managementAddress: bmp,
                threads: threads,
                keepsPace: realtime
            )
        } else {
            served = try await VirtualBoard.start(
                machine.configuration(),
                address: address,
                booted: !unbooted,
                monitorImage: monitor.map { try [UInt8](Data(contentsOf: URL(filePath: $0))) },
                managementAddress: bmp,
                threads: threads,
                listsFaults: blacklist,
                keepsPace: realtime
            )
        }
        do {
            try served.openWindow()
        } catch {
            await served.stop()
            throw error
        }
        return served
    }

    /// What is served and where.
    private static func announcement(of served: VirtualBoard) -> String {
        let boards = served.arrangement
        let management = served.managementAddress.map { ", managed at \($0)" } ?? ""
        let kind = boards.kind == .spin3 ? "spin3" : "spin5"
        guard boards.origins.count > 1, let last = served.hostAddresses.last else {
            return "\(kind) board ready at \(served.hostAddress)\(management)"
        }
        return "\(boards.origins.count) \(kind) boards (\(boards.width) x \(boards.height) chips) ready at "
            + "\(served.hostAddress) to \(last)\(management)"
    }
}
