package import ProbeCore

/// One attempt to open a TCP connection to one address, and everything the kernel said about it.
package struct ConnectAttempt: Codable, Hashable, Sendable {
    package enum Result: String, Codable, Hashable, Sendable {
        case connected
        /// An error came back; see `error` and `icmp`.
        case failed
        /// No answer until the attempt's deadline.
        case silent
        /// Given up because another attempt connected first or the run ended; says nothing about the address.
        case superseded
    }

    package let remote: SocketAddress
    package var result: Result
    package var error: SystemError?
    /// connect() itself failed, before any packet could have left.
    package var isSynchronous = false
    package var icmp: ICMPError?
    /// The hop limit that the ICMP message arrived with.
    package var icmpHopLimit: Int?
    package var latency: Seconds
    /// When the attempt began, after the run's start.
    package var localAddress: SocketAddress?
    /// The interface that owns the local address, as the kernel chose it.
    package var interface: InterfaceName?
    /// At the end of the attempt.
    package var tcp: TCPInfo?
    /// The rise of `TCPRetransFail` (proc/net/netstat) during the attempt: retransmissions our own machine dropped.
    package var locallyDroppedRetransmissions: Int?
    /// What a UDP datagram to the same address and port met at once; EPERM means a rule of our own OUTPUT chain.
    package var datagramTwin: SystemError?
    /// The attempt's IP_TTL or hop limit, where it was set.
    package var hopLimit: Int?
    /// The attempt's TCP_MAXSEG clamp, where it was set.
    package var segmentClamp: Int?

    package init(
        remote: SocketAddress, result: Result, latency: Seconds, error: SystemError? = nil, icmp: ICMPError? = nil
    ) {
        self.remote = remote
        self.result = result
        self.latency = latency
        self.error = error
        self.icmp = icmp
    }
}

extension ConnectAttempt {
    /// How many hops the ICMP message has come, from the hop limits that systems begin with (64, 128 and 255, as
    /// tracepath(8) takes them); the way back may be another than the way there.
    package var icmpHops: Int? {
        icmpHopLimit.map { limit in
            switch limit {
            case ...64: 65 - limit
            case ...128: 129 - limit
            default: 256 - limit
            }
        }
    }
}
