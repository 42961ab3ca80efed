package import ProbeCore

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
    package static func exchange(
        _ datagram: [UInt8], with remote: SocketAddress, sendAgainAfter delays: [Duration],
        deadline: ContinuousClock.Instant, accept: @Sendable ([UInt8]) -> Bool
    ) async throws(ProbeError) -> Exchange {
        throw ProbeError(.library, "not built yet")
    }
}
