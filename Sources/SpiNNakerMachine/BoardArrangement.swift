/// Boards of one kind, wired together to one machine.
///
/// SpiNN-5 boards come in triads: three of them tile a square of 12 x 12 chips, with their Ethernet chips at (0, 0),
/// (8, 4) and (4, 8). Where a machine does not wrap it is 4 chips longer, since boards stand out of the last square.
///
/// - SeeAlso: SpiNNMachine 7.4.1, `version_5.py`; `Docs/Hardware`.
public struct BoardArrangement: Hashable, Sendable {
    /// The size of the square that a triad tiles.
    public static let triadSize = 12

    /// How many columns or rows boards stand out of the last triad's square where a machine does not wrap.
    static let overhang = 4

    /// The Ethernet chips of a triad, in the order of its boards.
    public static let triadOrigins = [ChipID(x: 0, y: 0), ChipID(x: 8, y: 4), ChipID(x: 4, y: 8)]

    /// The kind of all boards.
    public let kind: BoardKind

    /// The Ethernet chip of each board: the chip at (0, 0) of the board.
    public let origins: [ChipID]

    /// The number of columns.
    public let width: Int

    /// The number of rows.
    public let height: Int

    /// Whether the last column has the first for its eastern neighbour.
    public let wrapsHorizontally: Bool

    /// Whether the last row has the first for its northern neighbour.
    public let wrapsVertically: Bool

    private let boards: [ChipID: Int]

    /// Creates an arrangement of boards at given places.
    ///
    /// - Parameters:
    ///   - kind: The kind of all boards.
    ///   - origins: Where the boards' Ethernet chips are; boards must not overlap.
    ///   - width: The number of columns, for a machine that wraps horizontally; `nil` for one that does not.
    ///   - height: The number of rows, for a machine that wraps vertically; `nil` for one that does not.
    public init(kind: BoardKind, origins: [ChipID], width: Int? = nil, height: Int? = nil) {
        self.kind = kind
        self.origins = origins
        wrapsHorizontally = width != nil
        wrapsVertically = height != nil
        var boards: [ChipID: Int] = [:]
        for (index, origin) in origins.enumerated() {
            for place in kind.chips {
                var (x, y) = (Int(origin.x) + Int(place.x), Int(origin.y) + Int(place.y))
                if let width { x %= width }
                if let height { y %= height }
                boards[ChipID(x: UInt8(truncatingIfNeeded: x), y: UInt8(truncatingIfNeeded: y))] = index
            }
        }
        self.boards = boards
        self.width = width ?? (boards.keys.map { Int($0.x) }.max() ?? -1) + 1
        self.height = height ?? (boards.keys.map { Int($0.y) }.max() ?? -1) + 1
    }

    /// Creates a lone board.
    public init(_ kind: BoardKind) { self.init(kind: kind, origins: [.boot]) }

    /// Creates a machine of SpiNN-5 triads; `nil` when it has no triad or more than 256 columns or rows.
    ///
    /// Boards are numbered triad by triad, by rows of triads from the south-west.
    ///
    /// - Parameters:
    ///   - across: The number of triads side by side.
    ///   - up: The number of triads on top of each other.
    ///   - wrapsHorizontally: Whether the east side is wired to the west side.
    ///   - wrapsVertically: Whether the north side is wired to the south side.
    public init?(triadsAcross across: Int, up: Int, wrapsHorizontally: Bool = true, wrapsVertically: Bool = true) {
        let most = 256 / Self.triadSize
        guard (1...most).contains(across), (1...most).contains(up) else { return nil }
        self.init(
            spin5Width: across * Self.triadSize + (wrapsHorizontally ? 0 : Self.overhang),
            height: up * Self.triadSize + (wrapsVertically ? 0 : Self.overhang)
        )
    }

    /// Creates a machine of all SpiNN-5 boards that have their places in a size; it wraps where triads fill it.
    init(spin5Width width: Int, height: Int) {
        let (wrapsHorizontally, wrapsVertically) = (width % Self.triadSize == 0, height % Self.triadSize == 0)
        var origins: [ChipID] = []
        for row in stride(from: 0, to: height, by: Self.triadSize) {
            for column in stride(from: 0, to: width, by: Self.triadSize) {
                for origin in Self.triadOrigins {
                    let (x, y) = (column + Int(origin.x), row + Int(origin.y))
                    guard wrapsHorizontally || x + BoardKind.spin5.width <= width,
                        wrapsVertically || y + BoardKind.spin5.height <= height
                    else { continue }
                    origins.append(ChipID(x: UInt8(x), y: UInt8(y)))
                }
            }
        }
        self.init(
            kind: .spin5,
            origins: origins,
            width: wrapsHorizontally ? width : nil,
            height: wrapsVertically ? height : nil
        )
    }

    /// Three SpiNN-5 boards as a torus of 12 x 12 chips.
    public static let triad = BoardArrangement(kind: .spin5, origins: triadOrigins, width: triadSize, height: triadSize)

    /// All chips, ascending.
    public var chips: [ChipID] { boards.keys.sorted() }

    /// The number of the board that a chip is on; `nil` where there is no chip.
    public func board(of chip: ChipID) -> Int? { boards[chip] }

    /// The Ethernet chip of the board that a chip is on; `nil` where there is no chip.
    public func ethernetChip(of chip: ChipID) -> ChipID? { boards[chip].map { origins[$0] } }

    /// A chip's place on its board; `nil` where there is no chip.
    public func place(of chip: ChipID) -> ChipID? {
        guard let origin = ethernetChip(of: chip) else { return nil }
        let x = (Int(chip.x) - Int(origin.x) + width) % width
        let y = (Int(chip.y) - Int(origin.y) + height) % height
        return ChipID(x: UInt8(x), y: UInt8(y))
    }

    /// The chip at a place of a board.
    public func chip(at place: ChipID, ofBoard board: Int) -> ChipID {
        let x = Int(origins[board].x) + Int(place.x)
        let y = Int(origins[board].y) + Int(place.y)
        return ChipID(
            x: UInt8(truncatingIfNeeded: wrapsHorizontally ? x % width : x),
            y: UInt8(truncatingIfNeeded: wrapsVertically ? y % height : y)
        )
    }

    /// The chip that a link leads to, or `nil` where no chip is behind the link.
    public func neighbour(of chip: ChipID, along link: LinkDirection) -> ChipID? {
        guard boards[chip] != nil else { return nil }
        if kind == .spin3 { return kind.neighbour(of: chip, along: link) }
        var x = Int(chip.x) + link.offset.x
        var y = Int(chip.y) + link.offset.y
        if wrapsHorizontally { x = (x + width) % width }
        if wrapsVertically { y = (y + height) % height }
        guard (0..<width).contains(x), (0..<height).contains(y) else { return nil }
        let other = ChipID(x: UInt8(x), y: UInt8(y))
        return boards[other] == nil ? nil : other
    }

    /// The working cores of a chip of standard boards, the monitor among them; 0 where there is no chip.
    public func standardCoreCount(of chip: ChipID) -> Int { place(of: chip).map(kind.standardCoreCount) ?? 0 }
}
