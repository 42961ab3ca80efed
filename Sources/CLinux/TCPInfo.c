#define _GNU_SOURCE
#include "CLinux.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// The kernel's layout up to tcpi_rcv_ooopack (Linux 5.4). Own declaration, because the headers of the machine that builds
// may be older than the kernel that runs; the kernel only ever appends, and says how much it filled.
struct kernel_tcp_info {
    uint8_t state, ca_state, retransmits, probes, backoff, options, window_scales, flags;
    uint32_t rto, ato, snd_mss, rcv_mss;
    uint32_t unacked, sacked, lost, retrans, fackets;
    uint32_t last_data_sent, last_ack_sent, last_data_recv, last_ack_recv;
    uint32_t pmtu, rcv_ssthresh, rtt, rttvar, snd_ssthresh, snd_cwnd, advmss, reordering;
    uint32_t rcv_rtt, rcv_space, total_retrans;
    uint64_t pacing_rate, max_pacing_rate, bytes_acked, bytes_received;
    uint32_t segs_out, segs_in, notsent_bytes, min_rtt, data_segs_in, data_segs_out;
    uint64_t delivery_rate, busy_time, rwnd_limited, sndbuf_limited;
    uint32_t delivered, delivered_ce;
    uint64_t bytes_sent, bytes_retrans;
    uint32_t dsack_dups, reord_seen, rcv_ooopack, snd_wnd;
};

_Static_assert(offsetof(struct kernel_tcp_info, total_retrans) == offsetof(struct tcp_info, tcpi_total_retrans), "layout");
_Static_assert(offsetof(struct kernel_tcp_info, bytes_acked) == offsetof(struct tcp_info, tcpi_bytes_acked), "layout");

int CLinux_read_tcp_info(int descriptor, struct CLinux_tcp_info *result) {
    struct kernel_tcp_info info;
    memset(&info, 0, sizeof info);
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) == -1) return -1;
    *result = (struct CLinux_tcp_info){
        .state = info.state,
        .round_trip = info.rtt,
        .round_trip_variance = info.rttvar,
        .retransmissions = info.total_retrans,
        .retransmissions_in_flight = info.retrans,
        .send_segment_size = info.snd_mss,
        .receive_segment_size = info.rcv_mss,
        .advertised_segment_size = info.advmss,
        .path_mtu = info.pmtu,
        .bytes_sent = info.bytes_sent,
        .bytes_acknowledged = info.bytes_acked,
        .bytes_received = info.bytes_received,
        .segments_out = info.segs_out,
        .segments_in = info.segs_in,
        .data_segments_in = info.data_segs_in,
        .out_of_order_segments = info.rcv_ooopack,
        .unacknowledged_segments = info.unacked,
    };
    return 0;
}

int CLinux_set_segment_clamp(int descriptor, int value) {
    return setsockopt(descriptor, IPPROTO_TCP, TCP_MAXSEG, &value, sizeof value);
}
