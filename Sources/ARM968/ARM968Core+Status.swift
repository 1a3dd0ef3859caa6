extension CoreState {
    /// One of the six banks' words.
    private static func get(
        _ words: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32),
        _ bank: Int
    ) -> UInt32 {
        switch bank {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        case 3: words.3
        case 4: words.4
        default: words.5
        }
    }

    private static func set(
        _ words: inout (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32),
        _ bank: Int,
        _ value: UInt32
    ) {
        switch bank {
        case 0: words.0 = value
        case 1: words.1 = value
        case 2: words.2 = value
        case 3: words.3 = value
        case 4: words.4 = value
        default: words.5 = value
        }
    }

    /// The saved status of the present mode; user and system have none and read their own status.
    var spsr: UInt32 {
        get { mode.bank == 0 ? cpsr : Self.get(saved, mode.bank) }
        set { if mode.bank != 0 { Self.set(&saved, mode.bank, newValue) } }
    }

    /// Changes the mode, and with it the registers seen.
    mutating func enter(_ new: Mode) {
        guard new != mode else { return }
        if new.bank != mode.bank {
            Self.set(&banked13, mode.bank, r[13])
            Self.set(&banked14, mode.bank, r[14])
            r[13] = Self.get(banked13, new.bank)
            r[14] = Self.get(banked14, new.bank)
            if (new == .fiq) != (mode == .fiq) { swapHigh() }
        }
        mode = new
    }

    private mutating func swapHigh() {
        let high = (r[8], r[9], r[10], r[11], r[12])
        (r[8], r[9], r[10], r[11], r[12]) = other8to12
        other8to12 = high
    }

    /// A register as user mode sees it, 0 to 14.
    func userRegister(_ index: Int) -> UInt32 {
        if index >= 13, mode.bank != 0 { return index == 13 ? banked13.0 : banked14.0 }
        guard (8...12).contains(index), mode == .fiq else { return r[index] }
        switch index {
        case 8: return other8to12.0
        case 9: return other8to12.1
        case 10: return other8to12.2
        case 11: return other8to12.3
        default: return other8to12.4
        }
    }

    /// Writes a register as user mode sees it, 0 to 14.
    mutating func setUserRegister(_ index: Int, _ value: UInt32) {
        if index >= 13, mode.bank != 0 {
            if index == 13 { banked13.0 = value } else { banked14.0 = value }
            return
        }
        guard (8...12).contains(index), mode == .fiq else {
            r[index] = value
            return
        }
        switch index {
        case 8: other8to12.0 = value
        case 9: other8to12.1 = value
        case 10: other8to12.2 = value
        case 11: other8to12.3 = value
        default: other8to12.4 = value
        }
    }

    /// Replaces the flags by bits 31 to 27 of a status word.
    mutating func setFlags(_ status: UInt32) {
        n = status
        z = status & 0x4000_0000 == 0 ? 1 : 0
        c = status >> 29 & 1
        v = status >> 28 & 1
        q = status >> 27 & 1
    }

    /// Replaces mode and masks by the low byte of a status word; the state bit only where `withState`.
    ///
    /// A mode number that does not exist is ignored (the architecture leaves it unpredictable).
    mutating func setControl(_ status: UInt32, withState: Bool) {
        replaceControl(status, withState: withState)
        interrupt()
    }

    /// The same for those who know that it lets no interrupt in that waits.
    mutating func replaceControl(_ status: UInt32, withState: Bool) {
        if let new = Mode(rawValue: status & 0x1f) { enter(new) }
        irqMasked = status & 0x80 != 0
        fiqMasked = status & 0x40 != 0
        if withState { isThumb = status & 0x20 != 0 }
    }
}

extension ARM968Core {
    /// Makes the core start as after a reset: supervisor mode, interrupts masked, ARM state, high vectors.
    package func reset(pc: UInt32) {
        state.pointee.enter(.supervisor)
        state.pointee.irqMasked = true
        state.pointee.fiqMasked = true
        state.pointee.isThumb = false
        state.pointee.isWaiting = false
        state.pointee.control = 0x2000
        state.pointee.nextPC = pc
        state.pointee.interrupt()
    }

    /// Takes an exception. `returnAddress` goes to the link register of the new mode.
    func take(_ kind: ExceptionKind, returnAddress: UInt32) { state.pointee.take(kind, returnAddress: returnAddress) }
}

extension CoreState {
    /// Takes an exception. `returnAddress` goes to the link register of the new mode.
    @inline(never)
    mutating func take(_ kind: ExceptionKind, returnAddress: UInt32) {
        let status = cpsr
        let (mode, vector): (Mode, UInt32) =
            switch kind {
            case .undefined: (.undefined, 0x04)
            case .supervisorCall: (.supervisor, 0x08)
            case .prefetchAbort: (.abort, 0x0c)
            case .dataAbort: (.abort, 0x10)
            case .irq: (.irq, 0x18)
            case .fiq: (.fiq, 0x1c)
            }
        enter(mode)
        spsr = status
        r[14] = returnAddress
        isThumb = false
        irqMasked = true
        if kind == .fiq { fiqMasked = true }
        nextPC = vectorBase | vector
        interrupt()
        left &-= Timing.exception
    }

    /// Takes the exception of a load or store that nobody answered.
    @inline(never)
    mutating func abortData() {
        // r15 reads 8 ahead in ARM state and 4 in Thumb state; the handler expects the aborted instruction plus 8.
        take(.dataAbort, returnAddress: isThumb ? r[15] &+ 4 : r[15])
    }
}
