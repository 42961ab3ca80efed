#include "CLinux.h"

#include <pthread.h>

static void *wait_for_all(void *lock) {
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    return NULL;
}

int CLinux_start_threads(int count) {
    pthread_t threads[64];
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    int started = 0;
    if (count > 64) count = 64;
    pthread_mutex_lock(&lock);
    while (started < count && pthread_create(&threads[started], NULL, wait_for_all, &lock) == 0) started++;
    pthread_mutex_unlock(&lock);
    for (int index = 0; index < started; index++) pthread_join(threads[index], NULL);
    return started;
}
