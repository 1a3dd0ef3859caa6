import BoardEmulator
import Foundation
import MonitorServices
import Synchronization

/// The thread on which a board lives: it runs while the board has work, and sleeps while it has none.
///
/// Datagrams from hosts enter only between two windows of emulated time, in the order in which they came. What the
/// board's programs compute therefore does not depend on when a host asks about them.
final class BoardRunner: @unchecked Sendable {
    /// A datagram and the two ports it goes between.
    struct Datagram: Sendable {
        /// The board's port.
        var port: UInt16
        var host: Endpoint
        var bytes: [UInt8]
    }

    /// What is done on the runner's thread between two windows.
    enum Mail: Sendable {
        case datagram(Datagram)
        case inspection(@Sendable (BoardEmulator?) -> Void)
    }

    // `condition` guards `inbox`, `isStopping` and `hasEnded`; `mailWaits` mirrors whether there is anything in them, to
    // be looked at without the lock. `board` and `network` are touched by the runner's thread only.
    private let condition = NSCondition()
    private var inbox: [Mail] = []
    private var isStopping = false
    private var hasEnded = false
    private let mailWaits = Atomic(false)

    private let board: BoardEmulator
    private let network: MonitorNetwork
    private let send: @Sendable ([Datagram]) -> Void
    private let listen: @Sendable (Set<UInt16>) -> Void
    private var listeningPorts: Set<UInt16> = []

    /// Makes a board with its monitors; `start()` makes its thread.
    ///
    /// - Parameters:
    ///   - configuration: What the monitors and their board are.
    ///   - send: Takes what the board sends; called on the runner's thread.
    ///   - listen: Takes the ports the board wants to listen at besides the standard ones, whenever they change.
    init(
        configuration: MonitorNetwork.Configuration,
        send: @escaping @Sendable ([Datagram]) -> Void,
        listen: @escaping @Sendable (Set<UInt16>) -> Void
    ) {
        let network = MonitorNetwork(configuration: configuration)
        self.network = network
        board = BoardEmulator(configuration: configuration.board) { network.processor(for: $0) }
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

    private func post(_ mail: [Mail]) {
        let refused = condition.withLock { () -> [Mail] in
            guard !isStopping else { return mail }
            inbox += mail
            mailWaits.store(true, ordering: .relaxed)
            condition.signal()
            return []
        }
        Self.refuse(refused)
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

    // MARK: - The runner's thread

    private func run() {
        while let mail = takeMail() {
            for item in mail {
                switch item {
                case .datagram(let datagram):
                    board.deliver(datagram: datagram.bytes, port: datagram.port, from: datagram.host)
                case .inspection(let body):
                    body(board)
                }
            }
            sendOutgoing()
            while !mailWaits.load(ordering: .relaxed), advance() { sendOutgoing() }
        }
        let left = condition.withLock { () -> [Mail] in
            hasEnded = true
            condition.broadcast()
            defer { inbox = [] }
            return inbox
        }
        Self.refuse(left)
    }

    /// Lets the board do what it does next; returns false when it sleeps until somebody wakes it.
    private func advance() -> Bool {
        if !board.runWindow() {
            // Nothing runs, but a monitor waits for time to pass.
            guard network.hasPendingWork else { return false }
            board.run(until: board.now + BoardEmulator.cyclesPerMillisecond)
        }
        network.service()
        return true
    }

    /// Waits for mail, unless the board has work; `nil` when the runner is to end.
    private func takeMail() -> [Mail]? {
        condition.withLock {
            if board.isIdle, !network.hasPendingWork {
                while inbox.isEmpty, !isStopping { condition.wait() }
            }
            guard !isStopping else { return nil }
            defer { inbox.removeAll(keepingCapacity: true) }
            mailWaits.store(false, ordering: .relaxed)
            return inbox
        }
    }

    private func sendOutgoing() {
        let outgoing = board.takeOutgoing()
        if !outgoing.isEmpty {
            send(outgoing.map { Datagram(port: $0.sourcePort, host: $0.destination, bytes: $0.bytes) })
        }
        let ports = network.listeningPorts
        if ports != listeningPorts {
            listeningPorts = ports
            listen(ports)
        }
    }
}
