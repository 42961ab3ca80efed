package import ProbeCore

/// The part of the kernel's `struct tcp_info` (linux/tcp.h) that diagnosis uses, read at one moment.
package struct TCPInfo: Codable, Hashable, Sendable {
    /// The smoothed round trip (`tcpi_rtt`).
    package var roundTrip: Seconds
    package var roundTripVariance: Seconds
    /// Segments retransmitted since the connection began (`tcpi_total_retrans`); SYNs count.
    package var retransmissions: Int
    /// Retransmissions now in flight (`tcpi_retrans`); stays 0 when our own machine dropped the retransmission.
    package var retransmissionsInFlight: Int
    /// The largest segment to send, in bytes of data (`tcpi_snd_mss`).
    package var sendSegmentSize: Int
    /// The largest segment seen coming, in bytes of data; an estimate of the kernel's (`tcpi_rcv_mss`).
    package var receiveSegmentSize: Int
    /// What the own SYN asked the peer to keep to, in bytes of data (`tcpi_advmss`).
    package var advertisedSegmentSize: Int
    /// In bytes of a packet, headers included (`tcpi_pmtu`).
    package var pathMTU: Int
    /// Bytes of data, sent again ones included (`tcpi_bytes_sent`).
    package var bytesSent: Int
    /// Bytes the peer acknowledged (`tcpi_bytes_acked`); the SYN counts one.
    package var bytesAcknowledged: Int
    /// Bytes of data in order, and the peer's FIN (`tcpi_bytes_received`).
    package var bytesReceived: Int
    /// Segments with and without data, SYNs too (`tcpi_segs_out`).
    package var segmentsOut: Int
    /// Segments with and without data (`tcpi_segs_in`).
    package var segmentsIn: Int
    /// Segments with data (`tcpi_data_segs_in`).
    package var dataSegmentsIn: Int
    /// Segments that arrived ahead of a gap (`tcpi_rcv_ooopack`).
    package var outOfOrderSegments: Int
    /// Segments sent and not acknowledged yet (`tcpi_unacked`).
    package var unacknowledgedSegments: Int

    package init(
        roundTrip: Seconds, roundTripVariance: Seconds = Seconds(0), retransmissions: Int = 0,
        retransmissionsInFlight: Int = 0, sendSegmentSize: Int = 0, receiveSegmentSize: Int = 0,
        advertisedSegmentSize: Int = 0, pathMTU: Int = 0, bytesSent: Int = 0, bytesAcknowledged: Int = 0,
        bytesReceived: Int = 0, segmentsOut: Int = 0, segmentsIn: Int = 0, dataSegmentsIn: Int = 0,
        outOfOrderSegments: Int = 0, unacknowledgedSegments: Int = 0
    ) {
        self.roundTrip = roundTrip
        self.roundTripVariance = roundTripVariance
        self.retransmissions = retransmissions
        self.retransmissionsInFlight = retransmissionsInFlight
        self.sendSegmentSize = sendSegmentSize
        self.receiveSegmentSize = receiveSegmentSize
        self.advertisedSegmentSize = advertisedSegmentSize
        self.pathMTU = pathMTU
        self.bytesSent = bytesSent
        self.bytesAcknowledged = bytesAcknowledged
        self.bytesReceived = bytesReceived
        self.segmentsOut = segmentsOut
        self.segmentsIn = segmentsIn
        self.dataSegmentsIn = dataSegmentsIn
        self.outOfOrderSegments = outOfOrderSegments
        self.unacknowledgedSegments = unacknowledgedSegments
    }
}
