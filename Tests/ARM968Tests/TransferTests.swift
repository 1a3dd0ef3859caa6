import ARM968
import Testing

/// Loads and stores: ARM architecture reference manual DDI 0100I, A2.8, A4.1, A5.2 to A5.4; what it leaves open is
/// as the ARM9E-S does it.
@Suite struct TransferTests {
    /// A2.8.2: the word around the address, rotated so that the addressed byte is lowest.
    @Test(arguments: [(0, 0x1312_1110), (1, 0x1013_1211), (2, 0x1110_1312), (3, 0x1211_1013)] as [(UInt32, UInt32)])
    func unalignedLoadsRotate(_ offset: UInt32, _ value: UInt32) {
        for word in [0xe591_0000, 0xe101_0092] as [UInt32] {  // LDR, SWP
            let rig = Rig(word)
            rig[Rig.data] = 0x1312_1110
            rig[Rig.data + 4] = 0x1716_1514
            (rig.core[1], rig.core[2]) = (Rig.data + offset, 0xaabb_ccdd)
            #expect(rig.step().core[0] == value)
            if word == 0xe101_0092 { #expect(rig[Rig.data] == 0xaabb_ccdd) }
        }
    }

    /// A2.8.2, A4.1.102: other unaligned accesses ignore the low bits.
    @Test func otherUnalignedAccessesIgnoreTheLowBits() {
        let rig = Rig(0xe581_0000, 0xe1c1_00b0, 0xe891_000d, 0xe1d1_00b0)
        rig.core[1] = Rig.data + 3
        rig.core[0] = 0x1234_5678
        rig.step()
        #expect(rig[Rig.data] == 0x1234_5678 && rig[Rig.data + 4] == 0)
        rig.core[0] = 0xabcd
        rig.step()
        #expect(rig[Rig.data] == 0xabcd_5678)
        rig[Rig.data + 4] = 7
        rig[Rig.data + 8] = 9
        rig.step()
        #expect((rig.core[0], rig.core[2], rig.core[3]) == (0xabcd_5678, 7, 9))
        #expect(rig.step().core[0] == 0xabcd)
    }

    /// A2.8.2 with the alignment bit of CP15 register 1: a data abort, nothing changed; B2.4.
    @Test(
        arguments: [
            0xe591_0000, 0xe581_0000, 0xe1d1_00b0, 0xe1c1_00b0, 0xe1d1_00f0, 0xe101_0092, 0xe891_000d, 0xe881_8001,
            0xe491_0004,
        ] as [UInt32]
    )
    func alignmentAborts(_ word: UInt32) {
        let rig = Rig(word)
        rig.core.control = 2
        rig[Rig.data] = 0x5555_5555
        (rig.core[0], rig.core[1], rig.core[2]) = (1, Rig.data + 1, 3)
        rig.step()
        #expect(rig.core[15] == 0x10 && rig.mode == 0x17)
        #expect(rig.core[14] == Rig.program + 8)
        #expect((rig.core[0], rig.core[1], rig.core[2]) == (1, Rig.data + 1, 3))
        #expect(rig[Rig.data] == 0x5555_5555)
    }

    /// Bytes have no alignment; aligned words work with the checks on.
    @Test func alignedAccessesPassTheCheck() {
        let rig = Rig(0xe591_0000)
        rig.core.control = 2
        rig[Rig.data] = 42
        rig.core[1] = Rig.data
        #expect(rig.step().core[0] == 42)
    }

    /// A2.4.3: this processor stores the program counter 12 ahead.
    @Test func storedProgramCounter() {
        let rig = Rig(0xe581_f000, 0xe881_8001)
        rig.core[1] = Rig.data
        #expect(rig.step()[Rig.data] == Rig.program + 12)
        rig.step()
        #expect(rig[Rig.data + 4] == Rig.program + 4 + 12)
    }

    /// A5.4: the lowest register at the lowest address, whatever the direction.
    @Test func blockAddresses() {
        let rig = Rig(0xe911_0005, 0xe981_0005, 0xe821_0005)
        rig.core[1] = Rig.data + 16
        rig.put([1, 2, 3, 4, 5, 6, 7], at: Rig.data)
        rig.step()  // LDMDB r1, {r0, r2}
        #expect((rig.core[0], rig.core[2]) == (3, 4))
        rig.step()  // STMIB r1, {r0, r2}
        #expect((rig[Rig.data + 20], rig[Rig.data + 24]) == (3, 4))
        rig.step()  // STMDA r1!, {r0, r2}
        #expect((rig[Rig.data + 12], rig[Rig.data + 16]) == (3, 4))
        #expect(rig.core[1] == Rig.data + 8)
    }

    /// A4.1.20 leaves it open; the ARM9E-S writes the base back unless it is the last of several registers.
    @Test func loadedBase() {
        for (word, expected) in [
            (0xe8b1_0003, 22),  // LDMIA r1!, {r0, r1}
            (0xe8b1_0006, Rig.data + 8),  // LDMIA r1!, {r1, r2}
            (0xe8b1_0002, Rig.data + 4),  // LDMIA r1!, {r1}
            (0xe891_0006, 11),  // LDMIA r1, {r1, r2}
        ] as [(UInt32, UInt32)] {
            let rig = Rig(word)
            rig.put([11, 22], at: Rig.data)
            rig.core[1] = Rig.data
            #expect(rig.step().core[1] == expected)
        }
    }

    /// A4.1.97: the base is stored as it was.
    @Test func storedBase() {
        for word in [0xe8a1_0003, 0xe8a1_0006] as [UInt32] {  // STMIA r1!, {r0, r1} and {r1, r2}
            let rig = Rig(word)
            rig.core[1] = Rig.data
            rig.step()
            #expect(rig[Rig.data + (word & 1 == 0 ? 0 : 4)] == Rig.data)
            #expect(rig.core[1] == Rig.data + 8)
        }
    }

    /// A list without registers moves the base by sixteen words and transfers nothing.
    @Test func emptyList() {
        let rig = Rig(0xe8b1_0000)
        rig.core[1] = Rig.data
        rig.step()
        #expect(rig.core[1] == Rig.data + 64 && rig.core[15] == Rig.program + 4)
    }

    /// B2.4.2: an abort in the midst of a block leaves the base.
    @Test func abortRestoresTheBase() {
        for word in [0xe8b1_0005, 0xe8b1_0003, 0xe8a1_0005] as [UInt32] {
            let rig = Rig(word)
            rig.core[1] = Rig.data + 0xfffc
            rig.step()
            #expect(rig.core[15] == 0x10)
            #expect(rig.core[1] == Rig.data + 0xfffc)
        }
    }

    /// A4.1.26, A4.1.103.
    @Test func doubleWords() {
        let rig = Rig(0xe1c2_00d0, 0xe162_00f8)
        rig.put([0, 0, 5, 6], at: Rig.data)
        rig.core[2] = Rig.data + 8
        rig.step()
        #expect((rig.core[0], rig.core[1]) == (5, 6))
        rig.step()
        #expect((rig[Rig.data], rig[Rig.data + 4], rig.core[2]) == (5, 6, Rig.data))
    }

    /// A4.1.21, A4.1.98: with ^ and without the program counter, the registers of user mode.
    @Test func userRegisters() {
        let rig = Rig(0xe8d1_6100, 0xe8c1_6100)
        rig.put([1, 2, 3], at: Rig.data)
        rig.core.cpsr = 0xd1
        (rig.core[8], rig.core[13], rig.core[14], rig.core[1]) = (80, 130, 140, Rig.data)
        rig.step()
        #expect((rig.core[8], rig.core[13], rig.core[14]) == (80, 130, 140))
        rig.core.cpsr = 0xdf
        #expect((rig.core[8], rig.core[13], rig.core[14]) == (1, 2, 3))
        rig.core[14] = 9
        rig.core.cpsr = 0xd1
        rig.step()
        #expect((rig[Rig.data], rig[Rig.data + 4], rig[Rig.data + 8]) == (1, 2, 9))
    }

    /// A4.1.23, A2.7: loads into the program counter choose the state by bit 0; moves do not.
    @Test func interworking() {
        for word in [0xe591_f000, 0xe891_8000] as [UInt32] {
            for target in [0x201, 0x200] as [UInt32] {
                let rig = Rig(word)
                rig[Rig.data] = target
                rig.core[1] = Rig.data
                rig.step()
                #expect(rig.core[15] == 0x200 && rig.isThumb == (target & 1 != 0))
            }
        }
        let move = Rig(0xe1a0_f001)
        move.core[1] = 0x203
        move.step()
        #expect(move.core[15] == 0x200 && !move.isThumb)
        let exchange = Rig(0xe12f_ff31)  // BLX r1
        exchange.core[1] = 0x201
        exchange.step()
        #expect(exchange.core[15] == 0x200 && exchange.isThumb && exchange.core[14] == Rig.program + 4)
    }

    /// Everything beyond the core's memories goes over the bus; what does not answer there aborts.
    @Test func bus() {
        let rig = Rig(0xe581_0000, 0xe591_0000)
        (rig.core[0], rig.core[1]) = (77, 0xe500_0010)
        rig.step()
        #expect(rig.bus.words[0xe500_0010] == 77)
        rig.core[1] = 0x5000_0000
        rig.step()
        #expect(rig.core[15] == 0x10 && rig.core[14] == Rig.program + 12)
    }
}
