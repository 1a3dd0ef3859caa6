/// A stopped or running ARM core, as a debugger wants it.
///
/// A session calls it from one thread at a time. Only `interrupt()` is called while the core runs.
package protocol DebugTarget {
    /// A register: 0 to 15 of the present mode, 15 being the address of the next instruction; 16 the status register.
    func register(_ number: Int) -> UInt32

    /// Changes a register, numbered as for `register(_:)`.
    func setRegister(_ number: Int, to value: UInt32)

    /// Reads memory as the core sees it, without the effects that reading a device has.
    ///
    /// - Returns: The bytes up to the first that cannot be read; none when there is no memory at the address.
    func memory(at address: UInt32, count: Int) -> [UInt8]

    /// Writes memory as the core sees it; returns `false` when not all of it can be written.
    func setMemory(at address: UInt32, to bytes: [UInt8]) -> Bool

    /// Makes the core stop before it executes the instruction at an address.
    func insertBreakpoint(at address: UInt32)

    /// Takes a breakpoint away, if there is one.
    func removeBreakpoint(at address: UInt32)

    /// Lets the core run, for one instruction or until something stops it.
    func resume(forOneInstruction: Bool)

    /// Stops a running core soon.
    func interrupt()
}

/// Why a core stopped.
package enum DebugStop: Hashable, Sendable {
    /// It came to a breakpoint.
    case breakpoint
    /// It executed the one instruction it was to execute.
    case step
    /// The debugger asked for it.
    case interrupt

    /// The signal's number as GDB knows it.
    var signal: UInt8 {
        switch self {
        case .interrupt: 2
        case .breakpoint, .step: 5
        }
    }
}
