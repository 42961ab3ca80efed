package import ProbeCore

/// The part of the kernel's `struct tcp_info` (linux/tcp.h) that diagnosis uses, read at one moment.
package struct TCPInfo: Codable, Hashable, Sendable {
    package var roundTrip: Seconds
    package var roundTripVariance: Seconds
    /// Segments retransmitted since the connection began (`tcpi_total_retrans`); SYNs count.
    package var retransmissions: Int
    /// Retransmissions now in flight (`tcpi_retrans`); stays 0 when our own machine dropped the retransmission.
    package var retransmissionsInFlight: Int
    package var sendSegmentSize: Int
    package var receiveSegmentSize: Int
    package var advertisedSegmentSize: Int
    package var pathMTU: Int
    package var bytesSent: Int
    /// Bytes the peer acknowledged (`tcpi_bytes_acked`); the SYN counts one.
    package var bytesAcknowledged: Int
    package var bytesReceived: Int
    package var segmentsOut: Int
    package var segmentsIn: Int
    package var dataSegmentsIn: Int
    /// Segments that arrived ahead of a gap (`tcpi_rcv_ooopack`).
    package var outOfOrderSegments: Int
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
