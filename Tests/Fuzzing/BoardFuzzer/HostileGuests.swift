import ARMImage

/// Programs that no monitor should have let in; assembled from the source beside each (clang, arm968e-s).
enum HostileGuest: CaseIterable {
    /// Reads and writes words, bytes and by SWP all over the address map, devices first.
    case accessesEverything
    /// Sends packets of all kinds, with all control bytes, as fast as the core can.
    case floodsTheNetwork
    /// Jumps to random addresses, in ARM and Thumb, and starts again from every exception.
    case jumpsAnywhere
    /// Has no program: random words.
    case isNoise

    /// The image, with a seed where the program looks for it.
    func image(_ random: inout SplitMix64) throws -> [UInt8] {
        let code: [UInt32] =
            switch self {
            case .accessesEverything: Self.accessor
            case .floodsTheNetwork: Self.flooder
            case .jumpsAnywhere: Self.jumper
            case .isNoise: (0..<1024).map { _ in UInt32(truncatingIfNeeded: random.next()) }
            }
        let seed = UInt32(truncatingIfNeeded: random.next())
        return try APLXImage(
            code: code.flatMap(\.bytes),
            data: seed.bytes,
            dataAddress: 0x0040_0000,
            clearedAddress: 0x0040_0004,
            clearedBytes: 0
        ).encoded()
    }

    private static let accessor: [UInt32] = [
        0xea00_0006,  // 00: b begin
        0xea00_0008,  // 04: b again
        0xea00_0007,  // 08: b again
        0xea00_0006,  // 0c: b again
        0xea00_0005,  // 10: b again
        0xea00_0004,  // 14: b again
        0xea00_0003,  // 18: b again
        0xea00_0002,  // 1c: b again
        0xe321_f0df,  // 20: begin: msr cpsr_c, #0xdf
        0xe3a0_4501,  // 24: mov r4, #0x400000
        0xe594_0000,  // 28: ldr r0, [r4]
        0xe59f_1040,  // 2c: again: ldr r1, multiplier
        0xe59f_2040,  // 30: ldr r2, increment
        0xe28f_5040,  // 34: adr r5, bases
        0xe020_2091,  // 38: loop: mla r0, r1, r0, r2
        0xe1a0_3e20,  // 3c: mov r3, r0, lsr #28
        0xe795_3103,  // 40: ldr r3, [r5, r3, lsl #2]
        0xe1a0_6620,  // 44: mov r6, r0, lsr #12
        0xe3c6_6003,  // 48: bic r6, r6, #3
        0xe1a0_7806,  // 4c: mov r7, r6, lsl #16
        0xe083_3827,  // 50: add r3, r3, r7, lsr #16
        0xe310_0b02,  // 54: tst r0, #0x800
        0x1593_6000,  // 58: ldrne r6, [r3]
        0x0583_0000,  // 5c: streq r0, [r3]
        0xe310_083f,  // 60: tst r0, #0x3f0000
        0x1aff_fff3,  // 64: bne loop
        0xe5c3_0000,  // 68: strb r0, [r3]
        0xe103_6090,  // 6c: swp r6, r0, [r3]
        0xeaff_fff0,  // 70: b loop
        1_664_525, 1_013_904_223,  // 74: multiplier, increment
        0x0000_0000, 0x0040_0000, 0x1000_0000, 0x1100_0000,  // 7c: bases
        0x1f00_0000, 0x3000_0000, 0x6000_0000, 0x6780_0000,
        0xe000_0000, 0xe100_0000, 0xe101_0000, 0xe200_0000,
        0xe300_0000, 0xe400_0000, 0xe500_0000, 0xf500_7000,
    ]

    private static let flooder: [UInt32] = [
        0xe321_f0df,  // 00: msr cpsr_c, #0xdf
        0xe3a0_1202,  // 04: mov r1, #0x20000000
        0xe3a0_4501,  // 08: mov r4, #0x400000
        0xe594_0000,  // 0c: ldr r0, [r4]
        0xe59f_202c,  // 10: ldr r2, multiplier
        0xe59f_302c,  // 14: ldr r3, increment
        0xe020_3092,  // 18: loop: mla r0, r2, r0, r3
        0xe200_5903,  // 1c: and r5, r0, #0xc000
        0xe1a0_5405,  // 20: mov r5, r5, lsl #8
        0xe200_683f,  // 24: and r6, r0, #0x3f0000
        0xe185_5006,  // 28: orr r5, r5, r6
        0xe581_5000,  // 2c: str r5, [r1]
        0xe310_0a01,  // 30: tst r0, #0x1000
        0x1581_0004,  // 34: strne r0, [r1, #4]
        0xe1a0_63e0,  // 38: mov r6, r0, ror #7
        0xe581_6008,  // 3c: str r6, [r1, #8]
        0xeaff_fff4,  // 40: b loop
        1_664_525, 1_013_904_223,  // 44: multiplier, increment
    ]

    private static let jumper: [UInt32] = [
        0xea00_0006,  // 00: b begin
        0xea00_0008,  // 04: b again
        0xea00_0007,  // 08: b again
        0xea00_0006,  // 0c: b again
        0xea00_0005,  // 10: b again
        0xea00_0004,  // 14: b again
        0xea00_0003,  // 18: b again
        0xea00_0002,  // 1c: b again
        0xe321_f0df,  // 20: begin: msr cpsr_c, #0xdf
        0xe3a0_4501,  // 24: mov r4, #0x400000
        0xe594_0000,  // 28: ldr r0, [r4]
        0xe321_f0df,  // 2c: again: msr cpsr_c, #0xdf
        0xe3a0_4501,  // 30: mov r4, #0x400000
        0xe59f_1018,  // 34: ldr r1, multiplier
        0xe59f_2018,  // 38: ldr r2, increment
        0xe020_2091,  // 3c: mla r0, r1, r0, r2
        0xe584_0000,  // 40: str r0, [r4]
        0xe310_0801,  // 44: tst r0, #0x10000
        0x11a0_3000,  // 48: movne r3, r0
        0x01a0_38a0,  // 4c: moveq r3, r0, lsr #17
        0xe12f_ff13,  // 50: bx r3
        1_664_525, 1_013_904_223,  // 54: multiplier, increment
    ]
}

extension UInt32 {
    /// The bytes of the word, lowest first.
    var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}

extension UInt16 {
    /// The bytes of the half-word, lowest first.
    var bytes: [UInt8] { [UInt8(truncatingIfNeeded: self), UInt8(self >> 8)] }
}
