import CoreShim

/// What a handler does besides taking note of its slot and clearing all soft lines but those it raises.
enum InterruptMode {
    static var note: UInt32 { 0 }
    /// Slot 5 lets others in and raises the line of slot 2.
    static var nest: UInt32 { 1 }
    /// Slot 2 lets others in and raises the line of slot 5, whose turn comes afterwards.
    static var holdBack: UInt32 { 2 }
    /// Slot 3 lets others in while its own line is still raised.
    static var keepLine: UInt32 { 3 }
    /// Slot 4 raises the line of the fast interrupt.
    static var fast: UInt32 { 4 }
    /// Clears the interrupt of timer 1, and switches it off at the third.
    static var timer: UInt32 { 5 }
    /// Acknowledges one transfer's end, and commits the next until four were.
    static var transfer: UInt32 { 6 }
    /// Takes a packet.
    static var packet: UInt32 { 7 }
    /// Clears the flag of the slow clock and disables its line.
    static var slowClock: UInt32 { 8 }
    /// Copies the router's record of a dropped packet, as the official extra monitor does.
    static var dump: UInt32 { 10 }
    /// Each slot clears the line only that `line(ofSlot:)` gives it.
    static var own: UInt32 { 9 }
}

/// The line that experiment 107 gives to a slot: one of the core's own that is low, or one for software.
@inline(__always)
func line(ofSlot slot: UInt32) -> UInt32 {
    let lines: UInt32 =
        switch slot >> 2 {
        case 0: 0x1a1b_1c1d
        case 1: 0x0d0e_1819
        case 2: 0x0708_0a0c
        default: 0x0102_0405
        }
    return lines >> (8 * (slot & 3)) & 0xff
}

@inline(__always)
func soft(_ line: UInt32) { store32(Base.interrupts + 0x18, 1 << line) }

@inline(__always)
func clearSoft(_ lines: UInt32) { store32(Base.interrupts + 0x1c, lines) }

@inline(never)
func note(_ entry: UInt32) {
    let count = load32(ProgramWords.logCount)
    if count < ProgramWords.logLimit { store32(ProgramWords.log + 4 * count, entry) }
    store32(ProgramWords.logCount, count + 1)
}

/// Reports the log with its length, and empties it.
@inline(never)
func reportLog() {
    let count = load32(ProgramWords.logCount)
    report(count)
    var index: UInt32 = 0
    while index < count, index < ProgramWords.logLimit {
        report(load32(ProgramWords.log + 4 * index))
        index += 1
    }
    store32(ProgramWords.logCount, 0)
}

/// The handler of all slots, in system mode with interrupts masked.
@_cdecl("conformance_interrupt")
func conformanceInterrupt(_ slot: UInt32) {
    note(slot)
    switch load32(ProgramWords.mode) {
    case InterruptMode.nest where slot == 5:
        clearSoft(1 << 29)
        interruptsEnable()
        soft(28)
        pause(microseconds: 2)
        _ = interruptsMask()
        note(0x100 | slot)
    case InterruptMode.holdBack where slot == 2:
        clearSoft(1 << 28)
        interruptsEnable()
        soft(29)
        pause(microseconds: 2)
        _ = interruptsMask()
        note(0x100 | slot)
    case InterruptMode.keepLine:
        interruptsEnable()
        pause(microseconds: 2)
        _ = interruptsMask()
        clearSoft(UInt32.max)
        note(0x100 | slot)
    case InterruptMode.fast:
        clearSoft(UInt32.max)
        soft(30)
        pause(microseconds: 2)
        note(0x100 | slot)
    case InterruptMode.timer:
        store32(Base.timer1 + 0x0c, 0)
        store32(Base.timer2 + 0x0c, 0)
        if load32(ProgramWords.logCount) >= 3 {
            store32(Base.timer1 + 0x08, 0)
            store32(Base.timer2 + 0x08, 0)
        }
    case InterruptMode.transfer:
        store32(Base.transfers + 0x10, 8)
        if load32(ProgramWords.logCount) < 4 { commitNextTransfer() }
    case InterruptMode.packet:
        note(load32(Base.packets + 0x14))
    case InterruptMode.slowClock:
        store32(Base.transfers + 0x18, 0)
        store32(Base.interrupts + 0x14, 1 << 22)
    case InterruptMode.dump:
        store32(Base.interrupts + 0x14, 1 << 16)
        for index: UInt32 in 0..<5 {
            store32(ProgramWords.scratch + 4 * index, load32(RouterRegister.dumpHeader + 4 * index))
        }
    case InterruptMode.own where slot < 16:
        clearSoft(1 << line(ofSlot: slot))
    default:
        clearSoft(UInt32.max)
    }
}

/// The handler of the fast interrupt.
@_cdecl("conformance_fast")
func conformanceFast() {
    clearSoft(UInt32.max)
    note(0xf1)
}

