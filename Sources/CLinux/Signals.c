#define _GNU_SOURCE
#include <signal.h>

#include "CLinux.h"

static volatile sig_atomic_t noted[NSIG];

static void note(int number) { noted[number] = 1; }

void CLinux_note_signal(int number) {
    struct sigaction before;
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    // As nohup(1) has it, which whoever comes later finds as it was.
    if (sigaction(number, 0, &before) == 0 && before.sa_handler == SIG_IGN) return;
    sigaction(number, &action, 0);
}

int CLinux_take_noted_signal(int number) {
    int was = noted[number];
    noted[number] = 0;
    return was;
}
