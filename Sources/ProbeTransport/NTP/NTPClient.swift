package import ProbeCore
package import ProbeEvidence
import ProbeLinux

/// Asks one time server (RFC 4330: a question, an answer, the difference of the clocks).
package struct NTPClient: Sendable {
    package let server: SocketAddress
    package let waits: Waits

    package init(server: SocketAddress, waits: Waits) {
        self.server = server
        self.waits = waits
    }

    /// Asks, once more when that is stuck; whatever the network does is an answer.
    ///
    /// - Throws: `ProbeError.Code.interrupted` when the task is cancelled, since a wait cut short is not silence.
    package func ask() async throws(ProbeError) -> TimeEvidence {
        let question = NTPPacket.question(nonce: .random(in: 1 ... .max))
        let delay = max(ContinuousClock.now.duration(to: waits.stuck), .zero)
        let exchange = try await UDP.exchange(
            question.encoded, with: server, sendAgainAfter: [delay], deadline: waits.quiet
        ) { bytes in NTPPacket(parsing: bytes)?.answers(question) ?? false }
        let after = WallClock.now()
        switch exchange.result {
        case .silent: return TimeEvidence(.silent, server: server)
        case .failed(let error, let icmp):
            var evidence = TimeEvidence(.unreachable, server: server)
            (evidence.error, evidence.icmp) = (error, icmp)
            return evidence
        case .reply(let bytes):
            guard let packet = NTPPacket(parsing: bytes) else { return TimeEvidence(.silent, server: server) }
            return Self.evidence(of: packet, from: server, at: after, exchange.latency)
        }
    }

    /// - Parameters:
    ///   - packet: the answer.
    ///   - server: who gave it.
    ///   - after: the device's clock when it came. What that said before is nothing to go by: at a first boot, somebody sets it
    ///     by the answer of the same server.
    ///   - latency: since the question.
    /// - Returns: what is known of the clock by it.
    static func evidence(
        of packet: NTPPacket, from server: SocketAddress, at after: WallClock, _ latency: Seconds
    ) -> TimeEvidence {
        var evidence = TimeEvidence(packet.isSynchronized ? .answered : .unsynchronized, server: server)
        evidence.stratum = Int(packet.stratum)
        evidence.kissCode = packet.kissCode
        evidence.roundTrip = latency
        evidence.deviceTime = Timestamp(secondsSince1970: after.seconds)
        guard packet.isSynchronized else { return evidence }
        evidence.serverTime = packet.transmit.timestamp
        // RFC 5905 section 8: half the way there and half the way back.
        let there = packet.receive.isZero ? packet.transmit : packet.receive
        let asked = there.difference(from: after) + latency.value
        evidence.offset = Seconds((asked + packet.transmit.difference(from: after)) / 2)
        return evidence
    }
}
