// Multiplications. Operands are `rm` and `shift` (Rs), results go to `rd` (and `rn`, the high word), what is added comes
// from `rn`, or from both for long products. For the 16-bit ones `immediate` is the instruction.

/// MUL and MLA.
@inline(__always)
func multiply(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    adds: Bool,
    sets: Bool
) {
    let r = core.registers
    let o = op.microOp
    var result = r[Int(o.pointee.rm)] &* r[Int(o.pointee.shift)]
    if adds { result = result &+ r[Int(o.pointee.rn)] }
    r[Int(o.pointee.rd)] = result
    return proceed(
        core,
        op,
        left,
        sets ? signs(result) : nz,
        c,
        v,
        cost: 1 + (sets ? Timing.multiplyFlags : Timing.multiply)
    )
}

/// UMULL, UMLAL, SMULL, SMLAL.
@inline(__always)
func multiplyLong(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    isSigned: Bool,
    adds: Bool,
    sets: Bool
) {
    let r = core.registers
    let o = op.microOp
    let a = r[Int(o.pointee.rm)]
    let b = r[Int(o.pointee.shift)]
    var wide: UInt64
    if isSigned {
        wide = UInt64(bitPattern: Int64(Int32(bitPattern: a)) &* Int64(Int32(bitPattern: b)))
    } else {
        wide = UInt64(a) &* UInt64(b)
    }
    if adds { wide = wide &+ (UInt64(r[Int(o.pointee.rn)]) << 32 | UInt64(r[Int(o.pointee.rd)])) }
    r[Int(o.pointee.rd)] = UInt32(truncatingIfNeeded: wide)
    r[Int(o.pointee.rn)] = UInt32(truncatingIfNeeded: wide >> 32)
    // Z over all 64 bits, N is the highest.
    let signs = wide & 0x8000_0000_0000_0000 | (wide == 0 ? 0 : 1)
    return proceed(
        core,
        op,
        left,
        sets ? signs : nz,
        c,
        v,
        cost: 1 + (sets ? Timing.longMultiplyFlags : Timing.longMultiply)
    )
}

/// One half of a register, by a bit of the instruction.
@inline(__always)
private func half(_ value: UInt32, _ takesHigh: Bool) -> Int32 {
    takesHigh ? Int32(bitPattern: value) >> 16 : Int32(Int16(truncatingIfNeeded: value))
}

/// SMULxy.
@inline(__always)
func smulxy(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    let word = o.pointee.immediate
    let a = half(r[Int(o.pointee.rm)], word & 0x20 != 0)
    let b = half(r[Int(o.pointee.shift)], word & 0x40 != 0)
    r[Int(o.pointee.rd)] = UInt32(bitPattern: a &* b)
    return proceed(core, op, left, nz, c, v)
}

/// SMLAxy, which shows an overflow of the sum in Q.
@inline(__always)
func smlaxy(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    let word = o.pointee.immediate
    let a = half(r[Int(o.pointee.rm)], word & 0x20 != 0)
    let b = half(r[Int(o.pointee.shift)], word & 0x40 != 0)
    let sum = (a &* b).addingReportingOverflow(Int32(bitPattern: r[Int(o.pointee.rn)]))
    r[Int(o.pointee.rd)] = UInt32(bitPattern: sum.partialValue)
    if sum.overflow { core.state.pointee.q = 1 }
    return proceed(core, op, left, nz, c, v)
}

/// SMULWy.
@inline(__always)
func smulwy(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    let b = half(r[Int(o.pointee.shift)], o.pointee.immediate & 0x40 != 0)
    let product = (Int64(Int32(bitPattern: r[Int(o.pointee.rm)])) &* Int64(b)) &>> 16
    r[Int(o.pointee.rd)] = UInt32(truncatingIfNeeded: product)
    return proceed(core, op, left, nz, c, v)
}

/// SMLAWy, which shows an overflow of the sum in Q.
@inline(__always)
func smlawy(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    let b = half(r[Int(o.pointee.shift)], o.pointee.immediate & 0x40 != 0)
    let product = (Int64(Int32(bitPattern: r[Int(o.pointee.rm)])) &* Int64(b)) &>> 16
    let sum = Int32(truncatingIfNeeded: product).addingReportingOverflow(Int32(bitPattern: r[Int(o.pointee.rn)]))
    r[Int(o.pointee.rd)] = UInt32(bitPattern: sum.partialValue)
    if sum.overflow { core.state.pointee.q = 1 }
    return proceed(core, op, left, nz, c, v)
}

/// CLZ.
@inline(__always)
func clz(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let r = core.registers
    let o = op.microOp
    r[Int(o.pointee.rd)] = UInt32(truncatingIfNeeded: r[Int(o.pointee.rm)].leadingZeroBitCount)
    return proceed(core, op, left, nz, c, v)
}
