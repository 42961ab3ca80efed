import CLinux
import ProbeCore
import ProbeEvidence

extension Socket {
    /// TCP_INFO at this moment, with the connection's state.
    func tcpInfo() -> (state: UInt8, info: TCPInfo)? {
        var raw = CLinux_tcp_info()
        guard (try? systemCall("getsockopt", { unsafe CLinux_read_tcp_info(number, &raw) })) != nil else { return nil }
        return (raw.state, TCPInfo(raw))
    }
}

extension TCPInfo {
    fileprivate init(_ raw: CLinux_tcp_info) {
        self.init(
            roundTrip: Seconds(Double(raw.round_trip) / 1e6),
            roundTripVariance: Seconds(Double(raw.round_trip_variance) / 1e6),
            retransmissions: Int(raw.retransmissions), retransmissionsInFlight: Int(raw.retransmissions_in_flight),
            sendSegmentSize: Int(raw.send_segment_size), receiveSegmentSize: Int(raw.receive_segment_size),
            advertisedSegmentSize: Int(raw.advertised_segment_size), pathMTU: Int(raw.path_mtu),
            bytesSent: Int(clamping: raw.bytes_sent), bytesAcknowledged: Int(clamping: raw.bytes_acknowledged),
            bytesReceived: Int(clamping: raw.bytes_received), segmentsOut: Int(raw.segments_out),
            segmentsIn: Int(raw.segments_in), dataSegmentsIn: Int(raw.data_segments_in),
            outOfOrderSegments: Int(raw.out_of_order_segments),
            unacknowledgedSegments: Int(raw.unacknowledged_segments))
    }
}
