/// The ARM instruction that does what a Thumb instruction does; 0 for those without a meaning.
///
/// - SeeAlso: ARM architecture reference manual, DDI 0100I, A7.1.
@inline(__always)
func thumbEncoding(_ half: UInt32) -> UInt32 {
    let always: UInt32 = 0xe000_0000
    let low = half & 7
    let middle = half >> 3 & 7
    switch half >> 12 {
    case 0, 1:
        if half >> 11 & 3 != 3 {
            // LSL, LSR, ASR by an immediate.
            return always | 0x01b0_0000 | low << 12 | (half >> 6 & 31) << 7 | (half >> 11 & 3) << 5 | middle
        }
        let operation: UInt32 = half & 0x200 == 0 ? 0x0090_0000 : 0x0050_0000
        let immediate: UInt32 = half & 0x400 != 0 ? 0x0200_0000 : 0
        return always | immediate | operation | middle << 16 | low << 12 | (half >> 6 & 7)
    case 2, 3:
        let register = half >> 8 & 7
        let value = half & 0xff
        switch half >> 11 & 3 {
        case 0: return always | 0x03b0_0000 | register << 12 | value
        case 1: return always | 0x0350_0000 | register << 16 | value
        case 2: return always | 0x0290_0000 | register << 16 | register << 12 | value
        default: return always | 0x0250_0000 | register << 16 | register << 12 | value
        }
    case 4:
        if half & 0x0c00 == 0 { return always | registerOperation(half >> 6 & 15, low, middle) }
        let rd = low | half >> 4 & 8
        let rm = half >> 3 & 15
        switch half >> 8 & 3 {
        case 0: return always | 0x0080_0000 | rd << 16 | rd << 12 | rm
        case 1: return always | 0x0150_0000 | rd << 16 | rm
        case 2: return always | 0x01a0_0000 | rd << 12 | rm
        default: return always | (half & 0x80 == 0 ? 0x012f_ff10 : 0x012f_ff30) | rm
        }
    case 5:
        let registers = middle << 16 | low << 12 | (half >> 6 & 7)
        switch half >> 9 & 7 {
        case 0: return always | 0x0780_0000 | registers
        case 1: return always | 0x0180_00b0 | registers
        case 2: return always | 0x07c0_0000 | registers
        case 3: return always | 0x0190_00d0 | registers
        case 4: return always | 0x0790_0000 | registers
        case 5: return always | 0x0190_00b0 | registers
        case 6: return always | 0x07d0_0000 | registers
        default: return always | 0x0190_00f0 | registers
        }
    case 6:
        let transfer: UInt32 = half & 0x800 == 0 ? 0x0580_0000 : 0x0590_0000
        return always | transfer | middle << 16 | low << 12 | (half >> 4 & 0x7c)
    case 7:
        let transfer: UInt32 = half & 0x800 == 0 ? 0x05c0_0000 : 0x05d0_0000
        return always | transfer | middle << 16 | low << 12 | (half >> 6 & 31)
    case 8:
        let offset = half >> 5 & 0x3e
        let split = (offset & 0xf0) << 4 | offset & 15
        let transfer: UInt32 = half & 0x800 == 0 ? 0x01c0_00b0 : 0x01d0_00b0
        return always | transfer | middle << 16 | low << 12 | split
    case 9:
        let load: UInt32 = half & 0x800 == 0 ? 0x058d_0000 : 0x059d_0000
        return always | load | (half >> 8 & 7) << 12 | (half & 0xff) << 2
    case 10: return always | 0x028d_0f00 | (half >> 8 & 7) << 12 | half & 0xff
    case 11:
        switch half >> 8 & 15 {
        case 0: return always | (half & 0x80 == 0 ? 0x028d_df00 : 0x024d_df00) | half & 0x7f
        case 4: return always | 0x092d_0000 | half & 0xff
        case 5: return always | 0x092d_4000 | half & 0xff
        case 12: return always | 0x08bd_0000 | half & 0xff
        case 13: return always | 0x08bd_8000 | half & 0xff
        case 14: return always | 0x0120_0070
        default: return 0
        }
    case 12:
        let base = half >> 8 & 7
        if half & 0x800 == 0 { return always | 0x08a0_0000 | base << 16 | half & 0xff }
        // A base that is loaded is not written back.
        let writesBack: UInt32 = half >> base & 1 == 0 ? 0x0020_0000 : 0
        return always | 0x0890_0000 | writesBack | base << 16 | half & 0xff
    default: return 0
    }
}

/// The sixteen operations between two low registers.
private func registerOperation(_ number: UInt32, _ rd: UInt32, _ rm: UInt32) -> UInt32 {
    switch number {
    case 0: 0x0010_0000 | rd << 16 | rd << 12 | rm
    case 1: 0x0030_0000 | rd << 16 | rd << 12 | rm
    case 2: 0x01b0_0010 | rd << 12 | rm << 8 | rd
    case 3: 0x01b0_0030 | rd << 12 | rm << 8 | rd
    case 4: 0x01b0_0050 | rd << 12 | rm << 8 | rd
    case 5: 0x00b0_0000 | rd << 16 | rd << 12 | rm
    case 6: 0x00d0_0000 | rd << 16 | rd << 12 | rm
    case 7: 0x01b0_0070 | rd << 12 | rm << 8 | rd
    case 8: 0x0110_0000 | rd << 16 | rm
    case 9: 0x0270_0000 | rm << 16 | rd << 12
    case 10: 0x0150_0000 | rd << 16 | rm
    case 11: 0x0170_0000 | rd << 16 | rm
    case 12: 0x0190_0000 | rd << 16 | rd << 12 | rm
    case 13: 0x0010_0090 | rd << 16 | rm << 8 | rd
    case 14: 0x01d0_0000 | rd << 16 | rd << 12 | rm
    default: 0x01f0_0000 | rd << 12 | rm
    }
}
