import ARM968
import Foundation
import Testing

/// Modes, exceptions, interrupts: ARM architecture reference manual DDI 0100I, A2.4 to A2.6.
@Suite struct ExceptionTests {
    /// A2.6: mode, vector and masks of each exception, and what its link register holds.
    @Test(
        arguments: [
            (0xe7f0_00f0, 0x04, 0x1b, 4),  // UDF
            (0xed91_0100, 0x04, 0x1b, 4),  // a coprocessor that is not there
            (0xef00_0001, 0x08, 0x13, 4),  // SWI
            (0xe120_0070, 0x0c, 0x17, 4),  // BKPT
            (0xe591_0000, 0x10, 0x17, 8),  // LDR from nowhere
        ] as [(UInt32, UInt32, UInt32, UInt32)]
    )
    func entry(_ word: UInt32, _ vector: UInt32, _ mode: UInt32, _ link: UInt32) {
        for (control, base) in [(0, 0), (0x2000, 0xffff_0000)] as [(UInt32, UInt32)] {
            let rig = Rig(word)
            rig.core.control = control
            rig.core.cpsr = Rig.system | Rig.zero
            rig.core[1] = 0x5000_0000
            rig.step()
            #expect(rig.core[15] == base + vector)
            #expect(rig.core.cpsr == Rig.zero | 0x80 | mode)
            #expect(rig.core.spsr == Rig.zero | Rig.system)
            #expect(rig.core[14] == Rig.program + link)
        }
    }

    /// The same from Thumb state; A2.6.
    @Test(
        arguments: [
            (0xdf00, 0x08, 2), (0xbe00, 0x0c, 4), (0xde00, 0x04, 2), (0xe801, 0x04, 2), (0x6808, 0x10, 8),
        ] as [(UInt16, UInt32, UInt32)]
    )
    func thumbEntry(_ half: UInt16, _ vector: UInt32, _ link: UInt32) {
        let rig = Rig(thumb: half)
        rig.core[1] = 0x5000_0000
        rig.step()
        #expect(rig.core[15] == vector && !rig.isThumb)
        #expect(rig.core[14] == Rig.program + link)
        #expect(rig.core.spsr & 0x20 != 0)
    }

    /// A2.6.5: an instruction that cannot be fetched.
    @Test func prefetchAbort() {
        let rig = Rig(0)
        rig.core[15] = 0x5000_0000
        rig.step()
        #expect(rig.core[15] == 0x0c && rig.core[14] == 0x5000_0004 && rig.mode == 0x17)
    }

    /// A2.6.8, A2.6.9: IRQ and FIQ are taken before the next instruction unless masked; FIQ first, and masks both.
    @Test func interrupts() {
        let masked = Rig(0xe1a0_0000, 0xe1a0_0000)
        masked.core.cpsr = Rig.system | 0xc0
        (masked.core.irq, masked.core.fiq) = (true, true)
        #expect(masked.step().core[15] == Rig.program + 4)

        let rig = Rig(0xe1a0_0000, 0xe1a0_0000)
        rig.put([0xe1a0_0000, 0xe25e_f004], at: 0x18)  // NOP; SUBS pc, lr, #4 over the FIQ vector
        rig.core.irq = true
        rig.step()
        #expect(rig.core[15] == 0x1c && rig.core.cpsr == 0x92)
        #expect(rig.core[14] == Rig.program + 4)
        rig.core.irq = false
        rig.step()
        #expect(rig.core[15] == Rig.program && rig.core.cpsr == Rig.system)

        rig.put([0xe1a0_0000], at: 0x1c)
        (rig.core.irq, rig.core.fiq) = (true, true)
        rig.step()
        #expect(rig.core.cpsr == 0xd1 && rig.core[15] == 0x20 && rig.core[14] == Rig.program + 4)
    }

