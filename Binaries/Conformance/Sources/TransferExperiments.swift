import CoreShim

/// A description with double words and bursts of 16, as shipped programs use.
@inline(__always)
func description(words: UInt32, toSystem: Bool = false, id: UInt32 = 0, check: Bool = false) -> UInt32 {
    id << 26 | 1 << 24 | 4 << 21 | (check ? 1 << 20 : 0) | (toSystem ? 1 << 19 : 0) | words << 2
}

private let base: UInt32 = 0x4000_0000

@inline(__always)
private var status: UInt32 { load32(base + 0x14) & 0xff_ffff }

@inline(__always)
private var buffer: UInt32 { load32(ProgramWords.buffer) }

@inline(__always)
private var block: UInt32 { load32(ProgramWords.block) }

/// Commits a transfer.
@inline(never)
private func commit(system: UInt32, local: UInt32, _ description: UInt32) {
    store32(base + 0x04, system)
    store32(base + 0x08, local)
    store32(base + 0x0c, description)
}

/// The reset sequence of shipped programs, without interrupts.
@inline(never)
private func reset() {
    store32(base + 0x10, 0x3f)
    store32(base + 0x10, 0x0d)
    store32(base + 0x18, 0)
    store32(base + 0x24, 0)
    store32(base + 0x28, 2)
}

@inline(never)
@discardableResult
private func waitForEnd() -> Bool { wait { status & 1 == 0 } }

/// Fills words with a number that steps.
@inline(never)
private func fill(_ address: UInt32, words: UInt32, from first: UInt32, step: UInt32 = 1) {
    for index in 0..<words { store32(address + 4 * index, first &+ index &* step) }
}

/// Whether words hold a number that steps.
@inline(never)
private func holds(_ address: UInt32, words: UInt32, from first: UInt32, step: UInt32 = 1) -> Bool {
    var isEqual = true
    for index in 0..<words where load32(address + 4 * index) != first &+ index &* step { isEqual = false }
    return isEqual
}

/// The transfer that a handler commits: word by word into the block.
func commitNextTransfer() {
    let number = load32(ProgramWords.logCount)
    commit(system: block + 0x100 * number, local: buffer, description(words: 16, toSystem: true))
}

/// Ethernet's polynomial for the check unit (datasheet, section 7.4).
@inline(never)
private func loadCheckRows() {
    func row(_ index: UInt32, _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) {
        store32(base + 0x180 + 4 * index, a)
        store32(base + 0x184 + 4 * index, b)
        store32(base + 0x188 + 4 * index, c)
        store32(base + 0x18c + 4 * index, d)
    }
    row(0, 0xfb80_8b20, 0x7dc0_4590, 0xbee0_22c8, 0x5f70_1164)
    row(4, 0x2fb8_08b2, 0x97dc_0459, 0xb06e_890c, 0x5837_4486)
    row(8, 0xac1b_a243, 0xad8d_5a01, 0xad46_2620, 0x56a3_1310)
    row(12, 0x2b51_8988, 0x95a8_c4c4, 0xcad4_6262, 0x656a_3131)
    row(16, 0x4935_93b8, 0x249a_c9dc, 0x924d_64ee, 0xc926_b277)
    row(20, 0x9f13_d21b, 0xb409_622d, 0x2184_3a36, 0x90c2_1d1b)
    row(24, 0x33e1_85ad, 0x6270_49f6, 0x3138_24fb, 0xe31c_995d)
    row(28, 0x8a0e_c78e, 0xc507_63c7, 0x1903_3ac3, 0xf701_1641)
}

