#include "CLinux.h"

static int count;
static char **vector;

// glibc hands every constructor what main gets.
__attribute__((constructor)) static void keep_arguments(int argc, char **argv, char **environment) {
    (void)environment;
    count = argc;
    vector = argv;
}

int CLinux_argument_count(void) { return count; }
char *CLinux_argument(int index) { return index >= 0 && index < count ? vector[index] : 0; }
