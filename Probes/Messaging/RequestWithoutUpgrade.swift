package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Sends the same request as the upgrade, but asks for no upgrade.
///
/// Asked when the upgrade met a reset or silence: what lets a plain GET of the same path through objects to the upgrade.
extension RequestWithoutUpgrade: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter(\.transport.usesWebSocket) }

    package func isCalledFor(by input: Following<UpgradeWebSocket>, about: Endpoint) -> Bool {
        switch input.evidence.exchange.result {
        case .silent, .closed, .reset: true
        case .answered, .otherProtocol, .malformed, .superseded: false
        }
    }

    package func measure(
        _ about: Endpoint, _ input: Following<UpgradeWebSocket>, _ context: Context<PlainRequestEvidence>
    ) async throws(ProbeError) -> Measured<PlainRequestEvidence, NoLive> {
        guard let remote = input.evidence.exchange.remote else {
            throw ProbeError(.library, "the ladder has no address")
        }
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
