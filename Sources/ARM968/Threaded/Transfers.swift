/// What a load makes of memory, or a store puts there.
enum Width: CaseIterable {
    case byte, half, word, signedByte, signedHalf
}

/// Addressing modes that have handlers of their own.
enum AddressMode: CaseIterable {
    /// Base and immediate.
    case offset
    /// Base and shifted-left register, added.
    case scaled
    /// Base and immediate, written back; before or after the transfer.
    case pre, post
    /// Any shifted register as the offset; details in ``AddressDetail``.
    case any
}

/// The bits of a micro-operation's `detail` for ``AddressMode/any``.
enum AddressDetail {
    /// Bits 0 and 1 are the kind of shift.
    static var subtracts: UInt16 { 4 }
    static var isPre: UInt16 { 8 }
    static var writesBack: UInt16 { 16 }
}

/// The address of a transfer and the base after it.
@inline(__always)
func place(
    _ r: UnsafeMutablePointer<UInt32>,
    _ op: UnsafeMutablePointer<MicroOp>,
    _ mode: AddressMode
) -> (address: UInt32, moved: UInt32) {
    switch mode {
    case .offset, .pre:
        let address = r[Int(op.pointee.rn)] &+ op.pointee.immediate
        return (address, address)
    case .scaled:
        let address = r[Int(op.pointee.rn)] &+ r[Int(op.pointee.rm)] &<< UInt32(op.pointee.shift)
        return (address, address)
    case .post:
        let base = r[Int(op.pointee.rn)]
        return (base, base &+ op.pointee.immediate)
    case .any:
        // A base of 15 is that of ARM state: Thumb has no such instruction.
        let base = op.pointee.rn == 15 ? UInt32(op.pointee.pc) &+ 8 : r[Int(op.pointee.rn)]
        let value = r[Int(op.pointee.rm)]
        let amount = UInt32(op.pointee.shift)
        let detail = op.pointee.detail
        var offset: UInt32
        switch detail & 3 {
        case 0: offset = value &<< amount
        case 1: offset = value &>> amount
        case 2: offset = UInt32(bitPattern: Int32(bitPattern: value) &>> Int32(amount))
        default: offset = value &>> amount | value &<< (32 &- amount)
        }
        if detail & AddressDetail.subtracts != 0 { offset = 0 &- offset }
        let moved = base &+ offset
        return (detail & AddressDetail.isPre != 0 ? moved : base, moved)
    }
}

/// Writes the base back if the mode does.
@inline(__always)
func moveBase(
    _ r: UnsafeMutablePointer<UInt32>,
    _ op: UnsafeMutablePointer<MicroOp>,
    _ mode: AddressMode,
    _ moved: UInt32
) {
    switch mode {
    case .offset, .scaled: break
    case .pre, .post: r[Int(op.pointee.rn)] = moved
    case .any: if op.pointee.detail & AddressDetail.writesBack != 0 { r[Int(op.pointee.rn)] = moved }
    }
}

/// Notes a transfer that goes beyond the memories which handlers reach.
@inline(__always)
private func noteOutside(
    _ core: Raw,
    _ op: UnsafeMutablePointer<MicroOp>,
    _ width: Width,
    _ mode: AddressMode,
    _ place: (address: UInt32, moved: UInt32)
) {
    let writesBack =
        switch mode {
        case .offset, .scaled: false
        case .pre, .post: true
        case .any: op.pointee.detail & AddressDetail.writesBack != 0
        }
    core.places.pointee.access = OutsideAccess(
        address: place.address,
        moved: place.moved,
        width: width,
        writesBack: writesBack
    )
}

@inline(__always)
private func value(_ memory: Raw, _ offset: UInt32, _ width: Width) -> UInt32 {
    switch width {
    case .byte: UInt32(memory.load(fromByteOffset: Int(offset), as: UInt8.self))
    case .half: UInt32(memory.load(fromByteOffset: Int(offset), as: UInt16.self))
    case .word: memory.load(fromByteOffset: Int(offset), as: UInt32.self)
    case .signedByte:
        UInt32(bitPattern: Int32(memory.load(fromByteOffset: Int(offset), as: Int8.self)))
    case .signedHalf:
        UInt32(bitPattern: Int32(memory.load(fromByteOffset: Int(offset), as: Int16.self)))
    }
}

/// LDR, LDRB, LDRH, LDRSB, LDRSH from data memory, SDRAM or instruction memory, or over the bus.
@inline(__always)
func load(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ width: Width,
    _ mode: AddressMode
) {
    let r = core.registers
    let o = op.microOp
    let (address, moved) = place(r, o, mode)
    let offset = address &- 0x0040_0000
    if offset & (0xffff_0000 | width.lowBits) == 0 {
        let result = value(core.places.pointee.dtcm, offset, width)
        moveBase(r, o, mode, moved)
        r[Int(o.pointee.rd)] = result
        return proceed(core, op, left, nz, c, v, cost: 1 + Timing.loadUse)
    }
    if address & (0xe000_0000 | width.lowBits) == 0x6000_0000, let sdram = core.places.pointee.sdram {
        let result = value(sdram, address & 0x07ff_ffff, width)
        moveBase(r, o, mode, moved)
        r[Int(o.pointee.rd)] = result
        return proceed(core, op, left, nz, c, v, cost: 1 + Timing.loadUse + Timing.sdramLoad)
    }
    if address & (0xffff_8000 | width.lowBits) == 0 {
        let result = value(core.places.pointee.itcm, address, width)
        moveBase(r, o, mode, moved)
        r[Int(o.pointee.rd)] = result
        return proceed(core, op, left, nz, c, v, cost: 1 + Timing.loadUse)
    }
    noteOutside(core, o, width, mode, (address, moved))
    return loadOutside(core, op, left, nz, c, v)
}

