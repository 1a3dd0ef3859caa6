/// The vectored interrupt controller (PL190) of one core.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §5; PL190 technical reference manual.
struct InterruptController: Codable {
    /// The levels of the hardware lines, set by the owner.
    var lines: UInt32 = 0
    private(set) var soft: UInt32 = 0
    private(set) var enabled: UInt32 = 0
    private var select: UInt32 = 0
    private var protect: UInt32 = 0
    private var defaultAddress: UInt32 = 0
    private var addresses = Words16()
    private var controls = Words16()
    /// The slots that are switched on, as bits.
    private var slots: UInt32 = 0
    /// The slots being served, as bits; the lowest set one bars itself and all later ones. Bit 16 is the default slot.
    private var inService: UInt32 = 0

    private var raw: UInt32 { lines | soft }
    private var irqStatus: UInt32 { raw & enabled & ~select }
    private var fiqStatus: UInt32 { raw & enabled & select }

    /// Whether a line can reach the core.
    func isEnabled(_ line: UInt32) -> Bool { enabled >> line & 1 != 0 }

    /// Whether only privileged modes may touch the registers.
    var isProtected: Bool { protect & 1 != 0 }

    /// The output to the core's fast interrupt request.
    @inline(__always)
    var fiq: Bool { fiqStatus != 0 }

    /// The output to the core's interrupt request.
    @inline(__always)
    var irq: Bool {
        let status = irqStatus
        guard status != 0 else { return false }
        return inService == 0 || slot(for: status) < inService.trailingZeroBitCount
    }

    /// The highest-priority slot that an active line has; 16 for lines without a slot.
    @inline(__always)
    private func slot(for status: UInt32) -> Int {
        var left = slots
        while left != 0 {
            let index = left.trailingZeroBitCount
            left &= left - 1
            if status >> (controls[index] & 0x1f) & 1 != 0 { return index }
        }
        return 16
    }

    mutating func load(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x00: return irqStatus
        case 0x04: return fiqStatus
        case 0x08: return raw
        case 0x0c: return select
        case 0x10: return enabled
        case 0x18: return soft
        case 0x20: return protect
        case 0x30: return takeVector()
        case 0x34: return defaultAddress
        case 0x100..<0x140: return addresses[Int(offset - 0x100) >> 2]
        case 0x200..<0x240: return controls[Int(offset - 0x200) >> 2]
        case 0xfe0: return 0x90
        case 0xfe4: return 0x11
        case 0xfe8: return 0x04
        case 0xff0: return 0x0d
        case 0xff4: return 0xf0
        case 0xff8: return 0x05
        case 0xffc: return 0xb1
        // Among them the two clear registers: shipped code reads, modifies and writes them.
        default: return 0
        }
    }

    private mutating func takeVector() -> UInt32 {
        let status = irqStatus
        guard status != 0 else { return defaultAddress }
        let slot = slot(for: status)
        if inService == 0 || slot < inService.trailingZeroBitCount { inService |= 1 << UInt32(slot) }
        return slot < 16 ? addresses[slot] : defaultAddress
    }

    mutating func store(_ offset: UInt32, _ value: UInt32) {
        switch offset {
        case 0x0c: select = value
        case 0x10: enabled |= value
        case 0x14: enabled &= ~value
        case 0x18: soft |= value
        case 0x1c: soft &= ~value
        case 0x20: protect = value & 1
        // End of interrupt: the highest priority in service is done.
        case 0x30: inService &= inService &- 1
        case 0x34: defaultAddress = value
        case 0x100..<0x140: addresses[Int(offset - 0x100) >> 2] = value
        case 0x200..<0x240: setControl(Int(offset - 0x200) >> 2, value & 0x3f)
        default: break
        }
    }

    private mutating func setControl(_ slot: Int, _ value: UInt32) {
        controls[slot] = value
        if value & 0x20 != 0 { slots |= 1 << UInt32(slot) } else { slots &= ~(1 << UInt32(slot)) }
    }
}

/// Sixteen words in line, so that a device stays one flat block.
struct Words16: Hashable, Sendable, Codable {
    private var storage = SIMD16<UInt32>(repeating: 0)

    subscript(index: Int) -> UInt32 {
        get { storage[index & 15] }
        set { storage[index & 15] = newValue }
    }
}
