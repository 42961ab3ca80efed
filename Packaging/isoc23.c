// What a static runtime of Swift asks of a C library that is younger than the one it is linked with.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// glibc 2.38: the names under which headers since C23 declare these, which take a prefix of 0b as well. What the runtime reads by
// them, its own environment variables and /proc, has none.
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
long long __isoc23_strtoll(const char *text, char **end, int base) { return strtoll(text, end, base); }
int __isoc23_sscanf(const char *text, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int count = vsscanf(text, format, values);
    va_end(values);
    return count;
}

// glibc 2.38 as well: libdispatch names its objects by it.
size_t strlcpy(char *to, const char *from, size_t size) {
    size_t length = strlen(from);
    if (size > 0) {
        size_t count = length < size ? length : size - 1;
        memcpy(to, from, count);
        to[count] = 0;
    }
    return length;
}
