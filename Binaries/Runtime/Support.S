// The functions the compiler calls without being told to: copying, filling and dividing.

        .syntax unified
        .arch   armv5te
        .arm

// memcpy(to, from, bytes): by words when both are aligned.
        .section .text.memcpy, "ax", %progbits
        .global memcpy
        .global memmove
        .global __aeabi_memcpy
        .global __aeabi_memcpy4
        .global __aeabi_memcpy8
        .global __aeabi_memmove
        .global __aeabi_memmove4
        .global __aeabi_memmove8
memmove:
__aeabi_memmove:
__aeabi_memmove4:
__aeabi_memmove8:
        cmp     r0, r1
        bls     memcpy
        add     r3, r1, r2
        cmp     r0, r3
        bhs     memcpy
1:      subs    r2, r2, #1                      // overlapping upwards: from the end
        ldrbhs  r3, [r1, r2]
        strbhs  r3, [r0, r2]
        bhi     1b
        bx      lr
memcpy:
__aeabi_memcpy:
__aeabi_memcpy4:
__aeabi_memcpy8:
        mov     r12, r0
        orr     r3, r0, r1
        tst     r3, #3
        bne     2f
1:      subs    r2, r2, #4
        ldrhs   r3, [r1], #4
        strhs   r3, [r12], #4
        bhi     1b
        bxeq    lr
        add     r2, r2, #4
2:      subs    r2, r2, #1
        ldrbhs  r3, [r1], #1
        strbhs  r3, [r12], #1
        bhi     2b
        bx      lr

// memset(to, byte, bytes); the __aeabi forms have the last two exchanged.
        .section .text.memset, "ax", %progbits
        .global memset
        .global __aeabi_memset
        .global __aeabi_memset4
        .global __aeabi_memset8
        .global __aeabi_memclr
        .global __aeabi_memclr4
        .global __aeabi_memclr8
__aeabi_memclr:
__aeabi_memclr4:
__aeabi_memclr8:
        mov     r2, #0
__aeabi_memset:
__aeabi_memset4:
__aeabi_memset8:
        mov     r3, r1
        mov     r1, r2
        mov     r2, r3
memset:
        and     r1, r1, #0xff
        orr     r1, r1, r1, lsl #8
        orr     r1, r1, r1, lsl #16
        mov     r12, r0
        tst     r0, #3
        bne     2f
1:      subs    r2, r2, #4
        strhs   r1, [r12], #4
        bhi     1b
        bxeq    lr
        add     r2, r2, #4
2:      subs    r2, r2, #1
        strbhs  r1, [r12], #1
        bhi     2b
        bx      lr

// Unsigned division: quotient in r0, remainder in r1. Division by zero gives the largest quotient.
        .section .text.__aeabi_uidivmod, "ax", %progbits
        .global __aeabi_uidiv
        .global __aeabi_uidivmod
__aeabi_uidiv:
__aeabi_uidivmod:
        mov     r3, r0
        mov     r0, #0
        cmp     r1, #0
        mvneq   r0, #0
        beq     4f
        cmp     r3, r1
        blo     4f
        clz     r12, r1
        clz     r2, r3
        sub     r12, r12, r2                    // how far the divisor can go up
        mov     r1, r1, lsl r12
1:      cmp     r3, r1
        adc     r0, r0, r0
        subhs   r3, r3, r1
        mov     r1, r1, lsr #1
        subs    r12, r12, #1
        bpl     1b
4:      mov     r1, r3
        bx      lr
