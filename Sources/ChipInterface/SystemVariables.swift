/// The system variables SCAMP keeps at the top of every chip's system RAM, as offsets in bytes from `address`.
///
/// Only the fields our programs and tests read. Source: spinnaker_tools 4.0.0, `include/sark.h` (`sv_t`).
package enum SystemVariables {
    /// Start of the system RAM, through the buffered window.
    package static var systemRAM: UInt32 { 0xe500_0000 }
    /// Where the variables lie.
    package static var address: UInt32 { 0xe500_7f00 }
    /// `UInt16`: address of this chip, x << 8 | y.
    package static var chipAddress: UInt32 { 0x00 }
    /// `UInt16`: chip that takes text output.
    package static var debugAddress: UInt32 { 0x04 }
    /// `UInt16`: chip of the board's Ethernet.
    package static var ethernetAddress: UInt32 { 0x08 }
    /// `UInt64`: milliseconds since the boot.
    package static var milliseconds: UInt32 { 0x10 }
    /// `UInt16`: milliseconds of the present second.
    package static var millisecondOfSecond: UInt32 { 0x18 }
    /// `UInt32`: seconds since 1970.
    package static var unixTime: UInt32 { 0x1c }
    /// `UInt16`: clock of the cores in MHz.
    package static var coreMegahertz: UInt32 { 0x24 }
    /// `UInt8`: blinking period of the LED; run-time errors set it.
    package static var ledPeriod: UInt32 { 0x2b }
    /// Pointer to the heap of the user SDRAM.
    package static var sdramHeap: UInt32 { 0x4c }
    /// `UInt32`: bytes of text in one IOBUF block.
    package static var iobufSize: UInt32 { 0x50 }
    /// Head of the free list of shared message buffers.
    package static var sharedBufferRoot: UInt32 { 0x68 }
    /// `UInt16`: shared message buffers in use.
    package static var sharedBufferCount: UInt32 { 0x6c }
    /// `UInt16`: the most shared message buffers ever in use.
    package static var sharedBufferMaximum: UInt32 { 0x6e }
    /// 20 bytes: physical to virtual core, 0xff none.
    package static var physicalToVirtual: UInt32 { 0x94 }
    /// 20 bytes: virtual to physical core, 0xff none.
    package static var virtualToPhysical: UInt32 { 0xa8 }
    /// Pointer to the blocks of the virtual cores.
    package static var virtualCoreBase: UInt32 { 0xcc }
    /// Pointer to the system heap, where IOBUF blocks come from.
    package static var systemHeap: UInt32 { 0xd0 }
    /// Pointer to the table of tagged allocations, word app_id << 8 | tag.
    package static var allocationTags: UInt32 { 0xdc }
    /// `UInt32`: bit per virtual core with a message for the monitor.
    package static var mailboxFlags: UInt32 { 0xec }
    /// `UInt32`: version of SCAMP, major << 16 | minor << 8 | patch.
    package static var softwareVersion: UInt32 { 0xfc }
}
