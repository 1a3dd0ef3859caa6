/// A branch with a condition to a place in instruction memory.
@inline(__always)
func branchIf(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32, _ condition: UInt32) {
    if condition == 14 || holds(condition, nz, c, v) {
        return branch(core, op, left, nz, c, v, price: Budget.price(1 + Timing.takenBranch))
    }
    return proceed(core, op, left, nz, c, v)
}

/// Any instruction with a condition.
@inline(__always)
func innerIf(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32, _ condition: UInt32) {
    if holds(condition, nz, c, v) {
        return op.load(fromByteOffset: 8, as: Handler.self)(core, op, left, nz, c, v)
    }
    return proceed(core, op, left, nz, c, v)
}

/// BL, its return address in `immediate`.
@inline(__always)
func branchLink(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    core.registers[14] = op.microOp.pointee.immediate
    return branch(core, op, left, nz, c, v, price: Budget.price(1 + Timing.takenBranch))
}

/// BX.
@inline(__always)
func bx(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let target = core.registers[Int(op.microOp.pointee.rm)]
    return exchange(core, target, left &- Budget.price(1 + Timing.takenBranch), nz, c, v)
}

/// BLX of a register, its return address in `immediate`.
@inline(__always)
func blx(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let target = core.registers[Int(op.microOp.pointee.rm)]
    core.registers[14] = op.microOp.pointee.immediate
    return exchange(core, target, left &- Budget.price(1 + Timing.takenBranch), nz, c, v)
}

/// The second half of Thumb's BL: `immediate` is the offset, `rd` whether it goes to ARM state.
@inline(__always)
func thumbLink(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let o = op.microOp
    let target = core.registers[14] &+ o.pointee.immediate
    core.registers[14] = UInt32(o.pointee.pc) &+ 3
    let rest = left &- Budget.price(1 + Timing.takenBranch)
    if o.pointee.rd != 0 {
        core.state.pointee.isThumb = false
        return jump(core, target, isThumb: false, rest, nz, c, v)
    }
    return jump(core, target, isThumb: true, rest, nz, c, v)
}

/// Both halves of Thumb's BL together: `immediate` is the link, `detail` the second half's offset.
@inline(__always)
func thumbLinkPair(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let o = op.microOp
    let rest = left &- Budget.price(1)
    if rest < 0 {
        // Only the first half can be paid.
        let target = UInt32(o.pointee.pc) &+ UInt32(bitPattern: o.pointee.distance >> 4)
        core.registers[14] = target &- UInt32(o.pointee.detail)
        return leave(core, op + MicroOp.stride, rest, nz, c, v)
    }
    core.registers[14] = o.pointee.immediate
    return branch(core, op, rest, nz, c, v, price: Budget.price(1 + Timing.takenBranch))
}

/// A result in the program counter.
@inline(__always)
func moveToPC(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    processToPC(core, op, left, nz, c, v, .mov)
}

/// A result in the program counter.
@inline(__always)
func addToPC(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    processToPC(core, op, left, nz, c, v, .add)
}

/// A result in the program counter.
@inline(__always)
func subtractFromPC(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    processToPC(core, op, left, nz, c, v, .sub)
}
