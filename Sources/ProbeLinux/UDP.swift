import Glibc
package import ProbeCore
package import ProbeEvidence

/// Asking over UDP, with the error queue read (ip(7), IP_RECVERR).
package enum UDP {
    /// What a question met.
    package struct Exchange: Sendable {
        package enum Result: Sendable {
            case reply([UInt8])
            case silent
            case failed(SystemError, ICMPError?)
        }

        package var result: Result
        /// Datagrams sent.
        package var attempts: Int
        package var latency: Seconds
        /// Datagrams that came from the server and were turned down by `accept`.
        package var rejectedReplies: Int
    }

    /// Sends a datagram, again at each of the given delays, until an acceptable reply, an error or the deadline.
    ///
    /// The delays count from the first datagram. The socket is connected, so only the server's own datagrams arrive; with
    /// an egress they come and go by it alone.
    /// - Throws: `ProbeError.Code.interrupted` when the task is cancelled: an exchange cut short is not a silent one.
    package static func exchange(
        _ datagram: [UInt8], with remote: SocketAddress, sendAgainAfter delays: [Duration],
        egress: TCP.Egress? = nil, deadline: ContinuousClock.Instant, accept: @Sendable ([UInt8]) -> Bool
    ) async throws(ProbeError) -> Exchange {
        try await exchange(
            datagram, with: remote, sendAgainAfter: delays, deadline: deadline,
            opening: { (kind, family) throws(SystemCallError) in
                let descriptor = try Socket.open(kind, for: family)
                if let egress { try Socket(number: descriptor.number).bind(to: egress) }
                return descriptor
            }, accept: accept)
    }

    static func exchange(
        _ datagram: [UInt8], with remote: SocketAddress, sendAgainAfter delays: [Duration],
        deadline: ContinuousClock.Instant, opening open: Socket.Opening, accept: @Sendable ([UInt8]) -> Bool
    ) async throws(ProbeError) -> Exchange {
        let action: Sentence = "asking \(remote) over UDP"
        guard !Task.isCancelled else { throw .cancelled(action) }
        do throws(SystemCallError) {
            let descriptor = try open(SOCK_DGRAM, remote.address.family)
            let asking = Asking(
                view: Socket(number: descriptor.number), datagram: datagram, start: .now,
                sendAgainAfter: delays.sorted(), deadline: deadline)
            let exchange = try await asking.exchange(with: remote, accept: accept)
            if let exchange { return exchange }
        } catch {
            guard error.isForWantOfFamily else { throw ProbeError(error, doing: action) }
            return Exchange(
                result: .failed(error.error, nil), attempts: 0, latency: Seconds(0), rejectedReplies: 0)
        }
        throw .cancelled(action)
    }

    /// What a one-byte datagram meets at once: EPERM is the word of a rule of our own OUTPUT chain.
    static func immediateError(sendingTo remote: SocketAddress) -> SystemError? {
        guard let descriptor = try? Socket.open(SOCK_DGRAM, for: remote.address.family) else { return nil }
        let view = Socket(number: descriptor.number)
        do throws(SystemCallError) {
            try view.connect(to: remote)
            _ = try view.send([0])
            return nil
        } catch {
            return error.code == EAGAIN ? nil : error.error
        }
    }
}
