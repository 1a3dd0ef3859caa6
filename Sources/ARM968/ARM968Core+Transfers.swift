extension ARM968Core {
    /// Branches to an address whose bit 0 selects Thumb state.
    @inline(__always)
    func branchExchange(_ address: UInt32) {
        let isThumb = address & 1 != 0
        if isThumb != state.pointee.isThumb {
            state.pointee.isThumb = isThumb
            state.pointee.interrupt()
        }
        state.pointee.nextPC = address & (isThumb ? ~1 : ~3)
    }

    func dataAbort() { state.pointee.abortData() }

    @inline(never)
    func undefinedInstruction() {
        take(.undefined, returnAddress: state.pointee.nextPC)
    }

    // MARK: - Single words and bytes

    @inline(__always)
    func singleTransfer(_ op: UInt32, offset: UInt32) {
        let s = state
        let r = s.pointee.r
        let rn = Int(op >> 16 & 15)
        let rd = Int(op >> 12 & 15)
        let base = r[rn]
        let moved = op & 0x0080_0000 != 0 ? base &+ offset : base &- offset
        let isPre = op & 0x0100_0000 != 0
        let address = isPre ? moved : base
        if op & 0x0010_0000 != 0 {
            var value: UInt32
            if op & 0x0040_0000 != 0 {
                guard let byte = load8(address) else { return dataAbort() }
                value = byte
            } else {
                if address & 3 != 0, s.pointee.checksAlignment { return dataAbort() }
                guard let word = load32(address & ~3) else { return dataAbort() }
                // A word from an odd address comes rotated, its addressed byte lowest.
                let turn = address << 3 & 31
                value = turn == 0 ? word : word &>> turn | word &<< (32 &- turn)
            }
            if !isPre || op & 0x0020_0000 != 0 { r[rn] = moved }
            s.pointee.left &-= Timing.loadUse
            if rd == 15 {
                s.pointee.left &-= Timing.loadToPC
                if s.pointee.control & 0x8000 != 0 { value &= ~1 }
                branchExchange(value)
            } else {
                r[rd] = value
            }
        } else {
            // The program counter is stored as the instruction's address plus 12.
            let value = rd == 15 ? r[15] &+ 4 : r[rd]
            if op & 0x0040_0000 != 0 {
                guard store8(address, value) else { return dataAbort() }
            } else {
                if address & 3 != 0, s.pointee.checksAlignment { return dataAbort() }
                guard store32(address & ~3, value) else { return dataAbort() }
            }
            if !isPre || op & 0x0020_0000 != 0 { r[rn] = moved }
        }
    }

    // MARK: - Half-words, signed bytes, double words

    @inline(__always)
    func extraTransfer(_ op: UInt32) {
        let s = state
        let r = s.pointee.r
        let rn = Int(op >> 16 & 15)
        let rd = Int(op >> 12 & 15)
        let offset = op & 0x0040_0000 != 0 ? (op >> 4 & 0xf0 | op & 15) : r[Int(op & 15)]
        let base = r[rn]
        let moved = op & 0x0080_0000 != 0 ? base &+ offset : base &- offset
        let isPre = op & 0x0100_0000 != 0
        let address = isPre ? moved : base
        let writesBack = !isPre || op & 0x0020_0000 != 0
        let kind = op >> 5 & 3
        if op & 0x0010_0000 != 0 {
            let value: UInt32
            if kind == 2 {
                guard let byte = load8(address) else { return dataAbort() }
                value = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: byte)))
            } else {
                if address & 1 != 0, s.pointee.checksAlignment { return dataAbort() }
                guard let half = load16(address & ~1) else { return dataAbort() }
                value = kind == 1 ? half : UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: half)))
            }
            if writesBack { r[rn] = moved }
            s.pointee.left &-= Timing.loadUse
            if rd == 15 { s.pointee.nextPC = value & ~3 } else { r[rd] = value }
        } else if kind == 1 {
            if address & 1 != 0, s.pointee.checksAlignment { return dataAbort() }
            guard store16(address & ~1, rd == 15 ? r[15] &+ 4 : r[rd]) else { return dataAbort() }
            if writesBack { r[rn] = moved }
        } else {
            doubleTransfer(op, address: address, isLoad: kind == 2, moved: writesBack ? moved : nil)
        }
    }

    @inline(never)
    private func doubleTransfer(_ op: UInt32, address: UInt32, isLoad: Bool, moved: UInt32?) {
        let s = state
        let r = s.pointee.r
        let rd = Int(op >> 12 & 15)
        guard rd & 1 == 0, rd != 14 else { return undefinedInstruction() }
        if address & 3 != 0, s.pointee.checksAlignment { return dataAbort() }
        let first = address & ~3
        if isLoad {
            guard let low = load32(first), let high = load32(first &+ 4) else { return dataAbort() }
            if let moved { r[Int(op >> 16 & 15)] = moved }
            r[rd] = low
            r[rd + 1] = high
        } else {
            guard store32(first, r[rd]), store32(first &+ 4, r[rd + 1]) else { return dataAbort() }
            if let moved { r[Int(op >> 16 & 15)] = moved }
        }
        s.pointee.left &-= Timing.doubleTransfer
    }

    @inline(never)
    func swap(_ op: UInt32) {
        let s = state
        let r = s.pointee.r
        let address = r[Int(op >> 16 & 15)]
        let value = r[Int(op & 15)]
        s.pointee.left &-= Timing.swap
        if op & 0x0040_0000 != 0 {
            guard let old = load8(address), store8(address, value) else { return dataAbort() }
            r[Int(op >> 12 & 15)] = old
        } else {
            if address & 3 != 0, s.pointee.checksAlignment { return dataAbort() }
            guard let old = load32(address & ~3), store32(address & ~3, value) else { return dataAbort() }
            let turn = address << 3 & 31
            r[Int(op >> 12 & 15)] = turn == 0 ? old : old &>> turn | old &<< (32 &- turn)
        }
    }

    // MARK: - Blocks

    @inline(never)
    func blockTransfer(_ op: UInt32) {
        let s = state
        let r = s.pointee.r
        let rn = Int(op >> 16 & 15)
        let base = r[rn]
        let list = op & 0xffff
        let count = UInt32(truncatingIfNeeded: list.nonzeroBitCount)
        // An empty list transfers nothing and moves the base by sixteen words.
        let span = list == 0 ? 64 : count &* 4
        let isUp = op & 0x0080_0000 != 0
        let isPre = op & 0x0100_0000 != 0
        let moved = isUp ? base &+ span : base &- span
        var address = isUp ? base : moved
        if isPre == isUp { address &+= 4 }
        let writesBack = op & 0x0020_0000 != 0
        if address & 3 != 0, s.pointee.checksAlignment, list != 0 { return dataAbort() }
        address &= ~3
        s.pointee.left &-= count <= 1 ? 1 : Int(count) &- 1
        let isUser = op & 0x0040_0000 != 0

        if op & 0x0010_0000 != 0 {
            let loadsPC = list & 0x8000 != 0
            var rest = list
            var loadedBase: UInt32?
            while rest != 0 {
                let index = rest.trailingZeroBitCount
                rest &= rest &- 1
                guard let value = load32(address) else {
                    r[rn] = base
                    return dataAbort()
                }
                address &+= 4
                if index == 15 {
                    if writesBack { r[rn] = moved }
                    if let loadedBase, !isUser || loadsPC { r[rn] = loadedBase }
                    s.pointee.left &-= Timing.loadToPC
                    if isUser {
                        let status = s.pointee.spsr
                        s.pointee.setFlags(status)
                        s.pointee.setControl(status, withState: true)
                        s.pointee.nextPC = value & (s.pointee.isThumb ? ~1 : ~3)
                    } else {
                        branchExchange(value)
                    }
                    return
                }
                if isUser, !loadsPC {
                    s.pointee.setUserRegister(index, value)
                } else {
                    // The base is written back unless it is the last of several registers.
                    if index == rn {
                        if !writesBack || rest == 0 && count > 1 { loadedBase = value }
                    }
                    r[index] = value
                }
            }
            if writesBack {
                r[rn] = moved
                if let loadedBase { r[rn] = loadedBase }
            }
        } else {
            var rest = list
            while rest != 0 {
                let index = rest.trailingZeroBitCount
                rest &= rest &- 1
                var value = isUser && index < 15 ? s.pointee.userRegister(index) : r[index]
                if index == 15 { value = r[15] &+ 4 }
                guard store32(address, value) else { return dataAbort() }
                address &+= 4
            }
            if writesBack { r[rn] = moved }
        }
    }
}
