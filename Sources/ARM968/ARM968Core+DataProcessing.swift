extension ARM968Core {
    /// The value of a shifted register operand and the shifter's carry.
    @inline(__always)
    func shifted(_ op: UInt32) -> (value: UInt32, carry: UInt32) {
        let s = state
        var value = s.pointee.r[Int(op & 15)]
        if op & 0xff0 == 0 { return (value, s.pointee.c) }
        let type = op >> 5 & 3
        if op & 0x10 == 0 {
            let amount = op >> 7 & 31
            switch type {
            case 0:
                if amount == 0 { return (value, s.pointee.c) }
                return (value &<< amount, value &>> (32 &- amount) & 1)
            case 1:
                if amount == 0 { return (0, value >> 31) }
                return (value &>> amount, value &>> (amount &- 1) & 1)
            case 2:
                let signed = Int32(bitPattern: value)
                if amount == 0 { return (UInt32(bitPattern: signed &>> 31), value >> 31) }
                return (UInt32(bitPattern: signed &>> Int32(amount)), value &>> (amount &- 1) & 1)
            default:
                if amount == 0 { return (s.pointee.c &<< 31 | value &>> 1, value & 1) }
                return (value &>> amount | value &<< (32 &- amount), value &>> (amount &- 1) & 1)
            }
        }
        // A shift by a register reads the program counter one word later and takes a cycle more.
        s.pointee.left &-= Timing.registerShift
        if op & 15 == 15 { value &+= 4 }
        let amount = s.pointee.r[Int(op >> 8 & 15)] & 0xff
        if amount == 0 { return (value, s.pointee.c) }
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

    /// The value of a rotated immediate and the shifter's carry.
    @inline(__always)
    func immediate(_ op: UInt32) -> (value: UInt32, carry: UInt32) {
        let turn = op >> 7 & 30
        let value = op & 0xff
        if turn == 0 { return (value, state.pointee.c) }
        let rotated = value &>> turn | value &<< (32 &- turn)
        return (rotated, rotated >> 31)
    }

    @inline(__always)
    func dataProcessing(_ op: UInt32, _ operand: (value: UInt32, carry: UInt32)) {
        let b = operand.value
        var a = state.pointee.r[Int(op >> 16 & 15)]
        if op >> 16 & 15 == 15, op & 0x0200_0010 == 0x10 { a &+= 4 }
        let carry = state.pointee.c
        // One case for each operation with and without flags, so that each has only its own work to do.
        switch op >> 20 & 31 {
        case 0: write(a & b, op)
        case 1: write(a & b, op, carry: operand.carry)
        case 2: write(a ^ b, op)
        case 3: write(a ^ b, op, carry: operand.carry)
        case 4: write(a &- b, op)
        case 5: writeSum(a, ~b, 1, op)
        case 6: write(b &- a, op)
        case 7: writeSum(b, ~a, 1, op)
        case 8: write(a &+ b, op)
        case 9: writeSum(a, b, 0, op)
        case 10: write(a &+ b &+ carry, op)
        case 11: writeSum(a, b, carry, op)
        case 12: write(a &+ ~b &+ carry, op)
        case 13: writeSum(a, ~b, carry, op)
        case 14: write(b &+ ~a &+ carry, op)
        case 15: writeSum(b, ~a, carry, op)
        case 17: setFlags(a & b, carry: operand.carry)
        case 19: setFlags(a ^ b, carry: operand.carry)
        case 21: setFlags(a, ~b, 1)
        case 23: setFlags(a, b, 0)
        case 24: write(a | b, op)
        case 25: write(a | b, op, carry: operand.carry)
        case 26: write(b, op)
        case 27: write(b, op, carry: operand.carry)
        case 28: write(a & ~b, op)
        case 29: write(a & ~b, op, carry: operand.carry)
        case 30: write(~b, op)
        case 31: write(~b, op, carry: operand.carry)
        default: undefinedInstruction()
        }
    }

    /// Writes the result of an operation without flags.
    @inline(__always)
    private func write(_ result: UInt32, _ op: UInt32) {
        let rd = Int(op >> 12 & 15)
        if rd == 15 {
            writePC(result, restoresStatus: false)
        } else {
            state.pointee.r[rd] = result
        }
    }

    /// Writes the result of a logical operation, and the flags: C is the shifter's, V stays.
    @inline(__always)
    private func write(_ result: UInt32, _ op: UInt32, carry: UInt32) {
        let rd = Int(op >> 12 & 15)
        if rd == 15 { return writePC(result, restoresStatus: true) }
        state.pointee.r[rd] = result
        setFlags(result, carry: carry)
    }

    /// Writes a + b + carry, and all flags.
    @inline(__always)
    private func writeSum(_ a: UInt32, _ b: UInt32, _ carry: UInt32, _ op: UInt32) {
        let rd = Int(op >> 12 & 15)
        if rd == 15 { return writePC(a &+ b &+ carry, restoresStatus: true) }
        state.pointee.r[rd] = a &+ b &+ carry
        setFlags(a, b, carry)
    }

    @inline(__always)
    private func setFlags(_ result: UInt32, carry: UInt32) {
        state.pointee.n = result
        state.pointee.z = result
        state.pointee.c = carry
    }

    /// The flags of a + b + carry.
    @inline(__always)
    private func setFlags(_ a: UInt32, _ b: UInt32, _ carry: UInt32) {
        let wide = UInt64(a) &+ UInt64(b) &+ UInt64(carry)
        let result = UInt32(truncatingIfNeeded: wide)
        state.pointee.n = result
        state.pointee.z = result
        state.pointee.c = UInt32(truncatingIfNeeded: wide >> 32)
        state.pointee.v = ((a ^ result) & (b ^ result)) >> 31
    }

    /// An ALU result in the program counter: no change of state, but the saved status comes back with the S bit.
    @inline(never)
    private func writePC(_ address: UInt32, restoresStatus: Bool) {
        state.pointee.left &-= Timing.writeToPC
        if restoresStatus {
            let status = state.pointee.spsr
            state.pointee.setFlags(status)
            state.pointee.setControl(status, withState: true)
        }
        state.pointee.nextPC = address & (state.pointee.isThumb ? ~1 : ~3)
    }

    // MARK: - Multiplications

    @inline(__always)
    func multiply(_ op: UInt32) {
        let s = state
        let r = s.pointee.r
        let a = r[Int(op & 15)]
        let b = r[Int(op >> 8 & 15)]
        let high = Int(op >> 16 & 15)
        let low = Int(op >> 12 & 15)
        let sets = op & 0x0010_0000 != 0
        switch op >> 21 & 7 {
        case 0, 1:
            let result = op & 0x0020_0000 == 0 ? a &* b : a &* b &+ r[low]
            r[high] = result
            if sets {
                s.pointee.n = result
                s.pointee.z = result
            }
            s.pointee.left &-= sets ? Timing.multiplyFlags : Timing.multiply
        case 4, 5, 6, 7:
            var wide: UInt64
            if op & 0x0040_0000 == 0 {
                wide = UInt64(a) &* UInt64(b)
            } else {
                wide = UInt64(bitPattern: Int64(Int32(bitPattern: a)) &* Int64(Int32(bitPattern: b)))
            }
            if op & 0x0020_0000 != 0 { wide = wide &+ (UInt64(r[high]) << 32 | UInt64(r[low])) }
            r[low] = UInt32(truncatingIfNeeded: wide)
            r[high] = UInt32(truncatingIfNeeded: wide >> 32)
            if sets {
                s.pointee.n = r[high]
                s.pointee.z = r[high] | r[low]
            }
            s.pointee.left &-= sets ? Timing.longMultiplyFlags : Timing.longMultiply
        default:
            undefinedInstruction()
        }
    }

    /// The 16-bit multiplications of ARMv5TE: SMLAxy, SMLAWy, SMULWy, SMLALxy, SMULxy.
    @inline(never)
    func halfMultiply(_ op: UInt32) {
        let s = state
        let r = s.pointee.r
        let a = r[Int(op & 15)]
        let b = r[Int(op >> 8 & 15)]
        let bHalf = Int64(Int16(truncatingIfNeeded: op & 0x40 == 0 ? b : b >> 16))
        let aHalf = Int64(Int16(truncatingIfNeeded: op & 0x20 == 0 ? a : a >> 16))
        let high = Int(op >> 16 & 15)
        let low = Int(op >> 12 & 15)
        switch op >> 21 & 3 {
        case 0: r[high] = accumulate(Int32(truncatingIfNeeded: aHalf &* bHalf), Int32(bitPattern: r[low]))
        case 1:
            let product = Int32(truncatingIfNeeded: (Int64(Int32(bitPattern: a)) &* bHalf) >> 16)
            r[high] = op & 0x20 == 0 ? accumulate(product, Int32(bitPattern: r[low])) : UInt32(bitPattern: product)
        case 2:
            let sum = Int64(bitPattern: UInt64(r[high]) << 32 | UInt64(r[low])) &+ aHalf &* bHalf
            r[low] = UInt32(truncatingIfNeeded: sum)
            r[high] = UInt32(truncatingIfNeeded: sum >> 32)
            s.pointee.left &-= Timing.multiply
        default: r[high] = UInt32(truncatingIfNeeded: aHalf &* bHalf)
        }
    }

    /// a + b with wrap; an overflow shows in Q.
    private func accumulate(_ a: Int32, _ b: Int32) -> UInt32 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        if overflow { state.pointee.q = 1 }
        return UInt32(bitPattern: sum)
    }

    /// QADD, QSUB, QDADD, QDSUB.
    @inline(never)
    func saturatingSum(_ op: UInt32) {
        let s = state
        let a = Int32(bitPattern: s.pointee.r[Int(op & 15)])
        var b = Int32(bitPattern: s.pointee.r[Int(op >> 16 & 15)])
        if op & 0x0040_0000 != 0 { b = saturate(Int64(b) * 2) }
        let result = op & 0x0020_0000 == 0 ? saturate(Int64(a) + Int64(b)) : saturate(Int64(a) - Int64(b))
        s.pointee.r[Int(op >> 12 & 15)] = UInt32(bitPattern: result)
    }

    private func saturate(_ value: Int64) -> Int32 {
        let result = Int32(clamping: value)
        if Int64(result) != value { state.pointee.q = 1 }
        return result
    }
}
