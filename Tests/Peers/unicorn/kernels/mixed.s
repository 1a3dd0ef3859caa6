@ A loop like the time step of a core, as often as the word at 4 says; it ends at 8. It has a leaky integrate-and-fire
@ update of 128 neurons, the transfer of their ring buffers, and rows of synapses. Data: states from 0x00400000, ring
@ buffers from 0x00404000, rows from 0x00406000.
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
    ldr r2, =0x1000
    ldr r3, =1664525
    ldr r4, =1013904223
fill:                               @ the data start as pseudo-random words
    mla r5, r1, r3, r4
    mov r1, r5
    mov r6, r1, lsr #16
    str r6, [r0], #4
    subs r2, r2, #1
    bne fill

    ldr r11, passes
step:
    bl neurons
    bl ring
    mov r9, #24
rows:
    bl row
    subs r9, r9, #1
    bne rows
    subs r11, r11, #1
    bne step
    b passes + 4

neurons:                            @ v' = v * p22 + s * p21 + c, in s16.15, with threshold and refractoriness
    push {r4-r11, lr}
    ldr r0, =0x00400000
    mov r1, #128
    ldr r2, =32440                  @ p22
    ldr r3, =21299                  @ exp(-dt / tau)
    ldr r10, =491520                @ threshold
1:  ldr r4, [r0]                    @ v
    ldr r5, [r0, #4]                @ s, excitatory
    ldr r6, [r0, #8]                @ refractory steps
    ldr r7, [r0, #12]               @ c
    smull r8, r11, r4, r2
    mov r8, r8, lsr #15
    orr r8, r8, r11, lsl #17
    add r8, r8, r5, asr #4
    add r8, r8, r7
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
    str r8, [r0, #4]
    add r0, r0, #16
    subs r1, r1, #1
    bne 1b
    pop {r4-r11, pc}

ring:                               @ ring buffer to synaptic current, buffer cleared
    push {r4-r8, lr}
    ldr r0, =0x00404000
    ldr r1, =0x00400000
    mov r2, #128
    mov r3, #0
1:  ldrh r4, [r0]
    cmp r4, #0
    beq 2f
    strh r3, [r0]
    ldr r5, [r1, #4]
    add r5, r5, r4, lsl #3
    str r5, [r1, #4]
2:  add r0, r0, #2
    add r1, r1, #16
    subs r2, r2, #1
    bne 1b
    pop {r4-r8, pc}

row:                                @ 16 synapses: weight, delay and neuron of a word into the ring buffer, saturating
    push {r4-r8, lr}
    ldr r0, =0x00406000
    add r0, r0, r9, lsl #6
    ldr r1, =0x00404000
    ldr r2, =0xffff
    mov r3, #16
1:  ldr r4, [r0], #4
    and r5, r4, #0xff
    mov r5, r5, lsl #1
    ldrh r6, [r1, r5]
    mov r7, r4, lsr #16
    add r7, r7, r4, lsr #8
    adds r6, r6, r7
    tst r6, #0x10000
    movne r6, r2
    strh r6, [r1, r5]
    subs r3, r3, #1
    bne 1b
    pop {r4-r8, pc}
