import ARM968
import Testing

/// What is peculiar to Thumb state: ARM architecture reference manual DDI 0100I, A6 and A7.
@Suite struct ThumbTests {
    /// A7.1.17: BL and BLX are two instructions that work through the link register.
    @Test func longBranchHalves() {
        let rig = Rig(thumb: 0xf001, 0xf802)
        rig.step()
        #expect(rig.core[14] == Rig.program + 4 + 0x1000 && rig.core[15] == Rig.program + 2)
        rig.core[14] = 0x2000
        rig.step()
        #expect(rig.core[15] == 0x2004 && rig.core[14] == Rig.program + 5 && rig.isThumb)

        let backwards = Rig(thumb: 0xf7ff, 0xfffe)
        backwards.step(2)
        #expect(backwards.core[15] == Rig.program)

        let exchange = Rig(thumb: 0x46c0, 0xf000, 0xe804)
        exchange.step(3)
        #expect(exchange.core[15] == (Rig.program + 6 + 8) & ~3 && !exchange.isThumb)
        #expect(exchange.core[14] == Rig.program + 7)
    }

    /// An interrupt between the halves does not disturb them.
    @Test func interruptBetweenTheHalves() {
        let rig = Rig(thumb: 0xf001, 0xf802)
        rig.put([0xe25e_f004], at: 0x18)
        rig.step()
        rig.core.irq = true
        rig.step()
        rig.core.irq = false
        rig.step()
        #expect(rig.core[15] == Rig.program + 0x1008 && rig.isThumb)
    }

    /// A7.1.19, A7.1.10, A7.1.48: to ARM state and back, by BX, by BLX and by POP.
    @Test func exchanges() {
        let veneer = Rig(thumb: 0x4778).step()
        #expect(veneer.core[15] == Rig.program + 4 && !veneer.isThumb)
        let link = Rig(thumb: 0x4788)
        link.core[1] = 0x200
        link.step()
        #expect(link.core[15] == 0x200 && !link.isThumb && link.core[14] == Rig.program + 3)
        let stack = Rig(thumb: 0xbd01)
        stack.put([6, 0x200], at: Rig.data)
        stack.core[13] = Rig.data
        stack.step()
        #expect(stack.core[0] == 6 && stack.core[15] == 0x200 && !stack.isThumb && stack.core[13] == Rig.data + 8)
        let move = Rig(thumb: 0x468f)
        move.core[1] = 0x200
        move.step()
        #expect(move.core[15] == 0x200 && move.isThumb)
    }

    /// A7.1.30, A7.1.5: literals and addresses are relative to the program counter's word.
    @Test func programCounterRelative() {
        let rig = Rig(thumb: 0x46c0, 0xa001, 0x4901)
        rig[Rig.program + 12] = 99
        rig.step(3)
        #expect(rig.core[0] == Rig.program + 8)
        #expect(rig.core[1] == 99)
    }

    /// A7.1.26: no write-back when the base is loaded.
    @Test func blockLoadOfTheBase() {
        let rig = Rig(thumb: 0xc903)  // LDMIA r1!, {r0, r1}
        rig.put([1, 2], at: Rig.data)
        rig.core[1] = Rig.data
        #expect(rig.step().core[1] == 2)
        let other = Rig(thumb: 0xc905)  // LDMIA r1!, {r0, r2}
        other.core[1] = Rig.data
        #expect(other.step().core[1] == Rig.data + 8)
    }

    /// A7.1.38: shifts by a register use its low byte.
    @Test func longShifts() {
        let rig = Rig(thumb: 0x4090)
        (rig.core[0], rig.core[2]) = (1, 32)
        rig.step()
        #expect(rig.core[0] == 0 && rig.flags == Rig.zero | Rig.carry)
    }

    /// A delay loop comes to the same end, and to the same state on the way, in one go and step by step.
    @Test(arguments: [1, 2, 3, 5, 4_001, 8_000, 40_000, 1_000_000])
    func delayLoops(_ cycles: Int) {
        // SUB r0, #n; branch on carry, not equal, higher, plus, less.
        for (step, condition) in [(1, 0xd2), (3, 0xd2), (1, 0xd1), (2, 0xd8), (255, 0xd5), (1, 0xdb)]
            as [(UInt16, UInt16)]
        {
            for start in [0, 1, 7, 10_000, 0x7fff_ffff, 0x8000_0001] as [UInt32] {
                let rigs = (0..<2).map { _ in Rig(thumb: 0x3800 | step, condition << 8 | 0xfd, 0xe7fe) }
                for rig in rigs { rig.core[0] = start }
                _ = rigs[0].core.run(cycles: cycles)
                while rigs[1].core.cycles < rigs[0].core.cycles { rigs[1].step() }
                #expect(rigs[0].core.cycles == rigs[1].core.cycles)
                #expect(rigs[0].core.instructions == rigs[1].core.instructions)
                #expect((0..<16).allSatisfy { rigs[0].core[$0] == rigs[1].core[$0] })
                #expect(rigs[0].core.cpsr == rigs[1].core.cpsr)
            }
        }
    }
}
