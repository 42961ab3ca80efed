#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const size_t thread_stack = 512u << 10;

static void *wait_for_all(void *lock) {
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    return 0;
}

static int start_threads(int count) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t thread;
    pthread_mutex_lock(&lock);
    int started = 0;
    while (started < count && pthread_create(&thread, 0, wait_for_all, &lock) == 0) started++;
    return started;
}

int CLinux_count_threads(int most) {
    // In a child, because the kernel lists a thread for a moment after it was joined, and this process has to have one alone.
    pid_t child = fork();
    if (child < 0) return 0;
    // What an exit code can tell.
    if (child == 0) _exit(start_threads(most < 255 ? most : 255));
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return 0;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

int CLinux_widen_stacks(size_t size) {
    struct rlimit limit;
    pthread_attr_t attributes;
    size_t usual = 0;
    // What threads get was taken from the limit when the process began.
    if (pthread_getattr_default_np(&attributes) == 0) {
        if (pthread_attr_getstacksize(&attributes, &usual) == 0 && usual < thread_stack) {
            pthread_attr_setstacksize(&attributes, thread_stack);
            pthread_setattr_default_np(&attributes);
        }
        pthread_attr_destroy(&attributes);
    }
    if (getrlimit(RLIMIT_STACK, &limit) < 0) return 0;
    if (limit.rlim_cur >= size) return 1;
    struct rlimit wide = {.rlim_cur = size, .rlim_max = limit.rlim_max < size ? size : limit.rlim_max};
    // Beyond the hard one it takes a right (CAP_SYS_RESOURCE).
    return setrlimit(RLIMIT_STACK, &wide) == 0;
}

// Before anything has a chance to use up what there is.
__attribute__((constructor)) static void widen_at_start(void) { CLinux_widen_stacks(256u << 10); }
