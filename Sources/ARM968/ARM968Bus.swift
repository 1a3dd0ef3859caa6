/// The width of a memory access.
package enum AccessSize: UInt8, Sendable {
    case byte, half, word
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
}
