/// The place of a chip in a machine: column `x`, row `y`, counted from the boot chip at (0, 0).
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.4; the P2P address is `x << 8 | y`.
public struct ChipID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The column, 0 to 255.
    public let x: UInt8

    /// The row, 0 to 255.
    public let y: UInt8

    /// Creates the id of the chip in column `x` and row `y`.
    public init(x: UInt8, y: UInt8) {
        self.x = x
        self.y = y
    }

    /// Creates the id that a 16-bit P2P address names.
    public init(p2pAddress: UInt16) {
        self.init(x: UInt8(p2pAddress >> 8), y: UInt8(p2pAddress & 0xff))
    }

    /// The chip's point-to-point address, `x << 8 | y`.
    public var p2pAddress: UInt16 { UInt16(x) << 8 | UInt16(y) }

    /// The chip at (0, 0), through which a machine is booted.
    public static var boot: Self { Self(x: 0, y: 0) }

    /// The address (255, 255), which hosts use for "the chip on this Ethernet connection".
    public static var root: Self { Self(x: 255, y: 255) }

    /// Orders chips by column, then by row.
    public static func < (left: Self, right: Self) -> Bool { left.p2pAddress < right.p2pAddress }

    /// The place as `(x, y)`.
    public var description: String { "(\(x), \(y))" }
}
