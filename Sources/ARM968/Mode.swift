/// The processor modes, as they stand in the low five bits of the status register.
package enum Mode: UInt32, Sendable {
    case user = 0x10
    case fiq = 0x11
    case irq = 0x12
    case supervisor = 0x13
    case abort = 0x17
    case undefined = 0x1b
    case system = 0x1f

    /// The bank of registers 13, 14 and SPSR: user and system share one.
    var bank: Int {
        switch self {
        case .user, .system: 0
        case .fiq: 1
        case .irq: 2
        case .supervisor: 3
        case .abort: 4
        case .undefined: 5
        }
    }
}

/// The reasons for leaving a program's own flow.
enum ExceptionKind {
    case undefined, supervisorCall, prefetchAbort, dataAbort, irq, fiq
}
