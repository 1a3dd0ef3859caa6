import BoardControl
import DatagramTransport
import Foundation
import SpiNNakerMachine
import SpiNNakerProtocol
import TestSupport

/// One board, treated badly for a while and watched meanwhile.
struct FuzzSession {
    /// What a board did that it must not do.
    struct Finding: Error, CustomStringConvertible {
        var description: String
    }

    /// The datagrams between two looks at the board.
    private static let batchSize = 40

    /// How long a board may take to answer. Requests that get no reply hold the few transient tags for 10 ms of the
    /// board's time, which take seconds while hostile programs flood many chips.
    private static let answerDeadline = Duration.seconds(60)

    /// The number that says all that is sent.
    let seed: UInt64

    /// What is mistreated.
    let victim: Victim

    /// Serves a board, sends batches until the end, and returns how many datagrams were sent.
    ///
    /// - Throws: `Finding`, or what hinders the session itself.
    func run(swinn: String, until end: ContinuousClock.Instant, batches: Int) async throws -> Int {
        let management = "127.77.\(seed >> 8 & 0xff).\(seed & 0x7f | 0x80)"
        let board = try ServedBoard(swinn: swinn, arguments: victim.arguments + ["--bmp", management])
        let manager = try ManagementProcessor(of: board)
        // All goes through one socket: a board keeps few transient tags, and hostile requests may lengthen their lives.
        let channel = try UDPChannel.bind(to: DatagramEndpoint(address: 0, port: 0))
        let peer = try DatagramEndpoint(host: board.address, port: HostileDatagrams.scpPort)
        let controller = try await BoardController.connect(channel: channel, peer: peer, options: Self.options)
        var random = SplitMix64(seed: seed)
        var hostile = HostileDatagrams(seed: random.next())
        var sent = 0
        do {
            try await prepare(controller)
            // 10 ms of the board's time: requests that get no reply do not hold their transient tags for long.
            channel.send(SCPRequest.tagTimeout(code: 1).datagram(to: .monitor(of: .root)), to: peer)
            for batch in 0..<batches where ContinuousClock.now < end {
                // Busy cores slow a board down: every other session has none, and gets through more datagrams.
                if batch % 8 == 3, isBusy { try await loadGuests(controller, &random) }
                for _ in 0..<Self.batchSize {
                    let (port, bytes) = hostile.next()
                    let place = random.below(victim.boardCount + 1)
                    let isForManager = place == victim.boardCount && !HostileDatagrams.switchesPower(bytes)
                    let address =
                        isForManager ? manager.endpoint.address : peer.address + UInt32(place % victim.boardCount)
                    channel.send(bytes, to: DatagramEndpoint(address: address, port: port))
                    sent += 1
                }
                try await check(board, manager, controller, "in batch \(batch)")
            }
            // Nothing is asked of the boards after this: they may be without power.
            for _ in 0..<Self.batchSize { channel.send(hostile.nextForManager(), to: manager.endpoint) }
            try await check(board, manager, nil, "at the end")
        } catch {
            await controller.close()
            await manager.close()
            throw error
        }
        await controller.close()
        await manager.close()
        return sent
    }

    /// Whether hostile programs are loaded, too.
    private var isBusy: Bool { seed / 3 % 2 == 1 }

    /// Looks whether the board lives, answers and keeps within its memory.
    private func check(
        _ board: ServedBoard,
        _ manager: ManagementProcessor,
        _ controller: BoardController?,
        _ when: String
    ) async throws {
        let place = "\(when) of seed \(seed) (\(victim))"
        guard board.isRunning else { throw Finding(description: "The program ended (\(board.ending)) \(place).") }
        guard await manager.answers(within: Self.answerDeadline) else {
            throw Finding(description: "The board-management processor stopped answering \(place).")
        }
        if let controller, victim.hasLastingMonitor, await !answers(controller) {
            throw Finding(description: "The monitor stopped answering \(place).")
        }
        let memory = board.residentByteCount
        guard memory < victim.memoryLimit else {
            throw Finding(description: "The board takes \(memory >> 20) MiB \(place).")
        }
    }

    /// Whether the board's monitor says anything at all to a question; a refusal is an answer.
    private func answers(_ controller: BoardController) async -> Bool {
        let end = ContinuousClock.now + Self.answerDeadline
        while ContinuousClock.now < end {
            do {
                _ = try await controller.information(of: .root)
                return true
            } catch let error as BoardControlError where error.code != .noReply {
                return true
            } catch {
                continue
            }
        }
        return false
    }

    // MARK: - Preparations

    private static let options = BoardController.Options(
        window: .init(timeout: .milliseconds(300), tries: 2),
        bootDeadline: .seconds(60),
        connectTries: 60
    )

    /// Discovers the machine, and sets the reverse tags whose ports are then talked to.
    private func prepare(_ controller: BoardController) async throws {
        _ = try await controller.discover()
        for (index, port) in HostileDatagrams.reversePorts.enumerated() {
            try await controller.setReverseTag(
                UInt8(index),
                port: port,
                to: CoreID(chip: .boot, core: UInt8(index + 1)),
                sdpPort: 1
            )
        }
    }

    /// Loads hostile programs onto some cores; on a board that is too far gone for that, nothing is loaded.
    private func loadGuests(_ controller: BoardController, _ random: inout SplitMix64) async throws {
        let guest = HostileGuest.allCases[random.below(HostileGuest.allCases.count)]
        let image = try guest.image(&random)
        let cores = Set((0..<4).map { _ in UInt8(1 + random.below(17)) }).sorted()
        let chip = ChipID(x: UInt8(random.below(2)), y: UInt8(random.below(2)))
        try? await controller.loadApplication(image, on: [chip: cores], applicationID: 30, waits: false)
    }
}
