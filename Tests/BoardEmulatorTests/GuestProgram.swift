/// Small ARM programs for a core, assembled from the source beside each (clang, arm968e-s).
enum GuestProgram {
    /// Counts interrupts of timer 1, one every 20,480 cycles, in the word at 0x00400000.
    static let timer: [UInt32] = [
        0xea00_0011,  // 00: b 0x4c <start>
        0xe1a0_0000,  // 04: mov r0, r0
        0xe1a0_0000,  // 08: mov r0, r0
        0xe1a0_0000,  // 0c: mov r0, r0
        0xe1a0_0000,  // 10: mov r0, r0
        0xe1a0_0000,  // 14: mov r0, r0
        0xe51f_fff0,  // 18: ldr pc, [pc, #-0xff0]
        0xe1a0_0000,  // 1c: mov r0, r0
        0xe92d_0007,  // 20: push {r0, r1, r2}
        0xe3a0_0421,  // 24: mov r0, #553648128
        0xe580_000c,  // 28: str r0, [r0, #0xc]
        0xe3a0_1501,  // 2c: mov r1, #4194304
        0xe591_2000,  // 30: ldr r2, [r1]
        0xe282_2001,  // 34: add r2, r2, #1
        0xe581_2000,  // 38: str r2, [r1]
        0xe3a0_041f,  // 3c: mov r0, #520093696
        0xe580_0030,  // 40: str r0, [r0, #0x30]
        0xe8bd_0007,  // 44: pop {r0, r1, r2}
        0xe25e_f004,  // 48: subs pc, lr, #4
        0xe321_f0d2,  // 4c: msr CPSR_c, #210
        0xe3a0_d841,  // 50: mov sp, #4259840
        0xe321_f0df,  // 54: msr CPSR_c, #223
        0xe3a0_041f,  // 58: mov r0, #520093696
        0xe3a0_1020,  // 5c: mov r1, #32
        0xe580_1100,  // 60: str r1, [r0, #0x100]
        0xe3a0_1024,  // 64: mov r1, #36
        0xe580_1200,  // 68: str r1, [r0, #0x200]
        0xe3a0_1010,  // 6c: mov r1, #16
        0xe580_1010,  // 70: str r1, [r0, #0x10]
        0xe3a0_0421,  // 74: mov r0, #553648128
        0xe3a0_1a05,  // 78: mov r1, #20480
        0xe580_1000,  // 7c: str r1, [r0]
        0xe3a0_10e2,  // 80: mov r1, #226
        0xe580_1008,  // 84: str r1, [r0, #0x8]
        0xe321_f01f,  // 88: msr CPSR_c, #31
        0xee07_0f90,  // 8c: mcr p15, #0x0, r0, c7, c0, #0x4
        0xeaff_fffd,  // 90: b 0x8c <loop>
    ]

    /// Moves 256 bytes from 0x60000000 to 0x00400000 and on to 0x60001000; registers 6, 7 and 8 keep the status with
    /// both transfers committed, after one and after two acknowledgements.
    static let dma: [UInt32] = [
        0xe3a0_0101,  // 00: mov r0, #1073741824
        0xe3a0_1206,  // 04: mov r1, #1610612736
        0xe580_1004,  // 08: str r1, [r0, #0x4]
        0xe3a0_2501,  // 0c: mov r2, #4194304
        0xe580_2008,  // 10: str r2, [r0, #0x8]
        0xe3a0_3401,  // 14: mov r3, #16777216
        0xe383_3c01,  // 18: orr r3, r3, #256
        0xe580_300c,  // 1c: str r3, [r0, #0xc]
        0xe381_1a01,  // 20: orr r1, r1, #4096
        0xe580_1004,  // 24: str r1, [r0, #0x4]
        0xe580_2008,  // 28: str r2, [r0, #0x8]
        0xe383_3702,  // 2c: orr r3, r3, #524288
        0xe580_300c,  // 30: str r3, [r0, #0xc]
        0xe590_6014,  // 34: ldr r6, [r0, #0x14]
        0xe590_4014,  // 38: ldr r4, [r0, #0x14]
        0xe314_0b02,  // 3c: tst r4, #2048
        0x0aff_fffc,  // 40: beq 0x38 <wait>
        0xe3a0_5008,  // 44: mov r5, #8
        0xe580_5010,  // 48: str r5, [r0, #0x10]
        0xe590_7014,  // 4c: ldr r7, [r0, #0x14]
        0xe580_5010,  // 50: str r5, [r0, #0x10]
        0xe590_8014,  // 54: ldr r8, [r0, #0x14]
        0xee07_0f90,  // 58: mcr p15, #0x0, r0, c7, c0, #0x4
        0xeaff_fffd,  // 5c: b 0x58 <loop>
    ]

