/// A monitor's boot image and the values that a host puts into it before it sends it.
///
/// - SeeAlso: SpiNNaker boot ROM, `flood_fill.c`; SpiNNMan 7.4.1, `spinnaker_boot_messages.py` and
///   `system_variable_boot_values.py`.
package struct BootImage: Hashable, Sendable {
    /// The most bytes that the boot ROM takes: 32 blocks of 1,024.
    package static let maximumByteCount = 32 * 1024

    /// Where an image has the monitor's first values of its system variables.
    package static let variablesOffset = 0x180

    /// The number of bytes of those values.
    package static let variablesByteCount = 128

    /// The image's bytes, little-endian.
    package let bytes: [UInt8]

    /// Creates an image from a file's bytes.
    ///
    /// - Throws: `WireError` when it has no room for the variables or is larger than 32 KiB.
    package init(_ bytes: [UInt8]) throws(WireError) {
        let least = Self.variablesOffset + Self.variablesByteCount
        guard bytes.count >= least else {
            throw .truncated(message: "boot image", needed: least, found: bytes.count)
        }
        guard bytes.count <= Self.maximumByteCount else {
            throw .tooLong(message: "boot image", limit: Self.maximumByteCount, found: bytes.count)
        }
        self.bytes = bytes
    }

    /// The image with the values that SpiNNMan sets: board version, time, signature, boot chip; no heap reserve.
    ///
    /// - Parameters:
    ///   - hardwareVersion: The board's version, 3 or 5.
    ///   - unixTime: Seconds since 1970.
    package func patched(hardwareVersion: UInt8, unixTime: UInt32) -> Self {
        var copy = bytes
        func put(_ value: UInt32, at offset: Int, byteCount: Int) {
            for index in 0..<byteCount {
                copy[Self.variablesOffset + offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
            }
        }
        put(UInt32(hardwareVersion), at: 0x0a, byteCount: 1)
        put(unixTime, at: 0x1c, byteCount: 4)
        put(1, at: 0x30, byteCount: 4)
        put(1, at: 0x40, byteCount: 1)
        put(0, at: 0x43, byteCount: 1)
        put(0, at: 0x4c, byteCount: 4)
        put(unixTime, at: 0x5c, byteCount: 4)
        return Self(unchecked: copy)
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// The messages that transfer and execute the image: start, blocks of 1,024 bytes, control.
    package func messages() -> [BootMessage] {
        let blocks = stride(from: 0, to: bytes.count, by: BootMessage.maximumDataByteCount).map {
            Array(bytes[$0..<min($0 + BootMessage.maximumDataByteCount, bytes.count)])
        }
        var messages = [BootMessage(.start, 0, 0, UInt32(blocks.count - 1))]
        for (index, block) in blocks.enumerated() {
            messages.append(BootMessage(.block, 0xff << 8 | UInt32(index), 0, 0, data: Self.wordsSwapped(block)))
        }
        messages.append(BootMessage(.control, 1, 0, 0))
        return messages
    }

    /// Turns every word's bytes round; an unfinished word at the end is completed with zeros.
    package static func wordsSwapped(_ bytes: [UInt8]) -> [UInt8] {
        var swapped = bytes
        swapped += Array(repeating: 0, count: (4 - bytes.count % 4) % 4)
        for index in stride(from: 0, to: swapped.count, by: 4) { swapped[index..<(index + 4)].reverse() }
        return swapped
    }
}
