extension ARM968Core {
    /// Executes an ARM instruction whose condition holds.
    @inline(__always)
    func execute(_ op: UInt32) {
        let s = state
        switch op >> 25 & 7 {
        case 0:
            if op & 0x90 == 0x90 {
                if op & 0x60 != 0 { return extraTransfer(op) }
                if op & 0x0100_0000 == 0 { return multiply(op) }
                if op & 0x00b0_0f00 == 0 { return swap(op) }
                return undefinedInstruction()
            }
            if op & 0x0190_0000 == 0x0100_0000 { return miscellaneous(op) }
            dataProcessing(op, shifted(op))
        case 1:
            if op & 0x0190_0000 == 0x0100_0000 {
                guard op & 0x0020_0000 != 0 else { return undefinedInstruction() }
                return writeStatus(op, immediate(op).value)
            }
            dataProcessing(op, immediate(op))
        case 2: singleTransfer(op, offset: op & 0xfff)
        case 3:
            if op & 0x10 != 0 { return undefinedInstruction() }
            singleTransfer(op, offset: shifted(op).value)
        case 4: blockTransfer(op)
        case 5:
            if op & 0x0100_0000 != 0 { s.pointee.r[14] = s.pointee.nextPC }
            s.pointee.nextPC = s.pointee.r[15] &+ UInt32(bitPattern: Int32(bitPattern: op &<< 8) >> 6)
            s.pointee.left &-= Timing.takenBranch
        case 6: undefinedInstruction()
        default:
            if op & 0x0100_0000 != 0 {
                take(.supervisorCall, returnAddress: s.pointee.nextPC)
            } else if op & 0x10 != 0 {
                coprocessorRegister(op)
            } else {
                undefinedInstruction()
            }
        }
    }

    /// Executes an instruction of the space that has no condition: BLX with an offset, PLD.
    @inline(never)
    func executeUnconditional(_ op: UInt32) {
        let s = state
        if op >> 25 & 7 == 5 {
            s.pointee.r[14] = s.pointee.nextPC
            let offset = UInt32(bitPattern: Int32(bitPattern: op &<< 8) >> 6)
            s.pointee.nextPC = s.pointee.r[15] &+ offset &+ (op >> 23 & 2)
            s.pointee.isThumb = true
            s.pointee.interrupt()
            s.pointee.left &-= Timing.takenBranch
        } else if op & 0x0d70_f000 != 0x0550_f000 {
            undefinedInstruction()
        }
    }

    /// The instructions in the place of comparisons that set no flags.
    @inline(never)
    private func miscellaneous(_ op: UInt32) {
        let s = state
        let r = s.pointee.r
        if op & 0x80 != 0 { return halfMultiply(op) }
        switch (op >> 4 & 7, op >> 21 & 3) {
        case (0, 0), (0, 2):
            s.pointee.left &-= Timing.statusRead
            r[Int(op >> 12 & 15)] = op & 0x0040_0000 == 0 ? s.pointee.cpsr : s.pointee.spsr
        case (0, _): writeStatus(op, r[Int(op & 15)])
        case (1, 1):
            branchExchange(r[Int(op & 15)])
            s.pointee.left &-= Timing.takenBranch
        case (1, 3): r[Int(op >> 12 & 15)] = UInt32(truncatingIfNeeded: r[Int(op & 15)].leadingZeroBitCount)
        case (3, 1):
            let target = r[Int(op & 15)]
            r[14] = s.pointee.isThumb ? s.pointee.nextPC | 1 : s.pointee.nextPC
            branchExchange(target)
            s.pointee.left &-= Timing.takenBranch
        case (5, _): saturatingSum(op)
        // The link register gets the address of the instruction plus 4 in either state.
        case (7, 1): take(.prefetchAbort, returnAddress: r[15] &- (s.pointee.isThumb ? 0 : 4))
        default: undefinedInstruction()
        }
    }

    /// MSR: writes the bytes of a status register that the mask names.
    @inline(never)
    private func writeStatus(_ op: UInt32, _ value: UInt32) {
        let s = state
        if op & 0x0040_0000 != 0 {
            var mask: UInt32 = 0
            if op & 0x8_0000 != 0 { mask |= 0xf800_0000 }
            if op & 0x1_0000 != 0 { mask |= 0xff }
            s.pointee.spsr = s.pointee.spsr & ~mask | value & mask
            return
        }
        if op & 0x8_0000 != 0 { s.pointee.setFlags(value) }
        if op & 0x1_0000 != 0, s.pointee.mode != .user {
            s.pointee.setControl(value, withState: false)
            s.pointee.left &-= Timing.statusWrite
        }
    }

    /// MRC and MCR: of the system control coprocessor only the control register and waiting for interrupts have an effect.
    @inline(never)
    private func coprocessorRegister(_ op: UInt32) {
        let s = state
        guard op >> 8 & 15 == 15, s.pointee.mode != .user else { return undefinedInstruction() }
        let register = op >> 16 & 15
        let rd = Int(op >> 12 & 15)
        if op & 0x0010_0000 != 0 {
            let value: UInt32 =
                switch register {
                case 0: 0x4105_9680  // ARM968E-S identification, part number 968
                case 1: s.pointee.control
                default: 0
                }
            if rd == 15 { s.pointee.setFlags(value) } else { s.pointee.r[rd] = value }
        } else if register == 1 {
            s.pointee.control = s.pointee.r[rd]
        } else if register == 7, op & 15 == 0, op >> 5 & 7 == 4 {
            s.pointee.isWaiting = true
            s.pointee.interrupt()
        }
    }
}