    /// An IRQ in Thumb state returns there with SUBS pc, lr, #4, too.
    @Test func interruptInThumbState() {
        let rig = Rig(thumb: 0x46c0, 0x46c0)
        rig.put([0xe25e_f004], at: 0x18)
        rig.core.irq = true
        rig.step()
        #expect(rig.core[15] == Rig.program && rig.isThumb)
        rig.core.irq = false
        #expect(rig.step().core[15] == Rig.program + 2)
    }

    /// A pending interrupt is taken right after the MSR that allows it, and after a store whose device asserts it,
    /// also within a long run.
    @Test func interruptsWithinARun() {
        let rig = Rig(0xe121_f001, 0xe3b0_0001, 0xe3b0_0001)  // MSR cpsr_c, r1; MOVS r0, #1
        rig.put([0xee07_0f90], at: 0x18)
        rig.core.cpsr = Rig.system | 0xc0
        rig.core[1] = Rig.system
        rig.core.irq = true
        rig.put([0xeaff_fffe], at: 0x1c)
        _ = rig.core.run(cycles: 30)
        #expect(rig.core[0] == 0 && rig.core[14] == Rig.program + 8 && rig.mode == 0x12)

        let device = Rig(0xe581_0000, 0xe3b0_0001, 0xe3b0_0001)
        device.put([0xeaff_fffe], at: 0x18)
        device.core[1] = 0xe500_0000
        device.bus.onStore = { [unowned device] in device.core.irq = true }
        _ = device.core.run(cycles: 30)
        #expect(device.core[0] == 0 && device.core[14] == Rig.program + 8 && device.mode == 0x12)
    }

    /// WFI sleeps until a line is asserted, and goes on after it when that interrupt is masked.
    @Test func waiting() {
        let rig = Rig(0xee07_0f90, 0xe3b0_0001)
        rig.core.cpsr = Rig.system | 0xc0
        #expect(rig.core.run(cycles: 100) == .waitForInterrupt)
        #expect(rig.core.isWaiting && rig.core.instructions == 1)
        #expect(rig.core.run(cycles: 100) == .waitForInterrupt)
        #expect(rig.core.instructions == 1)
        rig.core.irq = true
        rig.step()
        #expect(!rig.core.isWaiting && rig.core[0] == 1 && rig.core[15] == Rig.program + 8)

        let awake = Rig(0xee07_0f90, 0xe3b0_0001)
        awake.core.cpsr = Rig.system | 0xc0
        awake.core.fiq = true
        #expect(awake.step(2).core[0] == 1)
    }

    /// The bus can end a run; the next goes on after the instruction.
    @Test func yielding() {
        let rig = Rig(0xe581_0000, 0xe3b0_0001, 0xeaff_fffe)
        rig.core[1] = 0xe500_0000
        rig.bus.onStore = { [unowned rig] in rig.core.requestYield() }
        #expect(rig.core.run(cycles: 1000) == .yield)
        #expect(rig.core[15] == Rig.program + 4)
        #expect(rig.core.elapsed < 100)
        #expect(rig.core.run(cycles: 1000) == .budget)
        #expect(rig.core.elapsed >= 1000 && rig.core.elapsed < 1010)
    }

