import BoardEmulator
import Foundation
import MonitorServices
import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization

/// Lets a board live: a thread of its own runs it while it has work. While it has none, that thread sleeps, and who
/// brings mail handles it on the spot, so that an answer costs no change of threads.
///
/// Datagrams from hosts enter only between two windows of emulated time, in the order in which they came. What the
/// board's programs compute therefore does not depend on when a host asks about them.
final class BoardRunner: @unchecked Sendable {
    /// A datagram and the two ports it goes between.
    struct Datagram: Sendable {
        /// The Ethernet chip that it comes to or from.
        var chip = ChipID.boot
        /// The board's port.
        var port: UInt16
        var host: Endpoint
        var bytes: [UInt8]
    }

    /// What is done between two windows.
    enum Mail: Sendable {
        case datagram(Datagram)
        case inspection(@Sendable (BoardEmulator?) -> Void)
    }

    // `condition` guards these five; `mailWaits` mirrors whether `inbox` or `isStopping` have something to say, to be
    // looked at without the lock. `board`, `network`, `listeningPorts` and `observer` belong to whoever set `isOccupied`.
    private let condition = NSCondition()
    private var inbox: [Mail] = []
    private var isOccupied = false
    private var hasWork = true
    private var isStopping = false
    private var hasEnded = false
    private let mailWaits = Atomic(false)

    private let workers: WorkerPool
    private let board: BoardEmulator
    private let network: MonitorNetwork
    private var pace = RestingPace()
    /// Reads along where the monitor is a program on the board's own cores.
    private var reverseTags: [ChipID: ReverseTagWatcher]?
    private let send: @Sendable ([Datagram]) -> Void
    private let listen: @Sendable ([ChipID: Set<UInt16>]) -> Void
    private var listeningPorts: [ChipID: Set<UInt16>] = [:]
    private var observer: (@Sendable (BoardEmulator) -> Void)?

    /// Makes a board with its monitors; `start()` makes its thread.
    ///
    /// - Parameters:
    ///   - configuration: What the monitors and their board are.
    ///   - startsInROM: Whether all chips wait in their boot ROM for a monitor that then runs on their cores.
    ///   - threads: The number of threads that share the board's chips, 1 or more.
    ///   - send: Takes what the board sends; called on one thread at a time.
    ///   - listen: Takes the ports that boards want to listen at besides the standard ones, by their Ethernet chips,
    ///     whenever they change.
    init(
        configuration: MonitorNetwork.Configuration,
        startsInROM: Bool = false,
        threads: Int,
        send: @escaping @Sendable ([Datagram]) -> Void,
        listen: @escaping @Sendable ([ChipID: Set<UInt16>]) -> Void
    ) {
        let network = MonitorNetwork(configuration: configuration)
        self.network = network
        reverseTags = startsInROM ? [:] : nil
        let workers = WorkerPool(additionalThreads: max(threads, 1) - 1)
        self.workers = workers
        board = BoardEmulator(configuration: configuration.board, runner: threads > 1 ? workers : nil) {
            startsInROM ? BootROM() : network.processor(for: $0)
        }
        self.send = send
        self.listen = listen
    }

    /// Starts the thread.
    func start() {
        let thread = Thread { self.run() }
        thread.name = "board"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Hands over datagrams for the board.
    func deliver(_ datagrams: [Datagram]) { post(datagrams.map { .datagram($0) }) }

    /// Does something with the board between two windows; a runner that has ended hands over `nil` instead.
    func inspect(_ body: @escaping @Sendable (BoardEmulator?) -> Void) { post([.inspection(body)]) }

    /// Takes the power away from chips.
    func powerOff(_ chips: [ChipID]) {
        inspect { board in
            for chip in chips { board?.chips[chip]?.powerOff() }
            self.network.remove(chips)
        }
    }

    /// Pulls out a chip's Ethernet cable or puts it back.
    func setCable(of chip: ChipID, isPlugged: Bool) {
        inspect { board in
            board?.chips[chip]?.setCable(isPlugged: isPlugged)
            self.network.noteCable(of: chip)
        }
    }

    /// Has something look at the board after each window.
    func observe(_ observer: @escaping @Sendable (BoardEmulator) -> Void) {
        inspect { [weak self] _ in self?.observer = observer }
    }

    private func post(_ mail: [Mail]) {
        let (refused, occupies) = condition.withLock { () -> ([Mail], Bool) in
            guard !isStopping else { return (mail, false) }
            inbox += mail
            mailWaits.store(true, ordering: .relaxed)
            defer { isOccupied = true }
            return ([], !isOccupied)
        }
        Self.refuse(refused)
        if occupies { handleMail() }
    }

    private static func refuse(_ mail: [Mail]) {
        for case .inspection(let body) in mail { body(nil) }
    }

    /// Lets the thread end after the window it is in.
    func end() {
        condition.withLock {
            isStopping = true
            mailWaits.store(true, ordering: .relaxed)
            condition.broadcast()
        }
    }

    /// Ends the thread after the window it is in, and waits for that.
    func stop() {
        end()
        condition.withLock {
            while !hasEnded { condition.wait() }
        }
    }

    // MARK: - The board's thread

    private func run() {
        while waitForWork() {
            while !mailWaits.load(ordering: .relaxed), advance() {
                sendOutgoing()
                observer?(board)
                if pace.isAhead(board) { break }
            }
            handleMail()
        }
        let left = condition.withLock { () -> [Mail] in
            hasEnded = true
            condition.broadcast()
            defer { inbox = [] }
            return inbox
        }
        workers.end()
        Self.refuse(left)
    }

    /// Occupies the board once it is free and has work; returns false when the thread is to end.
    private func waitForWork() -> Bool {
        condition.withLock {
            while isOccupied || !(hasWork || isStopping) || (pace.isWaiting && !isStopping) {
                if !isOccupied, hasWork, let end = pace.end {
                    if !condition.wait(until: end) { pace.goOn() }
                } else {
                    condition.wait()
                }
            }
            isOccupied = !isStopping
            return isOccupied
        }
    }

    // MARK: - The board's occupant

    /// Lets the board do what it does next; returns false when it sleeps until somebody wakes it.
    private func advance() -> Bool {
        if !board.runWindow() {
            // Nothing runs, but a monitor waits for time to pass.
            guard network.hasPendingWork, !board.isHeld else { return false }
            board.run(until: board.now + BoardEmulator.cyclesPerMillisecond)
        }
        network.service()
        return true
    }

    /// Does what the mail says until there is none, and leaves the board.
    private func handleMail() {
        while let mail = takeMail() {
            pace.disturb(board)
            for item in mail {
                switch item {
                case .datagram(let datagram):
                    if datagram.port == SDPMessage.udpPort {
                        reverseTags?[datagram.chip, default: ReverseTagWatcher()].read(datagram.bytes)
                    }
                    board.deliver(
                        datagram: datagram.bytes,
                        port: datagram.port,
                        from: datagram.host,
                        toChip: datagram.chip
                    )
                case .inspection(let body):
                    body(board)
                }
            }
            sendOutgoing()
        }
    }

    /// Takes the mail there is; without any, leaves the board and returns `nil`.
    private func takeMail() -> [Mail]? {
        condition.withLock {
            mailWaits.store(isStopping, ordering: .relaxed)
            guard inbox.isEmpty || isStopping else {
                defer { inbox = [] }
                return inbox
            }
            isOccupied = false
            hasWork = !board.isHeld && (!board.isIdle || network.hasPendingWork)
            if hasWork || isStopping { condition.broadcast() }
            return nil
        }
    }

    private func sendOutgoing() {
        let outgoing = board.takeOutgoing()
        if !outgoing.isEmpty {
            send(
                outgoing.map {
                    Datagram(chip: $0.chip, port: $0.sourcePort, host: $0.destination, bytes: $0.bytes)
                }
            )
        }
        let ports = reverseTags?.mapValues(\.ports) ?? network.listeningPorts
        if ports != listeningPorts {
            listeningPorts = ports
            listen(ports)
        }
    }
}
