#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

int CLinux_poll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int CLinux_poll_arm(int poll, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events | EPOLLONESHOT, .data.u64 = token};
    int result = epoll_ctl(poll, EPOLL_CTL_MOD, descriptor, &event);
    if (result == -1 && errno == ENOENT) result = epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
    return result;
}

int CLinux_poll_watch(int poll, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = token};
    return epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
}

int CLinux_poll_forget(int poll, int descriptor) { return epoll_ctl(poll, EPOLL_CTL_DEL, descriptor, NULL); }

int CLinux_poll_wait(int poll, struct CLinux_ready *ready, int capacity, int milliseconds) {
    enum { batch = 64 };
    struct epoll_event events[batch];
    int count = epoll_wait(poll, events, capacity < batch ? capacity : batch, milliseconds);
    for (int index = 0; index < count; index++) {
        ready[index].token = events[index].data.u64;
        ready[index].events = events[index].events;
    }
    return count;
}

int CLinux_event_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int CLinux_make_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }
