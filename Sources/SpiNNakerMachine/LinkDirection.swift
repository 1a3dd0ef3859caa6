/// One of the six links of a chip, numbered anticlockwise from east.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.4.
public enum LinkDirection: UInt8, CaseIterable, Hashable, Sendable, Codable {
    case east = 0
    case northEast = 1
    case north = 2
    case west = 3
    case southWest = 4
    case south = 5

    /// The direction of the same wire seen from its other end.
    public var opposite: Self {
        switch self {
        case .east: .west
        case .northEast: .southWest
        case .north: .south
        case .west: .east
        case .southWest: .northEast
        case .south: .north
        }
    }

    /// The step in columns and rows that the link takes.
    public var offset: (x: Int, y: Int) {
        switch self {
        case .east: (1, 0)
        case .northEast: (1, 1)
        case .north: (0, 1)
        case .west: (-1, 0)
        case .southWest: (-1, -1)
        case .south: (0, -1)
        }
    }
}