/// Where a word leads that is loaded to the program counter: bit 0 selects the state, or does not count.
@inline(__always)
func loadedTarget(_ core: Raw, _ word: UInt32) -> UInt32 {
    core.state.pointee.control & 0x8000 != 0 ? word & ~1 : word
}

/// LDR to the program counter.
@inline(__always)
func loadPC(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ mode: AddressMode
) {
    let r = core.registers
    let o = op.microOp
    let (address, moved) = place(r, o, mode)
    let offset = address &- 0x0040_0000
    let target: UInt32
    if offset & 0xffff_0003 == 0 {
        target = value(core.places.pointee.dtcm, offset, .word)
    } else if address & 0xffff_8003 == 0 {
        target = value(core.places.pointee.itcm, address, .word)
    } else {
        return leave(core, op, left, nz, c, v)
    }
    moveBase(r, o, mode, moved)
    let price = Budget.price(1 + Timing.loadUse + Timing.loadToPC)
    return exchange(core, loadedTarget(core, target), left &- price, nz, c, v)
}

/// LDR from a fixed address in instruction memory, as literals are.
@inline(__always)
func loadLiteral(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let o = op.microOp
    core.registers[Int(o.pointee.rd)] = value(core.places.pointee.itcm, o.pointee.immediate, .word)
    return proceed(core, op, left, nz, c, v, cost: 1 + Timing.loadUse)
}

/// The same to the program counter.
@inline(__always)
func jumpToLiteral(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let target = loadedTarget(core, value(core.places.pointee.itcm, op.microOp.pointee.immediate, .word))
    return exchange(core, target, left &- Budget.price(1 + Timing.loadUse + Timing.loadToPC), nz, c, v)
}

/// STR, STRB, STRH to data memory or SDRAM, or over the bus.
@inline(__always)
func store(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ width: Width,
    _ mode: AddressMode
) {
    let r = core.registers
    let o = op.microOp
    let (address, moved) = place(r, o, mode)
    let word = r[Int(o.pointee.rd)]
    let offset = address &- 0x0040_0000
    if offset & (0xffff_0000 | width.lowBits) == 0 {
        put(core.places.pointee.dtcm, offset, word, width)
        moveBase(r, o, mode, moved)
        return proceed(core, op, left, nz, c, v)
    }
    if address & (0xe000_0000 | width.lowBits) == 0x6000_0000, let sdram = core.places.pointee.sdram {
        put(sdram, address & 0x07ff_ffff, word, width)
        moveBase(r, o, mode, moved)
        return proceed(core, op, left, nz, c, v, cost: 1 + Timing.sdramStore)
    }
    noteOutside(core, o, width, mode, (address, moved))
    return storeOutside(core, op, left, nz, c, v)
}

@inline(__always)
private func put(_ memory: Raw, _ offset: UInt32, _ word: UInt32, _ width: Width) {
    switch width {
    case .byte, .signedByte:
        memory.storeBytes(of: UInt8(truncatingIfNeeded: word), toByteOffset: Int(offset), as: UInt8.self)
    case .half, .signedHalf:
        memory.storeBytes(of: UInt16(truncatingIfNeeded: word), toByteOffset: Int(offset), as: UInt16.self)
    case .word: memory.storeBytes(of: word, toByteOffset: Int(offset), as: UInt32.self)
    }
}

/// LDRD to an even register.
@inline(__always)
func loadDouble(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ mode: AddressMode
) {
    let r = core.registers
    let o = op.microOp
    let (address, moved) = place(r, o, mode)
    let offset = address &- 0x0040_0000
    guard offset <= 0xfff8, offset & 3 == 0 else { return leave(core, op, left, nz, c, v) }
    let low = value(core.places.pointee.dtcm, offset, .word)
    let high = value(core.places.pointee.dtcm, offset &+ 4, .word)
    moveBase(r, o, mode, moved)
    r[Int(o.pointee.rd)] = low
    r[Int(o.pointee.rd) &+ 1] = high
    return proceed(core, op, left, nz, c, v, cost: 1 + Timing.doubleTransfer)
}

/// STRD of an even register.
@inline(__always)
func storeDouble(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ mode: AddressMode
) {
    let r = core.registers
    let o = op.microOp
    let (address, moved) = place(r, o, mode)
    let offset = address &- 0x0040_0000
    guard offset <= 0xfff8, offset & 3 == 0 else { return leave(core, op, left, nz, c, v) }
    put(core.places.pointee.dtcm, offset, r[Int(o.pointee.rd)], .word)
    put(core.places.pointee.dtcm, offset &+ 4, r[Int(o.pointee.rd) &+ 1], .word)
    moveBase(r, o, mode, moved)
    return proceed(core, op, left, nz, c, v, cost: 1 + Timing.doubleTransfer)
}
