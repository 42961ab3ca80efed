// What libstdc++ asks of a C library that is younger than the oldest one a portable program runs on.

#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

// glibc 2.32: that the process has one thread, so that counters need not be atomic. Never said, which is always right.
char __libc_single_threaded = 0;

// glibc 2.36: what std::random_device takes its numbers from.
uint32_t arc4random(void) {
    uint32_t number;
    if (getrandom(&number, sizeof number, 0) != sizeof number) abort();
    return number;
}
