// Block transfers: `shift` holds the cycles in data memory, `rd` the number of registers, `detail` the list, `immediate`
// the way from the base to the lowest word, `distance` the base's move.

/// The memory that a block transfer touches, if all of it is data memory or SDRAM, and what each word costs.
@inline(__always)
private func block(_ core: Raw, _ address: UInt32, _ count: UInt32, sdramCost: Int) -> (memory: Raw, cost: Int)? {
    let offset = address &- 0x0040_0000
    if address & 3 != 0 { return nil }
    if offset < 0x1_0000 {
        guard offset &+ count &<< 2 <= 0x1_0000 else { return nil }
        return (core.places.pointee.dtcm + Int(offset), 0)
    }
    guard address >> 29 == 3, let sdram = core.places.pointee.sdram else { return nil }
    let place = address & 0x07ff_ffff
    guard place &+ count &<< 2 <= 0x0800_0000 else { return nil }
    return (sdram + Int(place), sdramCost &* Int(count))
}

/// LDM without the program counter.
@inline(__always)
func loadBlock(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    let base = r[Int(o.pointee.rn)]
    guard
        let (memory, extra) = block(
            core,
            base &+ o.pointee.immediate,
            UInt32(o.pointee.rd),
            sdramCost: Timing.sdramLoad
        )
    else { return leave(core, op, left, nz, c, v) }
    var list = UInt32(o.pointee.detail)
    var from = memory
    repeat {
        r[list.trailingZeroBitCount] = from.load(as: UInt32.self)
        from += 4
        list &= list &- 1
    } while list != 0
    let move = o.pointee.distance
    if move != 0 { r[Int(o.pointee.rn)] = base &+ UInt32(bitPattern: move) }
    let price = Budget.price(Int(o.pointee.shift) &+ extra)
    return run(core, op + MicroOp.stride, left &- price, nz, c, v)
}

/// LDM with the program counter as the last; `rm` says whether the saved status comes back with it.
@inline(__always)
func loadBlockPC(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    let base = r[Int(o.pointee.rn)]
    guard
        let (memory, extra) = block(
            core,
            base &+ o.pointee.immediate,
            UInt32(o.pointee.rd),
            sdramCost: Timing.sdramLoad
        ), o.pointee.rm == 0 || canReturn(core)
    else { return leave(core, op, left, nz, c, v) }
    var list = UInt32(o.pointee.detail) & 0x7fff
    var from = memory
    while list != 0 {
        r[list.trailingZeroBitCount] = from.load(as: UInt32.self)
        from += 4
        list &= list &- 1
    }
    let target = from.load(as: UInt32.self)
    let move = o.pointee.distance
    if move != 0 { r[Int(o.pointee.rn)] = base &+ UInt32(bitPattern: move) }
    let price = Budget.price(Int(o.pointee.shift) &+ Timing.loadToPC &+ extra)
    if o.pointee.rm != 0 { return returnTo(core, target, left &- price) }
    return exchange(core, target, left &- price, nz, c, v)
}

/// STM without the program counter.
@inline(__always)
func storeBlock(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    let base = r[Int(o.pointee.rn)]
    guard
        let (memory, extra) = block(
            core,
            base &+ o.pointee.immediate,
            UInt32(o.pointee.rd),
            sdramCost: Timing.sdramStore
        )
    else { return leave(core, op, left, nz, c, v) }
    var list = UInt32(o.pointee.detail)
    var to = memory
    repeat {
        to.storeBytes(of: r[list.trailingZeroBitCount], as: UInt32.self)
        to += 4
        list &= list &- 1
    } while list != 0
    r[Int(o.pointee.rn)] = base &+ UInt32(bitPattern: o.pointee.distance)
    let price = Budget.price(Int(o.pointee.shift) &+ extra)
    return run(core, op + MicroOp.stride, left &- price, nz, c, v)
}
