import BoardEmulator
import DatagramTransport
import DebugProtocol
import SpiNNakerMachine

/// Lets a debugger hold and look into one core of a board, over a TCP port of the board's address.
///
/// With the first connection the core, and with it the whole board, stands still until the debugger lets it go on; when
/// the connection ends it runs freely.
final class DebugServer: @unchecked Sendable {
    /// The port.
    let port: UInt16

    private let core: CoreID
    private let listener: StreamListener
    // Only touched between two windows of the board's time, by whoever the runner lets at the board.
    private var session: GDBSession?

    /// Opens the port.
    ///
    /// - Throws: `DatagramTransportError` when the port cannot be had.
    init(core: CoreID, at endpoint: DatagramEndpoint) throws {
        self.core = core
        listener = try StreamListener(at: endpoint)
        port = listener.localEndpoint.port
    }

    /// Serves debuggers from now on.
    ///
    /// - Parameter inspect: Does something with the board between two windows; with `nil` when it has ended.
    func start(_ inspect: @escaping @Sendable (@escaping @Sendable (BoardEmulator?) -> Void) -> Void) {
        listener.start { event in
            inspect { board in
                if let board { self.take(event, on: board) }
            }
        }
    }

    /// Looks whether the core has been held, and tells the debugger; to be called after each window.
    func look(at board: BoardEmulator) {
        guard session != nil, let stop = board.debugger?.takeStop() else { return }
        let reason: DebugStop =
            switch stop {
            case .request: .interrupt
            case .breakpoint: .breakpoint
            case .step: .step
            }
        if let bytes = session?.stopped(reason) { listener.send(bytes) }
    }

    /// Closes the port.
    func close() { listener.close() }

    private func take(_ event: StreamListener.Event, on board: BoardEmulator) {
        switch event {
        case .began:
            guard board.attachDebugger(chip: core.chip, virtual: Int(core.core)) != nil else {
                listener.endConnection()
                return
            }
            session = GDBSession()
        case .received(let bytes):
            guard let debugger = board.debugger, let answer = session?.receive(bytes, target: HeldCore(debugger)) else {
                return
            }
            listener.send(answer)
            // An interrupted core is held at once.
            look(at: board)
            if session?.hasEnded == true { listener.endConnection() }
        case .ended:
            session = nil
            board.detachDebugger()
        }
    }
}

/// A core as the debugger's conversation wants it.
private struct HeldCore: DebugTarget {
    private let debugger: CoreDebugger

    init(_ debugger: CoreDebugger) { self.debugger = debugger }

    func register(_ number: Int) -> UInt32 { debugger.register(number) }
    func setRegister(_ number: Int, to value: UInt32) { debugger.setRegister(number, to: value) }
    func memory(at address: UInt32, count: Int) -> [UInt8] { debugger.memory(at: address, count: count) }
    func setMemory(at address: UInt32, to bytes: [UInt8]) -> Bool { debugger.setMemory(at: address, to: bytes) }
    func insertBreakpoint(at address: UInt32) { debugger.breakpoints.insert(address) }
    func removeBreakpoint(at address: UInt32) { debugger.breakpoints.remove(address) }
    func resume(forOneInstruction: Bool) { if forOneInstruction { debugger.step() } else { debugger.resume() } }
    func interrupt() { debugger.hold() }
}
