// Status registers: short critical sections are frequent, so those who mask and unmask interrupts stay in the engine.

/// MRS of the present status.
@inline(__always)
func readStatus(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let s = core.state
    var status: UInt32 = UInt32(truncatingIfNeeded: nz >> 32) & 0x8000_0000
    if UInt32(truncatingIfNeeded: nz) == 0 { status |= 0x4000_0000 }
    status |= c &<< 29 | v &<< 28 | s.pointee.q &<< 27
    status |= s.pointee.controlBits
    core.registers[Int(op.microOp.pointee.rd)] = status
    return proceed(core, op, left, nz, c, v, cost: 1 + Timing.statusRead)
}

/// MSR of a register to the control byte of the present status. What lets an interrupt in that waits is the
/// interpreter's.
@inline(__always)
func writeControl(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let s = core.state
    let status = core.registers[Int(op.microOp.pointee.rm)]
    let masksIRQ = status & 0x80 != 0
    let masksFIQ = status & 0x40 != 0
    if s.pointee.mode == .user || s.pointee.irq && !masksIRQ || s.pointee.fiq && !masksFIQ {
        return leave(core, op, left, nz, c, v)
    }
    if status & 0x1f != s.pointee.mode.rawValue { return changeMode(core, op, left, nz, c, v) }
    s.pointee.irqMasked = masksIRQ
    s.pointee.fiqMasked = masksFIQ
    return proceed(core, op, left, nz, c, v, cost: 1 + Timing.statusWrite)
}

/// The same with another mode.
@inline(never)
private func changeMode(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    core.state.pointee.replaceControl(core.registers[Int(op.microOp.pointee.rm)], withState: false)
    return proceed(core, op, left, nz, c, v, cost: 1 + Timing.statusWrite)
}

/// SUBS of an immediate to the program counter: the return from an interrupt.
@inline(__always)
func subtractAndReturn(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let o = op.microOp
    let target = core.registers[Int(o.pointee.rn)] &- o.pointee.immediate
    if !canReturn(core) { return leave(core, op, left, nz, c, v) }
    return returnTo(core, target, left &- Budget.price(1 + Timing.writeToPC))
}

/// Whether the present mode has a saved status, which lets no interrupt in that waits. All else is the interpreter's.
@inline(__always)
func canReturn(_ core: Raw) -> Bool {
    let s = core.state
    if s.pointee.mode.bank == 0 { return false }
    let status = s.pointee.spsr
    return !(s.pointee.irq && status & 0x80 == 0 || s.pointee.fiq && status & 0x40 == 0)
}

/// Goes on at an address with the saved status of the present mode, which ``canReturn(_:)`` has allowed.
@inline(never)
func returnTo(_ core: Raw, _ address: UInt32, _ left: Int) {
    let s = core.state
    let status = s.pointee.spsr
    s.pointee.setFlags(status)
    s.pointee.replaceControl(status, withState: true)
    let nz = UInt64(status & 0x8000_0000) << 32 | (status & 0x4000_0000 == 0 ? 1 : 0)
    return jump(core, address, isThumb: s.pointee.isThumb, left, nz, s.pointee.c, s.pointee.v)
}