/// Leaves the interrupt controller with nothing enabled, selected, raised or connected.
func resetInterrupts() {
    let base = Base.interrupts
    store32(base + 0x14, UInt32.max)
    store32(base + 0x1c, UInt32.max)
    store32(base + 0x0c, 0)
    for slot: UInt32 in 0..<16 {
        store32(base + 0x200 + 4 * slot, 0)
        store32(base + 0x100 + 4 * slot, slotHandler(slot))
    }
    store32(base + 0x34, slotHandler(16))
    // As many ends of interrupts as there are priorities.
    for _ in 0..<17 { store32(base + 0x30, 0) }
    store32(ProgramWords.mode, InterruptMode.note)
    store32(ProgramWords.logCount, 0)
}

@inline(__always)
func connect(slot: UInt32, line: UInt32) { store32(Base.interrupts + 0x200 + 4 * slot, 0x20 | line) }

@inline(__always)
func enable(_ lines: UInt32) { store32(Base.interrupts + 0x10, lines) }

/// Lets interrupts in for some microseconds.
@inline(never)
func letInterruptsIn(microseconds: UInt32 = 5) {
    interruptsEnable()
    pause(microseconds: microseconds)
    _ = interruptsMask()
}

/// Raises one of two lines, whose handler raises the other.
@inline(never)
private func experimentOnNesting(_ number: UInt32, mode: UInt32, first: UInt32) {
    resetInterrupts()
    experiment(number) {
        store32(ProgramWords.mode, mode)
        connect(slot: 2, line: 28)
        connect(slot: 5, line: 29)
        enable(3 << 28)
        soft(first)
        letInterruptsIn(microseconds: 20)
        reportLog()
    }
}

