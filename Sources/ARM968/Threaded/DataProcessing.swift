/// The operations of data-processing instructions, in the order of their numbers.
enum Operation: UInt32 {
    case and, eor, sub, rsb, add, adc, sbc, rsc, tst, teq, cmp, cmn, orr, mov, bic, mvn
}

/// The second operands that have handlers of their own; `any` takes every form without the program counter.
enum Form: CaseIterable {
    case immediate, register, lsl, lsr, asr, any
    /// Shifts by a register, of MOV alone.
    case lslRegister, lsrRegister, asrRegister
}

/// The value of an operand, the shifter's carry, and what it costs beyond one cycle.
@inline(__always)
func operand(
    _ r: UnsafeMutablePointer<UInt32>,
    _ op: UnsafeMutablePointer<MicroOp>,
    _ c: UInt32,
    _ form: Form
) -> (value: UInt32, carry: UInt32, cost: Int) {
    switch form {
    case .immediate:
        // A rotated immediate gives its bit 31 as the carry; `shift` is then 1.
        let value = op.pointee.immediate
        return (value, op.pointee.shift == 0 ? c : value >> 31, 0)
    case .register: return (r[Int(op.pointee.rm)], c, 0)
    case .lsl:
        let value = r[Int(op.pointee.rm)]
        let amount = UInt32(op.pointee.shift)
        return (value &<< amount, value &>> (32 &- amount) & 1, 0)
    case .lsr:
        let value = r[Int(op.pointee.rm)]
        let amount = UInt32(op.pointee.shift)
        return (value &>> amount, value &>> (amount &- 1) & 1, 0)
    case .asr:
        let value = r[Int(op.pointee.rm)]
        let amount = UInt32(op.pointee.shift)
        return (UInt32(bitPattern: Int32(bitPattern: value) &>> Int32(amount)), value &>> (amount &- 1) & 1, 0)
    case .any:
        let word = op.pointee.immediate
        if word & 0x10 == 0 {
            let (value, carry) = shiftedByImmediate(r[Int(op.pointee.rm)], word, c)
            return (value, carry, 0)
        }
        let (value, carry) = shiftedByRegister(
            r[Int(op.pointee.rm)],
            word >> 5 & 3,
            r[Int(op.pointee.shift)] & 0xff,
            c
        )
        return (value, carry, Timing.registerShift)
    case .lslRegister, .lsrRegister, .asrRegister:
        let type: UInt32 = form == .lslRegister ? 0 : form == .lsrRegister ? 1 : 2
        let (value, carry) = shiftedByRegister(
            r[Int(op.pointee.rm)],
            type,
            r[Int(op.pointee.shift)] & 0xff,
            c
        )
        return (value, carry, Timing.registerShift)
    }
}

/// A register shifted by an amount in the instruction, and the shifter's carry.
@inline(__always)
private func shiftedByImmediate(_ value: UInt32, _ word: UInt32, _ c: UInt32) -> (UInt32, UInt32) {
    let amount = word >> 7 & 31
    switch word >> 5 & 3 {
    case 0: return amount == 0 ? (value, c) : (value &<< amount, value &>> (32 &- amount) & 1)
    case 1: return amount == 0 ? (0, value >> 31) : (value &>> amount, value &>> (amount &- 1) & 1)
    case 2:
        let signed = Int32(bitPattern: value)
        if amount == 0 { return (UInt32(bitPattern: signed &>> 31), value >> 31) }
        return (UInt32(bitPattern: signed &>> Int32(amount)), value &>> (amount &- 1) & 1)
    default:
        if amount == 0 { return (c &<< 31 | value &>> 1, value & 1) }
        return (value &>> amount | value &<< (32 &- amount), value &>> (amount &- 1) & 1)
    }
}

/// A register shifted by the low byte of another, and the shifter's carry.
@inline(__always)
private func shiftedByRegister(_ value: UInt32, _ type: UInt32, _ amount: UInt32, _ c: UInt32) -> (UInt32, UInt32) {
    if amount == 0 { return (value, c) }
    switch type {
    case 0:
        if amount < 32 { return (value &<< amount, value &>> (32 &- amount) & 1) }
        return (0, amount == 32 ? value & 1 : 0)
    case 1:
        if amount < 32 { return (value &>> amount, value &>> (amount &- 1) & 1) }
        return (0, amount == 32 ? value >> 31 : 0)
    case 2:
        let signed = Int32(bitPattern: value)
        if amount < 32 { return (UInt32(bitPattern: signed &>> Int32(amount)), value &>> (amount &- 1) & 1) }
        return (UInt32(bitPattern: signed &>> 31), value >> 31)
    default:
        let turn = amount & 31
        if turn == 0 { return (value, value >> 31) }
        return (value &>> turn | value &<< (32 &- turn), value &>> (turn &- 1) & 1)
    }
}

