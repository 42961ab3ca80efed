#pragma once

// What Swift's Glibc module does not offer: headers outside its map, macros, and structures that glibc declares shorter
// than the kernel fills them. Nothing here decides anything; every function is one system call and its unpacking.
// _GNU_SOURCE is never defined in this header, because Swift sees it (it would clash with the Glibc module).

#include <stddef.h>
#include <stdint.h>

// MARK: epoll(7) and eventfd(2): <sys/epoll.h> and <sys/eventfd.h> are not in the Glibc module's map.

static const uint32_t CLinux_readable = 0x001;  // EPOLLIN
static const uint32_t CLinux_writable = 0x004;  // EPOLLOUT
static const uint32_t CLinux_error = 0x008;     // EPOLLERR
static const uint32_t CLinux_hangup = 0x010;    // EPOLLHUP

/// A descriptor on which something happened, as the token it was armed with.
struct CLinux_ready {
    uint64_t token;
    uint32_t events;
};

int CLinux_poll_create(void);
/// Arms the descriptor for one event (EPOLLONESHOT); it is added when it was unknown.
int CLinux_poll_arm(int poll, int descriptor, uint32_t events, uint64_t token);
/// Watches the descriptor for reading until it is closed.
int CLinux_poll_watch(int poll, int descriptor, uint64_t token);
int CLinux_poll_forget(int poll, int descriptor);
int CLinux_poll_wait(int poll, struct CLinux_ready *_Nonnull ready, int capacity, int milliseconds);
int CLinux_event_create(void);

// MARK: The error queue (ip(7), IP_RECVERR): the CMSG_ and SO_EE_OFFENDER macros do not reach Swift.

/// One entry of a socket's error queue.
struct CLinux_queued_error {
    uint32_t error;
    uint8_t is_icmp;
    uint8_t is_icmp6;
    uint8_t type;
    uint8_t code;
    /// That the message arrived with; 0 where the kernel does not tell.
    uint8_t hop_limit;
    /// 4, 16, or 0 when the kernel named no offender.
    uint8_t offender_length;
    uint8_t offender[16];
};

/// Takes the next entry of the error queue; 1 when there was one, -1 with errno EAGAIN when there is none.
int CLinux_take_queued_error(int descriptor, struct CLinux_queued_error *_Nonnull result);

/// Reads control messages as the kernel lays them out, at most 512 bytes of them; an error of 0 where none tells of one.
void CLinux_read_queued_error(
    const void *_Nonnull control, size_t count, struct CLinux_queued_error *_Nonnull result);

int CLinux_set_queue_errors(int descriptor, int is_v6, int value);
int CLinux_set_hop_limit(int descriptor, int is_v6, int value);
int CLinux_set_segment_clamp(int descriptor, int value);

// MARK: TCP_INFO: glibc's struct tcp_info ends before the counters that matter here, and <linux/tcp.h> clashes with it.

/// The members that are used; those that the kernel did not fill are 0.
struct CLinux_tcp_info {
    uint8_t state;
    uint32_t round_trip, round_trip_variance;  // microseconds
    uint32_t retransmissions, retransmissions_in_flight;
    uint32_t send_segment_size, receive_segment_size, advertised_segment_size, path_mtu;
    uint64_t bytes_sent, bytes_acknowledged, bytes_received;
    uint32_t segments_out, segments_in, data_segments_in, out_of_order_segments, unacknowledged_segments;
};

static const uint8_t CLinux_tcp_syn_sent = 2;
static const uint8_t CLinux_tcp_syn_received = 3;
static const uint8_t CLinux_tcp_close = 7;

int CLinux_read_tcp_info(int descriptor, struct CLinux_tcp_info *_Nonnull result);

// MARK: getrandom(2): <sys/random.h> is not in the Glibc module's map.

ptrdiff_t CLinux_random(void *_Nonnull bytes, size_t count);

// MARK: memmem(3) is a _GNU_SOURCE name.

/// The offset of the first place that has the wanted bytes, or -1.
ptrdiff_t CLinux_find(
    const void *_Nonnull bytes, size_t count, const void *_Nonnull wanted, size_t length);

// MARK: namespaces(7): setns(2) and unshare(2) are _GNU_SOURCE names, openat2(2) has no wrapper in glibc.

static const int CLinux_path_only = 010000000;  // O_PATH

int CLinux_enter_network_namespace(int descriptor);
/// Puts this thread alone into a network namespace that nobody else is in.
int CLinux_make_network_namespace(void);
/// 1 when the descriptor is one of a network namespace.
int CLinux_is_network_namespace(int descriptor);
/// Opens a file that stands for a namespace; -1 with errno EINVAL where it is any other, which is not opened to find out: a
/// device may do something when it is opened, and a FIFO keep its opener waiting.
int CLinux_open_namespace(const char *_Nonnull path);
/// Opens a file below a directory; neither `..` nor a symbolic link leads out of it.
int CLinux_open_in_root(int root, const char *_Nonnull path, int flags);

// MARK: Files that may lie on a file system that never answers: clone(2) is a _GNU_SOURCE name, and what runs in the child may
// be no Swift.

