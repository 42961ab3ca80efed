package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Repeats an HTTPS request that never arrived, with small segments only.
///
/// If the hub answers it, large packets get lost on the way there: a path MTU black hole.
extension RequestWithSmallSegments: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.service == .hub && $0.transport == .https }
    }

    package func occasion(for about: Endpoint, of input: Following<RequestHTTPS>, in plan: Plan) -> SocketAddress? {
        let exchange = input.evidence.exchange
        return switch exchange.result {
        case .silent, .reset: isUnacknowledged(exchange) ? exchange.remote : nil
        case .answered, .closed, .otherProtocol, .malformed, .superseded: nil
        }
    }

    /// Part of what was sent got no ACK; what was sent includes what was sent again, which errs towards asking.
    private func isUnacknowledged(_ exchange: Exchange) -> Bool {
        // The SYN counts as one acknowledged byte; after a reset the kernel's queue is empty, the counters stay.
        exchange.tcp.map { $0.unacknowledgedSegments > 0 || $0.bytesAcknowledged <= $0.bytesSent } ?? false
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<SmallSegmentsEvidence>
    ) async throws(ProbeError) -> Measured<SmallSegmentsEvidence, NoLive> {
        var options = TCP.Options()
        options.segmentClamp = 1000
        let (attempt, handshake, connection) = try await FreshLadder(about, to: remote, options).secure(context)
        var evidence = SmallSegmentsEvidence(connect: attempt)
        evidence.handshake = handshake
        guard let connection else { return Measured(evidence) }
        let (reply, exchange) = await connection.request(
            RequestHTTPS.request(to: about.host), waits: Waits(context)
        ) { _ in }
        evidence.exchange = exchange
        evidence.answer = reply?.answer
        if reply?.answer.value(of: "iothub-errorcode") != nil { evidence.proof = .iothubErrorCode }
        await connection.close()
        return Measured(evidence)
    }
}
