#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

// <linux/nsfs.h>: the kind of a namespace as its CLONE_ flag.
#define NS_GET_NSTYPE _IO(0xb7, 0x3)

// <linux/magic.h>
#define NSFS_MAGIC 0x6e736673

_Static_assert(O_PATH == 010000000, "CLinux_path_only");

int CLinux_enter_network_namespace(int descriptor) { return setns(descriptor, CLONE_NEWNET); }
int CLinux_make_network_namespace(void) { return unshare(CLONE_NEWNET); }

int CLinux_is_network_namespace(int descriptor) {
    int kind = ioctl(descriptor, NS_GET_NSTYPE);
    return kind < 0 ? kind : kind == CLONE_NEWNET;
}

int CLinux_open_namespace(const char *path) {
    struct statfs system;
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return -1;
    int file = -1;
    int code = EINVAL;
    if (fstatfs(place, &system) == 0 && (unsigned long)system.f_type == NSFS_MAGIC) {
        char opened[sizeof "/proc/self/fd/" + 3 * sizeof place];
        snprintf(opened, sizeof opened, "/proc/self/fd/%d", place);
        file = open(opened, O_RDONLY | O_CLOEXEC);
        code = errno;
    }
    close(place);
    errno = code;
    return file;
}

int CLinux_open_in_root(int root, const char *path, int flags) {
    struct open_how how = {
        .flags = (unsigned)(flags | O_CLOEXEC),
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}
