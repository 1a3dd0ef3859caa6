import CoreShim

/// Stops a timer and takes its interrupt away.
@inline(__always)
func stopTimer(_ base: UInt32) {
    store32(base + 0x08, 0)
    store32(base + 0x0c, 0)
}

/// The cycles, by timer 2, until timer 1 has its interrupt.
@inline(never)
func cyclesUntilZero(load: UInt32, control: UInt32) -> UInt32 {
    stopTimer(Base.timer1)
    stopTimer(Base.timer2)
    store32(Base.timer2, UInt32.max)
    store32(Base.timer2 + 0x08, 0x82)
    store32(Base.timer1, load)
    let start = load32(Base.timer2 + 0x04)
    store32(Base.timer1 + 0x08, control)
    wait { load32(Base.timer1 + 0x10) != 0 }
    let end = load32(Base.timer2 + 0x04)
    stopTimer(Base.timer1)
    stopTimer(Base.timer2)
    return start &- end
}

/// Reports whether timer 1 takes so many cycles, give or take one step of the prescaler and the loop that looks.
@inline(never)
private func reportCycles(load: UInt32, control: UInt32, expected: UInt32) {
    let cycles = cyclesUntilZero(load: load, control: control)
    report(cycles >= expected - 256 && cycles < expected + 400)
}

/// The two timers: 201 to 211.
@inline(never)
func timerExperiments() {
    let (first, second) = (Base.timer1, Base.timer2)
    stopTimer(first)
    stopTimer(second)
    experiment(201) {
        store32(first + 0x08, 0x62)
        store32(first, 1_000)
        report(load32(first + 0x04))
        report(load32(first))
        store32(first + 0x08, 0xe2)
        pause(microseconds: 1)
        let running = load32(first + 0x04)
        report(running > 0 && running < 1_000)
        store32(first + 0x08, 0x62)
        let stopped = load32(first + 0x04)
        pause(microseconds: 2)
        report(load32(first + 0x04) == stopped)
        report(load32(first + 0x08))
    }
    stopTimer(first)
    experiment(202) {
        // Periodic, without interrupt: the raw status counts, the masked one does not.
        store32(first, 400)
        store32(first + 0x08, 0xc2)
        report(wait { load32(first + 0x10) != 0 })
        report(load32(first + 0x14))
        report(load32(Base.interrupts + 0x08) >> 4 & 1)
        store32(first + 0x08, 0x62)
        report(load32(first + 0x14))
        report(load32(Base.interrupts + 0x08) >> 4 & 3)
        store32(first + 0x0c, 0x1234)
        report(load32(first + 0x10))
        report(load32(first + 0x14))
        store32(first + 0x08, 0xe2)
        report(wait { load32(first + 0x14) != 0 })
        let count = load32(first + 0x04)
        report(count <= 400)
        report(load32(second + 0x10))
    }
    stopTimer(first)
    experiment(203) {
        store32(second, 500)
        store32(second + 0x08, 0xe3)
        report(wait { load32(second + 0x10) != 0 })
        report(load32(second + 0x04))
        store32(second + 0x0c, 0)
        pause(microseconds: 5)
        report(load32(second + 0x10))
        report(load32(second + 0x04))
        store32(second, 500)
        report(load32(second + 0x04) > 0)
        report(wait { load32(second + 0x10) != 0 })
        report(load32(Base.interrupts + 0x08) >> 5 & 1)
        report(load32(first + 0x10))
    }
    stopTimer(second)
    experiment(204) {
        store32(first, 100)
        store32(first + 0x08, 0xa2)
        wait { load32(first + 0x10) != 0 }
        report(load32(first + 0x04) > 0xffff_0000)
        stopTimer(first)
        store32(first, 100)
        store32(first + 0x08, 0xa0)
        wait { load32(first + 0x10) != 0 }
        let count = load32(first + 0x04)
        report(count > 0xf000 && count <= 0xffff)
    }
    stopTimer(first)
    experiment(205) {
        // Sixteen bits of what is loaded count.
        store32(first + 0x08, 0x60)
        store32(first, 0x0003_0100)
        store32(first + 0x08, 0xe0)
        report(load32(first + 0x04) <= 0x100)
        report(wait { load32(first + 0x10) != 0 })
    }
    stopTimer(first)
    experiment(206) {
        reportCycles(load: 10_000, control: 0xe3, expected: 10_000)
        reportCycles(load: 1_000, control: 0xe7, expected: 16_000)
        reportCycles(load: 100, control: 0xeb, expected: 25_600)
    }
    experiment(207) {
        store32(first, 20_000)
        store32(first + 0x08, 0xe2)
        store32(first + 0x18, 300)
        report(load32(first + 0x18))
        report(load32(first))
        report(load32(first + 0x04) > 10_000)
        wait { load32(first + 0x10) != 0 }
        report(load32(first + 0x04) <= 300)
        store32(first + 0x0c, 0)
        report(wait { load32(first + 0x10) != 0 })
    }
    stopTimer(first)
    resetInterrupts()
    experiment(208) {
        store32(ProgramWords.mode, InterruptMode.timer)
        connect(slot: 3, line: 4)
        enable(1 << 4)
        store32(first, 1_000)
        store32(first + 0x08, 0xe2)
        letInterruptsIn(microseconds: 30)
        reportLog()
    }
    resetInterrupts()
    experiment(209) {
        // Both at once, each on its own line; the one-shot timer interrupts once.
        store32(ProgramWords.mode, InterruptMode.timer)
        connect(slot: 6, line: 5)
        enable(1 << 5)
        store32(second, 1_000)
        store32(second + 0x08, 0xe3)
        letInterruptsIn(microseconds: 30)
        reportLog()
    }
    stopTimer(first)
    stopTimer(second)
    resetInterrupts()
    experiment(210) {
        // A sleeping core is woken by its timer.
        connect(slot: 0, line: 4)
        enable(1 << 4)
        store32(first, 5_000)
        store32(first + 0x08, 0xe3)
        waitForInterrupt()
        report(load32(first + 0x14))
        report(load32(first + 0x04))
    }
    stopTimer(first)
    resetInterrupts()
    experiment(211) {
        // While the interrupt stands, more zeros change nothing; one write clears it.
        store32(first, 200)
        store32(first + 0x08, 0xe2)
        pause(microseconds: 10)
        report(load32(first + 0x10))
        store32(first + 0x08, 0x62)
        store32(first + 0x0c, 0)
        report(load32(first + 0x10))
    }
    stopTimer(first)
}
