/// One processor of a machine: a chip and a virtual core number on it.
///
/// Virtual core 0 is the monitor; application cores are 1 to 17.
public struct CoreID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The chip that holds the core.
    public let chip: ChipID

    /// The virtual core number, 0 (the monitor) to 17.
    public let core: UInt8

    /// Creates the id of a virtual core on a chip.
    public init(chip: ChipID, core: UInt8) {
        self.chip = chip
        self.core = core
    }

    /// Creates the id of virtual core `core` on the chip at (`x`, `y`).
    public init(x: UInt8, y: UInt8, core: UInt8) {
        self.init(chip: ChipID(x: x, y: y), core: core)
    }

    /// Orders cores by chip, then by core number.
    public static func < (left: Self, right: Self) -> Bool {
        left.chip == right.chip ? left.core < right.core : left.chip < right.chip
    }

    /// The core as `(x, y, core)`.
    public var description: String { "(\(chip.x), \(chip.y), \(core))" }
}
