#define _GNU_SOURCE
#include "CLinux.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/errqueue.h>  // after <time.h>: it needs struct timespec

static int set_option(int descriptor, int level, int name, int value) {
    return setsockopt(descriptor, level, name, &value, sizeof value);
}

int CLinux_set_queue_errors(int descriptor, int is_v6, int value) {
    // The hop limit comes with the error where the kernel can tell it; nothing depends on it.
    if (is_v6) {
        set_option(descriptor, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, value);
        return set_option(descriptor, IPPROTO_IPV6, IPV6_RECVERR, value);
    }
    set_option(descriptor, IPPROTO_IP, IP_RECVTTL, value);
    return set_option(descriptor, IPPROTO_IP, IP_RECVERR, value);
}

int CLinux_set_hop_limit(int descriptor, int is_v6, int value) {
    return is_v6 ? set_option(descriptor, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value)
                 : set_option(descriptor, IPPROTO_IP, IP_TTL, value);
}

static void read_control(struct msghdr *message, struct CLinux_queued_error *result) {
    memset(result, 0, sizeof *result);
    const char *end = (const char *)message->msg_control + message->msg_controllen;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        // The macros look whether a header fits, and not whether what it announces does.
        if (part->cmsg_len > (size_t)(end - (const char *)part)) break;
        int is_v4 = part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR;
        int is_v6 = part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR;
        int is_hop_limit = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TTL)
                           || (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_HOPLIMIT);
        int hop_limit;
        if (is_hop_limit && part->cmsg_len >= CMSG_LEN(sizeof hop_limit)) {
            memcpy(&hop_limit, CMSG_DATA(part), sizeof hop_limit);
            if (hop_limit > 0 && hop_limit <= 255) result->hop_limit = (uint8_t)hop_limit;
        }
        struct sock_extended_err error;
        if (!(is_v4 || is_v6) || part->cmsg_len < CMSG_LEN(sizeof error)) continue;
        memcpy(&error, CMSG_DATA(part), sizeof error);
        result->error = error.ee_errno;
        result->is_icmp = error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6;
        result->is_icmp6 = error.ee_origin == SO_EE_ORIGIN_ICMP6;
        result->type = error.ee_type;
        result->code = error.ee_code;

        // The offender's address follows the error (SO_EE_OFFENDER); AF_UNSPEC stands for none.
        size_t left = part->cmsg_len - CMSG_LEN(sizeof error);
        const unsigned char *offender = CMSG_DATA(part) + sizeof error;
        sa_family_t family = AF_UNSPEC;
        if (left >= sizeof family) memcpy(&family, offender, sizeof family);
        if (family == AF_INET && left >= sizeof(struct sockaddr_in)) {
            memcpy(result->offender, offender + offsetof(struct sockaddr_in, sin_addr), 4);
            result->offender_length = 4;
        } else if (family == AF_INET6 && left >= sizeof(struct sockaddr_in6)) {
            memcpy(result->offender, offender + offsetof(struct sockaddr_in6, sin6_addr), 16);
            result->offender_length = 16;
        }
    }
}

union control {
    struct cmsghdr alignment;
    char bytes[512];
};

int CLinux_take_queued_error(int descriptor, struct CLinux_queued_error *result) {
    union control control;
    char payload[1];
    struct iovec piece = {.iov_base = payload, .iov_len = sizeof payload};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    if (recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT) == -1) return -1;
    read_control(&message, result);
    return 1;
}

void CLinux_read_queued_error(const void *bytes, size_t count, struct CLinux_queued_error *result) {
    union control control = {.bytes = {0}};
    size_t length = count < sizeof control.bytes ? count : sizeof control.bytes;
    memcpy(control.bytes, bytes, length);
    struct msghdr message = {.msg_control = control.bytes, .msg_controllen = length};
    read_control(&message, result);
}
