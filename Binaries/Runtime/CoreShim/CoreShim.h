// What Embedded Swift cannot say: volatile loads and stores, the processor's status register, and the addresses the
// linker chooses. Everything is inline; there is no C file behind it. (The library's `_Volatile` will not do:
// for this processor it calls a function for each access.)

#ifndef SWINN_CORE_SHIM_H
#define SWINN_CORE_SHIM_H

#include <stdint.h>

static inline __attribute__((always_inline)) uint32_t load32(uint32_t address) {
    return *(volatile uint32_t *)address;
}

static inline __attribute__((always_inline)) uint16_t load16(uint32_t address) {
    return *(volatile uint16_t *)address;
}

static inline __attribute__((always_inline)) uint8_t load8(uint32_t address) {
    return *(volatile uint8_t *)address;
}

static inline __attribute__((always_inline)) void store32(uint32_t address, uint32_t value) {
    *(volatile uint32_t *)address = value;
}

static inline __attribute__((always_inline)) void store16(uint32_t address, uint16_t value) {
    *(volatile uint16_t *)address = value;
}

static inline __attribute__((always_inline)) void store8(uint32_t address, uint8_t value) {
    *(volatile uint8_t *)address = value;
}

// Masks IRQ and FIQ and returns the status before, for `interruptsRestore`.
static inline __attribute__((always_inline)) uint32_t interruptsMask(void) {
    uint32_t before;
    uint32_t masked;
    __asm__ volatile("mrs %0, cpsr\n\torr %1, %0, #0xc0\n\tmsr cpsr_c, %1"
                     : "=r"(before), "=r"(masked)
                     :
                     : "memory");
    return before;
}

static inline __attribute__((always_inline)) void interruptsRestore(uint32_t before) {
    __asm__ volatile("msr cpsr_c, %0" : : "r"(before) : "memory");
}

// Lets IRQ and FIQ in, in system mode.
static inline __attribute__((always_inline)) void interruptsEnable(void) {
    __asm__ volatile("msr cpsr_c, #0x1f" : : : "memory");
}

// Sleeps until an interrupt is presented, masked or not (ARM968E-S TRM, CP15 c7).
static inline __attribute__((always_inline)) void waitForInterrupt(void) {
    uint32_t zero = 0;
    __asm__ volatile("mcr p15, 0, %0, c7, c0, 4" : : "r"(zero) : "memory");
}

// The compiler must not move memory accesses across this.
static inline __attribute__((always_inline)) void compilerBarrier(void) {
    __asm__ volatile("" : : : "memory");
}

// The free part of the data memory, from the linker script.
extern uint32_t arena_start[];
extern uint32_t arena_end[];

static inline __attribute__((always_inline)) uint32_t arenaStart(void) { return (uint32_t)arena_start; }
static inline __attribute__((always_inline)) uint32_t arenaEnd(void) { return (uint32_t)arena_end; }

// In Start.S.
extern void packet_interrupt_setup(uint32_t ring, uint32_t byte_mask);
extern void runtime_error(uint32_t code) __attribute__((noreturn));
extern void handler_timer(void);
extern void handler_monitor(void);
extern void handler_bad_packet(void);
extern void handler_spurious(void);

static inline __attribute__((always_inline)) uint32_t timerHandler(void) { return (uint32_t)handler_timer; }
static inline __attribute__((always_inline)) uint32_t monitorHandler(void) { return (uint32_t)handler_monitor; }
static inline __attribute__((always_inline)) uint32_t badPacketHandler(void) { return (uint32_t)handler_bad_packet; }
static inline __attribute__((always_inline)) uint32_t spuriousHandler(void) { return (uint32_t)handler_spurious; }

#endif
