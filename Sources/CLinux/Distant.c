#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// A call that a file system never answers keeps its thread, and with that the whole process from ending, whatever signal it
// gets (request_wait_answer in fs/fuse/dev.c). So a child process makes it, of which nobody has to wait for the end. Between
// clone(2) and _exit(2) there are system calls and nothing else: other threads may have held any lock.

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum { answer_place = 0, root_place = 1, first_other = 2 };

struct ending {
    int32_t error;
    uint32_t mode;
};

static int write_all(const void *bytes, size_t count) {
    const char *rest = bytes;
    while (count > 0) {
        ssize_t written = write(answer_place, rest, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return -1;
        rest += written;
        count -= (size_t)written;
    }
    return 0;
}

// As RootFolder.open does in Swift.
static int open_below(int root, const char *path, int flags) {
    struct open_how how = {
        .flags = (unsigned)(flags | O_CLOEXEC), .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
    int file = (int)syscall(SYS_openat2, root, path, &how, sizeof how);
    if (file >= 0 || (errno != ENOSYS && errno != EPERM)) return file;
    char name[NAME_MAX + 1];
    int folder = dup(root);
    while (folder >= 0) {
        while (*path == '/') path++;
        size_t length = strcspn(path, "/");
        if (length == 0 || length > NAME_MAX || (length == 2 && path[0] == '.' && path[1] == '.')) {
            errno = EINVAL;
            return -1;
        }
        memcpy(name, path, length);
        name[length] = 0;
        path += length;
        int isLast = path[strspn(path, "/")] == 0;
        int inner = openat(folder, name, (isLast ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
        if (isLast || inner < 0) return inner;
        folder = inner;
    }
    return folder;
}

static int open_place(int has_root, const char *path, int flags) {
    return has_root ? open_below(root_place, path, flags) : open(path, flags | O_CLOEXEC);
}

static int open_regular(int has_root, const char *path, const char *link, int *file) {
    const int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    struct stat status;
    *file = open(link, reading);
    if (*file < 0) *file = open_place(has_root, path, reading);
    if (*file < 0 || fstat(*file, &status) < 0) return errno;
    return S_ISREG(status.st_mode) ? 0 : S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
}

static int send_bytes(int has_root, const char *path, size_t limit, const char *link) {
    static char buffer[65536];
    int file;
    int error = open_regular(has_root, path, link, &file);
    if (error != 0) return error;
    for (size_t total = 0;;) {
        ssize_t count = read(file, buffer, sizeof buffer);
        if (count < 0) return errno;
        if (count == 0) return 0;
        total += (size_t)count;
        if (total > limit) return EFBIG;
        if (write_all(buffer, (size_t)count) < 0) return EPIPE;
    }
}

static int send_end(int has_root, const char *path, size_t limit, const char *link) {
    static char buffer[65536];
    struct CLinux_beginning beginning = {0, {0, 0}, 0};
    int file;
    int error = open_regular(has_root, path, link, &file);
    if (error != 0) return error;
    ssize_t marked = pread(file, beginning.mark, sizeof beginning.mark, 0);
    off_t length = lseek(file, 0, SEEK_END);
    if (marked < 0 || length < 0) return errno;
    beginning.marked = (uint8_t)marked;
    beginning.start = (uint64_t)length > limit + 1 ? length - (off_t)limit - 1 : 0;
    if (lseek(file, beginning.start, SEEK_SET) < 0) return errno;
    if (write_all(&beginning, sizeof beginning) < 0) return EPIPE;
    // One that grows meanwhile is not followed.
    for (size_t left = limit + 1; left > 0;) {
        ssize_t count = read(file, buffer, left < sizeof buffer ? left : sizeof buffer);
        if (count < 0) return errno;
        if (count == 0) return 0;
        left -= (size_t)count;
        if (write_all(buffer, (size_t)count) < 0) return EPIPE;
    }
    return 0;
}

// linux_dirent64 of getdents64(2).
struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char kind;
    char name[];
};

static int send_names(int has_root, const char *path, size_t limit) {
    static char buffer[65536] __attribute__((aligned(8)));
    int folder = open_place(has_root, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    if (folder < 0) return errno;
    for (size_t total = 0; total < limit;) {
        long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (count < 0) return errno;
        if (count == 0) return 0;
        for (long offset = 0; offset < count && total < limit; total++) {
            const struct entry *entry = (const void *)(buffer + offset);
            offset += entry->length;
            if (write_all(entry->name, strlen(entry->name) + 1) < 0) return EPIPE;
        }
    }
    return 0;
}

static void answer(int has_root, const char *path, int question, size_t limit) {
    struct ending ending = {0, 0};
    struct stat status;
    char link[32] = "/proc/self/fd/";
    int place = open_place(has_root, path, O_PATH);
    if (place < 0 || fstat(place, &status) < 0) {
        ending.error = errno;
    } else {
        ending.mode = status.st_mode;
        char digits[12];
        int count = 0;
        for (int rest = place; rest > 0 || count == 0; rest /= 10) digits[count++] = (char)('0' + rest % 10);
        size_t length = strlen(link);
        while (count > 0) link[length++] = digits[--count];
        link[length] = 0;
        if (question == CLinux_file_names) {
            ending.error = send_names(has_root, path, limit);
        } else if (question == CLinux_file_bytes || question == CLinux_file_end) {
            ending.error =
                S_ISDIR(status.st_mode) ? EISDIR
                : !S_ISREG(status.st_mode) ? EINVAL
                : question == CLinux_file_end ? send_end(has_root, path, limit, link)
                : send_bytes(has_root, path, limit, link);
        }
    }
    write_all(&ending, sizeof ending);
    // Before the files are closed, which may wait for the file system once more.
    close(answer_place);
}

// Nothing of the parent's stays open in a child that may live on: whoever reads the parent's output waits for its end.
static void take_places(int pipe, int root) {
    int answers = fcntl(pipe, F_DUPFD, 16);
    int place = root < 0 ? -1 : fcntl(root, F_DUPFD, 16);
    if (answers < 0 || (root >= 0 && place < 0)) _exit(1);
    dup2(answers, answer_place);
    if (place >= 0) dup2(place, root_place);
    if (syscall(SYS_close_range, place < 0 ? root_place : first_other, ~0U, 0) == 0) return;
    for (int number = place < 0 ? root_place : first_other; number < 65536; number++) close(number);
}

int CLinux_is_on_mount(int folder, const char *path, int follows_links) {
    struct open_how how = {
        .flags = O_PATH | O_CLOEXEC,
        .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS | (follows_links ? 0 : RESOLVE_NO_SYMLINKS),
    };
    int place = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (place < 0) return errno == ENOENT || errno == ENOTDIR;
    close(place);
    return 1;
}

// 0 in the child; the end of the pipe that answers come from in the parent, -1 where there is no child.
static int start(int root, int *child) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    // Without a signal at its end, which somebody might take for another child's.
    long process = syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        take_places(ends[1], root);
        return 0;
    }
    int code = errno;
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        errno = code;
        return -1;
    }
    *child = (int)process;
    return ends[0];
}

int CLinux_ask_file(int root, const char *path, int question, size_t limit, int *child) {
    int answers = start(root, child);
    if (answers != 0) return answers;
    answer(root >= 0, path, question, limit);
    _exit(0);
}

static int fill(int file, const char *bytes, size_t count, mode_t mode) {
    while (count > 0) {
        ssize_t written = write(file, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return written < 0 ? errno : EIO;
        bytes += written;
        count -= (size_t)written;
    }
    return fchmod(file, mode) < 0 || fsync(file) < 0 ? errno : 0;
}

// As AtomicFile does in Swift, without what has no name yet, which such file systems do not know.
static int replace(
    const char *path, const char *name, const char *draft, const void *bytes, size_t count, mode_t mode) {
    struct stat status;
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return errno;
    if (fstatat(folder, name, &status, 0) == 0) {
        if (!S_ISREG(status.st_mode)) return S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    } else if (errno != ENOENT) {
        return errno;
    }
    int file = openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    int error = bytes ? fill(file, bytes, count, mode) : 0;
    if (bytes && error == 0 && renameat(folder, draft, folder, name) < 0) error = errno;
    if (!bytes || error != 0) unlinkat(folder, draft, 0);
    // The file is in place; some file systems cannot synchronise a directory and say EINVAL.
    if (bytes && error == 0) fsync(folder);
    return error;
}

int CLinux_write_file(
    const char *folder, const char *name, const char *draft, const void *bytes, size_t count, uint32_t mode,
    int *child) {
    int answers = start(-1, child);
    if (answers != 0) return answers;
    struct ending ending = {replace(folder, name, draft, bytes, count, mode), 0};
    write_all(&ending, sizeof ending);
    close(answer_place);
    _exit(0);
}

int CLinux_has_ended(int child) { return waitpid(child, NULL, WNOHANG | __WALL) != 0; }
