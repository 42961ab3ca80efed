#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int CLinux_forbid_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int CLinux_has_no_new_privileges(void) { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); }
int CLinux_forbid_inspection(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
int CLinux_may_be_inspected(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

int CLinux_leave_groups(void) { return setgroups(0, NULL); }
int CLinux_become_group(uint32_t group) { return setresgid(group, group, group); }
int CLinux_become_user(uint32_t user) { return setresuid(user, user, user); }

// Landlock: own declarations, because <linux/landlock.h> is younger than the oldest headers that this is built with.

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

struct landlock_ruleset {
    uint64_t files, network, scopes;
};

struct __attribute__((packed)) landlock_path {
    uint64_t allowed;
    int32_t parent;
};

int CLinux_landlock_version(void) {
    const uint32_t version = 1;  // LANDLOCK_CREATE_RULESET_VERSION
    return (int)syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, version);
}

int CLinux_landlock_create(uint64_t files, uint64_t scopes) {
    struct landlock_ruleset rules = {.files = files, .scopes = scopes};
    // Before version 6 the kernel knows no scopes, and takes zeros for them.
    return (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
}

int CLinux_landlock_allow(int ruleset, int path, uint64_t files) {
    struct landlock_path rule = {.allowed = files, .parent = path};
    const int beneath = 1;  // LANDLOCK_RULE_PATH_BENEATH
    return (int)syscall(SYS_landlock_add_rule, ruleset, beneath, &rule, 0);
}

int CLinux_landlock_restrict(int ruleset) { return (int)syscall(SYS_landlock_restrict_self, ruleset, 0); }

// seccomp(2)

_Static_assert(sizeof(struct CLinux_filter_step) == sizeof(struct sock_filter), "layout");
_Static_assert(offsetof(struct CLinux_filter_step, value) == offsetof(struct sock_filter, k), "layout");

#if defined(__x86_64__)
const uint32_t CLinux_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
const uint32_t CLinux_architecture = AUDIT_ARCH_AARCH64;
#else
const uint32_t CLinux_architecture = 0;
#endif

int CLinux_knows_call_filters(void) {
    uint32_t action = SECCOMP_RET_ERRNO;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int CLinux_filter_calls(const struct CLinux_filter_step *steps, uint16_t count) {
    struct sock_fprog program = {.len = count, .filter = (struct sock_filter *)steps};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

int CLinux_try_call(int number, long first, long second, long third, long fourth, long fifth) {
    long result = syscall(number, first, second, third, fourth, fifth, 0L);
    if (result == -1) return errno;
    // What is not used is closed.
    if (number == SYS_socket || number == SYS_epoll_create1 || number == SYS_eventfd2 || number == SYS_timerfd_create) {
        close((int)result);
    }
    return 0;
}
