/// Where a monitor keeps what hosts want to know, in a chip's system RAM (`sv_t`).
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h` and `tools/boot/sark.struct`.
package enum SystemVariable {
    /// Where the variables begin.
    package static let baseAddress: UInt32 = 0xf500_7f00

    /// The machine's dimensions: height in the low byte, width in the high one.
    package static let p2pDimensions = baseAddress + 0x02
    /// The milliseconds since the chip was booted, eight bytes.
    package static let clockMilliseconds = baseAddress + 0x10
    /// The pins of the chip's LEDs, as two lists of hexadecimal digits.
    package static let lights = baseAddress + 0x30
    /// The size of a core's block of text output.
    package static let iobufByteCount = baseAddress + 0x50
    /// The map from physical to virtual cores, 20 bytes; the inverse follows.
    package static let physicalToVirtual = baseAddress + 0x94
    /// The map from virtual to physical cores, 20 bytes.
    package static let virtualToPhysical = baseAddress + 0xa8
    /// Where images are put before they start.
    package static let systemSDRAM = baseAddress + 0xc8
    /// Where the monitor's copy of the multicast table lies.
    package static let routerCopy = baseAddress + 0xd4
}