/// The DMA controller: 301 to 318.
@inline(never)
func transferExperiments() {
    reset()
    experiment(301) {
        report(load32(base + 0x14) >> 24 == physicalCore)
        report(status)
        report(load32(base + 0x10))
    }
    experiment(302) {
        fill(block, words: 256, from: 0x1000, step: 3)
        fill(buffer, words: 257, from: 0, step: 0)
        commit(system: block, local: buffer, description(words: 256, id: 0x2a))
        report(waitForEnd())
        report(status)
        report(holds(buffer, words: 256, from: 0x1000, step: 3))
        report(load32(buffer + 1024))
        store32(base + 0x10, 8)
        report(status)
        fill(buffer, words: 7, from: 0x77)
        commit(system: block + 0x800, local: buffer, 7 << 2 | 1 << 19)
        report(waitForEnd())
        report(holds(block + 0x800, words: 7, from: 0x77))
        report(load32(block + 0x81c))
        store32(base + 0x10, 8)
    }
    reset()
    experiment(303) {
        fill(block, words: 2048, from: 1)
        fill(block + 0x2000, words: 16, from: 0x5000)
        commit(system: block, local: buffer, description(words: 2048))
        commit(system: block + 0x2000, local: buffer + 0x2000, description(words: 16))
        report(status)
        report(faults { store32(base + 0x04, 0) })
        report(faults { store32(base + 0x08, 0) })
        report(faults { store32(base + 0x0c, 64) })
        report(wait { status >> 10 & 3 == 3 })
        report(status)
        report(holds(buffer, words: 2048, from: 1) && holds(buffer + 0x2000, words: 16, from: 0x5000))
        store32(base + 0x10, 8)
        report(status)
        store32(base + 0x10, 8)
        report(status)
    }
    reset()
    experiment(304) {
        store32(buffer + 0x2000, 0xaaaa)
        commit(system: block, local: buffer, description(words: 2048))
        commit(system: block + 0x2000, local: buffer + 0x2000, description(words: 16))
        store32(base + 0x10, 1)
        report(status)
        report(waitForEnd())
        report(status)
        report(load32(buffer + 0x2000))
    }
    reset()
    experiment(305) {
        fill(buffer, words: 2048, from: 0, step: 0)
        commit(system: block, local: buffer, description(words: 2048))
        commit(system: block + 0x2000, local: buffer + 0x2000, description(words: 16))
        store32(base + 0x10, 2)
        wait { status & 1 == 0 }
        report(status)
        report(load32(buffer + 0x1ffc))
        pause(microseconds: 30)
        report(status)
        store32(base + 0x10, 4)
        report(wait { status & 0x400 != 0 })
        report(status)
        report(holds(buffer + 0x2000, words: 16, from: 0x5000))
    }
    reset()
    experiment(306) {
        // Nothing answers at this address of the network.
        commit(system: 0x5000_0040, local: buffer + 0x80, description(words: 64, id: 9))
        report(wait { status & 2 != 0 })
        report(status)
        report(load32(base + 0x104))
        report(load32(base + 0x108) &- buffer)
        report(load32(base + 0x10c))
        commit(system: block, local: buffer, description(words: 16))
        pause(microseconds: 20)
        report(status)
        report(faults { store32(base + 0x04, 0) })
        store32(base + 0x10, 4)
        report(wait { status & 0x400 != 0 })
        report(status)
    }
    reset()
    experiment(307) {
        // Beyond the core's memories.
        commit(system: block, local: 0x0050_0000, description(words: 16))
        report(wait { status & 2 != 0 })
        report(status)
        store32(base + 0x10, 4)
        report(status)
    }
    reset()
    experiment(308) {
        let lines = { load32(Base.interrupts + 0x08) >> 12 & 7 }
        commit(system: block, local: buffer, description(words: 16))
        waitForEnd()
        report(lines())
        store32(base + 0x18, 0x400)
        report(lines())
        store32(base + 0x18, 0x800)
        report(lines())
        commit(system: block, local: buffer, description(words: 16))
        waitForEnd()
        report(lines())
        store32(base + 0x10, 8)
        store32(base + 0x10, 8)
        report(lines())
        store32(base + 0x18, 0x1f_fc00)
        commit(system: 0x5000_0000, local: buffer, description(words: 16))
        wait { status & 2 != 0 }
        report(lines())
        store32(base + 0x10, 4)
        report(lines())
    }
    reset()
    experiment(309) {
        // Into instruction memory, behind the program.
        fill(block, words: 16, from: 0xc0de)
        commit(system: block, local: 0x7e00, description(words: 16))
        waitForEnd()
        report(holds(0x7e00, words: 16, from: 0xc0de))
    }
    reset()
    experiment(310) {
        // The network shows system RAM at 0, again and again, and not the core's memories.
        var isEqual = true
        for copy: UInt32 in 0..<3 {
            let address: UInt32 = copy == 0 ? 0x7f80 : copy == 1 ? 0x00ff_ff80 : 0xe500_7f80
            commit(system: address, local: buffer, description(words: 12))
            waitForEnd()
            for index: UInt32 in 0..<12 {
                isEqual = isEqual && load32(buffer + 4 * index) == load32(0xe500_7f80 + 4 * index)
            }
            store32(base + 0x10, 8)
        }
        report(isEqual)
        report(status)
    }
    reset()
    experiment(311) {
        store32(base + 0x04, 0x6000_0007)
        report(load32(base + 0x04))
        store32(base + 0x08, 0x0040_0006)
        report(load32(base + 0x08))
        store32(base + 0x24, UInt32.max)
        report(load32(base + 0x24))
        store32(base + 0x24, 0)
        store32(base + 0x18, 0x001f_fc01)
        report(load32(base + 0x18) & 0x7fff_ffff)
        store32(base + 0x18, 0)
        report(faults { _ = load32(base + 0x2c) })
        report(faults { store32(base + 0x300, 0) })
        report(faults { _ = load8(base + 0x14) })
        report(faults { store16(base + 0x10, 0) })
        report(faults { _ = userLoad(base + 0x14) })
        report(faults { userStore(base + 0x10, 0x0d) })
        report(load32(0x3000_0014) == load32(base + 0x14))
    }
    reset()
    experiment(312) {
        loadCheckRows()
        report(load32(base + 0x184))
        report(load32(base + 0x1fc))
        // The bytes 0, 1, 2, ..., 63.
        fill(buffer, words: 17, from: 0x0302_0100, step: 0x0404_0404)
        store32(block + 64, 0)
        commit(system: block, local: buffer, description(words: 16, toSystem: true, check: true))
        waitForEnd()
        report(status)
        report(load32(block + 64))
        report(load32(base + 0x1c))
        store32(base + 0x10, 8)
        fill(buffer, words: 17, from: 0, step: 0)
        commit(system: block, local: buffer, description(words: 16, check: true))
        waitForEnd()
        report(status)
        report(load32(base + 0x1c) == load32(base + 0x20))
        report(load32(base + 0x20))
        report(load32(buffer + 64))
        store32(base + 0x10, 8)
        store32(block + 20, load32(block + 20) ^ 0x0001_0000)
        commit(system: block, local: buffer, description(words: 16, check: true))
        wait { status & 2 != 0 }
        report(status)
        report(load32(base + 0x20))
        report(load32(base + 0x1c) != load32(base + 0x20))
        store32(base + 0x10, 4)
        report(status)
    }
    reset()
    experiment(313) {
        let total = {
            var sum: UInt32 = 0
            for index: UInt32 in 0..<8 { sum += load32(base + 0x40 + 4 * index) }
            return sum
        }
        store32(base + 0x28, 3)
        report(load32(base + 0x28))
        commit(system: block, local: buffer, description(words: 65))
        waitForEnd()
        report(total())
        commit(system: block, local: buffer, 10 << 2)
        waitForEnd()
        report(total())
        store32(base + 0x10, 8)
        store32(base + 0x10, 8)
        store32(base + 0x28, 0)
        commit(system: block, local: buffer, 10 << 2)
        waitForEnd()
        report(total())
        store32(base + 0x28, 2)
        report(total())
        report(load32(base + 0x28))
    }
    reset()
    experiment(314) {
        store32(base + 0x18, 0x1000)
        store32(base + 0x24, 0x20)
        fill(block, words: 64, from: 0x314)
        commit(system: block, local: buffer, description(words: 64))
        report(wait { status & 0x400 != 0 })
        report(status)
        report(holds(buffer, words: 64, from: 0x314))
        report(load32(Base.interrupts + 0x08) >> 12 & 7)
        store32(base + 0x10, 0x10)
        report(status)
        report(load32(Base.interrupts + 0x08) >> 12 & 7)
        store32(base + 0x10, 8)
        store32(base + 0x24, 0)
        commit(system: block, local: buffer, description(words: 64))
        waitForEnd()
        report(status)
    }
    reset()
    experiment(315) {
        report(faults { store32(0x5000_0000, 0) })
        report(status)
        store32(base + 0x18, 0x10_0001)
        report(faults { store32(0x5000_0000, 0) })
        report(wait { status & 0x10_0000 != 0 })
        report(status & 0x10_0002)
        report(load32(Base.interrupts + 0x08) >> 12 & 7)
        store32(base + 0x10, 0x20)
        report(status & 0x10_0000)
        report(load32(Base.interrupts + 0x08) >> 12 & 7)
    }
    reset()
    resetInterrupts()
    experiment(316) {
        // Each end commits the next transfer within its handler; none is lost.
        fill(buffer, words: 16, from: 0x316)
        fill(block, words: 1024, from: 0, step: 0)
        store32(ProgramWords.mode, InterruptMode.transfer)
        store32(base + 0x18, 0xc00)
        connect(slot: 3, line: 12)
        enable(1 << 12)
        commitNextTransfer()
        letInterruptsIn(microseconds: 40)
        reportLog()
        var count: UInt32 = 0
        for index: UInt32 in 0..<4 where holds(block + 0x100 * index, words: 16, from: 0x316) { count += 1 }
        report(count)
        report(status)
    }
    reset()
    resetInterrupts()
    experiment(317) {
        let wanted = description(words: 2048, id: 0x15)
        commit(system: block, local: buffer, wanted)
        let (system, local, left) = (load32(base + 0x104), load32(base + 0x108), load32(base + 0x10c))
        report(left >> 17 == wanted >> 17)
        report(system >= block && system < block + 0x2000)
        report(system &- block == local &- buffer || local &- buffer > system &- block)
        report(load32(base + 0x0c) == wanted)
        waitForEnd()
    }
    reset()
    experiment(318) {
        // Words and double words in bursts of 1, 2, 4, 8 and 16 move the same 37 words, in as many bursts as it takes.
        for width: UInt32 in 0..<2 {
            for burst: UInt32 in 0..<5 {
                let first = width << 8 | burst << 4
                fill(block, words: 37, from: first)
                fill(buffer, words: 38, from: 0, step: 0)
                store32(base + 0x28, 3)
                commit(system: block, local: buffer, width << 24 | burst << 21 | 37 << 2)
                waitForEnd()
                store32(base + 0x10, 8)
                var bursts: UInt32 = 0
                for index: UInt32 in 0..<8 { bursts += load32(base + 0x40 + 4 * index) }
                report(bursts << 1 | flag(holds(buffer, words: 37, from: first) && load32(buffer + 148) == 0))
            }
        }
    }
    reset()
}
