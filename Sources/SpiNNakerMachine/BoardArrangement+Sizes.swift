/// Why there is no machine of a size that was asked for.
public enum BoardArrangementError: Error, Hashable, CustomStringConvertible {
    /// Boards do not tile so many columns and rows.
    case noSuchSize(width: Int, height: Int)

    /// So few boards, or chips, are no machine.
    case tooSmall(Int)

    /// So many boards are more than a machine of that kind has.
    case tooLarge(kind: BoardKind, boards: Int)

    /// What was asked for, and what there is.
    public var description: String {
        switch self {
        case .noSuchSize(let width, let height):
            """
            There is no machine of \(width) x \(height) chips: a SpiNN-3 has 2 x 2, a SpiNN-5 8 x 8; several SpiNN-5 \
            boards have more than 8 and at most 256 columns and rows, in multiples of 4
            """
        case .tooSmall(let number): "A machine of \(number) was asked for; it needs at least 1"
        case .tooLarge(.spin3, let boards): "\(boards) boards were asked for; a SpiNN-3 machine has 1"
        case .tooLarge(.spin5, let boards):
            "\(boards) boards were asked for; a SpiNN-5 machine has at most \(BoardArrangement.largestBoardCount)"
        }
    }
}

extension BoardArrangement {
    /// The boards of the largest machine: 21 x 21 triads.
    static let largestBoardCount = 3 * (256 / triadSize) * (256 / triadSize)

    /// Creates the machine that has so many columns and rows.
    ///
    /// 2 x 2 is a SpiNN-3 and 8 x 8 a SpiNN-5. Otherwise both are multiples of 4 above 8, and the machine has all
    /// SpiNN-5 boards whose places lie in that size. A side of 12*n* wraps; one of 12*n* + 4 or 12*n* + 8 does not.
    ///
    /// - Parameters:
    ///   - width: The number of columns.
    ///   - height: The number of rows.
    /// - Throws: ``BoardArrangementError/noSuchSize(width:height:)`` for any other size.
    /// - SeeAlso: SpiNNMachine 7.4.1, `version_48_chips.py` and `spinnaker_triad_geometry.py`.
    public init(width: Int, height: Int) throws(BoardArrangementError) {
        switch (width, height) {
        case (2, 2): self.init(.spin3)
        case (8, 8): self.init(.spin5)
        default:
            guard (9...256).contains(width), (9...256).contains(height), width % 4 == 0, height % 4 == 0 else {
                throw .noSuchSize(width: width, height: height)
            }
            self.init(spin5Width: width, height: height)
        }
    }

    /// Creates a machine with at least so many boards.
    ///
    /// One board is a lone board, which never wraps. More are whole triads, as few as do, *a* = ⌈√triads⌉ of them side
    /// by side and ⌈triads / *a*⌉ on top of each other: the near-square in which spalloc gives boards out.
    ///
    /// - Parameters:
    ///   - kind: The kind of all boards.
    ///   - boards: The fewest boards, 1 for SpiNN-3 and 1 to 1,323 for SpiNN-5.
    ///   - wrapsHorizontally: Whether the east side of triads is wired to the west side.
    ///   - wrapsVertically: Whether the north side of triads is wired to the south side.
    /// - Throws: ``BoardArrangementError`` for fewer and for more.
    /// - SeeAlso: SpiNNMachine 7.4.1, `size_from_n_boards`.
    public init(
        _ kind: BoardKind,
        boards: Int,
        wrapsHorizontally: Bool = false,
        wrapsVertically: Bool = false
    ) throws(BoardArrangementError) {
        guard boards >= 1 else { throw .tooSmall(boards) }
        guard boards > 1 else {
            self.init(kind)
            return
        }
        guard kind == .spin5, boards <= Self.largestBoardCount else { throw .tooLarge(kind: kind, boards: boards) }
        let triads = (boards + 2) / 3
        var across = 1
        while across * across < triads { across += 1 }
        let up = (triads + across - 1) / across
        self.init(
            spin5Width: across * Self.triadSize + (wrapsHorizontally ? 0 : Self.overhang),
            height: up * Self.triadSize + (wrapsVertically ? 0 : Self.overhang)
        )
    }

    /// Creates a machine with at least so many chips: as many boards as have them, none of them faulty.
    ///
    /// - Parameters:
    ///   - kind: The kind of all boards.
    ///   - chips: The fewest chips, 1 to 4 for SpiNN-3 and 1 to 63,504 for SpiNN-5.
    ///   - wrapsHorizontally: Whether the east side of triads is wired to the west side.
    ///   - wrapsVertically: Whether the north side of triads is wired to the south side.
    /// - Throws: ``BoardArrangementError`` for fewer and for more.
    public init(
        _ kind: BoardKind,
        chips: Int,
        wrapsHorizontally: Bool = false,
        wrapsVertically: Bool = false
    ) throws(BoardArrangementError) {
        guard chips >= 1 else { throw .tooSmall(chips) }
        let perBoard = kind.chips.count
        try self.init(
            kind,
            boards: chips / perBoard + (chips % perBoard > 0 ? 1 : 0),
            wrapsHorizontally: wrapsHorizontally,
            wrapsVertically: wrapsVertically
        )
    }
}