    /// A2.4: each mode has its own r13 and r14, FIQ also r8 to r12; system shares those of user.
    @Test func banks() {
        let rig = Rig(0)
        let modes: [UInt32] = [0x10, 0x11, 0x12, 0x13, 0x17, 0x1b]
        for mode in modes {
            rig.core.cpsr = 0xc0 | mode
            for register in 8...14 { rig.core[register] = mode << 8 | UInt32(register) }
            if mode != 0x10 { rig.core.spsr = Rig.carry | mode }
        }
        for mode in modes {
            rig.core.cpsr = 0xc0 | mode
            // Of the modes but FIQ the last one has written r8 to r12.
            let common: UInt32 = mode == 0x11 ? 0x11 : 0x1b
            for register in 8...12 { #expect(rig.core[register] == common << 8 | UInt32(register)) }
            for register in 13...14 { #expect(rig.core[register] == mode << 8 | UInt32(register)) }
            if mode != 0x10 { #expect(rig.core.spsr == Rig.carry | mode) }
        }
        rig.core.cpsr = 0xdf
        #expect(rig.core[13] == 0x100d)
    }

    /// A4.1.38: the mask bits; user mode changes only the flags; the state bit is not written.
    @Test func statusWrites() {
        let control = Rig(0xe121_f001)
        control.core[1] = 0xf000_00f3
        #expect(control.step().core.cpsr == 0xd3)
        let flags = Rig(0xe128_f001)
        flags.core[1] = 0xf800_00d3
        #expect(flags.step().core.cpsr == 0xf800_001f)
        let user = Rig(0xe12f_f001)
        user.core.cpsr = 0x10
        user.core[1] = 0xf800_00d3
        #expect(user.step().core.cpsr == 0xf800_0010)
        let saved = Rig(0xe16f_f001, 0xe14f_0000)
        saved.core.cpsr = 0xd3
        saved.core[1] = 0x6000_003f
        #expect(saved.step(2).core[0] == 0x6000_003f && saved.core.cpsr == 0xd3)
    }

    /// A4.1.35: MOVS pc, lr and LDM with ^ bring back status, bank and state.
    @Test func returns() {
        let move = Rig(0xe1b0_f00e)
        move.core.cpsr = 0xd3
        move.core[14] = 0x202
        move.core.spsr = Rig.negative | 0x3f
        move.step()
        #expect(move.core[15] == 0x202 && move.core.cpsr == Rig.negative | 0x3f)
        let load = Rig(0xe8d1_8001)
        load.core[13] = 13
        load.core.cpsr = 0xd2
        load.core.spsr = Rig.zero | Rig.system
        load.put([5, 0x200], at: Rig.data)
        load.core[1] = Rig.data
        load.step()
        #expect(load.core[0] == 5 && load.core[15] == 0x200 && load.core[13] == 13)
        #expect(load.core.cpsr == Rig.zero | Rig.system)
    }

    /// The system control coprocessor is for privileged modes.
    @Test func coprocessor() {
        let rig = Rig(0xee01_0f10, 0xee11_0f10, 0xee10_0f10)
        rig.core[0] = 0x1f7e
        rig.step()
        #expect(rig.core.control == 0x1f7e)
        rig.core[0] = 0
        #expect(rig.step().core[0] == 0x1f7e)
        #expect(rig.step().core[0] >> 4 & 0xfff == 0x968)
        let user = Rig(0xee01_0f10)
        user.core.cpsr = 0x10
        #expect(user.step().core[15] == 0x04)
    }

    /// A reset starts at the high vectors in supervisor mode with interrupts masked; memories keep their contents.
    @Test func reset() {
        let rig = Rig(0xe3b0_0001)
        rig.step()
        rig.core.reset(pc: 0xffff_0000)
        #expect(rig.core.cpsr & 0xff == 0xd3 && rig.core[15] == 0xffff_0000)
        #expect(rig.core.control & 0x2000 != 0)
        #expect(rig[Rig.program] == 0xe3b0_0001)
    }

    /// A core's state travels in files; one that no processor reaches is refused, with nothing changed.
    @Test(arguments: ["cycles", "instructions", "status", "registers"])
    func impossibleStatesAreRefused(_ field: String) throws {
        let rig = Rig(0xe1a0_0000)
        rig.step()
        let state = rig.core.snapshot
        var fields = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(state)) as? [String: any Sendable]
        )
        switch field {
        case "registers": fields[field] = [1, 2, 3]
        case "status": fields[field] = 0x0e
        default: fields[field] = UInt64.max
        }
        let hostile = try JSONDecoder().decode(
            ARM968Core.State.self,
            from: JSONSerialization.data(withJSONObject: fields)
        )
        let isAccepted = rig.core.restore(hostile)
        #expect(!isAccepted)
        #expect(rig.core.snapshot == state)
    }
}
