// Exception handlers and accesses that Swift cannot write: each interrupt slot with a handler of its own, aborts that
// are counted and passed over, loads and stores in user mode.

        .syntax unified
        .arch   armv5te
        .arm

        .equ    MODE_FIQ, 0x11
        .equ    MODE_IRQ, 0x12
        .equ    MODE_SYS, 0x1f
        .equ    NO_IRQ, 0x80
        .equ    MASKED, 0xc0
        .equ    VIC, 0x1f000000
        .equ    FAULTS, 0x00400080              // ProgramWords.faults

// A data abort: counted; the program goes on behind the instruction.
        .section .text.conformance_abort, "ax", %progbits
        .global conformance_abort
conformance_abort:
        push    {r0, r1}
        ldr     r0, =FAULTS
        ldr     r1, [r0]
        add     r1, r1, #1
        str     r1, [r0]
        pop     {r0, r1}
        subs    pc, lr, #4

// A supervisor call: the caller goes on in system mode.
        .section .text.conformance_call, "ax", %progbits
        .global conformance_call
conformance_call:
        push    {r0}
        mrs     r0, spsr
        orr     r0, r0, #MODE_SYS
        msr     spsr_c, r0
        pop     {r0}
        movs    pc, lr

// conformance_user_load(address) and conformance_user_store(address, value): as user programs do.
        .section .text.conformance_user, "ax", %progbits
        .global conformance_user_load
conformance_user_load:
        mrs     r3, cpsr
        bic     r1, r3, #0x0f
        msr     cpsr_c, r1
        ldr     r0, [r0]
        svc     #0
        msr     cpsr_c, r3
        bx      lr
        .global conformance_user_store
conformance_user_store:
        mrs     r3, cpsr
        bic     r2, r3, #0x0f
        msr     cpsr_c, r2
        str     r1, [r0]
        svc     #0
        msr     cpsr_c, r3
        bx      lr

// conformance_send(payload, key): both registers of the sender in one instruction.
        .section .text.conformance_send, "ax", %progbits
        .global conformance_send
conformance_send:
        mov     r2, r0
        mov     r3, r1
        mov     r0, #0x20000000
        add     r0, r0, #4
        stm     r0, {r2, r3}
        bx      lr

// One handler for each slot of the interrupt controller, the seventeenth for lines without one. They run in system mode
// and may let others in: conformance_interrupt(slot).
        .macro  slot number
conformance_slot_\number:
        sub     lr, lr, #4
        push    {r0-r3, r12, lr}
        mov     r0, #\number
        b       conformance_common
        .endm

        .section .text.conformance_slots, "ax", %progbits
        .irp    number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
        slot    \number
        .endr
conformance_common:
        mrs     r1, spsr
        push    {r1}
        mrs     r1, cpsr
        orr     r1, r1, #MODE_SYS
        msr     cpsr_c, r1
        push    {r4, lr}
        bl      conformance_interrupt
        pop     {r4, lr}
        mrs     r1, cpsr
        bic     r1, r1, #0x1f
        orr     r1, r1, #(MODE_IRQ | NO_IRQ)
        msr     cpsr_c, r1
        pop     {r1}
        msr     spsr_cxsf, r1
        mov     r0, #VIC
        str     r0, [r0, #0x30]
        ldm     sp!, {r0-r3, r12, pc}^

// A fast interrupt: conformance_fast().
        .section .text.conformance_fiq, "ax", %progbits
        .global conformance_fiq
conformance_fiq:
        sub     lr, lr, #4
        push    {r0-r3, r12, lr}
        bl      conformance_fast
        ldm     sp!, {r0-r3, r12, pc}^

// conformance_slot(number): the address of a slot's handler.
        .section .text.conformance_slot, "ax", %progbits
        .global conformance_slot
conformance_slot:
        ldr     r1, =conformance_slot_0
        ldr     r2, =conformance_slot_1
        sub     r2, r2, r1
        mla     r0, r2, r0, r1
        bx      lr

// conformance_vectors(top of a stack): puts these handlers behind the vectors and gives the fast interrupt a stack.
        .section .text.conformance_vectors, "ax", %progbits
        .global conformance_vectors
conformance_vectors:
        mov     r1, #0
        ldr     r2, =conformance_call
        str     r2, [r1, #0x28]
        ldr     r2, =conformance_abort
        str     r2, [r1, #0x30]
        ldr     r2, =conformance_fiq
        str     r2, [r1, #0x3c]
        mrs     r2, cpsr
        msr     cpsr_c, #(MODE_FIQ | MASKED)
        mov     sp, r0
        msr     cpsr_c, r2
        bx      lr

// conformance_stub() and conformance_stub_end(): a program for a core that is reset, to be copied to where the reset
// vector shows system RAM. It leaves DMA status, mode and the address it runs at in the words behind it, and sleeps.
        .section .text.conformance_stub, "ax", %progbits
stub:
        adr     r0, 1f
        mov     r1, #0x40000000
        ldr     r1, [r1, #0x14]
        mrs     r2, cpsr
        adr     r3, stub
        stm     r0, {r1-r3}
        mov     r0, #0
        mcr     p15, 0, r0, c7, c0, 4
        b       . - 4
1:      .word   0, 0, 0
stub_end:
        .global conformance_stub
conformance_stub:
        ldr     r0, =stub
        bx      lr
