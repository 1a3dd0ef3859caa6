import SpiNNakerProtocol

/// The first 128 bytes of the system variables as a boot image brings them.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `tools/boot/sark.struct`; `SpiNNMan 7.4.1, system_variable_boot_values.py`.
package struct BootValues: Hashable, Sendable {
    /// The bytes as they are laid from `0xe5007f00` on; always 128.
    package private(set) var bytes: [UInt8]

    /// Takes the bytes found in a boot image; missing ones are zero.
    package init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes.prefix(BootImage.variablesByteCount))
        self.bytes += Array(repeating: 0, count: BootImage.variablesByteCount - self.bytes.count)
    }

    /// The values that SpiNNMan 7.4.1 sends to a board.
    ///
    /// - Parameters:
    ///   - hardwareVersion: 3 for a SpiNN-3, 5 for a SpiNN-5.
    ///   - unixTime: Seconds since 1970; also the boot signature.
    package init(hardwareVersion: UInt8, unixTime: UInt32) {
        self.init(bytes: [])
        let byteValues: [(Int, UInt8)] = [
            (0x0a, hardwareVersion), (0x0c, 4), (0x0d, 4), (0x0e, 0x33), (0x24, 200), (0x26, 130), (0x28, 0x3f),
            (0x2a, 200), (0x2b, 1), (0x2c, 50), (0x40, 1), (0x41, 7), (0x42, 20),
        ]
        for (offset, value) in byteValues { bytes[offset] = value }
        set(0x1c, unixTime)
        set(0x30, 1)
        set(0x48, 0x400)
        set(0x50, 0x4000)
        set(0x54, 0x80_0000)
        set(0x58, 0x8000)
        set(0x5c, unixTime)
    }

    private mutating func set(_ offset: Int, _ value: UInt32) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
    }
}
