package import ProbeCore
package import ProbeEvidence

/// Opening TCP connections and reading what the kernel says about them.
package enum TCP {
    /// What one attempt may vary.
    package struct Options: Sendable {
        /// IP_TTL or IPV6_UNICAST_HOPS.
        package var hopLimit: Int?
        /// TCP_MAXSEG in bytes.
        package var segmentClamp: Int?
        /// The only way out that counts.
        package var egress: Egress?
        /// The port to come from.
        package var origin: Origin?

        package init(hopLimit: Int? = nil, segmentClamp: Int? = nil, egress: Egress? = nil, origin: Origin? = nil) {
            self.hopLimit = hopLimit
            self.segmentClamp = segmentClamp
            self.egress = egress
            self.origin = origin
        }
    }

    /// A port of this end, known before anything is sent.
    package struct Origin: Hashable, Sendable {
        /// Nothing for whichever address the routes choose.
        package let address: IPAddress?
        package let port: UInt16

        package init(address: IPAddress?, port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    /// An interface to leave by, whatever the routes prefer.
    package struct Egress: Hashable, Sendable {
        /// SO_BINDTODEVICE, which needs no rights since Linux 5.7.
        package let interface: InterfaceName
        /// An address of the interface, to bind to where the kernel wants rights for the interface itself.
        package let source: IPAddress?

        package init(interface: InterfaceName, source: IPAddress?) {
            self.interface = interface
            self.source = source
        }
    }

    /// One attempt; ends at the deadline (`silent`) or when the task is cancelled (`superseded`).
    ///
    /// The socket is there exactly when the result is `connected`; its error queue is off and empty, since with
    /// IP_RECVERR left on, one stray ICMP error would end an established connection.
    package static func connect(
        to remote: SocketAddress, options: Options = Options(), deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> (attempt: ConnectAttempt, socket: ConnectedSocket?) {
        try await connect(to: remote, options: options, deadline: deadline, opening: Socket.open)
    }

    static func connect(
        to remote: SocketAddress, options: Options = Options(), deadline: ContinuousClock.Instant,
        opening open: Socket.Opening
    ) async throws(ProbeError) -> (attempt: ConnectAttempt, socket: ConnectedSocket?) {
        let connecting: Connecting
        do throws(SystemCallError) {
            connecting = try Connecting(to: remote, options: options, opening: open)
        } catch {
            guard error.isForWantOfFamily else { throw ProbeError(error, doing: "opening a connection to \(remote)") }
            var attempt = ConnectAttempt(remote: remote, result: .failed, latency: Seconds(0), error: error.error)
            attempt.isSynchronous = true
            return (attempt, nil)
        }
        let failuresBefore = RetransmissionFailures.count()
        var attempt = try await connecting.attempt(deadline: deadline)
        if let before = failuresBefore, let after = RetransmissionFailures.count() {
            attempt.locallyDroppedRetransmissions = max(0, after - before)
        }
        if attempt.mayHaveBeenDroppedHere { attempt.datagramTwin = UDP.immediateError(sendingTo: remote) }
        guard attempt.result == .connected else {
            connecting.socket.close()
            return (attempt, nil)
        }
        try connecting.stopQueueingErrors()
        return (attempt, connecting.socket)
    }
}

extension ConnectAttempt {
    /// A SYN was sent again, and there are signs that it did not leave this machine.
    ///
    /// `tcpi_retrans` counts a retransmission only when the IP layer took it (tcp_retransmit_skb), so 0 after one says so
    /// for this socket; the counter says so for the namespace.
    fileprivate var mayHaveBeenDroppedHere: Bool {
        guard result == .silent, let tcp, tcp.retransmissions > 0 else { return false }
        return tcp.retransmissionsInFlight == 0 || (locallyDroppedRetransmissions ?? 0) > 0
    }
}
