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

/// MSR of a register to the control byte of the present status, which keeps the mode. What lets an interrupt in that
/// waits is the interpreter's.
@inline(__always)
func writeMasks(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let s = core.state
    let status = core.registers[Int(op.microOp.pointee.rm)]
    let masksIRQ = status & 0x80 != 0
    let masksFIQ = status & 0x40 != 0
    if status & 0x1f != s.pointee.mode.rawValue || s.pointee.mode == .user
        || s.pointee.irq && !masksIRQ || s.pointee.fiq && !masksFIQ
    {
        return leave(core, op, left, nz, c, v)
    }
    s.pointee.irqMasked = masksIRQ
    s.pointee.fiqMasked = masksFIQ
    return proceed(core, op, left, nz, c, v, cost: 1 + Timing.statusWrite)
}
