import ARM968
import Testing

/// The shifter operand: ARM architecture reference manual DDI 0100I, A5.1.
@Suite struct ShifterTests {
    /// A5.1.5 to A5.1.12: only the low byte of the shift register counts; from 32 on each kind has its own rule.
    @Test(
        arguments: [
            // (instruction, value, amount, result, carry when it was clear, carry when it was set)
            (0xe1b0_0211, 0x8000_0001, 0, 0x8000_0001, 0, 1),  // LSL
            (0xe1b0_0211, 0x8000_0001, 1, 0x0000_0002, 1, 1),
            (0xe1b0_0211, 0x8000_0001, 31, 0x8000_0000, 0, 0),
            (0xe1b0_0211, 0x8000_0001, 32, 0, 1, 1),
            (0xe1b0_0211, 0x8000_0001, 33, 0, 0, 0),
            (0xe1b0_0211, 0x8000_0001, 0x100, 0x8000_0001, 0, 1),
            (0xe1b0_0231, 0x8000_0001, 0, 0x8000_0001, 0, 1),  // LSR
            (0xe1b0_0231, 0x8000_0001, 31, 1, 0, 0),
            (0xe1b0_0231, 0x8000_0001, 32, 0, 1, 1),
            (0xe1b0_0231, 0x8000_0001, 33, 0, 0, 0),
            (0xe1b0_0251, 0x8000_0000, 31, 0xffff_ffff, 0, 0),  // ASR
            (0xe1b0_0251, 0x8000_0000, 32, 0xffff_ffff, 1, 1),
            (0xe1b0_0251, 0x8000_0000, 255, 0xffff_ffff, 1, 1),
            (0xe1b0_0251, 0x7fff_ffff, 255, 0, 0, 0),
            (0xe1b0_0271, 0x8000_0001, 0, 0x8000_0001, 0, 1),  // ROR
            (0xe1b0_0271, 0x8000_0001, 1, 0xc000_0000, 1, 1),
            (0xe1b0_0271, 0x8000_0001, 32, 0x8000_0001, 1, 1),
            (0xe1b0_0271, 0x0000_0001, 64, 1, 0, 0),
            (0xe1b0_0271, 0x0000_0010, 36, 1, 0, 0),
            // Immediate amounts of 0 mean 32, and a rotation by 0 means one place through the carry.
            (0xe1b0_0021, 0x8000_0000, 7, 0, 1, 1),  // LSR #32
            (0xe1b0_0041, 0x8000_0000, 7, 0xffff_ffff, 1, 1),  // ASR #32
            (0xe1b0_0001, 0x8000_0000, 7, 0x8000_0000, 0, 1),  // LSL #0
        ] as [(UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)]
    )
    func shiftsAndTheirCarry(
        _ word: UInt32,
        _ value: UInt32,
        _ amount: UInt32,
        _ result: UInt32,
        _ fromClear: UInt32,
        _ fromSet: UInt32
    ) {
        for (before, after) in [(UInt32(0), fromClear), (1, fromSet)] {
            let rig = Rig(word)
            rig.core.cpsr = Rig.system | before << 29
            rig.core[1] = value
            rig.core[2] = amount
            rig.step()
            #expect(rig.core[0] == result)
            #expect(rig.flags >> 29 & 1 == after)
        }
    }

    /// A5.1.13.
    @Test func rotationThroughCarry() {
        let rig = Rig(0xe1b0_0061)
        rig.core.cpsr = Rig.system | Rig.carry
        rig.core[1] = 2
        rig.step()
        #expect(rig.core[0] == 0x8000_0001)
        #expect(rig.flags == Rig.negative)
    }

    /// A5.1.3: a rotated immediate gives its bit 31 as carry; one that is not rotated leaves the carry.
    @Test func immediateCarry() {
        let rotated = Rig(0xe3b0_0102).step()
        #expect(rotated.core[0] == 0x8000_0000 && rotated.flags == Rig.negative | Rig.carry)
        let plain = Rig(0xe3b0_0001)
        plain.core.cpsr = Rig.system | Rig.carry | Rig.overflow
        #expect(plain.step().flags == Rig.carry | Rig.overflow)
    }

    /// A2.4.3: 8 ahead, and 12 ahead (on this processor) with a shift by a register.
    @Test func programCounterAsOperand() {
        let plain = Rig(0xe081_000f).step()
        #expect(plain.core[0] == Rig.program + 8)
        let shifted = Rig(0xe08f_0211).step()
        #expect(shifted.core[0] == Rig.program + 12)
    }
}
