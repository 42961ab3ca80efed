#include "CLinux.h"

#include <errno.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static void *wait_for_all(void *lock) {
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    return 0;
}

static int start_threads(int count) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t thread;
    pthread_mutex_lock(&lock);
    while (count > 0 && pthread_create(&thread, 0, wait_for_all, &lock) == 0) count--;
    return count == 0;
}

int CLinux_has_threads(int count) {
    // In a child, because the kernel lists a thread for a moment after it was joined, and this process has to have one alone.
    pid_t child = fork();
    if (child < 0) return 0;
    if (child == 0) _exit(start_threads(count) ? 0 : 1);
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return 0;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
