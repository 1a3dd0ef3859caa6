import CoreShim

/// The words at the bottom of the data memory that interrupt handlers and the program share.
///
/// Start.S clears them and knows the first ones by the same offsets. Both sides use volatile accesses.
enum InterruptWords {
    static var base: UInt32 { 0x0040_0000 }
    /// Ticks of the step clock since it was started, counting the one at its start.
    static var ticks: UInt32 { base + 0x00 }
    /// Address of this core's block in system RAM.
    static var block: UInt32 { base + 0x04 }
    /// 1 while `ControlMessage` holds a message the program has not answered.
    static var controlWaiting: UInt32 { base + 0x08 }
    /// `SignalBits` that arrived and were not taken.
    static var signals: UInt32 { base + 0x0c }
    /// Packets of other kinds, or damaged.
    static var badPackets: UInt32 { base + 0x10 }
    /// This application's number.
    static var appID: UInt32 { base + 0x14 }
    /// 1 until the START signal when the application was loaded to wait for it.
    static var waitForStart: UInt32 { base + 0x18 }
    /// Number of this virtual core.
    static var virtualCore: UInt32 { base + 0x1c }
    /// Number of this physical core.
    static var physicalCore: UInt32 { base + 0x20 }
    /// Messages that could not be handed to the monitor.
    static var messagesLost: UInt32 { base + 0x24 }
    /// Address of the IOBUF block being written, 0 before the first character.
    static var textBlock: UInt32 { base + 0x28 }
    /// Characters of text in that block.
    static var textCount: UInt32 { base + 0x2c }
    /// First free byte of `DataMemory`, 0 before it is first asked.
    static var arenaNext: UInt32 { base + 0x30 }
    // +0x40 to +0x4b: registers saved by run-time errors, see Start.S.
    /// A message for port 0, while the interrupt handler answers it.
    static var debugMessage: UInt32 { base + 0x100 }
    /// A message for the run-control port, until the program has answered it.
    static var controlMessage: UInt32 { base + 0x240 }
}

/// Signals from the monitor that the program deals with, as bits of `InterruptWords.signals`.
enum SignalBits {
    static var pause: UInt32 { 1 << 6 }
    static var resume: UInt32 { 1 << 7 }
    static var exit: UInt32 { 1 << 8 }
    static var users: UInt32 { 0xf << 10 }
}