static const int CLinux_file_kind = 0;
static const int CLinux_file_bytes = 1;
/// The names in a folder, each with a NUL behind it.
static const int CLinux_file_names = 2;
/// The last bytes, at most one more than the limit, behind a struct CLinux_beginning.
static const int CLinux_file_end = 3;

/// Where the last bytes of a file are, and the first two of all.
struct CLinux_beginning {
    int64_t start;
    uint8_t mark[2];
    uint8_t marked;
};

/// 1 where the way to a path, links and all, stays on the folder's file system, or ends there because nothing is there; what is
/// mounted on the way is not asked anything, unless it is an automount behind a link.
int CLinux_is_on_mount(int folder, const char *_Nonnull path, int follows_links);
/// Asks about a file in a child process, and gives the descriptor that the answer is read from: bytes, then an error and a
/// mode of four bytes each, then the end.
int CLinux_ask_file(
    int root, const char *_Nonnull path, int question, size_t limit, int *_Nonnull child);
/// Has a child process write a file beside another in its folder and put it in that one's place, and gives the descriptor that
/// the answer is read from, as above; without bytes it only tries whether that could be done.
int CLinux_write_file(
    const char *_Nonnull folder, const char *_Nonnull name, const char *_Nonnull draft, const void *_Nullable bytes,
    size_t count, uint32_t mode, int *_Nonnull child);
/// 1 where nothing is left of the child.
int CLinux_has_ended(int child);

// MARK: Giving up rights: prctl(2) is variadic, setresuid(2) is a _GNU_SOURCE name, landlock(7) and seccomp(2) have no
// wrappers in glibc.

int CLinux_forbid_new_privileges(void);
int CLinux_has_no_new_privileges(void);
/// No core, and nobody of the same user may look into the process (PR_SET_DUMPABLE).
int CLinux_forbid_inspection(void);
int CLinux_may_be_inspected(void);
int CLinux_leave_groups(void);
/// Real, effective and saved.
int CLinux_become_group(uint32_t group);
int CLinux_become_user(uint32_t user);

/// The version of Landlock that the kernel has; -1 where it has none.
int CLinux_landlock_version(void);
/// A descriptor for a set of rules that forbids these accesses and scopes.
int CLinux_landlock_create(uint64_t files, uint64_t scopes);
/// Allows accesses below an open path.
int CLinux_landlock_allow(int ruleset, int path, uint64_t files);
/// Puts this thread, and those it starts, under a set of rules.
int CLinux_landlock_restrict(int ruleset);

/// A step of a filter: struct sock_filter of <linux/filter.h>.
struct CLinux_filter_step {
    uint16_t code;
    uint8_t when_true, when_false;
    uint32_t value;
};

/// AUDIT_ARCH_ of what this was built for; 0 where nobody has looked at its system calls.
extern const uint32_t CLinux_architecture;
/// The number of a system call; -1 where this architecture has none of that name.
int CLinux_call_number(const char *_Nonnull name);
/// 1 where the kernel lets a filter refuse calls.
int CLinux_knows_call_filters(void);
/// Puts this thread, and those it starts, under a filter.
int CLinux_filter_calls(const struct CLinux_filter_step *_Nonnull steps, uint16_t count);

/// Makes a call for its error alone, 0 for none; its sixth argument is 0, and what socket(2), epoll_create1(2),
/// eventfd2(2) and timerfd_create(2) give is closed.
int CLinux_try_call(int number, long first, long second, long third, long fourth, long fifth);

// MARK: pipe2(2) is a _GNU_SOURCE name.

/// Both ends close on exec.
int CLinux_make_pipe(int *_Nonnull ends);

// MARK: pthread_create(3)

/// How many threads a process beside this one, with its limits, can have at the same time: 255 at most, or as many as are asked for.
int CLinux_count_threads(int most);
/// Lets the main thread's stack have at least so many bytes, 1 where it may, and gives threads that start from now on enough.
int CLinux_widen_stacks(size_t size);

// MARK: The arguments of this process, which Swift's standard library reads in /proc.

int CLinux_argument_count(void);
/// Null beyond the last.
char *_Nullable CLinux_argument(int index);

// MARK: signal(7)

/// Has a signal no more than noted from now on, unless it is ignored.
void CLinux_note_signal(int number);
/// Whether it was noted since the last call.
int CLinux_take_noted_signal(int number);

// MARK: alarm(2)

/// Ends the process with code 70 and a sentence some time after so many seconds, whatever its threads wait for; 0 takes it
/// back.
void CLinux_end_after(unsigned seconds);
/// Takes it back, and gives the seconds that were left; 0 where there was nothing to take back.
unsigned CLinux_put_off_end(void);

// MARK: Terminals (ioctl_tty(2), TIOCGWINSZ): ioctl is variadic.

int CLinux_terminal_size(int descriptor, uint16_t *_Nonnull columns, uint16_t *_Nonnull rows);

// MARK: What was linked in: a macro with text does not reach Swift.

/// The names and versions of the system's libraries inside this program; empty where they are the device's own.
const char *_Nonnull CLinux_linked_libraries(void);

/// The version of the package that this program is of; empty where it is of none.
const char *_Nonnull CLinux_packaged_version(void);

// Programs.c

/// How many programs are attached to a link at a place (BPF_PROG_QUERY), or -1 where the kernel does not tell.
int CLinux_count_programs(uint32_t link, uint32_t place);
