@ The same kind of work in Thumb state: CRC, insertion sort, walk along a list, one helper in ARM state. As often as the word
@ at 4 says; ends at 8.
    .arch armv5te
    .syntax unified
    .text
    .arm
    b start
passes:
    .word 1000
finish:
    mcr p15, 0, r0, c7, c0, 4
start:
    ldr sp, =0x00410000
    ldr r7, passes
    ldr r0, =main
    bx r0

mix:                                @ ARM: r0 = r0 * 1664525 + 1013904223
    ldr r1, =1664525
    ldr r2, =1013904223
    mla r3, r0, r1, r2
    mov r0, r3
    bx lr
    .ltorg

    .thumb
    .thumb_func
main:
    movs r6, #1
1:  bl fill
    bl crc
    bl sort
    bl walk
    subs r7, r7, #1
    bne 1b
    movs r0, #0
    mov lr, r0
    mov r12, r0
    ldr r1, =finish
    bx r1

    .thumb_func
fill:
    push {r4, r5, lr}
    ldr r4, =0x00400000
    movs r5, #32
1:  movs r0, r6
    ldr r1, =mix
    blx r1
    movs r6, r0
    stm r4!, {r0}
    subs r5, r5, #1
    bne 1b
    pop {r4, r5, pc}

    .thumb_func
crc:
    push {r4, r5, r6, lr}
    ldr r0, =0x00400000
    movs r1, #16
    movs r2, #0
    mvns r2, r2
    ldr r3, =0xedb88320
1:  ldrb r4, [r0]
    adds r0, r0, #1
    eors r2, r4
    movs r5, #8
2:  lsrs r2, r2, #1
    bcc 3f
    eors r2, r3
3:  subs r5, r5, #1
    bne 2b
    subs r1, r1, #1
    bne 1b
    ldr r0, =0x00400400
    str r2, [r0]
    pop {r4, r5, r6, pc}

    .thumb_func
sort:
    push {r4, r5, r6, lr}
    ldr r0, =0x00400000
    movs r1, #4
1:  ldr r2, [r0, r1]
    subs r3, r1, #4
2:  cmp r3, #0
    blt 3f
    ldr r4, [r0, r3]
    cmp r4, r2
    bls 3f
    adds r5, r3, #4
    str r4, [r0, r5]
    subs r3, r3, #4
    b 2b
3:  adds r5, r3, #4
    str r2, [r0, r5]
    adds r1, r1, #4
    cmp r1, #128
    blt 1b
    pop {r4, r5, r6, pc}

    .thumb_func
walk:                               @ a list of 32 nodes of two words at 0x00400800, made and walked
    push {r4, r5, lr}
    ldr r0, =0x00400800
    movs r1, #31
1:  movs r2, r0
    adds r2, r2, #8
    str r2, [r0]
    str r1, [r0, #4]
    movs r0, r2
    subs r1, r1, #1
    bpl 1b
    subs r0, r0, #8
    movs r1, #0
    str r1, [r0]
    movs r5, #4
4:  ldr r0, =0x00400800
    movs r3, #0
2:  ldr r2, [r0, #4]
    adds r3, r3, r2
    ldr r0, [r0]
    cmp r0, #0
    bne 2b
    subs r5, r5, #1
    bne 4b
    ldr r0, =0x00400404
    str r3, [r0]
    pop {r4, r5, pc}
    .ltorg
