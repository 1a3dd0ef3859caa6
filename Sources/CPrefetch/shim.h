// What Swift cannot say: that memory will be read soon. There is no C file behind it.

#ifndef CPREFETCH_SHIM_H
#define CPREFETCH_SHIM_H

// Begins to bring the line of memory with an address to the nearest cache, and does not wait for it; any address will do.
static inline void cprefetch_line(const void *address) { __builtin_prefetch(address); }

#endif
