@ Branches and memory: words and bytes copied through SDRAM, a CRC bit by bit, insertion sort, binary search, a jump table.
@ As often as the word at 4 says; ends at 8.
    .arch armv5te
    .syntax unified
    .text
    b start
passes:
    .word 1000
    mcr p15, 0, r0, c7, c0, 4
start:
    ldr sp, =0x00410000
    ldr r11, passes
    ldr r10, =12345
step:
    bl fill
    bl copy
    bl crc
    bl sort
    bl search
    bl machine
    subs r11, r11, #1
    bne step
    mov lr, #0
    b passes + 4

fill:                               @ 64 pseudo-random words at 0x00400000
    ldr r0, =0x00400000
    mov r2, #64
    ldr r3, =1664525
    ldr r4, =1013904223
1:  mla r10, r10, r3, r4
    mov r5, r10
    str r5, [r0], #4
    subs r2, r2, #1
    bne 1b
    bx lr

copy:                               @ to SDRAM by words, back by bytes, one block by LDM and STM
    push {r4-r8, lr}
    ldr r0, =0x00400000
    ldr r1, =0x60000000
    mov r2, #64
1:  ldr r3, [r0], #4
    str r3, [r1], #4
    subs r2, r2, #1
    bne 1b
    ldr r0, =0x60000000
    ldr r1, =0x00400400
    mov r2, #64
2:  ldrb r3, [r0], #1
    strb r3, [r1], #1
    subs r2, r2, #1
    bne 2b
    ldr r0, =0x60000000
    ldr r1, =0x00400500
    ldm r0, {r2-r8}
    stm r1, {r2-r8}
    pop {r4-r8, pc}

crc:                                @ 16 bytes
    ldr r0, =0x00400400
    mov r1, #16
    mvn r2, #0
    ldr r3, =0xedb88320
1:  ldrb r4, [r0], #1
    eor r2, r2, r4
    mov r5, #8
2:  tst r2, #1
    mov r2, r2, lsr #1
    beq 3f
    eor r2, r2, r3
3:  subs r5, r5, #1
    bne 2b
    subs r1, r1, #1
    bne 1b
    mov r9, r2
    bx lr

sort:                               @ the first 32 words
    push {r4-r6, lr}
    ldr r0, =0x00400000
    mov r1, #1
1:  ldr r2, [r0, r1, lsl #2]
    sub r3, r1, #1
2:  cmp r3, #0
    blt 3f
    ldr r4, [r0, r3, lsl #2]
    cmp r4, r2
    bls 3f
    add r5, r3, #1
    str r4, [r0, r5, lsl #2]
    sub r3, r3, #1
    b 2b
3:  add r5, r3, #1
    str r2, [r0, r5, lsl #2]
    add r1, r1, #1
    cmp r1, #32
    blt 1b
    pop {r4-r6, pc}

search:                             @ for each of the other 32 words, its place among those
    push {r4-r7, lr}
    ldr r0, =0x00400000
    mov r1, #32
    mov r7, #0
1:  ldr r2, [r0, r1, lsl #2]
    mov r3, #0
    mov r4, #32
2:  cmp r3, r4
    bge 3f
    add r5, r3, r4
    mov r5, r5, asr #1
    ldr r6, [r0, r5, lsl #2]
    cmp r6, r2
    addcc r3, r5, #1
    movcs r4, r5
    b 2b
3:  add r7, r7, r3
    add r1, r1, #1
    cmp r1, #64
    blt 1b
    add r9, r9, r7
    pop {r4-r7, pc}

machine:                            @ a switch on the low bits of 64 bytes
    ldr r0, =0x00400400
    mov r1, #64
    mov r2, #1
1:  ldrb r3, [r0], #1
    and r3, r3, #7
    cmp r3, #5
    ldrls pc, [pc, r3, lsl #2]
    b 9f
    .word 2f, 3f, 4f, 5f, 6f, 7f
2:  add r2, r2, r3
    b 8f
3:  eor r2, r2, r2, lsl #3
    b 8f
4:  sub r2, r2, #7
    b 8f
5:  rsb r2, r2, #0
    b 8f
6:  mov r2, r2, ror #5
    b 8f
7:  mvn r2, r2
    b 8f
9:  add r2, r2, #1
8:  subs r1, r1, #1
    bne 1b
    add r9, r9, r2
    bx lr
