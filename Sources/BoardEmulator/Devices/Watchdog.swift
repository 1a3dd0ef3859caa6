/// The watchdog of a chip as far as software looks: registers that keep their values; it never fires.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §16.
struct Watchdog {
    private var reload: UInt32 = 0xffff_ffff
    private var control: UInt32 = 0
    private var isLocked = true

    func load(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x00, 0x04: reload
        case 0x08: control
        case 0xc00: isLocked ? 1 : 0
        default: 0
        }
    }

    mutating func store(_ offset: UInt32, _ value: UInt32) {
        switch offset {
        case 0xc00: isLocked = value != 0x1acc_e551
        case 0x00 where !isLocked: reload = value
        case 0x08 where !isLocked: control = value & 3
        default: break
        }
    }
}
