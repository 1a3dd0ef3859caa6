/// The width of a memory access.
package enum AccessSize: UInt8, Sendable {
    case byte, half, word

    /// The number of bytes.
    package var byteCount: Int { 1 << Int(rawValue) }

    /// The bits that an access of this width moves.
    package var mask: UInt32 {
        switch self {
        case .byte: 0xff
        case .half: 0xffff
        case .word: 0xffff_ffff
        }
    }
}

/// A read or write of data by a core, wherever it went.
package struct DataAccess: Hashable, Sendable {
    /// The address, aligned to the width.
    package var address: UInt32

    /// The width.
    package var size: AccessSize

    /// Whether the core wrote.
    package var isWrite: Bool

    /// What was moved, zero-extended; `nil` for a bus error.
    package var value: UInt32?
}

/// What lies beyond a core's own memories: SDRAM that is not reached directly, system RAM, peripherals.
///
/// Addresses are as the core sees them; half-words and words come aligned. `nil` and `false` mean a bus error, which
/// the core takes as an abort.
package protocol ARM968Bus: AnyObject {
    /// Reads, zero-extended.
    func load(_ address: UInt32, _ size: AccessSize) -> UInt32?

    /// Writes the low bits of a value.
    func store(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool

    /// Hears of each access to data, those to the core's own memories among them, while the core is observed.
    func observe(_ access: DataAccess)
}

extension ARM968Bus {
    package func observe(_ access: DataAccess) {}
}
