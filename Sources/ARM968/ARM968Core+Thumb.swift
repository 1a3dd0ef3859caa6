extension ARM968Core {
    /// Executes a Thumb instruction.
    ///
    /// Most have an ARM instruction that does the same when r15 reads 4 ahead; they are turned into it.
    @inline(__always)
    func executeThumb(_ half: UInt32) {
        let s = state
        let r = s.pointee.r
        switch half >> 11 {
        case 0b01001:
            guard let value = load32((r[15] & ~3) &+ (half & 0xff) &<< 2) else { return dataAbort() }
            r[Int(half >> 8 & 7)] = value
            s.pointee.left &-= Timing.loadUse
        case 0b10100:
            r[Int(half >> 8 & 7)] = (r[15] & ~3) &+ (half & 0xff) &<< 2
        case 0b11010, 0b11011:
            let condition = half >> 8 & 15
            if condition == 15 { return take(.supervisorCall, returnAddress: s.pointee.nextPC) }
            if condition == 14 { return undefinedInstruction() }
            guard passes(condition) else { return }
            s.pointee.nextPC = r[15] &+ UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: half)) &<< 1)
            s.pointee.left &-= Timing.takenBranch
            if half & 0xff == 0xfd { skipDelay(condition) }
        case 0b11100:
            s.pointee.nextPC = r[15] &+ UInt32(bitPattern: Int32(bitPattern: half &<< 21) >> 20)
            s.pointee.left &-= Timing.takenBranch
        case 0b11101:
            if half & 1 != 0 { return undefinedInstruction() }
            longBranch(half, exchanges: true)
        case 0b11110:
            r[14] = r[15] &+ UInt32(bitPattern: Int32(bitPattern: half &<< 21) >> 9)
        case 0b11111:
            longBranch(half, exchanges: false)
        default:
            let op = thumbEncoding(half)
            if op == 0 { undefinedInstruction() } else { execute(op) }
        }
    }

    /// Goes through a delay loop of two instructions, `SUB Rd, #n` and the branch just taken to it, in one go: to the
    /// same registers, cycles and instructions as step by step, up to some turns before its end or the quantum's.
    ///
    /// Programs wait in such loops by the million cycles (`sark_delay_us`).
    @inline(never)
    private func skipDelay(_ condition: UInt32) {
        let s = state
        let start = s.pointee.nextPC
        // Not equal, carry, plus, higher, greater or equal, greater: all hold while the difference is positive.
        guard 0b1_0101_0010_0110 >> condition & 1 != 0, start < 0x8000, s.pointee.floor == 0 else { return }
        let half = UInt32(itcm.load(fromByteOffset: Int(start), as: UInt16.self))
        guard half >> 11 == 0b00111 else { return }
        let register = Int(half >> 8 & 7)
        let step = Int(half & 0xff)
        let value = Int(s.pointee.r[register])
        guard step > 0, (1..<0x8000_0000).contains(value) else { return }
        let cycles = 2 + Timing.takenBranch
        let turns = min((value - 1) / step, (s.pointee.left - 1) / cycles)
        guard turns > 0 else { return }
        let rest = UInt32(value - turns * step)
        s.pointee.r[register] = rest
        s.pointee.n = rest
        s.pointee.z = rest
        s.pointee.c = 1
        s.pointee.v = 0
        s.pointee.left &-= turns * cycles
        s.pointee.instructions &+= UInt64(2 * turns)
    }

    /// The second half of BL or BLX.
    private func longBranch(_ half: UInt32, exchanges: Bool) {
        let s = state
        let target = s.pointee.r[14] &+ (half & 0x7ff) &<< 1
        s.pointee.r[14] = s.pointee.nextPC | 1
        s.pointee.nextPC = exchanges ? target & ~3 : target & ~1
        if exchanges {
            s.pointee.isThumb = false
            s.pointee.interrupt()
        }
        s.pointee.left &-= Timing.takenBranch
    }
}