/// The vectored interrupt controller: 101 to 119.
@inline(never)
func interruptExperiments() {
    let base = Base.interrupts
    // Two pins are interrupt lines: this chip drives them low meanwhile.
    let (savedPort, savedDirection) = (load32(Base.system + 0x40), load32(Base.system + 0x44))
    store32(Base.system + 0x4c, 3 << 8)
    store32(Base.system + 0x44, savedDirection & ~(3 << 8))
    experiment(101) {
        report(load32(base + 0xfe0) & 0xff)
        for index: UInt32 in 0..<4 { report(load32(base + 0xff0 + 4 * index) & 0xff) }
    }
    resetInterrupts()
    experiment(102) {
        enable(0x30)
        enable(0x05)
        report(load32(base + 0x10))
        store32(base + 0x14, 0x11)
        report(load32(base + 0x10))
        report(load32(base + 0x14))
        store32(base + 0x14, UInt32.max)
        report(load32(base + 0x10))
    }
    experiment(103) {
        store32(base + 0x18, 0x0a)
        report(load32(base + 0x18))
        report(load32(base + 0x08) & 0x0e)
        report(load32(base + 0x1c))
        store32(base + 0x1c, 0x02)
        report(load32(base + 0x18))
        report(load32(base + 0x08) & 0x0e)
        clearSoft(UInt32.max)
    }
    experiment(104) {
        store32(base + 0x0c, 1 << 28)
        store32(base + 0x18, 1 << 28 | 1 << 1 | 1 << 2)
        report(load32(base + 0x00))
        enable(1 << 28 | 1 << 1)
        report(load32(base + 0x00))
        report(load32(base + 0x04))
        report(load32(base + 0x0c))
        store32(base + 0x0c, 0)
        report(load32(base + 0x00))
        report(load32(base + 0x04))
    }
    resetInterrupts()
    experiment(105) {
        store32(base + 0x34, 0xdef0)
        store32(base + 0x100 + 4 * 9, 0x9990)
        report(load32(base + 0x30))
        connect(slot: 9, line: 28)
        enable(3 << 28)
        soft(29)
        report(load32(base + 0x30))
        soft(28)
        report(load32(base + 0x30))
        report(load32(base + 0x34))
    }
    resetInterrupts()
    experiment(106) {
        for slot: UInt32 in 0..<3 {
            store32(base + 0x100 + 4 * slot, 0x1000 + slot)
            connect(slot: slot, line: 28 + slot)
        }
        enable(7 << 28)
        soft(30)
        report(load32(base + 0x30))
        soft(29)
        report(load32(base + 0x30))
        soft(28)
        report(load32(base + 0x30))
        clearSoft(1 << 28)
        store32(base + 0x30, 0)
        clearSoft(1 << 29)
        store32(base + 0x30, 0)
        store32(base + 0x30, 0)
        report(load32(base + 0x30))
    }
    resetInterrupts()
    experiment(107) {
        store32(ProgramWords.mode, InterruptMode.own)
        var lines: UInt32 = 0
        for slot: UInt32 in 0..<16 {
            connect(slot: slot, line: line(ofSlot: slot))
            lines |= 1 << line(ofSlot: slot)
        }
        enable(lines)
        store32(base + 0x18, lines)
        letInterruptsIn(microseconds: 50)
        reportLog()
    }
    experimentOnNesting(108, mode: InterruptMode.nest, first: 29)
    experimentOnNesting(109, mode: InterruptMode.holdBack, first: 28)
    resetInterrupts()
    experiment(110) {
        store32(ProgramWords.mode, InterruptMode.keepLine)
        connect(slot: 3, line: 1)
        enable(1 << 1)
        soft(1)
        letInterruptsIn(microseconds: 20)
        reportLog()
    }
    resetInterrupts()
    experiment(111) {
        store32(ProgramWords.mode, InterruptMode.own)
        connect(slot: 15, line: line(ofSlot: 15))
        enable(1 << 3 | 1 << 1)
        store32(base + 0x18, 1 << 3 | 1 << 1)
        letInterruptsIn(microseconds: 20)
        reportLog()
    }
    resetInterrupts()
    experiment(112) {
        store32(ProgramWords.mode, InterruptMode.fast)
        store32(base + 0x0c, 1 << 30)
        connect(slot: 4, line: 29)
        enable(3 << 29)
        soft(29)
        letInterruptsIn(microseconds: 20)
        reportLog()
    }
    resetInterrupts()
    experiment(113) {
        connect(slot: 1, line: 1)
        enable(1 << 1)
        soft(1)
        pause(microseconds: 2)
        report(load32(ProgramWords.logCount))
        // Masked or not, a presented interrupt ends the sleep.
        waitForInterrupt()
        report(load32(ProgramWords.logCount))
        letInterruptsIn()
        reportLog()
    }
    resetInterrupts()
    experiment(114) {
        report(faults { _ = userLoad(base + 0x10) })
        store32(base + 0x20, 1)
        report(faults { _ = userLoad(base + 0x10) })
        report(faults { userStore(base + 0x18, 2) })
        report(load32(base + 0x18))
        report(load32(base + 0x20))
        store32(base + 0x20, 0)
        report(faults { userStore(base + 0x18, 2) })
        report(load32(base + 0x18))
    }
    resetInterrupts()
    experiment(115) {
        store32(0x2f00_0034, 0x1234_5678)
        report(load32(0xffff_f034))
        store32(0xffff_f034, 0x8765_4321)
        report(load32(0x1f00_0034))
    }
    resetInterrupts()
    experiment(116) {
        store32(base + 0x200 + 4 * 7, 0xffff_ffdf)
        store32(base + 0x100 + 4 * 7, 0xa5a5_5a5a)
        report(load32(base + 0x200 + 4 * 7))
        report(load32(base + 0x100 + 4 * 7))
        report(load32(base + 0x200 + 4 * 8))
    }
    resetInterrupts()
    experiment(117) {
        store32(Base.transfers + 0x18, 0)
        // An edge may come just now, but not twice.
        if load32(base + 0x08) >> 22 & 1 != 0 { store32(Base.transfers + 0x18, 0) }
        report(load32(base + 0x08) >> 22 & 1)
        report(wait { load32(base + 0x08) >> 22 & 1 != 0 })
        report(load32(Base.transfers + 0x18) >> 31)
        store32(Base.transfers + 0x18, 1 << 31)
        report(load32(Base.transfers + 0x18) >> 31)
        store32(ProgramWords.mode, InterruptMode.slowClock)
        store32(Base.transfers + 0x18, 0)
        connect(slot: 0, line: 22)
        enable(1 << 22)
        letInterruptsIn(microseconds: 100)
        reportLog()
    }
    resetInterrupts()
    experiment(118) {
        let bit: UInt32 = 1 << physicalCore
        store32(Base.system + 0x08, bit)
        report(load32(base + 0x08) >> 18 & 1)
        store32(Base.system + 0x08, protected(bit))
        report(load32(base + 0x08) >> 18 & 1)
        report((load32(Base.system + 0x08) >> physicalCore & 1) + (load32(Base.system + 0x0c) >> physicalCore & 1))
        store32(Base.system + 0x0c, protected(bit))
        report(load32(base + 0x08) >> 18 & 1)
    }
    resetInterrupts()
    experiment(119) {
        let pins = { load32(base + 0x08) >> 30 }
        report(pins())
        store32(Base.system + 0x48, 1 << 8)
        report(pins())
        store32(Base.system + 0x48, 1 << 9)
        report(pins())
        report(load32(Base.system + 0x48) >> 8 & 3)
        store32(Base.system + 0x4c, 1 << 8)
        report(pins())
        store32(Base.system + 0x4c, 1 << 9)
        report(pins())
    }
    store32(Base.system + 0x44, savedDirection)
    store32(Base.system + 0x40, savedPort)
}
