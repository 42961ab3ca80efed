#define _GNU_SOURCE
#include "CLinux.h"

#include <string.h>
#include <sys/syscall.h>

// The numbers of system calls, which differ from one architecture to the next.

struct call {
    const char *name;
    int number;
};

#define CALL(name) {#name, SYS_##name}

static const struct call calls[] = {
    CALL(acct), CALL(add_key), CALL(adjtimex), CALL(bpf), CALL(capset), CALL(chroot), CALL(clock_adjtime),
    CALL(clock_settime), CALL(clone), CALL(delete_module), CALL(epoll_create1), CALL(eventfd2), CALL(execve),
    CALL(execveat), CALL(fanotify_init),
    CALL(fanotify_mark), CALL(finit_module), CALL(init_module), CALL(ioctl), CALL(kcmp), CALL(keyctl),
    CALL(kexec_load), CALL(kill), CALL(mbind), CALL(migrate_pages), CALL(mknodat), CALL(mount),
    CALL(move_pages), CALL(name_to_handle_at), CALL(open_by_handle_at), CALL(perf_event_open),
    CALL(personality), CALL(pivot_root), CALL(prlimit64), CALL(process_vm_readv), CALL(process_vm_writev),
    CALL(ptrace), CALL(quotactl), CALL(reboot), CALL(request_key), CALL(rt_sigqueueinfo), CALL(rt_tgsigqueueinfo),
    CALL(set_mempolicy), CALL(setdomainname), CALL(setfsgid), CALL(setfsuid), CALL(setgid), CALL(setgroups),
    CALL(sethostname), CALL(setns), CALL(setregid), CALL(setresgid), CALL(setresuid), CALL(setreuid),
    CALL(settimeofday), CALL(setuid), CALL(socket), CALL(swapoff), CALL(swapon), CALL(syslog), CALL(tgkill), CALL(timerfd_create),
    CALL(tkill), CALL(umount2), CALL(unshare), CALL(userfaultfd), CALL(vhangup),
#if defined(__x86_64__)
    CALL(fork), CALL(iopl), CALL(ioperm), CALL(kexec_file_load), CALL(mknod), CALL(modify_ldt),
    CALL(vfork),
#elif defined(__aarch64__)
    {"kexec_file_load", 294},
#endif
    // The same number everywhere (since Linux 5.1), and younger than the headers of some machine that builds.
    {"clone3", 435}, {"fsconfig", 431}, {"fsmount", 432}, {"fsopen", 430}, {"fspick", 433}, {"io_uring_enter", 426},
    {"io_uring_register", 427}, {"io_uring_setup", 425}, {"mount_setattr", 442}, {"move_mount", 429},
    {"open_tree", 428}, {"open_tree_attr", 467}, {"pidfd_getfd", 438}, {"pidfd_open", 434},
    {"pidfd_send_signal", 424}, {"process_madvise", 440}, {"process_mrelease", 448}, {"quotactl_fd", 443},
};

int CLinux_call_number(const char *name) {
    for (size_t index = 0; index < sizeof calls / sizeof *calls; index++) {
        if (strcmp(calls[index].name, name) == 0) return calls[index].number;
    }
    return -1;
}
