#include "CLinux.h"

// Packaging/portable.sh links libraries of the system in, and says which; every other build takes the device's own.
const char *CLinux_linked_libraries(void) {
#ifdef EDGEPROBE_LINKED
    return EDGEPROBE_LINKED;
#else
    return "";
#endif
}
