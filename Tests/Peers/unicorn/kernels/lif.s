@ Leaky integrate-and-fire neurons: 256 of them, state of 16 bytes each from 0x00400000, s16.15, with current, threshold
@ and refractoriness. As often as the word at 4 says; ends at 8.
    .arch armv5te
    .syntax unified
    .text
    b start
passes:
    .word 1000
    mcr p15, 0, r0, c7, c0, 4
start:
    ldr sp, =0x00410000
    ldr r0, =0x00400000
    ldr r1, =12345
    mov r2, #1024
    ldr r3, =1664525
    ldr r4, =1013904223
fill:                               @ v and s small, refractory steps 0 to 3, constant current
    mla r1, r1, r3, r4
    mov r5, r1, lsr #17
    tst r2, #1
    andne r5, r5, #3
    str r5, [r0], #4
    subs r2, r2, #1
    bne fill
    ldr r0, passes
    str r0, [sp, #-4]!
step:
    bl neurons
    ldr r0, [sp]
    subs r0, r0, #1
    str r0, [sp]
    bne step
    mov lr, #0
    mov r12, #0
    b passes + 4

neurons:
    push {r4-r11, lr}
    ldr r0, =0x00400000
    mov r1, #256
    ldr r2, =32440                  @ exp(-dt / tau)
    ldr r3, =21299                  @ exp(-dt / tau of the synapse)
    ldr r10, =20000                 @ threshold
1:  ldm r0, {r4-r7}                 @ v, s, refractory steps, constant current
    smull r8, r11, r4, r2
    mov r8, r8, lsr #15
    orr r8, r8, r11, lsl #17
    add r8, r8, r5, asr #4
    add r8, r8, r7, asr #5
    cmp r6, #0
    bgt 2f
    cmp r8, r10
    movge r8, #0
    movge r6, #20
    str r8, [r0]
    b 3f
2:  sub r6, r6, #1
3:  str r6, [r0, #8]
    smull r8, r11, r5, r3
    mov r8, r8, lsr #15
    orr r8, r8, r11, lsl #17
    add r8, r8, r7, asr #3
    str r8, [r0, #4]
    add r0, r0, #16
    subs r1, r1, #1
    bne 1b
    pop {r4-r11, pc}
