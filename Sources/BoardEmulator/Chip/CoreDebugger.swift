import ARM968

/// Holds one core of a board for a debugger: stops it at addresses, lets it go on, and shows and changes what it has.
///
/// While the core is held the whole board stands still, in the midst of a window of time: what the board computes does
/// not depend on whether, where and for how long it is held. A held core executes one instruction at a time.
package final class CoreDebugger {
    /// Why the core is held.
    package enum Stop: Hashable, Sendable {
        /// The debugger asked for it.
        case request
        /// The core has come to a breakpoint.
        case breakpoint
        /// The core has executed one instruction.
        case step
    }

    private enum Mode {
        case held
        case stepping
        /// Running; the instruction at the address at which the core was held is executed in any case.
        case running(from: UInt32?)
    }

    private unowned let node: CoreNode
    private var mode = Mode.held
    private var newStop: Stop?

    /// The addresses before whose instructions the core stops.
    package var breakpoints: Set<UInt32> = []

    init(node: CoreNode) { self.node = node }

    /// Whether the core, and with it the board, stands still.
    package var isHeld: Bool { if case .held = mode { true } else { false } }

    /// Why the core was held since this was last asked; `nil` when it was not.
    package func takeStop() -> Stop? {
        defer { newStop = nil }
        return newStop
    }

    /// Holds the core before its next instruction.
    package func hold() { hold(.request) }

    /// Lets the core go on.
    package func resume() { mode = .running(from: node.isRunning ? node.register(15) : nil) }

    /// Lets the core execute one instruction; while it sleeps, that is the first after its awakening.
    package func step() { mode = .stepping }

    private func hold(_ reason: Stop) {
        guard !isHeld else { return }
        mode = .held
        newStop = reason
    }

    // MARK: - For the core

    /// Whether the core may execute the instruction at an address; holds it otherwise.
    func allows(_ address: UInt32) -> Bool {
        switch mode {
        case .held: return false
        case .stepping: return true
        case .running(let start):
            mode = .running(from: nil)
            if start != address, breakpoints.contains(address) { hold(.breakpoint) }
            return !isHeld
        }
    }

    /// Takes note that the core has executed an instruction.
    func noteInstruction() {
        if case .stepping = mode { hold(.step) }
    }

    // MARK: - What the core has

    /// A register, 0 to 15 in the present mode, 16 for the status; 0 before the core was first started.
    package func register(_ number: Int) -> UInt32 { number == 16 ? node.cpsr : node.register(number) }

    /// Changes a register, numbered likewise.
    package func setRegister(_ number: Int, to value: UInt32) {
        let processor = node.makeProcessor()
        if number == 16 { processor.pointee.cpsr = value } else { processor.pointee[number] = value }
    }

    /// Bytes of the core's own memories, of SDRAM or system RAM, as many as there are; devices are not read.
    package func memory(at address: UInt32, count: Int) -> [UInt8] {
        guard let (pointer, room) = place(address) else { return [] }
        return Array(UnsafeRawBufferPointer(start: pointer, count: min(max(count, 0), room)))
    }

    /// Changes bytes of these memories; `false`, with nothing changed, when not all of them are there.
    package func setMemory(at address: UInt32, to bytes: [UInt8]) -> Bool {
        guard let (pointer, room) = place(address), bytes.count <= room else { return false }
        if node.write(address: address, bytes) { return true }
        pointer.copyMemory(from: bytes, byteCount: bytes.count)
        return true
    }

    private func place(_ address: UInt32) -> (UnsafeMutableRawPointer, Int)? { node.chip.place(address, node) }
}
