#include "CLinux.h"

// Packaging/stamp.sh writes the version of a package over these bytes, which it finds by the name of their section: so a commit's
// name is in its packages, and a build need not begin anew with each commit.
__attribute__((section("edgeprobe_version"))) static const char packaged[64] = "";

const char *CLinux_packaged_version(void) {
    return packaged;
}
