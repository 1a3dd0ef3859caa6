// How one handler passes control to another. All are inlined into the handlers.

typealias Raw = UnsafeMutableRawPointer

/// Leaves the threaded engine with a micro-operation as the next to execute, everything before it done.
@inline(never)
func leave(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    depart(core, UInt32(op.microOp.pointee.pc), left, nz, c, v)
}

/// Leaves the threaded engine with any address as the next.
@inline(never)
func depart(_ core: Raw, _ pc: UInt32, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let state = core.state
    state.pointee.nextPC = pc
    state.pointee.left = core.places.pointee.reserve &+ Budget.cycles(left)
    state.pointee.instructions &+= UInt64(truncatingIfNeeded: Budget.instructions(left))
    state.pointee.n = UInt32(truncatingIfNeeded: nz >> 32)
    state.pointee.z = UInt32(truncatingIfNeeded: nz)
    state.pointee.c = c
    state.pointee.v = v
}

/// Goes on with a micro-operation that is known to be prepared, or leaves if the budget is used up.
@inline(__always)
func run(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    if left < 0 { return leave(core, op, left, nz, c, v) }
    return op.load(as: Handler.self)(core, op, left, nz, c, v)
}

/// Goes on with the next instruction.
@inline(__always)
func proceed(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32, cost: Int = 1) {
    return run(core, op + MicroOp.stride, left &- Budget.price(cost), nz, c, v)
}

/// Goes on at the target of a branch with a fixed distance.
@inline(__always)
func branch(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32, price: Int) {
    return run(core, op + Int(op.microOp.pointee.distance), left &- price, nz, c, v)
}

/// Goes on at a computed address in the given state of the processor.
@inline(__always)
func jump(
    _ core: Raw,
    _ address: UInt32,
    isThumb: Bool,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32
) {
    let pc = address & (isThumb ? ~1 : ~3)
    if pc >= 0x8000 || left < 0 { return depart(core, pc, left, nz, c, v) }
    // A micro-operation has 32 bytes, an instruction 4 or 2.
    let op = isThumb ? core.places.pointee.thumb + Int(pc) &<< 4 : core.places.pointee.arm + Int(pc) &<< 3
    guard let handler = op.load(as: Handler?.self) else {
        // The first time that this instruction is come to.
        op.microOp.pointee.pc = UInt16(truncatingIfNeeded: pc)
        return decodeAndRun(core, op, left, nz, c, v)
    }
    return handler(core, op, left, nz, c, v)
}

/// Goes on at an address whose bit 0 selects the state.
@inline(__always)
func exchange(_ core: Raw, _ address: UInt32, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    if address & 1 != 0 {
        core.state.pointee.isThumb = true
        return jump(core, address, isThumb: true, left, nz, c, v)
    }
    core.state.pointee.isThumb = false
    return jump(core, address, isThumb: false, left, nz, c, v)
}

/// N and Z of a result.
@inline(__always)
func signs(_ result: UInt32) -> UInt64 { UInt64(bitPattern: Int64(Int32(bitPattern: result))) }

/// Whether a condition holds, 0 to 14.
@inline(__always)
func holds(_ condition: UInt32, _ nz: UInt64, _ c: UInt32, _ v: UInt32) -> Bool {
    let isZero = UInt32(truncatingIfNeeded: nz) == 0
    let isNegative = Int64(bitPattern: nz) < 0
    switch condition {
    case 0: return isZero
    case 1: return !isZero
    case 2: return c != 0
    case 3: return c == 0
    case 4: return isNegative
    case 5: return !isNegative
    case 6: return v != 0
    case 7: return v == 0
    case 8: return c != 0 && !isZero
    case 9: return c == 0 || isZero
    case 10: return isNegative == (v != 0)
    case 11: return isNegative != (v != 0)
    case 12: return !isZero && isNegative == (v != 0)
    case 13: return isZero || isNegative != (v != 0)
    default: return true
    }
}

/// An instruction that the threaded engine leaves to the interpreter.
@inline(__always)
func interpret(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    return leave(core, op, left, nz, c, v)
}

/// An instruction that has not been decoded, or was written since.
@inline(__always)
func decodeAndRun(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    decode(core, op)
    return op.load(as: Handler.self)(core, op, left, nz, c, v)
}
