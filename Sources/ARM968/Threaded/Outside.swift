// Loads and stores that go over the bus: devices, system RAM. They stay in the threaded engine unless the bus wants
// something looked at, or does not answer.

/// A transfer on its way to the bus: it does not fit into the handlers' arguments.
struct OutsideAccess {
    var address: UInt32 = 0
    /// The base after the transfer.
    var moved: UInt32 = 0
    var width = Width.word
    var writesBack = false

    /// Whether the address suits the width; what others make of it is the interpreter's.
    @inline(__always)
    var isAligned: Bool { address & width.lowBits == 0 }
}

/// A load from beyond the memories that its handler reaches.
@inline(never)
func loadOutside(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let access = core.places.pointee.access
    guard access.isAligned else { return leave(core, op, left, nz, c, v) }
    let o = op.microOp
    let code = core.places.pointee.arm
    beginOutside(core, o, left, nz, c, v, cost: Timing.busLoad)
    let answer = core.places.pointee.bus._withUnsafeGuaranteedRef { $0.load(access.address, access.width.size) }
    guard let word = answer else { return abort(core) }
    let r = core.registers
    if access.writesBack { r[Int(o.pointee.rn)] = access.moved }
    r[Int(o.pointee.rd)] = access.width.extended(word)
    core.state.pointee.left &-= Timing.loadUse
    return endOutside(core, op, code, nz, c, v)
}

/// LDR to the program counter from a fixed address beyond the memories: interrupt vectors are often that.
@inline(never)
func jumpThroughBus(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let o = op.microOp
    beginOutside(core, o, left, nz, c, v, cost: Timing.busLoad)
    let answer = core.places.pointee.bus._withUnsafeGuaranteedRef { $0.load(o.pointee.immediate, .word) }
    guard let word = answer else { return abort(core) }
    let state = core.state
    let target = loadedTarget(core, word)
    state.pointee.left &-= Timing.loadUse + Timing.loadToPC
    state.pointee.isThumb = target & 1 != 0
    state.pointee.nextPC = target & (state.pointee.isThumb ? ~1 : ~3)
    let cycles = state.pointee.left &- core.places.pointee.reserve
    guard cycles > 0, state.pointee.left > state.pointee.floor else { return }
    return exchange(core, target, Budget.packed(cycles: cycles), nz, c, v)
}

/// A store to beyond the memories that its handler reaches; those to instruction memory are the interpreter's.
@inline(never)
func storeOutside(_ core: Raw, _ op: Raw, _ left: Int, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let access = core.places.pointee.access
    guard access.isAligned, access.address >= 0x8000 else { return leave(core, op, left, nz, c, v) }
    let o = op.microOp
    let code = core.places.pointee.arm
    let word = core.registers[Int(o.pointee.rd)]
    beginOutside(core, o, left, nz, c, v, cost: Timing.busStore)
    let isDone = core.places.pointee.bus._withUnsafeGuaranteedRef {
        $0.store(access.address, word, access.width.size)
    }
    guard isDone else { return abort(core) }
    if access.writesBack { core.registers[Int(o.pointee.rn)] = access.moved }
    return endOutside(core, op, code, nz, c, v)
}

/// Makes the core's state what the bus, and whoever it asks, has to see.
@inline(__always)
private func beginOutside(
    _ core: Raw,
    _ o: UnsafeMutablePointer<MicroOp>,
    _ left: Int,
    _ nz: UInt64,
    _ c: UInt32,
    _ v: UInt32,
    cost: Int
) {
    let bytes: UInt32 = core.state.pointee.isThumb ? 2 : 4
    let pc = UInt32(o.pointee.pc)
    core.registers[15] = pc &+ bytes &* 2
    depart(core, pc &+ bytes, left &- Budget.price(1 + cost), nz, c, v)
}

/// Goes on after a transfer, or leaves when something has to be looked at: the state says all.
@inline(__always)
private func endOutside(_ core: Raw, _ op: Raw, _ code: Raw, _ nz: UInt64, _ c: UInt32, _ v: UInt32) {
    let state = core.state
    let cycles = state.pointee.left &- core.places.pointee.reserve
    // With other tables of decoded code the micro-operation is not there any more.
    guard cycles > 0, state.pointee.left > state.pointee.floor, core.places.pointee.arm == code else { return }
    return run(core, op + MicroOp.stride, Budget.packed(cycles: cycles), nz, c, v)
}

@inline(never)
private func abort(_ core: Raw) { core.state.pointee.abortData() }

extension Width {
    /// The low address bits that have to be clear.
    @inline(__always)
    var lowBits: UInt32 {
        switch self {
        case .byte, .signedByte: 0
        case .half, .signedHalf: 1
        case .word: 3
        }
    }

    fileprivate var size: AccessSize {
        switch self {
        case .byte, .signedByte: .byte
        case .half, .signedHalf: .half
        case .word: .word
        }
    }

    /// What a load of this width makes of what the bus says.
    fileprivate func extended(_ word: UInt32) -> UInt32 {
        switch self {
        case .byte, .half, .word: word
        case .signedByte: UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: word)))
        case .signedHalf: UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: word)))
        }
    }
}
