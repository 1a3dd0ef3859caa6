// Vectors, start-up, interrupt entry and run-time errors: what Swift cannot write.
//
// The monitor copies the image to address 0 and calls it in SVC mode with interrupts masked and
// r0 = flags << 8 | application number (spinnaker_tools 4.0.0, sark_alib.s and scamp-app.c).

        .syntax unified
        .arch   armv5te
        .arm

        .equ    MODE_FIQ, 0x11
        .equ    MODE_IRQ, 0x12
        .equ    MODE_SVC, 0x13
        .equ    MODE_ABT, 0x17
        .equ    MODE_UND, 0x1b
        .equ    MODE_SYS, 0x1f
        .equ    MASKED, 0xc0

        // Stacks, downwards from the top of the data memory.
        .equ    STACK_ERROR, 0x00410000         // abort, undefined, SVC: 64 bytes
        .equ    STACK_IRQ, 0x0040ffc0           // 448 bytes
        .equ    STACK_SYS, 0x0040fe00           // 1,536 bytes

        // Words shared with interrupt handlers; see InterruptWords.swift.
        .equ    WORDS, 0x00400000
        .equ    WORD_TICKS, 0x00
        .equ    WORD_BLOCK, 0x04
        .equ    WORD_BAD_PACKETS, 0x10
        .equ    WORDS_BYTES, 0x100

        .equ    COMMS, 0x20000000
        .equ    TIMER, 0x21000000
        .equ    VIC, 0x1f000000

        .section .vectors, "ax", %progbits
        .global vectors
