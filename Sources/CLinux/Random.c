#include "CLinux.h"

#include <sys/random.h>

ptrdiff_t CLinux_random(void *bytes, size_t count) { return getrandom(bytes, count, 0); }
