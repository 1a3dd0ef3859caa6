/// The boards that carry SpiNNaker-1 chips.
///
/// - SeeAlso: SpiNNaker application notes 1 and 4; SpiNNMachine 7.4.1, `version_3.py` and `version_5.py`.
public enum BoardKind: UInt8, CaseIterable, Hashable, Sendable, Codable {
    /// A 2 x 2 chip board; the links that leave it sideways have no chip behind them.
    case spin3 = 3

    /// A 48-chip board, hexagonal in an 8 x 8 square.
    case spin5 = 5

    /// The number of columns of one board's bounding box.
    public var width: Int {
        switch self {
        case .spin3: 2
        case .spin5: 8
        }
    }

    /// The number of rows of one board's bounding box.
    public var height: Int { width }

    /// The chips of one board, by their place on the board, in ascending order.
    public var chips: [ChipID] {
        var chips: [ChipID] = []
        for x in 0..<width {
            for y in 0..<height where contains(x: x, y: y) {
                chips.append(ChipID(x: UInt8(x), y: UInt8(y)))
            }
        }
        return chips
    }

    /// Whether the board has a chip at that place of its bounding box.
    public func contains(x: Int, y: Int) -> Bool {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return false }
        switch self {
        case .spin3: return true
        case .spin5: return (-3...4).contains(x - y)
        }
    }

    /// The working cores of a chip of a standard board, the monitor among them: 18, or 17 on eight chips of a SpiNN-5.
    public func standardCoreCount(of chip: ChipID) -> Int {
        guard self == .spin5 else { return 18 }
        let seventeen: Set<ChipID> = [
            ChipID(x: 1, y: 1), ChipID(x: 1, y: 3), ChipID(x: 3, y: 1), ChipID(x: 3, y: 3),
            ChipID(x: 3, y: 5), ChipID(x: 5, y: 2), ChipID(x: 5, y: 4), ChipID(x: 5, y: 6),
        ]
        return seventeen.contains(chip) ? 17 : 18
    }

    /// The chip that a link of a lone board leads to, or `nil` where no chip is behind the link.
    ///
    /// A SpiNN-3's links wrap within the board except the eight that leave its west and east sides; on a lone
    /// SpiNN-5 no link wraps.
    public func neighbour(of chip: ChipID, along link: LinkDirection) -> ChipID? {
        let x = Int(chip.x) + link.offset.x
        let y = Int(chip.y) + link.offset.y
        switch self {
        case .spin3:
            // Only the vertical wrap exists: a step beyond the first or last column has no chip behind it.
            guard (0..<width).contains(x) else { return nil }
            return ChipID(x: UInt8(x), y: UInt8((y + height) % height))
        case .spin5:
            guard contains(x: x, y: y) else { return nil }
            return ChipID(x: UInt8(x), y: UInt8(y))
        }
    }
}