vectors:
        ldr     pc, [pc, #0x18]
        ldr     pc, [pc, #0x18]
        ldr     pc, [pc, #0x18]
        ldr     pc, [pc, #0x18]
        ldr     pc, [pc, #0x18]
        b       error_undefined
        ldr     pc, [pc, #-0xff0]               // the VIC's vector address at 0xfffff030
        ldr     pc, [pc, #0x18]
reset_vector:
        .word   reset
        .word   error_undefined
        .word   error_svc
        .word   error_prefetch
        .word   error_data
        .word   error_undefined
        .word   error_undefined
        .word   handler_packet

        .text
reset:
        ldr     r1, =0x1f7e                     // alignment faults, both memories, low vectors
        mcr     p15, 0, r1, c1, c0, 0
        ldr     r1, =error_reset                // from now on a jump to 0 is an error
        ldr     r2, =reset_vector
        str     r1, [r2]

        msr     cpsr_c, #(MODE_ABT | MASKED)
        ldr     sp, =STACK_ERROR
        msr     cpsr_c, #(MODE_UND | MASKED)
        ldr     sp, =STACK_ERROR
        msr     cpsr_c, #(MODE_SVC | MASKED)
        ldr     sp, =STACK_ERROR
        msr     cpsr_c, #(MODE_IRQ | MASKED)
        ldr     sp, =STACK_IRQ
        msr     cpsr_c, #(MODE_SYS | MASKED)
        ldr     sp, =STACK_SYS

        ldr     r1, =WORDS
        mov     r2, #0
        mov     r3, #WORDS_BYTES
1:      subs    r3, r3, #4
        str     r2, [r1, r3]
        bne     1b

        bl      runtime_start                   // (flags << 8 | application)
        bl      program_main
        bl      runtime_end
2:      mov     r0, #0
        mcr     p15, 0, r0, c7, c0, 4
        b       2b

// MARK: Interrupts

// A multicast packet. r8 communications controller, r9 ring, r10 write offset, r11 mask of offsets: all banked, so
// that nothing is saved. Before the ring: -4 packets lost, -8 write offset, -12 read offset.
        .global handler_packet
handler_packet:
        ldr     r12, [r8, #0x14]
        ldr     r13, [r9, #-12]
        str     r12, [r9, r10]                  // one place is always free
        add     r12, r10, #4
        and     r12, r12, r11
        cmp     r12, r13
        movne   r10, r12
        strne   r12, [r9, #-8]
        ldreq   r12, [r9, #-4]
        addeq   r12, r12, #1
        streq   r12, [r9, #-4]
        subs    pc, lr, #4

// packet_interrupt_setup(ring, mask of byte offsets)
        .section .text.packet_interrupt_setup, "ax", %progbits
        .global packet_interrupt_setup
packet_interrupt_setup:
        mrs     r2, cpsr
        msr     cpsr_c, #(MODE_FIQ | MASKED)
        mov     r8, #COMMS
        mov     r9, r0
        mov     r10, #0
        mov     r11, r1
        msr     cpsr_c, r2
        bx      lr

// The step clock: one more step is due.
        .section .text.handler_timer, "ax", %progbits
        .global handler_timer
handler_timer:
        push    {r0, r1}
        mov     r0, #TIMER
        str     r0, [r0, #0x0c]
        ldr     r0, =WORDS
        ldr     r1, [r0, #WORD_TICKS]
        add     r1, r1, #1
        str     r1, [r0, #WORD_TICKS]
        mov     r0, #VIC
        str     r0, [r0, #0x30]
        pop     {r0, r1}
        subs    pc, lr, #4

// Something from the monitor: monitor_interrupt(address of the interrupted instruction).
        .section .text.handler_monitor, "ax", %progbits
        .global handler_monitor
handler_monitor:
        sub     lr, lr, #4
        push    {r0-r3, r12, lr}
        mov     r0, lr
        bl      monitor_interrupt
        mov     r0, #VIC
        str     r0, [r0, #0x30]
        ldm     sp!, {r0-r3, r12, pc}^

// A packet nobody expects, or a damaged one: read it, so that it does not stop those behind it.
        .section .text.handler_bad_packet, "ax", %progbits
        .global handler_bad_packet
handler_bad_packet:
        push    {r0, r1}
        mov     r0, #COMMS
        ldr     r1, [r0, #0x14]
        mov     r1, #0
        str     r1, [r0, #0x0c]
        ldr     r0, =WORDS
        ldr     r1, [r0, #WORD_BAD_PACKETS]
        add     r1, r1, #1
        str     r1, [r0, #WORD_BAD_PACKETS]
        mov     r0, #VIC
        str     r0, [r0, #0x30]
        pop     {r0, r1}
        subs    pc, lr, #4

// An interrupt that was gone before it was looked at.
        .section .text.handler_spurious, "ax", %progbits
        .global handler_spurious
handler_spurious:
        subs    pc, lr, #4

// MARK: Run-time errors
//
// Each entry saves r0 and r1 in the error words and puts the address of the instruction into r0 and the code into
// r1; then the registers go to the core's block, where the host looks, and the core sleeps for good.

        .equ    ERROR_WORDS, WORDS + 0x40       // r0, r1, address

        .text
error_reset:
        msr     cpsr_c, #(MODE_UND | MASKED)
        ldr     sp, =ERROR_WORDS
        stm     sp, {r0, r1}
        mov     r0, #MODE_SYS
        msr     spsr_cxsf, r0
        mov     r0, #0
        mov     r1, #1
        b       error_dump
error_undefined:
        ldr     sp, =ERROR_WORDS
        stm     sp, {r0, r1}
        sub     r0, lr, #4
        mov     r1, #2
        b       error_dump
error_svc:
        ldr     sp, =ERROR_WORDS
        stm     sp, {r0, r1}
        sub     r0, lr, #4
        mov     r1, #3
        b       error_dump
error_prefetch:
        ldr     sp, =ERROR_WORDS
        stm     sp, {r0, r1}
        sub     r0, lr, #4
        mov     r1, #4
        b       error_dump
error_data:
        ldr     sp, =ERROR_WORDS
        stm     sp, {r0, r1}
        sub     r0, lr, #8
        mov     r1, #5
        b       error_dump

// runtime_error(code), from Swift: as if the instruction that called it had failed.
        .global runtime_error
runtime_error:
        mrs     r1, cpsr
        mov     r2, lr
        msr     cpsr_c, #(MODE_UND | MASKED)
        msr     spsr_cxsf, r1
        ldr     sp, =ERROR_WORDS
        stm     sp, {r0, r1}
        mov     r1, r0
        sub     r0, r2, #4

// In the mode of the exception: sp the error words, r0 the address, r1 the code, spsr the interrupted status.
error_dump:
        str     r0, [sp, #8]
        mov     r0, r1
        ldr     r1, =WORDS
        ldr     r1, [r1, #WORD_BLOCK]
        cmp     r1, #0
        beq     error_sleep
        strb    r0, [r1, #0x2c]
        add     r0, r1, #8
        stm     r0, {r2-r7}
        ldm     sp, {r2-r4}
        str     r2, [r1, #0x00]
        str     r3, [r1, #0x04]
        str     r4, [r1, #0x28]
        mrs     r2, spsr
        str     r2, [r1, #0x20]
        mrs     r3, cpsr
        and     r4, r2, #0x1f
        cmp     r4, #0x10                       // user mode shares the registers of system mode
        moveq   r4, #MODE_SYS
        orr     r4, r4, #MASKED
        msr     cpsr_c, r4
        mov     r5, sp
        mov     r6, lr
        msr     cpsr_c, r3
        str     r5, [r1, #0x24]
        str     r6, [r1, #0x60]
        mov     r2, #2
        strb    r2, [r1, #0x2e]
        ldr     r1, =0xe5007f2b                 // a faster LED tells of the error
        mov     r2, #8
        strb    r2, [r1]
error_sleep:
        mvn     r0, #0
        mov     r1, #VIC
        str     r0, [r1, #0x14]
        mov     r0, #0
        mov     r1, #TIMER
        str     r0, [r1, #0x08]
1:      mcr     p15, 0, r0, c7, c0, 4
        b       1b
