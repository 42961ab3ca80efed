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
    package var latency: Seconds
    /// When the attempt began, after the run's start.
    package var localAddress: SocketAddress?
    /// The interface that owns the local address, as the kernel chose it.
    package var interface: String?
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
