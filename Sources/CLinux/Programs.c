#define _GNU_SOURCE
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CLinux.h"

int CLinux_count_programs(uint32_t link, uint32_t place) {
    // The part of union bpf_attr that BPF_PROG_QUERY takes (linux/bpf.h); headers of older systems do not have all of it.
    struct {
        uint32_t link;
        uint32_t place;
        uint32_t query_flags;
        uint32_t attach_flags;
        uint64_t numbers;
        uint32_t count;
        uint32_t unused;
        uint64_t program_flags;
        uint64_t links;
        uint64_t link_flags;
        uint64_t revision;
    } query = {.link = link, .place = place};
    const int program_query = 16;
    return syscall(SYS_bpf, program_query, &query, sizeof query) == 0 ? (int)query.count : -1;
}
