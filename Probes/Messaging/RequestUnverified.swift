package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Sends one request, without credentials, inside TLS that ends at a root nobody here knows.
///
/// An inspection passes the service's own answer on, and a filter shows a page of its own: the certificate is the same, and
/// what has to be asked for is not. Only of services whose answers have marks, and never with anything that a password,
/// a token or a certificate would be.
extension RequestUnverified: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.isKnownByItsAnswer && !plan.services.insecureRegistries.contains($0.host) }
    }

    package func occasion(for about: Endpoint, of input: After<HandshakeTLS>, in plan: Plan) -> SocketAddress? {
        // What is signed for other names alone is another server's own, and says by itself who that is.
        input.outcome.evidence.flatMap { $0.endsAtUnknownRoot && $0.matchesName ? $0.remote : nil }
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<UnverifiedEvidence>
    ) async throws(ProbeError) -> Measured<UnverifiedEvidence, NoLive> {
        let (attempt, connection) = try await FreshLadder(about, to: remote).connect(context)
        var evidence = UnverifiedEvidence(connect: attempt)
        guard let connection else { return Measured(evidence) }
        let handshake: Handshake
        do throws(ProbeError) {
            handshake = try await connection.handshake(
                for: about, serverName: about.host.description, context.nested())
        } catch {
            await connection.close()
            throw error
        }
        evidence.handshake = handshake
        if handshake.result == .completed {
            let request = Self.request(to: about)
            let (reply, exchange) = await connection.request(request, waits: Waits(context)) { _ in }
            evidence.exchange = exchange
            evidence.answer = reply?.answer
            evidence.isOfService = reply.map { Self.isOfService($0, about.service) } ?? false
        }
        await connection.close()
        return Measured(evidence)
    }

    private static func request(to endpoint: Endpoint) -> HTTPRequest {
        switch endpoint.service {
        case .hub: RequestHTTPS.request(to: endpoint.host, isPadded: false)
        case .dps: RequestDPS.request(to: endpoint.host, idScope: nil)
        case .registry:
            HTTPRequest(
                target: "/v2/",
                headers: [
                    ("Host", endpoint.authority), ("User-Agent", "edgeprobe"), ("Accept", "application/json"),
                ])
        }
    }

    private static func isOfService(_ reply: HTTPReply, _ service: Endpoint.Service) -> Bool {
        switch service {
        case .hub: RequestHTTPS.isOfHub(reply)
        case .dps: RequestDPS.isProvisioningService(reply)
        case .registry: RegistryConversation.isOfRegistry(reply)
        }
    }
}
