@ Rows of 64 synaptic words into 16-bit ring buffers that saturate: weight in bits 31:16, delay in 11:8, neuron in 7:0.
@ 16 rows from 0x00408000, buffers of 16 slots x 256 neurons from 0x00400000, one of which is emptied in every pass. As
@ often as the word at 4 says; ends at 8.
    .arch armv5te
    .syntax unified
    .text
    b start
passes:
    .word 1000
    mcr p15, 0, r0, c7, c0, 4
start:
    ldr sp, =0x00410000
    ldr r0, =0x00408000
    ldr r1, =12345
    mov r2, #1024
    ldr r3, =1664525
    ldr r4, =1013904223
    ldr r6, =0x0fff0fff
fill:
    mla r1, r1, r3, r4
    mov r5, r1, ror #11
    and r5, r5, r6
    str r5, [r0], #4
    subs r2, r2, #1
    bne fill
    ldr r0, passes
    mov r11, r0                     @ passes left
    mov r10, #0                     @ time
step:
    mov r9, #15
rows:
    bl row
    subs r9, r9, #1
    bpl rows
    bl empty
    add r10, r10, #1
    subs r11, r11, #1
    bne step
    mov lr, #0
    b passes + 4

row:
    push {r4-r8, lr}
    ldr r0, =0x00408000
    add r0, r0, r9, lsl #8
    ldr r1, =0x00400000
    ldr r8, =0x1ffe                 @ the buffers' offsets
    ldr r2, =0xffff
    mov r3, #64
1:  ldr r4, [r0], #4
    add r5, r4, r10, lsl #8
    and r5, r8, r5, lsl #1
    ldrh r6, [r1, r5]
    add r6, r6, r4, lsr #16
    cmp r6, r2
    movhi r6, r2
    strh r6, [r1, r5]
    subs r3, r3, #1
    bne 1b
    pop {r4-r8, pc}

empty:                              @ the slot of this time
    ldr r0, =0x00400000
    and r1, r10, #15
    add r0, r0, r1, lsl #9
    mov r1, #128
    mov r2, #0
1:  str r2, [r0], #4
    subs r1, r1, #1
    bne 1b
    bx lr
