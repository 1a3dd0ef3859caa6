import ChipInterface
import CoreShim

private let base: UInt32 = 0xe200_0000

/// The report of the partner: the second core of this chip.
@inline(never)
private func partnerReport() -> UInt32 {
    load32(VirtualCoreBlock.base + 2 * VirtualCoreBlock.bytes + VirtualCoreBlock.user1)
}

/// Whether the partner counts on within some microseconds.
@inline(never)
private func partnerCounts(_ address: UInt32) -> Bool {
    let before = load32(address)
    pause(microseconds: 30)
    return load32(address) != before
}

/// Reports what the stub leaves of a core that has been reset: its number, the status of its DMA controller, its mode and
/// the place it runs at.
@inline(never)
private func reportStub(_ core: UInt32) {
    wait { load32(0xe500_002c) != 0 }
    report(load32(0xe500_0024) >> 24 == core)
    report(load32(0xe500_0024) & 0xff_ffff)
    report(load32(0xe500_0028) & 0xff)
    report(load32(0xe500_002c))
    store32(0xe500_002c, 0)
}

/// The system controller, and the chip's watchdog: 601 to 612.
@inline(never)
func systemExperiments() {
    experiment(601) {
        report(load32(base))
        report(load32(base + 0x30))
    }
    experiment(602) {
        // Lock 29, which nobody uses.
        _ = load32(base + 0x180 + 4 * 29)
        report(load32(base + 0x100 + 4 * 29))
        report(load32(base + 0x100 + 4 * 29))
        report(load32(base + 0x180 + 4 * 29))
        report(load32(base + 0x180 + 4 * 29))
        report(load32(base + 0x100 + 4 * 29))
        report(load32(base + 0x180 + 4 * 29))
    }
    experiment(603) {
        // Flag 30 and mark 30, which nobody uses.
        let bit: UInt32 = 1 << 30
        store32(base + 0x58, bit)
        report((load32(base + 0x58) >> 30 & 1) << 1 | load32(base + 0x5c) >> 30 & 1)
        store32(base + 0x5c, bit)
        report((load32(base + 0x58) >> 30 & 1) << 1 | load32(base + 0x5c) >> 30 & 1)
        store32(base + 0x10, bit)
        report((load32(base + 0x10) >> 30 & 1) << 1 | load32(base + 0x14) >> 30 & 1)
        store32(base + 0x14, bit)
        report((load32(base + 0x10) >> 30 & 1) << 1 | load32(base + 0x14) >> 30 & 1)
    }
    experiment(604) {
        let saved = load32(base + 0x34)
        // Without the code nothing happens.
        store32(base + 0x34, 0x11f)
        report(load32(base + 0x34) == saved)
        // Slots are asked one after the other: the present monitor's gets nothing, the first other wins.
        store32(base + 0x34, protected(0x100 | 19))
        report(load32(base + 0x80 + 4 * 19))
        report(load32(base + 0x80 + 4 * 21))
        report(load32(base + 0x80 + 4 * 22))
        report(load32(base + 0x34) & 0x11f)
        store32(base + 0x34, protected(saved & 0x1_001f))
        report(load32(base + 0x34) & 0x1f == saved & 0x1f)
    }
    experiment(605) {
        report(faults { _ = userLoad(base) })
        report(faults { userStore(base + 0x5c, 1 << 30) })
        report(faults { _ = load8(base) })
        report(faults { _ = load16(base) })
        report(faults { store16(base + 0x5c, 0) })
        report(faults { _ = load32(base) })
        report(load32(0xf200_0000))
    }
    experiment(606) {
        // This core is awake; cores that run nothing sleep.
        report(load32(base + 0x64) >> physicalCore & 1)
        let saved = load32(base + 0x38)
        store32(base + 0x38, saved | 0x0e)
        report(load32(base + 0x38) & 0x0f)
        store32(base + 0x38, saved)
    }
    experiment(607) {
        let saved = load32(base + 0x200)
        store32(base + 0x200, 0x3f3f)
        report(load32(base + 0x200) == saved)
        store32(base + 0x200, protected(0x2a15))
        report(load32(base + 0x200) & 0x3f3f)
        store32(base + 0x200, protected(0))
        report(load32(base + 0x200) & 0x3f3f)
    }
    let partner = UInt32(load8(VirtualCoreBlock.base + 2 * VirtualCoreBlock.bytes + VirtualCoreBlock.physicalCore))
    let counter = partnerReport() + Report.bytes
    experiment(608) {
        report(partnerCounts(counter))
        report(load32(base + 0x64) >> partner & 1)
        store32(base + 0x04, 1 << partner)
        report(partnerCounts(counter))
        store32(base + 0x04, protected(load32(base + 0x04) & 0x3_ffff | 1 << partner))
        pause(microseconds: 10)
        report(load32(base + 0x04) >> partner & 1)
        report(partnerCounts(counter))
        store32(base + 0x04, protected(load32(base + 0x04) & 0x3_ffff & ~(1 << partner)))
        report(partnerCounts(counter))
    }
    let saved = load32(ProgramWords.block)
    experiment(609) {
        // A core in reset does nothing; released, it begins where the reset vector shows system RAM.
        for index: UInt32 in 0..<12 {
            store32(saved + 4 * index, load32(0xe500_0000 + 4 * index))
            store32(0xe500_0000 + 4 * index, load32(resetStub() + 4 * index))
        }
        store32(base + 0x18, 1 << partner)
        report(partnerCounts(counter))
        store32(base + 0x18, protected(1 << partner))
        pause(microseconds: 20)
        report(load32(base + 0x18) >> partner & 1)
        report(partnerCounts(counter))
        report(load32(0xe500_0024))
        store32(base + 0x18, protected(0))
        report(load32(base + 0x18) >> partner & 1)
        reportStub(partner)
        pause(microseconds: 20)
        report(load32(base + 0x64) >> partner & 1)
    }
    experiment(611) {
        // Pulses: of the core, and of its whole node, whose DMA controller keeps no mark.
        store32(base + 0x24, protected(1 << partner))
        reportStub(partner)
        store32(base + 0x28, protected(1 << partner))
        reportStub(partner)
        for index: UInt32 in 0..<12 { store32(0xe500_0000 + 4 * index, load32(saved + 4 * index)) }
    }
    experiment(612) {
        // Temperature sensors: started, they come to an end.
        for sensor: UInt32 in 0..<3 {
            let address = base + 0x68 + 4 * sensor
            store32(address, 1 << 31)
            report(wait { load32(address) >> 24 & 1 != 0 })
            store32(address, 0)
        }
    }
    experiment(610) {
        let watchdog = Base.watchdog
        let wasLocked = load32(watchdog + 0xc00)
        store32(watchdog + 0xc00, 0)
        report(load32(watchdog + 0xc00))
        let saved = load32(watchdog)
        store32(watchdog, saved ^ 0xff)
        report(load32(watchdog) == saved)
        store32(watchdog + 0xc00, 0x1acc_e551)
        report(load32(watchdog + 0xc00))
        let control = load32(watchdog + 0x08)
        store32(watchdog + 0x08, 0)
        store32(watchdog, 4_000)
        store32(watchdog + 0x08, 1)
        report(load32(Base.interrupts + 0x08) & 1)
        report(wait { load32(Base.interrupts + 0x08) & 1 != 0 })
        report(load32(watchdog + 0x10) << 1 | load32(watchdog + 0x14))
        store32(watchdog + 0x0c, 1)
        report(load32(Base.interrupts + 0x08) & 1)
        store32(watchdog + 0x08, 0)
        store32(watchdog, saved)
        store32(watchdog + 0x08, control)
        if wasLocked != 0 { store32(watchdog + 0xc00, 0) }
    }
}
