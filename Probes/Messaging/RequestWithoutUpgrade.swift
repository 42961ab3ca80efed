package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Sends the same request as the upgrade, but asks for no upgrade.
///
/// Asked when the upgrade met a reset or silence: what lets a plain GET of the same path through objects to the upgrade.
extension RequestWithoutUpgrade: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter(\.transport.usesWebSocket) }

    package func occasion(for about: Endpoint, of input: Following<UpgradeWebSocket>, in plan: Plan) -> SocketAddress? {
        switch input.evidence.exchange.result {
        case .silent, .closed, .reset: input.evidence.exchange.remote
        case .answered, .otherProtocol, .malformed, .superseded: nil
        }
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<PlainRequestEvidence>
    ) async throws(ProbeError) -> Measured<PlainRequestEvidence, NoLive> {
        let (attempt, handshake, connection) = try await FreshLadder(about, to: remote).secure(context)
        var evidence = PlainRequestEvidence(connect: attempt)
        evidence.handshake = handshake
        guard let connection else { return Measured(evidence) }
        let request = HTTPRequest(
            target: UpgradeWebSocket.path, headers: [("Host", about.host.description), ("User-Agent", "edgeprobe")])
        let (reply, exchange) = await connection.request(request, waits: Waits(context)) { _ in }
        evidence.exchange = exchange
        evidence.answer = reply?.answer
        await connection.close()
        return Measured(evidence)
    }
}
