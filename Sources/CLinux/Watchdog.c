#include "CLinux.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static const unsigned grace = 10;

static void end(int signal) {
    (void)signal;
    _exit(70);
}

// What takes nothing, such as a terminal that was stopped, must not keep the last guard waiting as well: where there is room by
// poll(2) but not for all of it, a second alarm ends the process, with the exit code that it would have had.
static void say(const char *sentence, size_t length) {
    struct pollfd place = {.fd = STDERR_FILENO, .events = POLLOUT};
    struct sigaction ending = {.sa_handler = end};
    sigset_t alarms;
    if (poll(&place, 1, 0) <= 0) return;
    sigaction(SIGALRM, &ending, 0);
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &alarms, 0);
    alarm(2);
    ssize_t ignored = write(STDERR_FILENO, sentence, length);
    (void)ignored;
}

// A process that was stopped for long and goes on finds its alarm overdue, and may still end by itself.
static void on_alarm(int signal) {
    static volatile sig_atomic_t is_second;
    static const char sentence[] = "edgeprobe: the run did not end by itself.\n";
    (void)signal;
    if (is_second) {
        say(sentence, sizeof sentence - 1);
        _exit(70);
    }
    is_second = 1;
    alarm(grace);
}

void CLinux_end_after(unsigned seconds) {
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, 0);
    alarm(seconds);
}

unsigned CLinux_put_off_end(void) { return alarm(0); }
