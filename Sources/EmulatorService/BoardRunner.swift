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
/// board's programs compute therefore does not depend on when a host asks about them, unless time is to pass as on the
/// wall: then it is the clock that says in which window a datagram enters.
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

    /// What a board that keeps pace makes up for before mail is read, in cycles.
    private static let shortDebt = 40 * BoardEmulator.cyclesPerMillisecond

    // `condition` guards these five; `mailWaits` mirrors whether `inbox` or `isStopping` have something to say, to be
    // looked at without the lock. `board`, `network`, `listeningPorts` and `observers` belong to whoever set `isOccupied`.
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
    private var pace: any BoardPace
    /// Whether a snapshot has been taken after which nothing is to happen.
    private var isFinished = false
    /// Reads along where the monitor is a program on the board's own cores.
    private var reverseTags: [ChipID: ReverseTagWatcher]?
    private let send: @Sendable ([Datagram]) -> Void
    private let listen: @Sendable ([ChipID: Set<UInt16>]) -> Void
    private var listeningPorts: [ChipID: Set<UInt16>] = [:]
    private var observers: [Observer: @Sendable (BoardEmulator) -> Void] = [:]

    /// Whose threads, pace and ways out a board has.
    struct Surroundings: Sendable {
        /// The number of threads that share the board's chips, 1 or more.
        var threads = 1
        /// Whether time passes on the board as on the wall, rather than as fast as it can.
        var keepsPace = false
        /// Takes what the board sends; called on one thread at a time.
        var send: @Sendable ([Datagram]) -> Void
        /// Takes the ports that boards want to listen at besides the standard ones, by their Ethernet chips, whenever
        /// they change.
        var listen: @Sendable ([ChipID: Set<UInt16>]) -> Void
    }

    /// Makes a board with its monitors; `start()` makes its thread.
    ///
    /// - Parameters:
    ///   - configuration: What the monitors and their board are.
    ///   - startsInROM: Whether all chips wait in their boot ROM for a monitor that then runs on their cores.
    ///   - surroundings: What surrounds the board.
    convenience init(
        configuration: MonitorNetwork.Configuration,
        startsInROM: Bool = false,
        surroundings: Surroundings
    ) {
        let network = MonitorNetwork(configuration: configuration)
        let workers = WorkerPool(additionalThreads: max(surroundings.threads, 1) - 1)
        let runner = surroundings.threads > 1 ? workers : nil
        let board = BoardEmulator(configuration: configuration.board, runner: runner) {
            startsInROM ? BootROM() : network.processor(for: $0)
        }
        self.init(board, network, workers, surroundings, reverseTags: startsInROM ? [:] : nil)
    }

    /// Makes a board that goes on where another was, likewise.
    ///
    /// - Throws: ``BoardSnapshot/Failure`` when no board of that configuration can be in that state.
    convenience init(
        configuration: MonitorNetwork.Configuration,
        restoring machine: MachineSnapshot,
        surroundings: Surroundings
    ) throws(BoardSnapshot.Failure) {
        let network = MonitorNetwork(configuration: configuration)
        let workers = WorkerPool(additionalThreads: max(surroundings.threads, 1) - 1)
        let board: BoardEmulator
        do throws(BoardSnapshot.Failure) {
            board = try BoardEmulator(
                configuration: configuration.board,
                restoring: machine.board,
                runner: surroundings.threads > 1 ? workers : nil
            ) { network.processor(for: $0) }
            guard network.restore(machine.monitors, on: board) else { throw .unsoundState(chip: nil) }
        } catch {
            workers.end()
            throw error
        }
        self.init(board, network, workers, surroundings, reverseTags: machine.reverseTags)
    }

    private init(
        _ board: BoardEmulator,
        _ network: MonitorNetwork,
        _ workers: WorkerPool,
        _ surroundings: Surroundings,
        reverseTags: [ChipID: ReverseTagWatcher]?
    ) {
        self.board = board
        self.network = network
        self.workers = workers
        self.reverseTags = reverseTags
        pace = surroundings.keepsPace ? RealTimePace() : RestingPace()
        send = surroundings.send
        listen = surroundings.listen
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

    /// Asks how the board keeps pace with the clock; answers `nil` where it need not, or has ended.
    func reportPace(_ body: @escaping @Sendable (PaceReport?) -> Void) {
        inspect { board in body(board.flatMap { self.pace.report(on: $0) }) }
    }

    /// Takes a snapshot between two windows; answers `nil` while a debugger holds the board, and once it has ended.
    ///
    /// - Parameters:
    ///   - ends: Whether nothing is to happen on the board afterwards.
    ///   - body: Takes the snapshot.
    func takeSnapshot(ends: Bool, _ body: @escaping @Sendable (MachineSnapshot?) -> Void) {
        inspect { board in
            guard let board, !board.isHeld else { return body(nil) }
            self.isFinished = ends
            // What was sent before is not sent again by the board that goes on.
            self.sendOutgoing()
            let touched = TouchedPages()
            body(
                MachineSnapshot(
                    board: board.snapshot { touched.mayHaveBytes($0) },
                    monitors: self.network.state,
                    reverseTags: self.reverseTags
                )
            )
            if ends { self.end() }
        }
    }

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

    /// Those who may look at the board after each window.
    enum Observer: Hashable, Sendable {
        case debugger, window
    }

    /// Has something look at the board after each window, or no longer.
    func observe(as observer: Observer, _ body: (@Sendable (BoardEmulator) -> Void)?) {
        inspect { [weak self] _ in self?.observers[observer] = body }
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
                for observer in observers.values { observer(board) }
                if pace.isAhead(board, isWaiting: network.hasPendingWork) { break }
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
            while isOccupied || !(hasWork || isStopping) || (pace.end != nil && !isStopping) {
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
        if let limit = pace.limit(for: board) {
            guard !board.isHeld else { return false }
            if board.now < limit { board.runWindow(notBeyond: limit) }
        } else if !board.runWindow() {
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
            catchUp()
            for item in mail {
                guard !isFinished else {
                    Self.refuse([item])
                    continue
                }
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

    /// Brings a board that keeps pace to the present, unless it owes more than a moment.
    private func catchUp() {
        guard let limit = pace.limit(for: board), limit <= board.now + Self.shortDebt else { return }
        while board.now < limit, !board.isHeld {
            board.runWindow(notBeyond: limit)
            network.service()
            for observer in observers.values { observer(board) }
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
            let isMoving = pace.limit(for: board) != nil || !board.isIdle || network.hasPendingWork
            hasWork = !board.isHeld && isMoving
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
