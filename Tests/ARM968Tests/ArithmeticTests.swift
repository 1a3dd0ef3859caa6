import ARM968
import Testing

/// Flags and results of arithmetic: ARM architecture reference manual DDI 0100I, A4.1.
@Suite struct ArithmeticTests {
    private static let flagCases: [(UInt32, UInt32, UInt32, UInt32, UInt32)] = [
        // SUBS: carry is "no borrow".
        (0xe051_0002, 5, 5, 0, Rig.zero | Rig.carry),
        (0xe051_0002, 0, 1, 0xffff_ffff, Rig.negative),
        (0xe051_0002, 0x8000_0000, 1, 0x7fff_ffff, Rig.carry | Rig.overflow),
        (0xe051_0002, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000, Rig.negative | Rig.overflow),
        // ADDS.
        (0xe091_0002, 0xffff_ffff, 1, 0, Rig.zero | Rig.carry),
        (0xe091_0002, 0x7fff_ffff, 1, 0x8000_0000, Rig.negative | Rig.overflow),
        (0xe091_0002, 0x8000_0000, 0x8000_0000, 0, Rig.zero | Rig.carry | Rig.overflow),
        // SBCS with the carry clear takes one more.
        (0xe0d1_0002, 0, 0, 0xffff_ffff, Rig.negative),
        (0xe0d1_0002, 0, 0xffff_ffff, 0, Rig.zero),
    ]

    @Test(arguments: flagCases)
    func carryAndOverflow(_ word: UInt32, _ a: UInt32, _ b: UInt32, _ result: UInt32, _ flags: UInt32) {
        let rig = Rig(word)
        rig.core[1] = a
        rig.core[2] = b
        rig.step()
        #expect(rig.core[0] == result)
        #expect(rig.flags == flags)
    }

    /// A4.1.39, A4.1.129: multiplications set N and Z only; Z of the long ones is that of all 64 bits.
    @Test func multiplicationFlags() {
        let short = Rig(0xe010_0291)
        short.core.cpsr = Rig.system | Rig.carry | Rig.overflow
        (short.core[1], short.core[2]) = (0x10000, 0x10000)
        #expect(short.step().flags == Rig.zero | Rig.carry | Rig.overflow)
        let long = Rig(0xe093_0291)
        (long.core[1], long.core[2]) = (0x10000, 0x10000)
        #expect(long.step().flags == 0)
        #expect(long.core[0] == 0 && long.core[3] == 1)
    }

    /// A4.1.78 to A4.1.97: the additions of the 16-bit multiplications wrap and show it in Q; SMLALxy never does.
    @Test func halfMultiplicationsWrapAndStick() {
        let rig = Rig(0xe100_3281, 0xe120_32c1, 0xe120_02a1, 0xe143_02a1)
        (rig.core[1], rig.core[2], rig.core[3]) = (0x7fff, 0x7fff, 0x7fff_ffff)
        rig.step()  // SMLABB r0, r1, r2, r3
        #expect(rig.core[0] == 0x7fff_ffff &+ 0x3fff_0001)
        #expect(rig.flags == Rig.saturation)
        (rig.core[1], rig.core[2], rig.core[3]) = (0xffff_0000, 0x8000_1234, 1)
        rig.step()  // SMLAWT r0, r1, r2, r3: -65536 · -32768 / 65536 + 1
        #expect(rig.core[0] == 32769)
        (rig.core[1], rig.core[2]) = (0xffff_ffff, 1)
        rig.step()  // SMULWB rounds towards minus infinity
        #expect(rig.core[0] == 0xffff_ffff)
        (rig.core[0], rig.core[3], rig.core[1], rig.core[2]) = (0xffff_ffff, 0x7fff_ffff, 0x10000, 1)
        rig.core.cpsr = Rig.system
        rig.step()  // SMLALTB
        #expect(rig.core[0] == 0 && rig.core[3] == 0x8000_0000)
        #expect(rig.flags == 0)
    }

    /// A4.1.45 to A4.1.50: QDSUB saturates its doubled operand first, and either saturation sets Q for good.
    @Test func saturation() {
        let rig = Rig(0xe102_0051, 0xe162_0051, 0xe102_0051)
        (rig.core[1], rig.core[2]) = (0x8000_0000, 0xffff_ffff)
        #expect(rig.step().core[0] == 0x8000_0000)  // QADD r0, r1, r2
        #expect(rig.flags == Rig.saturation)
        rig.core.cpsr = Rig.system
        (rig.core[1], rig.core[2]) = (0x7fff_ffff, 0x7000_0000)
        #expect(rig.step().core[0] == 0)  // QDSUB r0, r1, r2
        #expect(rig.flags == Rig.saturation)
        (rig.core[1], rig.core[2]) = (1, 1)
        #expect(rig.step().core[0] == 2)
        #expect(rig.flags == Rig.saturation)
    }

    /// A4.1.13.
    @Test func leadingZeros() {
        for (value, zeros) in [(UInt32(0), UInt32(32)), (1, 31), (0x8000_0000, 0)] {
            let rig = Rig(0xe16f_0f11)
            rig.core[1] = value
            #expect(rig.step().core[0] == zeros)
        }
    }
}
