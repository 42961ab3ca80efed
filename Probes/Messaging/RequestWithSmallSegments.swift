package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Repeats an HTTPS request that never arrived, with small segments only.
///
/// If the hub answers it, large packets get lost on the way there: a path MTU black hole. Beside it the size is walked, and
/// where it is smaller than these segments, the request is repeated in such as arrive.
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
        guard about.via == .direct else { return Measured(try await Self.request(about, remote, Self.small, context)) }
        async let first = Self.attempt(about, remote, Self.small, context)
        var walk = SizeWalk(about, to: remote)
        try await walk.run(context)
        var evidence = try await first.get()
        if evidence.proof == nil, let size = walk.sizes.acknowledged, size < Self.small, walk.sizes.lost != nil {
            evidence = try await Self.request(about, remote, size, context)
        }
        evidence.sizes = walk.sizes
        return Measured(evidence)
    }

    /// The clamp of the control, in bytes: far below what links of today carry, and far above what none does.
    private static let small = 1000

    /// As a value, because what is awaited beside something else loses the type of its error.
    private static func attempt(
        _ about: Endpoint, _ remote: SocketAddress, _ size: Int, _ context: Context<SmallSegmentsEvidence>
    ) async -> Result<SmallSegmentsEvidence, ProbeError> {
        do throws(ProbeError) {
            return .success(try await request(about, remote, size, context))
        } catch {
            return .failure(error)
        }
    }

    private static func request(
        _ about: Endpoint, _ remote: SocketAddress, _ size: Int, _ context: Context<SmallSegmentsEvidence>
    ) async throws(ProbeError) -> SmallSegmentsEvidence {
        var options = TCP.Options()
        options.segmentClamp = size
        let (attempt, handshake, connection) = try await FreshLadder(about, to: remote, options).secure(context)
        var evidence = SmallSegmentsEvidence(connect: attempt)
        evidence.handshake = handshake
        guard let connection else { return evidence }
        let (reply, exchange) = await connection.request(
            RequestHTTPS.request(to: about.host), waits: Waits(context)
        ) { _ in }
        evidence.exchange = exchange
        evidence.answer = reply?.answer
        if reply?.answer.value(of: "iothub-errorcode") != nil { evidence.proof = .iothubErrorCode }
        await connection.close()
        return evidence
    }
}
