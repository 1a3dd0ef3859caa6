// Block transfers: `shift` holds the cycles in data memory, `rd` the number of registers, `detail` the list, `immediate`
// the way from the base to the lowest word, `distance` the base's move.

/// The memory that a block transfer touches, if all of it is data memory or SDRAM, and what each word costs.
@inline(__always)
private func block(_ core: Raw, _ address: UInt32, _ count: Int, sdramCost: Int) -> (memory: Raw, cost: Int)? {
    let offset = address &- 0x0040_0000
    if address & 3 != 0 { return nil }
    if offset < 0x1_0000 {
        guard Int(offset) &+ count &<< 2 <= 0x1_0000 else { return nil }
        return (core.places.pointee.dtcm + Int(offset), 0)
    }
    guard address >> 29 == 3, let sdram = core.places.pointee.sdram else { return nil }
    let place = address & 0x07ff_ffff
    guard Int(place) &+ count &<< 2 <= 0x0800_0000 else { return nil }
    return (sdram + Int(place), sdramCost &* count)
}

/// Does something with each register of a list, ascending, and the place of its word.
///
/// A loop ends where the processor does not expect it: with a number that handlers know there is none.
@inline(__always)
private func forEachRegister(of list: UInt32, _ memory: Raw, count: Int, _ body: (Int, Raw) -> Void) {
    var list = list
    var memory = memory
    for _ in 0..<count {
        body(list.trailingZeroBitCount, memory)
        memory += 4
        list &= list &- 1
    }
}

/// LDM without the program counter, of a number of registers or of any.
@inline(__always)
func loadBlock(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ count: Int?
) {
    let r = core.registers
    let o = op.microOp
    let base = r[Int(o.pointee.rn)]
    let count = count ?? Int(o.pointee.rd)
    guard
        let (memory, extra) = block(
            core,
            base &+ o.pointee.immediate,
            count,
            sdramCost: Timing.sdramLoad
        )
    else { return leave(core, op, left, nz, c, v) }
    forEachRegister(of: UInt32(o.pointee.detail), memory, count: count) { r[$0] = $1.load(as: UInt32.self) }
    let move = o.pointee.distance
    if move != 0 { r[Int(o.pointee.rn)] = base &+ UInt32(bitPattern: move) }
    let price = Budget.price(Int(o.pointee.shift) &+ extra)
    return run(core, op + MicroOp.stride, left &- price, nz, c, v)
}

/// The same with the program counter as the last; `rm` says whether the saved status comes back with it.
@inline(__always)
func loadBlockPC(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ count: Int?
) {
    let r = core.registers
    let o = op.microOp
    let base = r[Int(o.pointee.rn)]
    let count = count ?? Int(o.pointee.rd)
    guard
        let (memory, extra) = block(
            core,
            base &+ o.pointee.immediate,
            count,
            sdramCost: Timing.sdramLoad
        ), o.pointee.rm == 0 || canReturn(core)
    else { return leave(core, op, left, nz, c, v) }
    forEachRegister(of: UInt32(o.pointee.detail) & 0x7fff, memory, count: count &- 1) {
        r[$0] = $1.load(as: UInt32.self)
    }
    let target = memory.load(fromByteOffset: (count &- 1) &* 4, as: UInt32.self)
    let move = o.pointee.distance
    if move != 0 { r[Int(o.pointee.rn)] = base &+ UInt32(bitPattern: move) }
    let price = Budget.price(Int(o.pointee.shift) &+ Timing.loadToPC &+ extra)
    if o.pointee.rm != 0 { return returnTo(core, target, left &- price) }
    return exchange(core, target, left &- price, nz, c, v)
}

/// STM without the program counter, of a number of registers or of any.
@inline(__always)
func storeBlock(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ count: Int?
) {
    let r = core.registers
    let o = op.microOp
    let base = r[Int(o.pointee.rn)]
    let count = count ?? Int(o.pointee.rd)
    guard
        let (memory, extra) = block(
            core,
            base &+ o.pointee.immediate,
            count,
            sdramCost: Timing.sdramStore
        )
    else { return leave(core, op, left, nz, c, v) }
    forEachRegister(of: UInt32(o.pointee.detail), memory, count: count) { $1.storeBytes(of: r[$0], as: UInt32.self) }
    r[Int(o.pointee.rn)] = base &+ UInt32(bitPattern: o.pointee.distance)
    let price = Budget.price(Int(o.pointee.shift) &+ extra)
    return run(core, op + MicroOp.stride, left &- price, nz, c, v)
}
