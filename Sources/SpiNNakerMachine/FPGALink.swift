/// Where a link that leaves a SpiNN-5 board enters one of the board's three FPGAs, which carry it to another board.
///
/// Each FPGA serves two of the six sides of the board: links 0 to 7 and links 8 to 15, in two banks of registers.
///
/// - SeeAlso: SpiNNMachine 7.4.1, `version_5.py`; SpI/O, `designs/spinnaker_fpgas/README.md`.
public struct FPGALink: Hashable, Sendable, CaseIterable {
    /// The FPGA, 0 to 2: of the east and south sides, of the south-west and west sides, of the north and north-east.
    public let fpga: Int

    /// The FPGA's link, 0 to 15.
    public let link: Int

    /// The bank of the FPGA's registers that the link's side has, 0 or 1.
    public var bank: Int { link / 8 }

    /// Finds the FPGA of a link; `nil` for one that stays on the board.
    ///
    /// - Parameters:
    ///   - place: A chip's place on a SpiNN-5 board.
    ///   - link: The link.
    public init?(place: ChipID, link: LinkDirection) {
        guard BoardKind.spin5.neighbour(of: place, along: link) == nil else { return nil }
        let (x, y) = (Int(place.x), Int(place.y))
        switch link {
        // Each side is a row of chips with two links apiece; the first link of a side may be missing.
        case .east where x - y == 4: (fpga, self.link) = (0, 2 * (7 - x))
        case .south where x - y == 4 && y > 0: (fpga, self.link) = (0, 2 * (7 - x) + 1)
        case .southWest where y == 0 && x > 0: (fpga, self.link) = (0, 8 + 2 * (4 - x))
        case .south where y == 0: (fpga, self.link) = (0, 7 + 2 * (4 - x))
        case .southWest where x == 0: (fpga, self.link) = (1, 2 * y)
        case .west where x == 0: (fpga, self.link) = (1, 2 * y + 1)
        case .north where y - x == 3 && y < 7: (fpga, self.link) = (1, 8 + 2 * x)
        case .west where y - x == 3: (fpga, self.link) = (1, 7 + 2 * x)
        case .north where y == 7: (fpga, self.link) = (2, 2 * (x - 4))
        case .northEast where y == 7 && x < 7: (fpga, self.link) = (2, 2 * (x - 4) + 1)
        case .east where x == 7: (fpga, self.link) = (2, 8 + 2 * (7 - y))
        case .northEast where x == 7: (fpga, self.link) = (2, 7 + 2 * (7 - y))
        default: return nil
        }
    }

    /// Creates the id of an FPGA's link; `nil` for an FPGA beyond 2 and a link beyond 15.
    public init?(fpga: Int, link: Int) {
        guard (0...2).contains(fpga), (0...15).contains(link) else { return nil }
        (self.fpga, self.link) = (fpga, link)
    }

    /// All links of a board's FPGAs, by FPGAs and their links.
    public static let allCases = ends.keys.sorted { ($0.fpga, $0.link) < ($1.fpga, $1.link) }

    /// The place on its board of the chip at the other end.
    public var place: ChipID { Self.ends[self]?.place ?? .boot }

    /// The chip's link that leads here.
    public var chipLink: LinkDirection { Self.ends[self]?.link ?? .southWest }

    /// The chip and its link at the other end of each.
    private static let ends: [FPGALink: (place: ChipID, link: LinkDirection)] = {
        var ends: [FPGALink: (place: ChipID, link: LinkDirection)] = [:]
        for place in BoardKind.spin5.chips {
            for link in LinkDirection.allCases {
                if let way = FPGALink(place: place, link: link) { ends[way] = (place, link) }
            }
        }
        return ends
    }()
}
