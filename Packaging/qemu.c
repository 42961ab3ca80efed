// What a program that qemu-user runs sees otherwise than on a machine: qemu has a thread of its own, and who gives up rights
// counts threads first. arm64-run.sh has it loaded; nothing that is packed has it.

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// One link for each thread (proc(5)); the kernel's structure is the C library's, on arm64.
int stat(const char *path, struct stat *status) {
    long result = syscall(SYS_newfstatat, AT_FDCWD, path, status, 0);
    if (result == 0 && strcmp(path, "/proc/self/task") == 0) status->st_nlink -= 1;
    return (int)result;
}

// Its name before glibc 2.33.
int __xstat(int version, const char *path, struct stat *status) {
    (void)version;
    return stat(path, status);
}
