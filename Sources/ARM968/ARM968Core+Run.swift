extension ARM968Core {
    /// Runs until at least `cycles` are consumed or something stops it; the last instruction may overshoot.
    ///
    /// A waiting core returns at once unless an interrupt is asserted; masked interrupts wake it, too.
    package func run(cycles: Int) -> StopReason {
        let state = state
        state.pointee.left = cycles
        state.pointee.budget = cycles
        state.pointee.yields = false
        defer { state.pointee.cycles &+= UInt64(bitPattern: Int64(elapsed)) }
        if state.pointee.isWaiting {
            guard state.pointee.irq || state.pointee.fiq else { return .waitForInterrupt }
            state.pointee.isWaiting = false
        }
        if state.pointee.cycles >= state.pointee.settlingTime { settle() }
        while state.pointee.left > 0 {
            if state.pointee.fiq, !state.pointee.fiqMasked {
                take(.fiq, returnAddress: state.pointee.nextPC &+ 4)
            } else if state.pointee.irq, !state.pointee.irqMasked {
                take(.irq, returnAddress: state.pointee.nextPC &+ 4)
            }
            state.pointee.floor = 0
            // At least one instruction, though the exception may have used up the cycles.
            if code != nil, !state.pointee.isObserved {
                thread()
            } else {
                interpret()
            }
            if state.pointee.isWaiting {
                guard state.pointee.irq || state.pointee.fiq else { return .waitForInterrupt }
                state.pointee.isWaiting = false
            }
            if state.pointee.yields { return .yield }
        }
        return .budget
    }

    /// Interprets instructions of one state until something has to be looked at.
    private func interpret() {
        let state = state
        var count: UInt64 = 0
        if state.pointee.isThumb {
            repeat {
                stepThumb()
                count &+= 1
            } while state.pointee.left > state.pointee.floor
        } else {
            repeat {
                stepARM()
                count &+= 1
            } while state.pointee.left > state.pointee.floor
        }
        state.pointee.instructions &+= count
    }

    /// Threads through code in instruction memory, and interprets the instructions that this leaves out, until
    /// something has to be looked at.
    private func thread() {
        let state = state
        repeat {
            if state.pointee.nextPC < 0x8000, state.pointee.left > 0 {
                enterThread()
                if state.pointee.left <= state.pointee.floor { return }
            }
            if state.pointee.isThumb { stepThumb() } else { stepARM() }
            state.pointee.instructions &+= 1
        } while state.pointee.left > state.pointee.floor
    }

    /// Executes micro-operations until the cycles are used up or one of them needs the interpreter.
    private func enterThread() {
        let s = state
        let part = min(s.pointee.left, Budget.most)
        block.places.pointee.reserve = s.pointee.left &- part
        let nz = UInt64(s.pointee.n & 0x8000_0000) << 32 | (s.pointee.z == 0 ? 0 : 1)
        jump(
            block,
            s.pointee.nextPC,
            isThumb: s.pointee.isThumb,
            Budget.packed(cycles: part),
            nz,
            s.pointee.c,
            s.pointee.v
        )
    }

    @inline(__always)
    private func stepARM() {
        let s = state
        let pc = s.pointee.nextPC & ~3
        let op: UInt32
        s.pointee.left &-= 1
        if pc < 0x8000 {
            op = itcm.load(fromByteOffset: Int(pc), as: UInt32.self)
        } else if let fetched = loadBeyond(pc, .word) {
            op = fetched
        } else {
            return take(.prefetchAbort, returnAddress: pc &+ 4)
        }
        s.pointee.r[15] = pc &+ 8
        s.pointee.nextPC = pc &+ 4
        if op >> 28 == 14 || passes(op >> 28) {
            execute(op)
        } else if op >> 28 == 15 {
            executeUnconditional(op)
        }
    }

    /// Whether a condition other than 15 holds.
    @inline(__always)
    func passes(_ condition: UInt32) -> Bool {
        let s = state
        switch condition {
        case 0: return s.pointee.z == 0
        case 1: return s.pointee.z != 0
        case 2: return s.pointee.c != 0
        case 3: return s.pointee.c == 0
        case 4: return s.pointee.n >> 31 != 0
        case 5: return s.pointee.n >> 31 == 0
        case 6: return s.pointee.v != 0
        case 7: return s.pointee.v == 0
        case 8: return s.pointee.c != 0 && s.pointee.z != 0
        case 9: return s.pointee.c == 0 || s.pointee.z == 0
        case 10: return s.pointee.n >> 31 == s.pointee.v
        case 11: return s.pointee.n >> 31 != s.pointee.v
        case 12: return s.pointee.z != 0 && s.pointee.n >> 31 == s.pointee.v
        case 13: return s.pointee.z == 0 || s.pointee.n >> 31 != s.pointee.v
        case 14: return true
        default: return false
        }
    }

    private func stepThumb() {
        let pc = state.pointee.nextPC & ~1
        let half: UInt32
        state.pointee.left &-= 1
        if pc < 0x8000 {
            half = UInt32(itcm.load(fromByteOffset: Int(pc), as: UInt16.self))
        } else if let fetched = loadBeyond(pc, .half) {
            half = fetched
        } else {
            return take(.prefetchAbort, returnAddress: pc &+ 4)
        }
        state.pointee.r[15] = pc &+ 4
        state.pointee.nextPC = pc &+ 2
        executeThumb(half)
    }

    // MARK: - Outside view

    /// The interrupt request line.
    package var irq: Bool {
        get { state.pointee.irq }
        nonmutating set { setLines(irq: newValue, fiq: fiq) }
    }

    /// The fast interrupt request line.
    package var fiq: Bool {
        get { state.pointee.fiq }
        nonmutating set { setLines(irq: irq, fiq: newValue) }
    }

    /// Whether the core sleeps until an interrupt is asserted.
    package var isWaiting: Bool { state.pointee.isWaiting }

    /// Whether the core sleeps and no interrupt is asserted.
    @inlinable package var isAsleep: Bool { state.pointee.isWaiting && !state.pointee.irq && !state.pointee.fiq }

    /// Whether the core is in user mode.
    package var isUser: Bool { state.pointee.mode == .user }

    /// Sets both interrupt lines.
    @inlinable
    package func setLines(irq: Bool, fiq: Bool) {
        if irq && !state.pointee.irq || fiq && !state.pointee.fiq { state.pointee.interrupt() }
        state.pointee.irq = irq
        state.pointee.fiq = fiq
    }

    /// Tells the core that bytes of its instruction memory have been written, by offset.
    package func instructionsChanged(_ range: Range<Int>) {
        guard let code else { return }
        code.memoryChanged(range.clamped(to: 0..<Self.itcmBytes), at: state.pointee.cycles)
        useTables(of: code)
    }

    /// Shares decoded code with cores whose instruction memories hold the same.
    @inline(never)
    private func settle() {
        guard let code else { return }
        code.settle(itcm)
        useTables(of: code)
    }

    private func useTables(of code: CodeUse) {
        block.places.pointee.arm = code.tables.arm
        block.places.pointee.thumb = code.tables.thumb
        state.pointee.settlingTime = code.settlingTime
    }

    /// Whether the bus hears of each access to data. An observed core executes by the interpreter, to the same results.
    package var isObserved: Bool {
        get { state.pointee.isObserved }
        nonmutating set { state.pointee.isObserved = newValue }
    }

    /// All cycles run since the core was made.
    package var cycles: UInt64 { state.pointee.cycles }

    /// The cycles consumed by the present or last `run`; for devices that are asked the time in its midst.
    @inlinable package var elapsed: Int { state.pointee.budget &- state.pointee.left }

    /// All instructions run since the core was made.
    package var instructions: UInt64 { state.pointee.instructions }

    /// Makes `run` return after the present instruction; for the bus.
    @inlinable
    package func requestYield() {
        state.pointee.yields = true
        state.pointee.interrupt()
    }

    /// Has the present `run` end so many cycles sooner, though not before the present instruction does; for the bus.
    @inlinable
    package func shorten(by cycles: Int) {
        state.pointee.left &-= cycles
        state.pointee.budget &-= cycles
    }

    /// Charges cycles; for the bus, during an access.
    package func addCycles(_ count: Int) { state.pointee.left &-= count }

    /// A register of the present mode; 15 is the address of the next instruction.
    package subscript(register: Int) -> UInt32 {
        get { register == 15 ? state.pointee.nextPC : state.pointee.r[register & 15] }
        nonmutating set {
            if register == 15 { state.pointee.nextPC = newValue } else { state.pointee.r[register & 15] = newValue }
        }
    }

    /// The status register.
    package var cpsr: UInt32 {
        get { state.pointee.cpsr }
        nonmutating set {
            state.pointee.setFlags(newValue)
            state.pointee.setControl(newValue, withState: true)
        }
    }

    /// The saved status register of the present mode.
    package var spsr: UInt32 {
        get { state.pointee.spsr }
        nonmutating set { state.pointee.spsr = newValue }
    }

    /// Register 1 of coprocessor 15: alignment checks (bit 1), high vectors (bit 13).
    package var control: UInt32 {
        get { state.pointee.control }
        nonmutating set { state.pointee.control = newValue }
    }
}
