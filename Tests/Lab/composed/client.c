/* What a module of Alpine Linux sees of a name and a port: musl's getaddrinfo(3), then connect(2) to each address in turn.
 *
 * Usage: client MILLISECONDS NAME PORT [NAME PORT ...]; all at once. A line each: "NAME PORT ok ADDRESS", "NAME PORT name CODE",
 * "NAME PORT errno NUMBER" or "NAME PORT silent".
 */
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static char silent[600];

static void tell_and_leave(int number)
{
    (void)number;
    write(1, silent, strlen(silent));
    _exit(0);
}

/* Each line in one write(2), so that those of several processes do not mix. */
static int say(const char *name, const char *port, const char *what, const char *detail)
{
    char line[1200];
    int length = snprintf(line, sizeof line, "%s %s %s %s\n", name, port, what, detail);
    return write(1, line, length) == length ? 0 : 1;
}

static int measure(const char *name, const char *port, long milliseconds)
{
    snprintf(silent, sizeof silent, "%s %s silent\n", name, port);
    signal(SIGALRM, tell_and_leave);
    struct itimerval patience = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}};
    setitimer(ITIMER_REAL, &patience, NULL);

    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *found;
    char detail[NI_MAXHOST];
    int code = getaddrinfo(name, port, &hints, &found), last = 0;
    if (code != 0) {
        snprintf(detail, sizeof detail, "%d", code);
        return say(name, port, "name", detail);
    }
    for (struct addrinfo *each = found; each; each = each->ai_next) {
        int socket_ = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (socket_ >= 0 && connect(socket_, each->ai_addr, each->ai_addrlen) == 0) {
            getnameinfo(each->ai_addr, each->ai_addrlen, detail, sizeof detail, NULL, 0, NI_NUMERICHOST);
            return say(name, port, "ok", detail);
        }
        last = errno;
        if (socket_ >= 0)
            close(socket_);
    }
    snprintf(detail, sizeof detail, "%d", last);
    return say(name, port, "errno", detail);
}

int main(int count, char **words)
{
    if (count < 4 || count % 2 != 0)
        return 64;
    for (int at = 2; at < count; at += 2)
        if (fork() == 0)
            _exit(measure(words[at], words[at + 1], atol(words[1])));
    while (wait(NULL) > 0)
        ;
    return 0;
}