    /// Sends key r0 plainly and key r0 + 1 with a payload, so often as the word at 0x00400000 says.
    static let send: [UInt32] = [
        0xe1a0_4000,  // 00: mov r4, r0
        0xe3a0_1202,  // 04: mov r1, #536870912
        0xe3a0_3501,  // 08: mov r3, #4194304
        0xe593_2000,  // 0c: ldr r2, [r3]
        0xe252_2001,  // 10: subs r2, r2, #1
        0xba00_0004,  // 14: blt 0x2c <done>
        0xe581_4008,  // 18: str r4, [r1, #0x8]
        0xe284_5001,  // 1c: add r5, r4, #1
        0xe581_2004,  // 20: str r2, [r1, #0x4]
        0xe581_5008,  // 24: str r5, [r1, #0x8]
        0xeaff_fff8,  // 28: b 0x10 <again>
        0xee07_0f90,  // 2c: mcr p15, #0x0, r0, c7, c0, #0x4
        0xeaff_fffd,  // 30: b 0x2c <done>
    ]

    /// Stores status, payload and key of each packet from 0x00400100 on, and their number at 0x00400000.
    static let receive: [UInt32] = [
        0xe3a0_1202,  // 00: mov r1, #536870912
        0xe3a0_3501,  // 04: mov r3, #4194304
        0xe3a0_2000,  // 08: mov r2, #0
        0xe583_2000,  // 0c: str r2, [r3]
        0xe283_6c01,  // 10: add r6, r3, #256
        0xe591_400c,  // 14: ldr r4, [r1, #0xc]
        0xe314_0102,  // 18: tst r4, #-2147483648
        0x0aff_fffc,  // 1c: beq 0x14 <poll>
        0xe591_5010,  // 20: ldr r5, [r1, #0x10]
        0xe591_7014,  // 24: ldr r7, [r1, #0x14]
        0xe8a6_00b0,  // 28: stm r6!, {r4, r5, r7}
        0xe282_2001,  // 2c: add r2, r2, #1
        0xe583_2000,  // 30: str r2, [r3]
        0xeaff_fff6,  // 34: b 0x14 <poll>
    ]

    /// Counts the data aborts of three bad accesses in the word at 0x00400000.
    static let abort: [UInt32] = [
        0xea00_0003,  // 00: b 0x14 <start>
        0xe1a0_0000,  // 04: mov r0, r0
        0xe1a0_0000,  // 08: mov r0, r0
        0xe1a0_0000,  // 0c: mov r0, r0
        0xea00_0008,  // 10: b 0x38 <abort>
        0xe3a0_0205,  // 14: mov r0, #1342177280
        0xe590_1000,  // 18: ldr r1, [r0]
        0xe3a0_04e2,  // 1c: mov r0, #-503316480
        0xe1d0_10b0,  // 20: ldrh r1, [r0]
        0xe3a0_04e1,  // 24: mov r0, #-520093696
        0xe380_0902,  // 28: orr r0, r0, #32768
        0xe590_1000,  // 2c: ldr r1, [r0]
        0xee07_0f90,  // 30: mcr p15, #0x0, r0, c7, c0, #0x4
        0xeaff_fffd,  // 34: b 0x30 <done>
        0xe3a0_2501,  // 38: mov r2, #4194304
        0xe592_3000,  // 3c: ldr r3, [r2]
        0xe283_3001,  // 40: add r3, r3, #1
        0xe582_3000,  // 44: str r3, [r2]
        0xe25e_f004,  // 48: subs pc, lr, #4
    ]

    /// Computes for ever in data memory, and adds to the word at 0x60000000 now and then.
    static let busy: [UInt32] = [
        0xe3a0_1501,  // 00: mov r1, #4194304
        0xe3a0_2206,  // 04: mov r2, #1610612736
        0xe3a0_3000,  // 08: mov r3, #0
        0xe791_4003,  // 0c: ldr r4, [r1, r3]
        0xe084_4003,  // 10: add r4, r4, r3
        0xe024_43e4,  // 14: eor r4, r4, r4, ror #7
        0xe781_4003,  // 18: str r4, [r1, r3]
        0xe283_3004,  // 1c: add r3, r3, #4
        0xe203_30ff,  // 20: and r3, r3, #255
        0xe353_0000,  // 24: cmp r3, #0
        0x1aff_fff7,  // 28: bne 0xc <loop>
        0xe592_5000,  // 2c: ldr r5, [r2]
        0xe085_5004,  // 30: add r5, r5, r4
        0xe085_5000,  // 34: add r5, r5, r0
        0xe582_5000,  // 38: str r5, [r2]
        0xeaff_fff2,  // 3c: b 0xc <loop>
    ]

    /// Sleeps for ever.
    static let sleep: [UInt32] = [
        0xee07_0f90,  // 00: mcr p15, #0x0, r0, c7, c0, #0x4
        0xeaff_fffd,  // 04: b 0x0 <done>
    ]
}