/// The result of an operation and the flags that it sets.
@inline(__always)
func compute(
    _ operation: Operation,
    _ a: UInt32,
    _ b: UInt32,
    _ c: UInt32,
    _ v: UInt32,
    shifterCarry: UInt32
) -> (result: UInt32, c: UInt32, v: UInt32) {
    switch operation {
    case .and, .tst: return (a & b, shifterCarry, v)
    case .eor, .teq: return (a ^ b, shifterCarry, v)
    case .orr: return (a | b, shifterCarry, v)
    case .mov: return (b, shifterCarry, v)
    case .bic: return (a & ~b, shifterCarry, v)
    case .mvn: return (~b, shifterCarry, v)
    case .sub, .cmp: return difference(a, b)
    case .rsb: return difference(b, a)
    case .add, .cmn:
        let sum = a.addingReportingOverflow(b)
        let isOver = Int32(bitPattern: a).addingReportingOverflow(Int32(bitPattern: b)).overflow
        return (sum.partialValue, sum.overflow ? 1 : 0, isOver ? 1 : 0)
    case .adc: return sum(a, b, c)
    case .sbc: return sum(a, ~b, c)
    case .rsc: return sum(b, ~a, c)
    }
}

@inline(__always)
private func difference(_ a: UInt32, _ b: UInt32) -> (UInt32, UInt32, UInt32) {
    let result = a.subtractingReportingOverflow(b)
    let isOver = Int32(bitPattern: a).subtractingReportingOverflow(Int32(bitPattern: b)).overflow
    return (result.partialValue, result.overflow ? 0 : 1, isOver ? 1 : 0)
}

@inline(__always)
private func sum(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> (UInt32, UInt32, UInt32) {
    let wide = UInt64(a) &+ UInt64(b) &+ UInt64(c)
    let result = UInt32(truncatingIfNeeded: wide)
    return (result, UInt32(truncatingIfNeeded: wide >> 32), ((a ^ result) & (b ^ result)) >> 31)
}

/// A data-processing instruction that leaves the flags.
@inline(__always)
func process(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ operation: Operation,
    _ form: Form
) {
    let r = core.registers
    let o = op.microOp
    let (b, carry, extra) = operand(r, o, c, form)
    let a: UInt32 = operation == .mov || operation == .mvn ? 0 : r[Int(o.pointee.rn)]
    r[Int(o.pointee.rd)] = compute(operation, a, b, c, v, shifterCarry: carry).result
    return proceed(core, op, left &- extra &<< Budget.bits, nz, c, v)
}

/// A data-processing instruction that sets the flags.
@inline(__always)
func processFlags(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ operation: Operation,
    _ form: Form
) {
    let r = core.registers
    let o = op.microOp
    let (b, carry, extra) = operand(r, o, c, form)
    let a: UInt32 = operation == .mov || operation == .mvn ? 0 : r[Int(o.pointee.rn)]
    let (result, newC, newV) = compute(operation, a, b, c, v, shifterCarry: carry)
    switch operation {
    case .tst, .teq, .cmp, .cmn: break
    default: r[Int(o.pointee.rd)] = result
    }
    return proceed(core, op, left &- extra &<< Budget.bits, signs(result), newC, newV)
}

/// A data-processing instruction that sets the flags, together with the branch behind it, whose distance it holds.
///
/// If the cycles end between the two, so does this.
@inline(__always)
func processAndBranch(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ operation: Operation,
    _ form: Form,
    _ condition: UInt32
) {
    let r = core.registers
    let o = op.microOp
    let (b, carry, _) = operand(r, o, c, form)
    let a: UInt32 = operation == .mov || operation == .mvn ? 0 : r[Int(o.pointee.rn)]
    let (result, newC, newV) = compute(operation, a, b, c, v, shifterCarry: carry)
    switch operation {
    case .tst, .teq, .cmp, .cmn: break
    default: r[Int(o.pointee.rd)] = result
    }
    let newSigns = signs(result)
    let first = left &- Budget.price(1)
    if first < 0 { return leave(core, op + MicroOp.stride, first, newSigns, newC, newV) }
    if holds(condition, newSigns, newC, newV) {
        return branch(core, op, first, newSigns, newC, newV, price: Budget.price(1 + Timing.takenBranch))
    }
    return run(core, op + 2 * MicroOp.stride, first &- Budget.price(1), newSigns, newC, newV)
}

/// A result in the program counter, without S: a branch within the present state.
@inline(__always)
func processToPC(
    _ core: Raw,
    _ op: Raw,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    _ operation: Operation
) {
    let r = core.registers
    let o = op.microOp
    let isThumb = core.state.pointee.isThumb
    let (b, carry, extra) = operand(r, o, c, .any)
    let a = o.pointee.rn == 15 ? UInt32(o.pointee.pc) &+ (isThumb ? 4 : 8) : r[Int(o.pointee.rn)]
    let target = compute(operation, a, b, c, v, shifterCarry: carry).result
    let rest = left &- Budget.price(1 + Timing.writeToPC) &- extra &<< Budget.bits
    return jump(core, target, isThumb: isThumb, rest, nz, c, v)
}
