/// The SDRAM controller (PL340) as far as software looks: its registers keep their values, its delay lines are locked.
///
/// SDRAM itself works whatever is written here.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §13; PL340 technical reference manual.
struct SDRAMController: Codable {
    /// Memory configuration to exit from self refresh: 0x0c to 0x48, as the self test of the boot ROM expects them.
    private static let reset: [UInt32] = [
        0x0001_0020, 0xa60, 6, 1, 2, 7, 0xb, 0x1d, 0x212, 0x1d, 2, 3, 2, 1, 0xa, 0x14,
    ]

    /// Configuring (0), ready (1), paused (2), low power (3).
    private var state: UInt32 = 0
    private var timing = Self.reset
    private var chip: UInt32 = 0xff00
    private var delayLines = SIMD2<UInt32>()

    /// Whether a stored value can be one.
    var isSound: Bool { timing.count == Self.reset.count && state < 4 }

    func load(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x00: 0xb4 | state
        case 0x0c...0x48: timing[Int(offset - 0x0c) >> 2]
        case 0x200: chip
        // Locked.
        case 0x300: 1 << 18
        case 0x304: delayLines[0]
        case 0x308: delayLines[1]
        default: 0
        }
    }

    mutating func store(_ offset: UInt32, _ value: UInt32) {
        switch offset {
        case 0x04:
            switch value & 7 {
            case 0: state = 1
            case 1: state = 3
            case 2, 3: state = 2
            default: state = 0
            }
        case 0x0c...0x48: timing[Int(offset - 0x0c) >> 2] = value
        case 0x200: chip = value & 0x1_ffff
        case 0x304: delayLines[0] = value
        case 0x308: delayLines[1] = value
        default: break
        }
    }
}
